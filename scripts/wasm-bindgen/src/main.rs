//! The part of the program `wasm-bindgen` that this project and cargo-leptos use.
//!
//! The full program brings an HTTP server and client for its test runner, which takes several times as long to
//! compile; and being a member of the workspace, this one is always of the version in `Cargo.lock`.

use anyhow::{Context, bail};
use wasm_bindgen_cli_support::Bindgen;

fn main() -> anyhow::Result<()> {
    let mut bindgen = Bindgen::new();
    bindgen.web(true)?.typescript(true);
    let (mut out_dir, mut input) = (None, None);

    for argument in std::env::args().skip(1) {
        let (name, value) = match argument.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (argument.as_str(), None),
        };
        match (name, value) {
            ("--target", Some("web")) => {}
            ("--no-typescript", None) => {
                bindgen.typescript(false);
            }
            ("--out-name", Some(value)) => {
                bindgen.out_name(value);
            }
            ("--out-dir", Some(value)) => out_dir = Some(value.to_owned()),
            ("--debug", None) => {
                bindgen.debug(true);
            }
            ("--keep-debug", None) => {
                bindgen.keep_debug(true);
            }
            (path, None) if !path.starts_with('-') => input = Some(path.to_owned()),
            _ => bail!("this small wasm-bindgen does not know {argument}"),
        }
    }

    bindgen
        .input_path(input.context("the wasm file to work on is missing")?)
        .generate(out_dir.context("--out-dir is missing")?)
}
