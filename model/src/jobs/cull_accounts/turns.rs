//! On which days a cull that a schedule began asks a server about all its accounts.
//!
//! Each server has a day of its own, so that every night asks about a part of them. An account that
//! was deleted is to be gone within a month, with a second look 13 days after the first.

use super::Options;
use crate::domain::Domain;
use crate::time::{DAY_MS, Millis};

/// Days between two turns of a server: with a second look that leaves two nights that may fail.
const DAYS: i64 = 15;
/// The same where the software says 410 of most deleted accounts, which wait for no second look.
const DAYS_410: i64 = 17;
/// Software that says 410 of most deleted accounts, as NodeInfo names it.
const SAYS_410: [&str; 2] = ["gotosocial", "mastodon"];
/// Most days between two tries at a server that is not well: an account that was deleted is to be
/// gone within a month, however long its server was in trouble.
const LONGEST_PAUSE: i64 = 4;
/// For so many days a server that has its turn is not asked about an account that something
/// confirmed.
pub const CONFIRMED_WITHIN_DAYS: u32 = 2;

/// The day on which the turn of a server is due: it has come, or comes before the next cull. `None`
/// where it had that turn, or one just before. One that never had a turn has it, and one that had
/// it in a time to come, because our clock was ahead then.
#[must_use]
pub fn due_turn(
    domain: &Domain,
    software: Option<&str>,
    last: Option<Millis>,
    options: &Options,
    (now, next): (Millis, Millis),
) -> Option<Millis> {
    let goes_at_once = options.second_look_410_hours == 0 && software.is_some_and(|name| SAYS_410.contains(&name));
    let days = if goes_at_once { DAYS_410 } else { DAYS };
    let until = day(now).max(day(next) - 1);
    let own = until - (until - place(domain)).rem_euclid(days);
    let had_it = last.is_some_and(|last| last <= now && own - day(last) < days / 2);
    (!had_it).then_some(Millis(own * DAY_MS))
}

/// Whether a server that was not well when it was asked last is asked by this cull, where that was
/// due then: on the day itself, one, two and four days after, and every four days from then on. The
/// days between two culls count for the second.
#[must_use]
pub fn is_worth_a_try(due: Millis, (now, next): (Millis, Millis)) -> bool {
    let (late, every) = (day(now) - day(due), (day(next) - day(now)).max(1));
    let latest = match late {
        ..=2 => late,
        3 => 2,
        late => late - late % LONGEST_PAUSE,
    };
    late - latest < every
}

/// The number of a day.
fn day(at: Millis) -> i64 {
    at.0.div_euclid(DAY_MS)
}

/// A number that spreads servers evenly over the days.
fn place(domain: &Domain) -> i64 {
    domain.as_str().bytes().fold(0, |place: i64, byte| place.wrapping_mul(31).wrapping_add(byte.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Millis = Millis(1_800_000_000_000);

    fn night(nth: i64) -> Millis {
        START.plus_ms(nth * DAY_MS)
    }

    fn server(nth: usize) -> Domain {
        format!("s{nth}.example").parse().expect("a name")
    }

    /// The nights on which a server has its turn, of so many with a cull every so many nights, when it
    /// is asked each time that it has.
    fn turns(domain: &Domain, software: Option<&str>, options: &Options, (nights, every): (i64, usize)) -> Vec<i64> {
        let mut last = None;
        let mut had = Vec::new();
        for nth in (0..nights).step_by(every) {
            let next = night(nth + every as i64);
            if due_turn(domain, software, last, options, (night(nth), next)).is_some() {
                last = Some(night(nth));
                had.push(nth);
            }
        }
        had
    }

    #[test]
    fn a_server_has_its_turn_at_once_and_then_every_so_many_nights() {
        let at_once = Options::default();
        let later = Options { second_look_410_hours: 24, ..Options::default() };
        let cases = [
            (None, &at_once, DAYS),
            (Some("misskey"), &at_once, DAYS),
            (Some("mastodon"), &at_once, DAYS_410),
            (Some("gotosocial"), &at_once, DAYS_410),
            (Some("mastodon"), &later, DAYS),
        ];
        for (software, options, days) in cases {
            for nth in 0..50 {
                let had = turns(&server(nth), software, options, (200, 1));
                assert_eq!(had[0], 0, "at once");
                assert!((days / 2..=days * 3 / 2).contains(&had[1]), "{had:?}");
                assert!(had[1..].windows(2).all(|two| two[1] - two[0] == days), "{software:?}: {had:?}");
            }
        }
    }

    #[test]
    fn every_night_asks_a_part_of_the_servers() {
        let options = Options::default();
        let last = Some(night(0));
        let due = |nth: i64| {
            let is_due = |place: &usize| {
                let turn = |nth| due_turn(&server(*place), None, last, &options, (night(nth), night(nth + 1)));
                turn(nth).is_some() && turn(nth - 1).is_none()
            };
            (0..1_300).filter(is_due).count()
        };
        for nth in DAYS / 2 + 1..DAYS {
            assert!((50..=150).contains(&due(nth)), "{} of 1,300 in night {nth}", due(nth));
        }
    }

    #[test]
    fn a_turn_that_a_night_left_out_comes_the_next_night() {
        let (domain, options) = (server(1), Options::default());
        let had = turns(&domain, None, &options, (40, 1));
        let last = Some(night(had[1]));
        for late in 0..5 {
            let at = night(had[2] + late);
            let due = due_turn(&domain, None, last, &options, (at, at.plus_ms(DAY_MS)));
            assert_eq!(due.map(day), Some(day(night(had[2]))), "{late}");
        }
    }

    #[test]
    fn a_weekly_cull_takes_the_turns_of_the_week_that_follows() {
        for nth in 0..50 {
            let had = turns(&server(nth), None, &Options::default(), (700, 7));
            assert!((7..=21).contains(&had[1]), "{had:?}");
            let apart: Vec<i64> = had[1..].windows(2).map(|two| two[1] - two[0]).collect();
            let late = apart.iter().filter(|days| **days != 14).count();
            assert!(late * 6 <= apart.len() && apart.iter().all(|days| *days <= 21), "{apart:?}");
        }
    }

    #[test]
    fn a_turn_in_a_time_to_come_was_none() {
        let due = due_turn(&server(1), None, Some(night(9)), &Options::default(), (night(8), night(9)));
        assert!(due.is_some());
    }

    /// So many days late, of these, a server is asked with a cull every so many days.
    fn tried(late: impl Iterator<Item = i64>, every: i64) -> Vec<i64> {
        late.filter(|late| is_worth_a_try(night(-late), (night(0), night(every)))).collect()
    }

    #[test]
    fn a_server_that_was_not_well_is_tried_again_after_growing_pauses() {
        assert_eq!(tried(0..15, 1), [0, 1, 2, 4, 8, 12]);
        assert_eq!(tried((0..15).step_by(2), 2), [0, 2, 4, 8, 12]);
        assert_eq!(tried((0..43).step_by(7), 7), [0, 7, 14, 21, 28, 35, 42]);
        assert_eq!(tried(-6..=0, 7), [-6, -5, -4, -3, -2, -1, 0], "its day comes before the next cull");
    }
}
