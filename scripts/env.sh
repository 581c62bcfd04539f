# shellcheck shell=bash
# Sourced by every script here: where the project's tools are, and which cargo compiles the front end.
# Tools are kept per user and by version, outside the clone, so that a second clone finds them ready.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cache=${XDG_CACHE_HOME:-${HOME:?setup: HOME is not set, so there is no place to keep the tools}/.cache}/groundskeeper

# The front end needs the library for wasm32. Where the ordinary toolchain has none, scripts/setup makes a
# second one and leaves its place in this file; everything else stays with the ordinary compiler.
front_toolchain_file=$cache/front-toolchain
front_toolchain=
if [ -s "$front_toolchain_file" ]; then front_toolchain=$(cat "$front_toolchain_file"); fi
[ -x "$front_toolchain/bin/cargo" ] || front_toolchain=
front_cargo=${front_toolchain:+$front_toolchain/bin/}cargo

# locked CRATE: the version of CRATE in Cargo.lock.
locked() {
  awk -v name="name = \"$1\"" '$0 == name { getline; gsub(/version = |"/, ""); print; exit }' "$root/Cargo.lock"
}

node_version=22.23.3
nextest_version=0.9.143
# 0.3.11 needs a newer compiler than the stable one we ask for.
cargo_leptos_version=0.3.10
bindgen_version=$(locked wasm-bindgen)
# Its own few lines are part of its version.
bindgen_place=wasm-bindgen-$bindgen_version-$(cksum <"$root/scripts/wasm-bindgen/src/main.rs" | cut -d' ' -f1)

PATH=$cache/$bindgen_place/bin:$cache/cargo-nextest-$nextest_version/bin:$cache/node-$node_version/bin:$root/node_modules/.bin:$PATH
PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1
export PATH PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD

say() { printf 'setup: %s\n' "$*" >&2; }
fail() { printf 'setup: %s\n' "$*" >&2; exit 1; }
