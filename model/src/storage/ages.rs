//! How long the owners of saved pictures have been quiet, to the day: what each threshold would remove.

use serde::{Deserialize, Serialize};

use super::Amount;
use crate::bytes::Bytes;
use crate::jobs::remove_profile_media::{LifeSigns, Options};
use crate::time::{DAY_MS, Millis};

/// The longest threshold that can be told apart, in days.
pub const MOST_DAYS: u32 = 365;
/// Where everybody stands who has been quiet for longer, or never gave a sign of life.
pub const OLDER: u32 = MOST_DAYS + 1;

/// Whole days of quiet up to `now`, at most [`OLDER`]. An account quiet for `n` days is inactive for every threshold up to `n`.
#[must_use]
pub fn quiet_days(newest: Option<Millis>, now: Millis) -> u32 {
    newest.map_or(OLDER, |at| u32::try_from((now.0 - at.0).max(0) / DAY_MS).unwrap_or(OLDER).min(OLDER))
}

/// Pictures of some accounts. Five numbers on the wire, because a checkpoint has a thousand of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "[u64; 5]", into = "[u64; 5]")]
pub struct Pictures {
    /// Accounts with at least one of the pictures.
    pub accounts: u64,
    pub avatars: Amount,
    pub headers: Amount,
}

impl From<[u64; 5]> for Pictures {
    fn from([accounts, avatars, avatar_bytes, headers, header_bytes]: [u64; 5]) -> Self {
        Self {
            accounts,
            avatars: Amount { files: avatars, bytes: Bytes(avatar_bytes) },
            headers: Amount { files: headers, bytes: Bytes(header_bytes) },
        }
    }
}

impl From<Pictures> for [u64; 5] {
    fn from(pictures: Pictures) -> Self {
        let Pictures { accounts, avatars, headers } = pictures;
        [accounts, avatars.files, avatars.bytes.0, headers.files, headers.bytes.0]
    }
}

impl Pictures {
    #[must_use]
    pub fn total(&self) -> Amount {
        let mut total = self.avatars;
        total += self.headers;
        total
    }

    fn add(&mut self, other: &Self) {
        self.accounts += other.accounts;
        self.avatars += other.avatars;
        self.headers += other.headers;
    }
}

/// Whom an account of another server has to do with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tie {
    /// Nobody here follows it, nor does it follow anybody here.
    Unfollowed,
    /// Spared unless `include_followed` is chosen.
    Followed,
    /// Its pictures stay however quiet it is and whatever is chosen.
    Kept,
}

impl Tie {
    /// As the rule of old profile pictures sees it.
    #[must_use]
    pub fn of(signs: &LifeSigns) -> Self {
        match (signs.dear(true), signs.dear(false)) {
            (Some(_), _) => Self::Kept,
            (None, Some(_)) => Self::Followed,
            (None, None) => Self::Unfollowed,
        }
    }
}

/// Those who have been quiet for one number of days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Age {
    /// Whole days, 0 to [`OLDER`].
    pub days: u32,
    pub unfollowed: Pictures,
    pub followed: Pictures,
    pub kept: Pictures,
}

/// All saved pictures of other servers' accounts, by the quiet of their owners; ages without pictures are left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Ages(Vec<Age>);

impl Ages {
    /// Adds the pictures of one account; one without any changes nothing.
    pub fn add(&mut self, days: u32, tie: Tie, avatar: Option<Amount>, header: Option<Amount>) {
        if avatar.is_none() && header.is_none() {
            return;
        }
        let pictures =
            Pictures { accounts: 1, avatars: avatar.unwrap_or_default(), headers: header.unwrap_or_default() };
        let days = days.min(OLDER);
        let place = self.0.binary_search_by_key(&days, |age| age.days).unwrap_or_else(|place| {
            self.0.insert(place, Age { days, ..Age::default() });
            place
        });
        let age = &mut self.0[place];
        match tie {
            Tie::Unfollowed => &mut age.unfollowed,
            Tie::Followed => &mut age.followed,
            Tie::Kept => &mut age.kept,
        }
        .add(&pictures);
    }

