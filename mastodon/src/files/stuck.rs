//! A storage that lets no file go: read-only, or its rights were taken away.

use std::sync::{Mutex, PoisonError};

use super::FileResult;

/// So many files in a row, and nothing more is taken away from Mastodon, whose rows would let go of
/// files that stay.
const TOO_MANY: u64 = 100;

/// Files in a row that could not be removed, and why the last one could not.
#[derive(Debug, Default)]
pub(super) struct Stuck(Mutex<(u64, String)>);

impl Stuck {
    /// Notes what became of some files. One that is gone, or was never there, shows that they go.
    pub(super) fn learn<'a>(&self, results: impl Iterator<Item = &'a FileResult>) {
        let mut stuck = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for result in results {
            match result {
                FileResult::Removed | FileResult::Absent => stuck.0 = 0,
                FileResult::Failed(reason) => *stuck = (stuck.0 + 1, reason.clone()),
                FileResult::StillOwned | FileResult::Strange => {}
            }
        }
    }

    pub(super) fn forget(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = (0, String::new());
    }

    /// How many could not be removed, and why, when it is too many; then it begins anew.
    pub(super) fn take(&self) -> Option<(u64, String)> {
        let mut stuck = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        (stuck.0 >= TOO_MANY).then(|| std::mem::take(&mut *stuck))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failed() -> FileResult {
        FileResult::Failed("read-only".to_owned())
    }

    #[test]
    fn a_hundred_failures_in_a_row_are_too_many_once() {
        let stuck = Stuck::default();
        stuck.learn(vec![failed(); 99].iter());
        assert_eq!(stuck.take(), None);
        stuck.learn([FileResult::Strange, failed()].iter());
        assert_eq!(stuck.take(), Some((100, "read-only".to_owned())));
        assert_eq!(stuck.take(), None, "the next run tries anew");
    }

    #[test]
    fn a_file_that_goes_shows_that_they_go() {
        for result in [FileResult::Removed, FileResult::Absent] {
            let stuck = Stuck::default();
            stuck.learn(vec![failed(); 99].iter());
            stuck.learn([result, failed()].iter());
            assert_eq!(stuck.take(), None);
        }
    }
}
