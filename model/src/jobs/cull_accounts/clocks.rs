//! Whether our own clock is right, by the dates that other servers tell.

use crate::time::HOUR_MS;

/// A clock may differ by so much and be called right, in milliseconds. Mastodon believes a signed
/// request whose date is at most so far from its own.
const TOLERANCE_MS: i64 = HOUR_MS;
/// Fewest servers whose dates together tell that it is our clock.
const LEAST_DATES: usize = 5;

/// Whether a clock that shows so many milliseconds more than another differs from it.
#[must_use]
pub fn differs(ahead_ms: i64) -> bool {
    ahead_ms.unsigned_abs() > TOLERANCE_MS.unsigned_abs()
}

/// Whether it is our clock that is wrong, by how far it is ahead of the date of each of some
/// servers, in milliseconds: the median differs. Few servers tell nothing, because theirs may be
/// wrong.
#[must_use]
pub fn is_own_clock_wrong(ahead_ms: &[i64]) -> bool {
    let mut sorted = ahead_ms.to_vec();
    sorted.sort_unstable();
    sorted.len() >= LEAST_DATES && differs(sorted[sorted.len() / 2])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::DAY_MS;

    #[test]
    fn our_clock_is_wrong_when_most_others_say_so() {
        let week = 7 * DAY_MS;
        let cases: [(&[i64], bool); 8] = [
            (&[], false),
            (&[week; 4], false),
            (&[week; 5], true),
            (&[-week; 5], true),
            (&[0; 5], false),
            (&[HOUR_MS; 5], false),
            (&[0, 0, 0, week, week], false),
            (&[0, -week, week, week, week], true),
        ];
        for (ahead_ms, wrong) in cases {
            assert_eq!(is_own_clock_wrong(ahead_ms), wrong, "{ahead_ms:?}");
        }
    }
}
