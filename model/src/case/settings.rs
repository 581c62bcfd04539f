//! The numbers that the states and the timetable go by.

use serde::{Deserialize, Serialize};

use super::EarlyLooks;

/// When a server counts as what, and how often it is looked at meanwhile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct StateSettings {
    /// For fewer than so many days after something reached us from a server it is here, and no silence counts; 1 to 90.
    pub life_days: u32,
    /// Good answers in a row after which a server in trouble is here again, 1 to 10.
    pub good_looks: u32,
    /// Distinct UTC days with failed looks from which a server is silent, 1 to 30.
    pub silent_failing_days: u32,
    /// Looks in a row that must say that a server has closed, 1 to 30.
    pub closed_looks: u32,
    /// Hours from the first of them to the latest, 0 to 720.
    pub closed_hours: u32,
    /// Days after the first of them from which a purge is advised, 0 to 365.
    pub closed_purge_days: u32,
    /// Looks in a row for which the address must not exist, 1 to 30.
    pub no_address_looks: u32,
    /// Distinct UTC days on which these looks must have been made, 1 to 30; at most [`Self::no_address_looks`].
    pub no_address_distinct_days: u32,
    /// Days of silence from which a server without an address has probably closed, 1 to 3,650; at least [`Self::life_days`].
    pub no_address_silent_days: u32,
    /// Days of silence from which it is long, 1 to 3,650; at least [`Self::life_days`].
    pub long_silent_days: u32,
    /// Days for which a stranger must answer before a server has changed hands, 0 to 365.
    pub changed_hands_days: u32,
    /// Minutes after the first failure of the early looks.
    pub early_looks_minutes: EarlyLooks,
    /// Minutes after a good answer among failures until the look that confirms it, 1 to 10,080.
    pub confirm_minutes: u32,
    /// After the early looks there is one each day until so many days after the first failure, 0 to 3,650.
    pub daily_until_day: u32,
    /// Then one each week until so many days after the first failure, 0 to 3,650; at least [`Self::daily_until_day`].
    pub weekly_until_day: u32,
    /// Then one every so many days, 1 to 365.
    pub then_every_days: u32,
}

impl Default for StateSettings {
    fn default() -> Self {
        Self {
            life_days: 7,
            good_looks: 2,
            silent_failing_days: 3,
            closed_looks: 3,
            closed_hours: 48,
            closed_purge_days: 45,
            no_address_looks: 3,
            no_address_distinct_days: 3,
            no_address_silent_days: 60,
            long_silent_days: 90,
            changed_hands_days: 3,
            early_looks_minutes: EarlyLooks::default(),
            confirm_minutes: 15,
            daily_until_day: 14,
            weekly_until_day: 90,
            then_every_days: 30,
        }
    }
}

