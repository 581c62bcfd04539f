//! When a server is looked at again soon after it first failed.

use serde::{Deserialize, Serialize};

use crate::time::minutes_ms;

/// Most early looks.
const MOST: usize = 8;

/// Minutes from the first failure to each early look: 1 to 8 of them, each later than the one before and from 1 to 10,080.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<u32>", into = "Vec<u32>")]
pub struct EarlyLooks {
    /// In order; behind the last look only noughts.
    minutes: [u32; MOST],
}

/// Why minutes are no early looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EarlyLooksError {
    #[error("it names {0} looks; there must be from 1 to {MOST}")]
    HowMany(usize),
    #[error("{0} minutes are not from 1 to 10080")]
    OutOfBounds(u32),
    #[error("{0} does not come after {1}: each look must be later than the one before")]
    NotRising(u32, u32),
}

impl EarlyLooks {
    /// Looks after these minutes.
    ///
    /// # Errors
    /// The first thing that is wrong with them.
    pub fn new(looks: &[u32]) -> Result<Self, EarlyLooksError> {
        if looks.is_empty() || looks.len() > MOST {
            return Err(EarlyLooksError::HowMany(looks.len()));
        }
        if let Some(look) = looks.iter().find(|look| !(1..=10_080).contains(*look)) {
            return Err(EarlyLooksError::OutOfBounds(*look));
        }
        if let Some(pair) = looks.windows(2).find(|pair| pair[1] <= pair[0]) {
            return Err(EarlyLooksError::NotRising(pair[1], pair[0]));
        }
        let mut minutes = [0; MOST];
        minutes[..looks.len()].copy_from_slice(looks);
        Ok(Self { minutes })
    }

    /// Milliseconds from the first failure to each look, in order.
    pub(super) fn marks_ms(self) -> impl Iterator<Item = i64> {
        self.minutes.into_iter().take_while(|minutes| *minutes > 0).map(minutes_ms)
    }

    /// Milliseconds from the first failure to the last early look.
    pub(super) fn last_ms(self) -> i64 {
        self.marks_ms().last().unwrap_or_default()
    }
}

impl Default for EarlyLooks {
    /// After 15 minutes, 1, 6 and 24 hours.
    fn default() -> Self {
        Self { minutes: [15, 60, 6 * 60, 24 * 60, 0, 0, 0, 0] }
    }
}

impl TryFrom<Vec<u32>> for EarlyLooks {
    type Error = EarlyLooksError;

    fn try_from(looks: Vec<u32>) -> Result<Self, EarlyLooksError> {
        Self::new(&looks)
    }
}

impl From<EarlyLooks> for Vec<u32> {
    fn from(looks: EarlyLooks) -> Self {
        looks.minutes.into_iter().take_while(|minutes| *minutes > 0).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_to_eight_rising_looks_are_taken_and_written_as_they_were() {
        for looks in [&[1][..], &[10_080], &[5, 15], &[1, 2, 3, 4, 5, 6, 7, 8], &[15, 60, 360, 1440]] {
            let early = EarlyLooks::new(looks).expect("make sense");
            assert_eq!(Vec::from(early), looks);
            assert_eq!(early.last_ms(), i64::from(looks[looks.len() - 1]) * 60_000);
        }
        assert_eq!(EarlyLooks::new(&[15, 60, 360, 1440]), Ok(EarlyLooks::default()));
    }

    #[test]
    fn others_are_refused_in_words() {
        let table = [
            (&[][..], "it names 0 looks; there must be from 1 to 8"),
            (&[1, 2, 3, 4, 5, 6, 7, 8, 9], "it names 9 looks; there must be from 1 to 8"),
            (&[0, 15], "0 minutes are not from 1 to 10080"),
            (&[15, 10_081], "10081 minutes are not from 1 to 10080"),
            (&[15, 60, 60], "60 does not come after 60: each look must be later than the one before"),
            (&[60, 15], "15 does not come after 60: each look must be later than the one before"),
        ];
        for (looks, sentence) in table {
            assert_eq!(EarlyLooks::new(looks).map_err(|error| error.to_string()), Err(sentence.to_owned()));
        }
    }
}
