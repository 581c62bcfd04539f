//! When a server in trouble is looked at again: soon at first, then less and less often.

#[cfg(test)]
mod tests;

use super::looks::Looks;
use super::{History, State, StateSettings};
use crate::domain::Domain;
use crate::time::{DAY_MS, Millis, days_ms, minutes_ms};

/// Days between looks once there is one each week.
const WEEK_DAYS: u32 = 7;

/// When to look again; nothing when nobody has ever looked, or when the latest look was good and the server is here.
///
/// The time runs from the latest look and depends on how long the failures had lasted then, since the last good answer. Up to a
/// tenth of it is added, the same for the same server, so that thousands of servers are not looked at in the same minute. A time
/// that has passed, because the panel was off, becomes now: missed looks are not made up for.
///
/// A good answer among failures is confirmed soon. A server that refuses is never asked again within a day: minutes later would be
/// what it asked us not to do.
#[must_use]
pub fn next_look(history: &History, state: State, now: Millis, settings: &StateSettings) -> Option<Millis> {
    let latest = history.latest()?;
    let interval_ms = match latest.reason {
        None if state == State::Here => return None,
        None => minutes_ms(settings.confirm_minutes),
        Some(reason) => {
            let interval_ms = after_failure_ms(history.looks(now), settings);
            if reason.is_refusal() { interval_ms.max(DAY_MS) } else { interval_ms }
        }
    };
    let due = latest.at.min(now).plus_ms(interval_ms).plus_ms(spread_ms(history.domain, interval_ms));
    Some(due.max(now))
}

/// Milliseconds until the look after a failed one.
fn after_failure_ms(looks: Looks, settings: &StateSettings) -> i64 {
    let failing_ms = looks.latest_while(|look| look.reason.is_some()).length_ms().unwrap_or(0);
    if failing_ms < settings.early_looks_minutes.last_ms() {
        return until_early_look_ms(looks, settings);
    }
    if failing_ms < days_ms(settings.daily_until_day) {
        DAY_MS
    } else if failing_ms < days_ms(settings.weekly_until_day) {
        days_ms(WEEK_DAYS)
    } else {
        days_ms(settings.then_every_days)
    }
}

/// Milliseconds until the next early look. These are counted from the first failure within their own time, even when a good answer
/// came between: a server that answers now and then would otherwise be asked every few minutes for ever.
fn until_early_look_ms(looks: Looks, settings: &StateSettings) -> i64 {
    let early = settings.early_looks_minutes;
    let trouble_ms = looks.latest_within(early.last_ms()).since_first_failure_ms();
    early.marks_ms().find(|mark| *mark > trouble_ms).map_or(DAY_MS, |mark| mark - trouble_ms)
}

/// A part of an interval between none and a tenth, by the name of the server.
fn spread_ms(domain: &Domain, interval_ms: i64) -> i64 {
    interval_ms / 10_000 * i64::from(thousandths(domain))
}

/// A number from 0 to 1,000 that is the same for a name in every version of the panel (FNV-1a).
fn thousandths(domain: &Domain) -> u32 {
    let hash =
        domain.as_str().bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    hash % 1_001
}
