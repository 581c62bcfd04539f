# shellcheck shell=bash
# Programs written in Rust, compiled into the cache: quickly rather than to be quick, because they run rarely.

# install_program PLACE WHAT ARGUMENTS…: `cargo install ARGUMENTS` into PLACE of the cache, unless it is there.
install_program() {
  local place=$cache/$1 made=$cache/$1.$$ what=$2
  shift 2
  if [ -d "$place" ]; then return; fi
  say "compiling $what"
  rm -rf "$made"
  if ! CARGO_PROFILE_RELEASE_OPT_LEVEL=${opt_level:-0} CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_DEBUG=0 \
    CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 CARGO_PROFILE_RELEASE_STRIP=debuginfo \
    cargo install --quiet --locked --no-track --root "$made" --target-dir "$made/target" "$@"; then
    rm -rf "$made"
    fail "$what could not be compiled (the reason stands above)"
  fi
  rm -rf "$made/target"
  # rustc refuses to compile a crate that is itself called wasm_bindgen.
  if [ -x "$made/bin/bindgen" ]; then mv "$made/bin/bindgen" "$made/bin/wasm-bindgen"; fi
  mv -T "$made" "$place" 2>/dev/null || rm -rf "$made" # another set-up was quicker
}

setup_programs() {
  # Ready-made ones are as good.
  [ -d "$cache/$bindgen_place" ] || [ "$(wasm-bindgen --version 2>/dev/null)" = "wasm-bindgen $bindgen_version" ] ||
    # Not optimised at all it would take ten seconds longer for every build of the front end.
    opt_level=1 install_program "$bindgen_place" "wasm-bindgen $bindgen_version (two minutes, once)" \
      --path "$root/scripts/wasm-bindgen"
  command -v cargo-nextest >/dev/null ||
    install_program "cargo-nextest-$nextest_version" "cargo-nextest $nextest_version (minutes)" \
      cargo-nextest --version "$nextest_version"
}
