//! How old an answer may be, and what an account's answers together lead to.

use super::{KeepReason, Options, Vanished, Verdict};
use crate::probe::{Answer, Silence};
use crate::time::{DAY_MS, Millis, days_ms, hours_ms};

/// For so long an answer counts: what is removed later is asked about again.
pub const ANSWER_COUNTS_MS: i64 = DAY_MS;

/// For so many days the check of a server that was well counts, as long as its accounts answer as
/// accounts do.
const CHECK_COUNTS_DAYS: u32 = 180;

/// So many times as long as usual a 404 waits at a server that shows nobody.
const HIDING_FACTOR: u32 = 4;

/// Whether a server that was checked then, and was well, may be asked about its accounts without
/// another check. Only an account that is there is believed so; whatever else it says has the
/// server checked first.
#[must_use]
pub fn check_counts(checked_at: Millis, now: Millis) -> bool {
    checked_at <= now && now <= checked_at.plus_ms(days_ms(CHECK_COUNTS_DAYS))
}

/// When an account was first seen to be gone, from the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sighting {
    pub at: Millis,
}

/// What speaks for an account or against it besides the answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Signs {
    /// When it was first seen to be gone, if it was.
    pub first: Option<Sighting>,
    /// The newest thing that reached Mastodon from the account.
    pub life: Option<Millis>,
}

impl Sighting {
    /// Whether a second look may lean on it. One before a sign of life was wrong or is over, one
    /// from long ago was about something else, and one with a time to come was made before our
    /// clock was set back.
    #[must_use]
    pub fn counts(self, life: Option<Millis>, options: &Options, now: Millis) -> bool {
        (floor(life, options, now)..=now).contains(&self.at)
    }

    /// When the second look is due, if the server says the same again.
    #[must_use]
    pub fn second_look_at(self, options: &Options) -> Millis {
        let hours = [options.second_look_410_hours, options.second_look_404_hours];
        // Which of them it was is not known any more.
        let hours = hours.into_iter().filter(|hours| *hours > 0).min().unwrap_or_default();
        self.at.plus_ms(hours_ms(hours))
    }
}

impl Signs {
    /// The first look that counts, if there is one.
    #[must_use]
    pub fn first_that_counts(&self, options: &Options, now: Millis) -> Option<Sighting> {
        self.first.filter(|sighting| sighting.counts(self.life, options, now))
    }

    /// Since when a first look has to be to count.
    #[must_use]
    pub fn floor(&self, options: &Options, now: Millis) -> Millis {
        floor(self.life, options, now)
    }
}

/// A sign of life of the same moment as a look is older than its answer: it was there to be read when the question was asked.
fn floor(life: Option<Millis>, options: &Options, now: Millis) -> Millis {
    let oldest = now.plus_ms(-days_ms(options.first_look_days));
    life.map_or(oldest, |life| oldest.max(life.min(now)))
}

/// Judges one account of a *healthy* server: only its 404 or 410 can remove, and only when the second look is due.
#[must_use]
pub fn judge(answer: &Answer, signs: &Signs, options: &Options, now: Millis) -> Verdict {
    let (vanished, hours) = match answer {
        Answer::Present => return Verdict::Keep(KeepReason::StillThere),
        Answer::Gone { .. } => (Vanished::Gone, options.second_look_410_hours),
        Answer::NotFound => (Vanished::NotFound, options.second_look_404_hours),
        Answer::SomethingElse | Answer::Refused { .. } | Answer::SlowDown { .. } | Answer::Trouble { .. } => {
            return Verdict::Keep(KeepReason::NoClearAnswer);
        }
        // Nobody was asked, because there is nowhere to ask.
        Answer::Silent { silence: Silence::BadAddress } => return Verdict::Keep(KeepReason::NoClearAnswer),
        Answer::Silent { .. } => return Verdict::Keep(KeepReason::NoAnswer),
    };
    let since = signs.first_that_counts(options, now).map_or(now, |sighting| sighting.at);
    if now >= since.plus_ms(hours_ms(hours)) { Verdict::Remove(vanished) } else { Verdict::SecondLook(vanished) }
}

