# shellcheck shell=bash
# Tailwind, daisyUI and Playwright, exactly as package-lock.json has them.

setup_npm() {
  local stamp=$root/node_modules/.stamp
  if ! cmp -s "$root/package-lock.json" "$stamp"; then
    say "npm ci"
    (cd "$root" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error </dev/null >&2) ||
      fail "npm ci failed (the reason stands above)"
    cp "$root/package-lock.json" "$stamp"
  fi
  if [ -z "$(chromium_path)" ] && [ -z "$(find "${HOME}/.cache/ms-playwright" -name 'chromium*' -print -quit 2>/dev/null)" ]; then
    say "npx playwright install chromium"
    (cd "$root" && npx playwright install chromium </dev/null >&2) ||
      fail "there is no Chromium for the end-to-end tests: please install one and name it in CHROMIUM_PATH"
  fi
}
