//! Every language says everything.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

fn locales() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("locales")
}

fn names_in(folder: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).expect("a folder");
    entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect()
}

/// The sentences of a file by key, plural forms under the key that they are asked by.
fn sentences(language: &str, file: &str) -> Vec<(String, String)> {
    let text = fs::read_to_string(locales().join(language).join(file)).expect("a file");
    let Value::Object(words) = serde_json::from_str(&text).expect("JSON") else { panic!("{file} is an object") };
    let plain = |key: &str| key.strip_suffix("_one").or(key.strip_suffix("_other")).unwrap_or(key).to_owned();
    words.iter().map(|(key, value)| (plain(key), value.as_str().expect("a sentence").to_owned())).collect()
}

/// What the sentences of each key leave for the page to fill in, all plural forms together.
fn gaps(language: &str, file: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut gaps: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (key, sentence) in sentences(language, file) {
        let names = sentence.split("{{").skip(1).filter_map(|rest| rest.split("}}").next());
        gaps.entry(key).or_default().extend(names.map(|name| name.trim().to_owned()));
    }
    gaps
}

fn languages() -> Vec<String> {
    names_in(&locales()).into_iter().filter(|name| !name.contains('.')).collect()
}

#[test]
fn every_language_has_the_sentences_of_english() {
    assert!(languages().len() >= 2);
    for language in languages() {
        for file in names_in(&locales().join("en")) {
            let keys = |language: &str| -> BTreeSet<String> {
                sentences(language, &file).into_iter().map(|(key, _)| key).collect()
            };
            assert_eq!(keys(&language), keys("en"), "{language}/{file}");
        }
    }
}

#[test]
fn every_sentence_fills_in_what_english_fills_in() {
    for language in languages() {
        for file in names_in(&locales().join("en")) {
            assert_eq!(gaps(&language, &file), gaps("en", &file), "{language}/{file}");
        }
    }
}

#[test]
fn no_sentence_shouts_or_uses_words_that_people_do_not_know() {
    let avoided = ["instance", "prune", "webfinger", "tombstone", "orphan", "federate", "cron", "dry run"];
    for file in names_in(&locales().join("en")) {
        for (key, sentence) in sentences("en", &file) {
            let lower = sentence.to_lowercase();
            assert!(!sentence.contains('!'), "{file}: {key}");
            assert!(!avoided.iter().any(|word| lower.contains(word)), "{file}: {key}: {sentence}");
        }
    }
}
