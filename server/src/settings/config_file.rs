//! Our own config file: sections of keys, each taken once, so that what is left over was misspelt.

use std::collections::BTreeMap;
use std::fs;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use config::{Config, ConfigError, FileFormat};
use serde_json::Value;

use super::Fault;

/// The file as read, and the faults found while its keys were taken.
#[derive(Debug, Default)]
pub(super) struct ConfigFile {
    path: PathBuf,
    sections: BTreeMap<String, BTreeMap<String, Value>>,
    faults: Vec<Fault>,
}

impl ConfigFile {
    /// Reads TOML of one level of sections.
    pub(super) fn read(path: &Path) -> Result<Self, Fault> {
        let text = fs::read_to_string(path)
            .map_err(|error| format!("The config file {} cannot be read: {error}.", path.display()))?;
        Self::parse(path, &text)
    }

    pub(super) fn parse(path: &Path, text: &str) -> Result<Self, Fault> {
        let tables: BTreeMap<String, Value> = Config::builder()
            .add_source(config::File::from_str(text, FileFormat::Toml))
            .build()
            .and_then(Config::try_deserialize)
            .map_err(|error| format!("The config file {} is not TOML: {}.", path.display(), place(&error)))?;
        let mut file = Self { path: path.to_owned(), ..Self::default() };
        for (name, table) in tables {
            match table {
                Value::Object(keys) => {
                    file.sections.insert(name, keys.into_iter().collect());
                }
                _ => file.faults.push(format!("{}: {name} stands in no section.", path.display())),
            }
        }
        Ok(file)
    }

    /// The folder against which relative paths of the file are meant.
    pub(super) fn folder(&self) -> PathBuf {
        let whole = std::path::absolute(&self.path).unwrap_or_else(|_| self.path.clone());
        whole.parent().map(Path::to_owned).unwrap_or_default()
    }

    /// A text that is there and not blank.
    pub(super) fn text(&mut self, section: &'static str, key: &'static str) -> Option<String> {
        match self.take(section, key)? {
            Value::String(text) if text.trim().is_empty() => None,
            Value::String(text) => Some(text),
            _ => {
                self.fault(section, key, "must be a text in quotation marks");
                None
            }
        }
    }

    /// A path; a relative one is meant from the file's own folder.
    pub(super) fn path(&mut self, section: &'static str, key: &'static str) -> Option<PathBuf> {
        let path = self.text(section, key)?;
        Some(self.folder().join(path))
    }

    /// A text that means something; `sentence` says what is expected.
    pub(super) fn parsed<T: FromStr>(&mut self, section: &'static str, key: &'static str, sentence: &str) -> Option<T> {
        let value = self.text(section, key)?.parse().ok();
        if value.is_none() {
            self.fault(section, key, sentence);
        }
        value
    }

    /// A whole number within these bounds.
    pub(super) fn number(
        &mut self,
        section: &'static str,
        key: &'static str,
        bounds: RangeInclusive<u32>,
    ) -> Option<u32> {
        let value = self.take(section, key)?;
        let number = value.as_u64().and_then(|number| u32::try_from(number).ok());
        let number = number.filter(|number| bounds.contains(number));
        if number.is_none() {
            self.fault(section, key, &format!("must be a number from {} to {}", bounds.start(), bounds.end()));
        }
        number
    }

    /// A list of texts; one alone may stand without brackets.
    pub(super) fn texts(&mut self, section: &'static str, key: &'static str) -> Vec<String> {
        let listed = match self.take(section, key) {
            None => return Vec::new(),
            Some(Value::Array(values)) => values,
            Some(value) => vec![value],
        };
        let texts: Option<Vec<_>> = listed.iter().map(|value| value.as_str().map(str::to_owned)).collect();
        texts.unwrap_or_else(|| {
            self.fault(section, key, "must be a list of texts in quotation marks");
            Vec::new()
        })
    }

    /// A list of whole numbers.
    pub(super) fn numbers(&mut self, section: &'static str, key: &'static str) -> Option<Vec<u32>> {
        let number = |value: &Value| value.as_u64().and_then(|number| u32::try_from(number).ok());
        let numbers = match self.take(section, key)? {
            Value::Array(values) => values.iter().map(number).collect(),
            _ => None,
        };
        if numbers.is_none() {
            self.fault(section, key, "must be a list of whole numbers, such as [15, 60]");
        }
        numbers
    }

    /// Notes a fault of one key.
    pub(super) fn fault(&mut self, section: &'static str, key: &'static str, sentence: &str) {
        self.faults.push(format!("{}: [{section}] {key} {sentence}.", self.path.display()));
    }

    /// Notes a fault that is not one of the file.
    pub(super) fn other_fault(&mut self, fault: Fault) {
        self.faults.push(fault);
    }

    /// All faults; every key that nobody took is one.
    pub(super) fn finish(mut self) -> Vec<Fault> {
        for (section, keys) in &self.sections {
            for key in keys.keys() {
                self.faults.push(format!("{}: there is no setting {key} in [{section}].", self.path.display()));
            }
        }
        self.faults
    }

    fn take(&mut self, section: &str, key: &str) -> Option<Value> {
        self.sections.get_mut(section)?.remove(key)
    }
}

/// Where the parser stumbled, without the text of the line, which may hold a password.
fn place(error: &ConfigError) -> String {
    let cause = match error {
        ConfigError::FileParse { cause, .. } => cause.to_string(),
        other => other.to_string(),
    };
    cause.lines().next().unwrap_or("it cannot be understood").trim_end_matches('.').to_owned()
}