    /// Ages in order, those without pictures left out.
    pub fn iter(&self) -> impl Iterator<Item = &Age> {
        self.0.iter()
    }

    /// Everything saved.
    #[must_use]
    pub fn all(&self) -> Pictures {
        let mut all = Pictures::default();
        for age in &self.0 {
            for part in [&age.unfollowed, &age.followed, &age.kept] {
                all.add(part);
            }
        }
        all
    }

    /// What a removal with these options would have removed at the moment of the measurement: `inactive_days` (1 to [`MOST_DAYS`]),
    /// `headers_only` and `include_followed` count, a limit does not, and of `tootctl`'s own selection nothing is known.
    #[must_use]
    pub fn would_go(&self, options: &Options) -> Pictures {
        let mut gone = self.quiet(options, Tie::Unfollowed);
        if options.include_followed {
            gone.add(&self.quiet(options, Tie::Followed));
        }
        gone
    }

    /// The pictures of those with that tie who have been quiet for `inactive_days`; with `headers_only` their headers alone.
    #[must_use]
    pub fn quiet(&self, options: &Options, tie: Tie) -> Pictures {
        let mut quiet = Pictures::default();
        for age in self.0.iter().filter(|age| age.days >= options.inactive_days) {
            quiet.add(&age.of(options, tie));
        }
        quiet
    }

    /// Bytes that these options speak of by the weeks of quiet, whatever the threshold: [`WEEKS`] weeks, then everything older.
    #[must_use]
    pub fn by_week(&self, options: &Options) -> Vec<Bytes> {
        let mut weeks = vec![Bytes::ZERO; WEEKS + 1];
        for age in &self.0 {
            let week = usize::try_from(age.days / 7).unwrap_or(WEEKS).min(WEEKS);
            weeks[week] += age.of(options, Tie::Unfollowed).total().bytes;
            if options.include_followed {
                weeks[week] += age.of(options, Tie::Followed).total().bytes;
            }
        }
        weeks
    }
}

/// Weeks that are told apart.
pub const WEEKS: usize = 52;