/// Whether a 404 has to wait longer, because the server may hide its people from us: since this
/// account was first seen to be gone it has shown no other when it was asked about this one, too.
/// What it shows while it is not asked about this one says nothing of it; a run may take a day. A
/// 410 is said of one account.
#[must_use]
pub fn may_hide(
    status: u16,
    (gone_since, asked_at): (Millis, Option<Millis>),
    shown_at: Option<Millis>,
    options: &Options,
    now: Millis,
) -> bool {
    let hours = options.second_look_404_hours.saturating_mul(HIDING_FACTOR);
    let was_asked = |shown_at: Millis| asked_at.is_some_and(|asked_at| shown_at <= asked_at.plus_ms(DAY_MS));
    status == Vanished::NotFound.status()
        && !shown_at.is_some_and(|shown_at| gone_since <= shown_at && was_asked(shown_at))
        && now < gone_since.plus_ms(hours_ms(hours))
}

/// Between which two moments a first look does not count any more, when a server shows an account:
/// before that it showed one at `shown_before`, and what it hid since then it may have hidden with
/// everybody else. What it shows within a day of a look it shows with it.
#[must_use]
pub fn hidden_between(shown_before: Option<Millis>, now: Millis) -> (Millis, Millis) {
    let shown_before = shown_before.filter(|at| *at <= now).unwrap_or(Millis(0));
    (shown_before.plus_ms(DAY_MS), now.plus_ms(-DAY_MS))
}

/// Whether a 404 has to wait for its second look although the server shows others now: when the
/// account was first seen to be gone, the server showed nobody, so that this is the first look.
#[must_use]
pub fn was_hidden(
    status: u16,
    first: Option<Sighting>,
    shown_before: Option<Millis>,
    options: &Options,
    now: Millis,
) -> bool {
    let (from, to) = hidden_between(shown_before, now);
    let first = first.filter(|first| !(from < first.at && first.at < to));
    let since = first.map_or(now, |first| first.at);
    status == Vanished::NotFound.status() && now < since.plus_ms(hours_ms(options.second_look_404_hours))
}

