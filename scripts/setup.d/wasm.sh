# shellcheck shell=bash
# A Rust toolchain that compiles for wasm32-unknown-unknown.
#
# Ordinarily `rustup target add`. Where rustup must not or cannot download, Debian's rustc-web is used: its
# library is compiled for wasm32 from its own sources (half a minute, once) into a toolchain of our own in the
# cache. Nothing below /usr is touched, so an upgrade of the packages can never leave a mixture behind.
# GROUNDSKEEPER_DEBIAN_RUST=1 asks for Debian's way where the ordinary one would do.

# wasm_works CARGO_BIN_PREFIX: true if that rustc finds, compiles and links a library for wasm32. It is really
# done: a look for the folder would not notice a library left by another compiler version.
wasm_works() {
  local dir works=0
  dir=$(mktemp -d)
  printf '#[unsafe(no_mangle)] pub extern "C" fn f() -> usize { std::env::args().count() }\n' >"$dir/f.rs"
  (cd "$root" && "${1}rustc" --edition 2024 --target wasm32-unknown-unknown --crate-type cdylib \
    -o "$dir/f.wasm" "$dir/f.rs") >"$dir/log" 2>&1 || works=1
  rm -rf "$dir"
  return $works
}

# debian_toolchain: makes the second toolchain and sets front_toolchain.
debian_toolchain() {
  packages rustc-web cargo-web rust-web-src rust-web-clippy
  local version host llvm
  version=$(/usr/bin/rustc -vV | sed -n 's/^release: //p')
  host=$(/usr/bin/rustc -vV | sed -n 's/^host: //p')
  llvm=$(/usr/bin/rustc -vV | sed -n 's/^LLVM version: \([0-9]*\).*/\1/p')
  packages "lld-$llvm"
  front_toolchain=$cache/rust-web-$version
  if [ -x "$front_toolchain/bin/cargo" ] && wasm_works "$front_toolchain/bin/"; then return; fi

  say "compiling the wasm32 library of Debian's Rust $version (half a minute, once)"
  local sources=/usr/src/rustc-$version made=$front_toolchain.$$
  local native=lib/rustlib/$host wasm=lib/rustlib/wasm32-unknown-unknown
  rm -rf "$made"
  mkdir -p "$made/bin" "$made/$native/bin" "$made/$wasm/lib"
  ln -s "/usr/$native/lib" "$made/$native/lib"
  # rustc calls the linker by this name and looks for it here.
  ln -s "/usr/bin/lld-$llvm" "$made/$native/bin/rust-lld"
  (
    unset RUSTUP_TOOLCHAIN RUSTFLAGS CARGO_ENCODED_RUSTFLAGS RUSTC_WRAPPER CARGO_BUILD_TARGET
    cd "$made" # away from the project's .cargo/config.toml
    RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1 __CARGO_DEFAULT_LIB_METADATA=debian-wasm-std \
      CARGO_PROFILE_RELEASE_DEBUG=0 \
      RUSTFLAGS="-Cembed-bitcode=yes -Zforce-unstable-if-unmarked --remap-path-prefix=$sources=/rustc/$version" \
      /usr/bin/cargo build --quiet --release --locked --target-dir "$made/target" --features panic-unwind \
      --manifest-path "$sources/library/sysroot/Cargo.toml" --target wasm32-unknown-unknown >log 2>&1 ||
      { cat log >&2; exit 1; }
  ) || fail "the wasm32 library of Debian's Rust $version could not be compiled (the reason stands above)"
  cp "$made"/target/wasm32-unknown-unknown/release/deps/*.rlib "$made/$wasm/lib/"
  rm -rf "$made/target" "$made/log"

  # The programs are Debian's own; they only learn where the library is. clippy-driver reads SYSROOT.
  printf '#!/bin/sh\nexec /usr/bin/rustc --sysroot "%s" "$@"\n' "$front_toolchain" >"$made/bin/rustc"
  cat >"$made/bin/cargo" <<SH
#!/bin/sh
export RUSTC="$front_toolchain/bin/rustc" SYSROOT="$front_toolchain" CARGO=/usr/bin/cargo
if [ "\${1:-}" = clippy ]; then exec /usr/bin/cargo-clippy "\$@"; fi
exec /usr/bin/cargo "\$@"
SH
  chmod +x "$made/bin/rustc" "$made/bin/cargo"
  rm -rf "$front_toolchain"
  mv "$made" "$front_toolchain"
  wasm_works "$front_toolchain/bin/" || fail "Debian's Rust $version was set up for wasm32 but does not compile for it"
}

setup_wasm() {
  mkdir -p "$cache"
  if [ -z "${GROUNDSKEEPER_DEBIAN_RUST:-}" ]; then
    # What an earlier set-up chose holds while it works.
    if [ -n "$front_toolchain" ] && wasm_works "$front_toolchain/bin/"; then return; fi
    front_toolchain=
    rm -f "$front_toolchain_file"
    if wasm_works ""; then return; fi
    if command -v rustup >/dev/null && [ "${RUSTUP_AUTO_INSTALL:-1}" != 0 ]; then
      say "rustup target add wasm32-unknown-unknown"
      if timeout 300 rustup target add wasm32-unknown-unknown >/dev/null 2>&1 && wasm_works ""; then return; fi
      say "rustup cannot add the target here"
    fi
  fi
  debian_toolchain
  printf '%s\n' "$front_toolchain" >"$front_toolchain_file"
}
