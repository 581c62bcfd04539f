//! Failures of single items, grouped by cause: they are data of a report, not errors of a run.

use serde::{Deserialize, Serialize};

/// Most examples kept per cause.
pub const EXAMPLES: usize = 20;

/// Failures grouped by cause, in order of first appearance.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Failures(Vec<FailureGroup>);

/// One cause, how often it struck, and some of what it struck.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FailureGroup {
    pub cause: FailureCause,
    pub count: u64,
    /// Names of accounts, files or servers; at most [`EXAMPLES`].
    pub examples: Vec<String>,
}

/// What went wrong with one item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FailureCause {
    /// A file could not be removed.
    FileNotRemoved,
    /// An entry of the removal journal cannot be read, so its file was left alone.
    DamagedEntry,
    /// The stored name of a file is not one that Mastodon writes, so it was left alone.
    StrangeFileName,
    /// An account could not be removed.
    AccountNotRemoved,
    /// The list of servers that Mastodon shows could not be refreshed.
    InstancesNotRefreshed,
    /// The questions to other servers could not be signed, so that servers in secure mode did not tell.
    NotSigned,
    /// Mastodon's Redis did not take what it should know of a removal; open pages and caches find out by themselves.
    RedisNotTold,
    /// An account that was asked for by name is not known here, is suspended, has its pictures, or has none that could be fetched.
    NothingMissing,
    /// Mastodon's queue of background jobs did not become shorter, so that the rest was left to a later run.
    QueueStands,
}

impl Failures {
    pub fn add(&mut self, cause: FailureCause, example: impl Into<String>) {
        if let Some(group) = self.0.iter_mut().find(|group| group.cause == cause) {
            group.count += 1;
            if group.examples.len() < EXAMPLES {
                group.examples.push(example.into());
            }
        } else {
            self.0.push(FailureGroup { cause, count: 1, examples: vec![example.into()] });
        }
    }

    #[must_use]
    pub fn has(&self, cause: FailureCause) -> bool {
        self.0.iter().any(|group| group.cause == cause)
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    #[must_use]
    pub fn groups(&self) -> &[FailureGroup] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_failure_is_counted_and_some_are_named() {
        let mut failures = Failures::default();
        for n in 0..50 {
            failures.add(FailureCause::FileNotRemoved, format!("file {n}"));
        }
        failures.add(FailureCause::AccountNotRemoved, "alice@gone.example");
        assert_eq!(failures.groups().len(), 2);
        assert_eq!(failures.groups()[0].count, 50);
        assert_eq!(failures.groups()[0].examples.len(), EXAMPLES);
    }
}