/// Whether an answer given at that moment may still remove an account: it is not old, and nothing
/// came from the account since. One with a time to come was given before our clock was set back:
/// nobody knows how old it is.
#[must_use]
pub fn still_counts(answered_at: Millis, life: Option<Millis>, now: Millis) -> bool {
    (0..ANSWER_COUNTS_MS).contains(&now.0.saturating_sub(answered_at.0))
        && life.is_none_or(|life| life.min(now) <= answered_at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::HOUR_MS;

    const NOW: Millis = Millis(1_800_000_000_000);

    fn hours_ago(hours: i64) -> Millis {
        NOW.plus_ms(-hours * HOUR_MS)
    }

    fn signs(first: Option<i64>, life: Option<i64>) -> Signs {
        Signs { first: first.map(|hours| Sighting { at: hours_ago(hours) }), life: life.map(hours_ago) }
    }

    #[test]
    fn no_answer_but_404_and_410_ever_removes() {
        let options = Options { second_look_410_hours: 0, second_look_404_hours: 0, ..Options::default() };
        for answer in super::super::tests::answers() {
            let removes = matches!(judge(&answer, &Signs::default(), &options, NOW), Verdict::Remove(_));
            assert_eq!(removes, matches!(answer, Answer::NotFound | Answer::Gone { .. }), "{answer:?}");
        }
    }

    #[test]
    fn a_404_waits_for_a_second_look_and_a_410_does_not() {
        let options = Options::default();
        let cases = [
            (Answer::NotFound, None, Verdict::SecondLook(Vanished::NotFound)),
            (Answer::NotFound, Some(13 * 24 - 1), Verdict::SecondLook(Vanished::NotFound)),
            (Answer::NotFound, Some(13 * 24), Verdict::Remove(Vanished::NotFound)),
            (Answer::Gone { tombstone: true }, None, Verdict::Remove(Vanished::Gone)),
            (Answer::Present, Some(99), Verdict::Keep(KeepReason::StillThere)),
        ];
        for (answer, first, verdict) in cases {
            assert_eq!(judge(&answer, &signs(first, None), &options, NOW), verdict, "{answer:?} {first:?}");
        }
    }

    #[test]
    fn a_first_look_counts_until_a_sign_of_life_and_for_sixty_days() {
        let day = 24;
        let cases = [
            (Some(59 * day), None, true),
            (Some(60 * day), None, true),
            (Some(60 * day + 1), None, false),
            (Some(14 * day), Some(15 * day), true),
            (Some(14 * day), Some(13 * day), false),
            (Some(14 * day), Some(0), false),
            // A sign of life with a time to come is one of now.
            (Some(14 * day), Some(-99 * day), false),
            (None, None, false),
        ];
        for (first, life, counts) in cases {
            let removes =
                matches!(judge(&Answer::NotFound, &signs(first, life), &Options::default(), NOW), Verdict::Remove(_));
            assert_eq!(removes, counts, "first {first:?}, life {life:?}");
        }
    }

    #[test]
    fn a_404_of_a_server_that_shows_nobody_waits_four_times_as_long() {
        let options = Options::default();
        let longer = i64::from(4 * options.second_look_404_hours);
        let cases = [
            (404, 313, Some(313), None, true),
            (404, 313, Some(313), Some(314), true),
            (404, 313, Some(313), Some(313), false),
            (404, 313, Some(1), Some(1), false),
            (404, 313, Some(25), Some(1), false),
            // It showed others to a run that did not ask about this one.
            (404, 313, Some(26), Some(1), true),
            (404, 313, None, Some(1), true),
            (404, longer - 1, Some(1), None, true),
            (404, longer, Some(1), None, false),
            (410, 313, Some(313), None, false),
        ];
        for (status, since, asked, shown, waits) in cases {
            let seen = (hours_ago(since), asked.map(hours_ago));
            let hides = may_hide(status, seen, shown.map(hours_ago), &options, NOW);
            assert_eq!(hides, waits, "{status}, since {since} h, asked {asked:?}, shown {shown:?}");
        }
        let at_once = Options { second_look_404_hours: 0, ..options };
        assert!(!may_hide(404, (NOW, None), None, &at_once, NOW));
    }

    #[test]
    fn a_first_look_while_nobody_was_shown_is_none() {
        let options = Options::default();
        let cases = [
            (404, Some(400), Some(400), false),
            (404, Some(400), Some(424), false),
            (404, Some(400), Some(425), true),
            (404, Some(400), None, true),
            (404, None, None, true),
            (404, Some(311), Some(311), true),
            // Now, after the first look was made anew.
            (404, Some(0), Some(0), true),
            // What has a time to come was written before our clock was set back.
            (404, Some(400), Some(-1), true),
            (410, Some(400), None, false),
        ];
        for (status, first, shown_before, waits) in cases {
            let first = first.map(|hours| Sighting { at: hours_ago(hours) });
            let hidden = was_hidden(status, first, shown_before.map(hours_ago), &options, NOW);
            assert_eq!(hidden, waits, "{status}, first {first:?}, shown before {shown_before:?}");
        }
        let at_once = Options { second_look_404_hours: 0, ..options };
        assert!(!was_hidden(404, None, None, &at_once, NOW));
    }

    #[test]
    fn a_check_counts_for_half_a_year_and_not_before_it_was_made() {
        for (hours, counts) in [(0, true), (180 * 24, true), (180 * 24 + 1, false), (-1, false)] {
            assert_eq!(check_counts(hours_ago(hours), NOW), counts, "{hours} h ago");
        }
        assert!(!check_counts(Millis(0), NOW), "never");
    }

    #[test]
    fn a_first_look_with_a_time_to_come_is_none() {
        let first = signs(Some(-1), None);
        assert_eq!(first.first_that_counts(&Options::default(), NOW), None);
        let now = signs(Some(0), None);
        assert_eq!(now.first_that_counts(&Options::default(), NOW), now.first);
    }

    #[test]
    fn an_answer_counts_for_a_day_and_until_a_sign_of_life() {
        let cases = [
            (0, None, true),
            (23, None, true),
            (24, None, false),
            (3, Some(4), true),
            (3, Some(3), true),
            (3, Some(2), false),
            (3, Some(-1), false),
            (0, Some(-1), true),
            (-1, None, false),
            (-1, Some(1), false),
        ];
        for (answered, life, counts) in cases {
            let life = life.map(hours_ago);
            assert_eq!(still_counts(hours_ago(answered), life, NOW), counts, "{answered} h, life {life:?}");
        }
    }
}