/// Why settings make no sense. Each names the fields as they are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StateSettingsError {
    #[error("{setting} is {value}; it must be from {least} to {most}")]
    OutOfBounds { setting: &'static str, value: u32, least: u32, most: u32 },
    #[error("{setting} must be at least life_days: a server that sent us something in that time is not silent")]
    SilentWhileHere { setting: &'static str },
    #[error("no_address_distinct_days must be at most no_address_looks: one look cannot be on two days")]
    MoreDaysThanLooks,
    #[error("weekly_until_day must be at least daily_until_day: the looks become fewer, not more")]
    WeeklyEndsBeforeDaily,
}

impl StateSettings {
    /// Whether every number is within its bounds and all fit together.
    ///
    /// # Errors
    /// The first number that does not.
    pub fn check(&self) -> Result<(), StateSettingsError> {
        self.check_bounds()?;
        let silences =
            [("no_address_silent_days", self.no_address_silent_days), ("long_silent_days", self.long_silent_days)];
        for (setting, days) in silences {
            if days < self.life_days {
                return Err(StateSettingsError::SilentWhileHere { setting });
            }
        }
        if self.no_address_distinct_days > self.no_address_looks {
            return Err(StateSettingsError::MoreDaysThanLooks);
        }
        if self.weekly_until_day < self.daily_until_day {
            return Err(StateSettingsError::WeeklyEndsBeforeDaily);
        }
        Ok(())
    }

    fn check_bounds(&self) -> Result<(), StateSettingsError> {
        let bounds = [
            ("life_days", self.life_days, 1, 90),
            ("good_looks", self.good_looks, 1, 10),
            ("silent_failing_days", self.silent_failing_days, 1, 30),
            ("closed_looks", self.closed_looks, 1, 30),
            ("closed_hours", self.closed_hours, 0, 720),
            ("closed_purge_days", self.closed_purge_days, 0, 365),
            ("no_address_looks", self.no_address_looks, 1, 30),
            ("no_address_distinct_days", self.no_address_distinct_days, 1, 30),
            ("no_address_silent_days", self.no_address_silent_days, 1, 3_650),
            ("long_silent_days", self.long_silent_days, 1, 3_650),
            ("changed_hands_days", self.changed_hands_days, 0, 365),
            ("confirm_minutes", self.confirm_minutes, 1, 10_080),
            ("daily_until_day", self.daily_until_day, 0, 3_650),
            ("weekly_until_day", self.weekly_until_day, 0, 3_650),
            ("then_every_days", self.then_every_days, 1, 365),
        ];
        for (setting, value, least, most) in bounds {
            if !(least..=most).contains(&value) {
                return Err(StateSettingsError::OutOfBounds { setting, value, least, most });
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_numbers_make_sense() {
        assert_eq!(StateSettings::default().check(), Ok(()));
    }

    #[test]
    fn what_is_not_said_is_as_usual() {
        let settings: StateSettings = serde_json::from_str(r#"{"life_days": 10}"#).expect("settings");
        assert_eq!(settings, StateSettings { life_days: 10, ..StateSettings::default() });
    }

    #[test]
    fn numbers_that_make_no_sense_are_refused_in_words() {
        let usual = StateSettings::default();
        let table = [
            (StateSettings { life_days: 0, ..usual }, "life_days is 0; it must be from 1 to 90"),
            (StateSettings { life_days: 91, ..usual }, "life_days is 91; it must be from 1 to 90"),
            (StateSettings { good_looks: 0, ..usual }, "good_looks is 0; it must be from 1 to 10"),
            (StateSettings { then_every_days: 0, ..usual }, "then_every_days is 0; it must be from 1 to 365"),
            (
                StateSettings { long_silent_days: 6, ..usual },
                "long_silent_days must be at least life_days: a server that sent us something in that time is not silent",
            ),
            (
                StateSettings { life_days: 61, ..usual },
                "no_address_silent_days must be at least life_days: a server that sent us something in that time is not silent",
            ),
            (
                StateSettings { no_address_distinct_days: 4, ..usual },
                "no_address_distinct_days must be at most no_address_looks: one look cannot be on two days",
            ),
            (
                StateSettings { weekly_until_day: 13, ..usual },
                "weekly_until_day must be at least daily_until_day: the looks become fewer, not more",
            ),
        ];
        for (settings, sentence) in table {
            assert_eq!(settings.check().map_err(|error| error.to_string()), Err(sentence.to_owned()));
        }
    }

    #[test]
    fn the_nearest_numbers_that_make_sense_are_accepted() {
        let usual = StateSettings::default();
        for settings in [
            StateSettings { closed_hours: 0, closed_purge_days: 0, changed_hands_days: 0, ..usual },
            StateSettings { life_days: 30, no_address_silent_days: 30, long_silent_days: 30, ..usual },
            StateSettings { no_address_looks: 2, no_address_distinct_days: 2, ..usual },
            StateSettings { daily_until_day: 90, weekly_until_day: 90, ..usual },
        ] {
            assert_eq!(settings.check(), Ok(()), "{settings:?}");
        }
    }
}