impl Age {
    fn of(&self, options: &Options, tie: Tie) -> Pictures {
        let pictures = match tie {
            Tie::Unfollowed => self.unfollowed,
            Tie::Followed => self.followed,
            Tie::Kept => self.kept,
        };
        if options.headers_only {
            let headers = pictures.headers;
            Pictures { accounts: headers.files, avatars: Amount::default(), headers }
        } else {
            pictures
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jobs::remove_profile_media::{Verdict, judge};

    const NOW: Millis = Millis(1_800_000_000_000);

    fn file(bytes: u64) -> Option<Amount> {
        Some(Amount { files: 1, bytes: Bytes(bytes) })
    }

    fn options(inactive_days: u32, headers_only: bool, include_followed: bool) -> Options {
        Options { inactive_days, headers_only, include_followed, ..Options::default() }
    }

    #[test]
    fn quiet_is_counted_in_whole_days_and_ends_at_older() {
        let table = [
            (Some(NOW.plus_ms(DAY_MS)), 0),
            (Some(NOW.plus_ms(1 - DAY_MS)), 0),
            (Some(NOW.days_before(1)), 1),
            (Some(NOW.days_before(30).plus_ms(1)), 29),
            (Some(NOW.days_before(30)), 30),
            (Some(NOW.days_before(365)), 365),
            (Some(NOW.days_before(366)), OLDER),
            (Some(NOW.days_before(9_999)), OLDER),
            (Some(Millis(i64::MIN + NOW.0 + 1)), OLDER),
            (None, OLDER),
        ];
        for (newest, days) in table {
            assert_eq!(quiet_days(newest, NOW), days, "{newest:?}");
        }
    }

    #[test]
    fn a_threshold_takes_those_as_quiet_as_it_and_quieter() {
        let mut ages = Ages::default();
        ages.add(29, Tie::Unfollowed, file(1), file(2));
        ages.add(30, Tie::Unfollowed, file(10), file(20));
        ages.add(OLDER, Tie::Unfollowed, None, file(200));
        ages.add(40, Tie::Followed, file(1_000), None);
        ages.add(40, Tie::Kept, file(5_000), file(5_000));
        ages.add(40, Tie::Unfollowed, None, None);
        let gone = |options| {
            let gone = ages.would_go(&options);
            (gone.accounts, gone.total().bytes.0, gone.total().files)
        };
        assert_eq!(gone(options(30, false, false)), (2, 230, 3));
        assert_eq!(gone(options(29, false, false)), (3, 233, 5));
        assert_eq!(gone(options(31, false, false)), (1, 200, 1));
        assert_eq!(gone(options(30, false, true)), (3, 1_230, 4));
        assert_eq!(gone(options(30, true, true)), (2, 220, 2), "only an avatar has nothing to lose");
        assert_eq!(gone(options(365, false, false)), (1, 200, 1));
        assert_eq!(ages.all().accounts, 5);
    }

    #[test]
    fn ages_come_in_order_whatever_the_order_of_the_accounts() {
        let mut ages = Ages::default();
        for days in [9, 3, OLDER + 5, 3] {
            ages.add(days, Tie::Unfollowed, file(1), None);
        }
        assert_eq!(
            ages.iter().map(|age| (age.days, age.unfollowed.accounts)).collect::<Vec<_>>(),
            [(3, 2), (9, 1), (OLDER, 1)]
        );
        let json = serde_json::to_string(&ages).expect("serializes");
        assert_eq!(serde_json::from_str::<Ages>(&json).expect("parses"), ages);
    }

    #[test]
    fn a_measurement_says_of_each_account_what_the_rule_says() {
        let at = |days: u32, ms: i64| Some(NOW.days_before(days).plus_ms(ms));
        let quiet = |newest| LifeSigns { updated_at: newest, ..LifeSigns::default() };
        let table = [
            quiet(None),
            quiet(at(30, 0)),
            quiet(at(30, 1)),
            LifeSigns { last_webfingered_at: at(400, 0), ..quiet(at(7, -1)) },
            LifeSigns { linked_here: true, ..quiet(at(60, 0)) },
            LifeSigns { listed: true, ..quiet(at(60, 0)) },
            LifeSigns { linked_here: true, noted: true, ..quiet(None) },
            LifeSigns { last_addressed_at: at(90, 0), ..quiet(at(365, 0)) },
        ];
        for signs in table {
            let mut ages = Ages::default();
            ages.add(quiet_days(signs.newest(), NOW), Tie::of(&signs), file(1), file(2));
            for days in 1..=MOST_DAYS {
                for include_followed in [false, true] {
                    let options = options(days, false, include_followed);
                    let removed = judge(&signs, &options, NOW) == Verdict::Remove;
                    assert_eq!(ages.would_go(&options).accounts == 1, removed, "{days} {include_followed} {signs:?}");
                }
            }
        }
    }

    #[test]
    fn weeks_of_quiet_end_with_everything_older() {
        let mut ages = Ages::default();
        for (days, bytes) in [(6, 1), (7, 10), (363, 100), (364, 1_000), (OLDER, 10_000)] {
            ages.add(days, Tie::Unfollowed, file(bytes), None);
            ages.add(days, Tie::Followed, file(5), None);
        }
        let weeks = ages.by_week(&options(30, false, false));
        assert_eq!([0, 1, 51, 52].map(|week| weeks[week].0), [1, 10, 100, 11_000]);
        assert_eq!(weeks.len(), WEEKS + 1);
        let with_followed = ages.by_week(&options(30, false, true));
        assert_eq!(with_followed.into_iter().sum::<Bytes>(), Bytes(11_136));
    }
}
