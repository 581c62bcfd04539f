//! Turns the words in `locales/` into code, so that a missing word is found when we compile.

use std::error::Error;
use std::path::PathBuf;

use leptos_i18n_build::options::CodegenOptions;
use leptos_i18n_build::{Config, ParseOptions, TranslationsInfos};

const NAMESPACES: [&str; 25] = [
    "common", "nav", "overview", "job", "acc", "pic", "back", "purge", "run", "report", "sched", "queue", "waiting",
    "history", "state", "cause", "time", "error", "entry", "visitor", "storage", "delivery", "import", "notice",
    "activity",
];

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=locales");
    let config = NAMESPACES
        .into_iter()
        .try_fold(Config::new("en")?.add_locale("ja")?, |config, namespace| config.add_namespace(namespace))?;
    // Sentences with gaps are wanted as text too: for attributes, and for rules that tests can read.
    let config = config.parse_options(ParseOptions::new().interpolate_display(true));
    let words = TranslationsInfos::parse(config)?;
    words.emit_diagnostics();
    words.rerun_if_locales_changed();
    // The generated module is private; its items are written as if it were not.
    let attributes = r#"#![expect(unreachable_pub, reason = "generated")]"#.parse()?;
    words.generate_i18n_module_with_options(
        PathBuf::from(std::env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?).join("i18n"),
        CodegenOptions::default().gen_docs(false).top_level_attributes(Some(attributes)),
    )?;
    Ok(())
}
