# shellcheck shell=bash
# Packages of the system, by apt. Only what is missing is installed, so that a machine which has everything
# needs neither root nor the network.

# packages NAME…: installs those that are not there, or says in one sentence what to install.
packages() {
  local name missing=() become=() log
  for name in "$@"; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null)" = installed ] || missing+=("$name")
  done
  if [ ${#missing[@]} -eq 0 ]; then return; fi
  command -v apt-get >/dev/null ||
    fail "this machine has no apt: please install what Debian calls ${missing[*]}, then run this again"
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || fail "please have root run: apt-get install ${missing[*]}"
    become=(sudo)
  fi
  say "apt-get install ${missing[*]}"
  log=$(mktemp)
  if ! { "${become[@]}" apt-get update -qq &&
    "${become[@]}" env DEBIAN_FRONTEND=noninteractive \
      apt-get install -y -qq --no-install-recommends "${missing[@]}"; } </dev/null >"$log" 2>&1; then
    tail -n 15 "$log" >&2
    fail "apt-get could not install ${missing[*]} (its last words stand above)"
  fi
  rm -f "$log"
}

# chromium_path: the browser for the end-to-end tests, if there is one.
chromium_path() {
  [ -n "${CHROMIUM_PATH:-}" ] && echo "$CHROMIUM_PATH" && return
  command -v chromium || command -v chromium-browser || command -v google-chrome || true
}

setup_packages() {
  local wanted=()
  command -v initdb >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || wanted+=(postgresql)
  command -v redis-server >/dev/null || wanted+=(redis-server)
  # The stories in the browser write into the state of their panel.
  command -v sqlite3 >/dev/null || wanted+=(sqlite3)
  command -v cc >/dev/null || wanted+=(build-essential)
  command -v npm >/dev/null || wanted+=(nodejs npm)
  # Elsewhere than on Debian the package of this name is a snap or absent: there Playwright brings its own.
  if [ -z "$(chromium_path)" ] && grep -qs '^ID=debian' /etc/os-release; then wanted+=(chromium); fi
  if [ ${#wanted[@]} -gt 0 ]; then packages "${wanted[@]}"; fi

  command -v cargo >/dev/null || fail "there is no Rust: please install it from https://rustup.rs, then run this again"
}
