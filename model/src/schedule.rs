//! When a job runs by itself.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::ids::ScheduleId;
use crate::job::Job;
use crate::time::Millis;

/// A job's schedule: one per job. A scheduled run always applies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schedule {
    pub id: ScheduleId,
    pub job: Job,
    pub cadence: Cadence,
    pub time: TimeOfDay,
    /// A name of the IANA time-zone database, such as `Asia/Tokyo`.
    pub zone: String,
    pub enabled: bool,
    /// The next dates, soonest first; empty when paused.
    pub next: Vec<Millis>,
    /// It cannot be read as it was set: what stands here is the usual in its place, and no run
    /// begins by it.
    #[serde(default)]
    pub damaged: bool,
}

/// How often.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "every", content = "on", rename_all = "kebab-case")]
pub enum Cadence {
    Daily,
    Weekly(Weekday),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Weekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

impl Weekday {
    pub const ALL: [Self; 7] =
        [Self::Monday, Self::Tuesday, Self::Wednesday, Self::Thursday, Self::Friday, Self::Saturday, Self::Sunday];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Monday => "monday",
            Self::Tuesday => "tuesday",
            Self::Wednesday => "wednesday",
            Self::Thursday => "thursday",
            Self::Friday => "friday",
            Self::Saturday => "saturday",
            Self::Sunday => "sunday",
        }
    }
}

/// A time on the clock of the schedule's zone, such as 03:00; midnight by default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TimeOfDay {
    hour: u8,
    minute: u8,
}

/// A time is written as HH:MM.
#[derive(Debug, thiserror::Error)]
#[error("write the time as hours and minutes, such as 03:00")]
pub struct NotATime;

impl TimeOfDay {
    #[must_use]
    pub fn hour(self) -> u8 {
        self.hour
    }
    #[must_use]
    pub fn minute(self) -> u8 {
        self.minute
    }
}

impl FromStr for TimeOfDay {
    type Err = NotATime;
    fn from_str(text: &str) -> Result<Self, NotATime> {
        let (hour, minute) = text.trim().split_once(':').ok_or(NotATime)?;
        let parse = |part: &str, below: u8| {
            part.parse::<u8>().ok().filter(|n| *n < below && (1..=2).contains(&part.len())).ok_or(NotATime)
        };
        Ok(Self { hour: parse(hour, 24)?, minute: parse(minute, 60)? })
    }
}

impl std::fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:02}:{:02}", self.hour, self.minute)
    }
}

impl TryFrom<String> for TimeOfDay {
    type Error = NotATime;
    fn try_from(text: String) -> Result<Self, NotATime> {
        text.parse()
    }
}

impl From<TimeOfDay> for String {
    fn from(time: TimeOfDay) -> Self {
        time.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_read_and_printed_alike() {
        for (text, printed) in [("03:00", "03:00"), ("3:5", "03:05"), (" 23:59 ", "23:59")] {
            assert_eq!(text.parse::<TimeOfDay>().expect("a time").to_string(), printed);
        }
        for text in ["24:00", "3", "03:60", "", "-1:00", "003:00"] {
            assert!(text.parse::<TimeOfDay>().is_err(), "{text}");
        }
    }
}
