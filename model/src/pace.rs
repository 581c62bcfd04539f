//! How fast a server is asked: learnt from its own answers.

use crate::probe::Answer;

/// Answers in a row without trouble after which one more question at a time is tried.
const SMOOTH: u32 = 10;
/// An answer that took longer means that the server is busy, in milliseconds.
const SLOW_MS: u64 = 3_000;
/// The pause where a server asks for one without saying how long, in seconds; each further one is twice as long.
const PAUSE_S: u32 = 5;
/// Longest pause that is sat out for a server which has answered before, and for one which has not, in seconds.
const LONGEST_S: (u32, u32) = (300, 30);
/// Most pauses in a row.
const PAUSES: u32 = 3;

/// How a server is asked at the moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// Questions at a time, at least 1.
    pub at_once: u32,
    smooth: u32,
    pauses: u32,
    answered: bool,
}

/// What an answer asks of us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rest {
    /// Nothing: the next question may go.
    None,
    /// A moment of quiet before the next question.
    Moment,
    /// So many seconds of quiet, and then the same question again.
    Sit { seconds: u32 },
    /// No further question: the server wants a longer pause than is sat out.
    LeaveAlone,
}

impl Pace {
    /// The pace of a server that nobody has asked yet.
    #[must_use]
    pub fn starting(most: u32) -> Self {
        Self { at_once: most.max(1), smooth: 0, pauses: 0, answered: false }
    }

    /// The pace after an answer that came after so many milliseconds, with the pause the server asked for. Never more than `most` at
    /// a time.
    #[must_use]
    pub fn after(self, answer: &Answer, retry_after_s: Option<u32>, took_ms: u64, most: u32) -> (Self, Rest) {
        match answer {
            Answer::SlowDown { .. } => self.pausing(retry_after_s),
            Answer::Trouble { status: 500..=599 } if retry_after_s.is_some() => self.pausing(retry_after_s),
            Answer::Trouble { status: 500..=599 } | Answer::Silent { .. } => {
                (Self { at_once: 1, smooth: 0, ..self }, Rest::Moment)
            }
            _ if took_ms > SLOW_MS => {
                (Self { at_once: (self.at_once / 2).max(1), smooth: 0, answered: true, ..self }, Rest::None)
            }
            _ => (self.smoothly(most), Rest::None),
        }
    }

    fn pausing(self, retry_after_s: Option<u32>) -> (Self, Rest) {
        let seconds = retry_after_s.unwrap_or(PAUSE_S << self.pauses.min(PAUSES));
        let longest = if self.answered { LONGEST_S.0 } else { LONGEST_S.1 };
        let rest = if seconds > longest || self.pauses >= PAUSES { Rest::LeaveAlone } else { Rest::Sit { seconds } };
        (Self { at_once: 1, smooth: 0, pauses: self.pauses + 1, ..self }, rest)
    }

    fn smoothly(self, most: u32) -> Self {
        let smooth = self.smooth + 1;
        if smooth < SMOOTH {
            return Self { smooth, answered: true, ..self };
        }
        Self { at_once: (self.at_once + 1).min(most.max(1)), smooth: 0, pauses: 0, answered: true }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::probe::Silence;

    const SLOW_DOWN: Answer = Answer::SlowDown { retry_after_s: None };
    const TROUBLE: Answer = Answer::Trouble { status: 503 };

    fn after(answers: &[(Answer, Option<u32>, u64)]) -> (Pace, Rest) {
        answers.iter().fold((Pace::starting(2), Rest::None), |(pace, _), (answer, retry_after_s, took_ms)| {
            pace.after(answer, *retry_after_s, *took_ms, 2)
        })
    }

    #[test]
    fn trouble_and_slowness_leave_one_at_a_time_until_all_is_smooth_again() {
        for bad in [(TROUBLE, None, 5), (Silence::Timeout.into(), None, 5), (Answer::Present, None, 3_001)] {
            let mut answers = vec![bad.clone()];
            assert_eq!(after(&answers).0.at_once, 1, "{bad:?}");
            answers.extend(vec![(Answer::NotFound, None, 5); 9]);
            assert_eq!(after(&answers).0.at_once, 1, "{bad:?}");
            answers.push((Answer::Present, None, 5));
            assert_eq!(after(&answers).0.at_once, 2, "{bad:?}");
            answers.extend(vec![(Answer::Present, None, 5); 99]);
            assert_eq!(after(&answers).0.at_once, 2, "never more than allowed");
        }
    }

    #[test]
    fn a_pause_is_sat_out_as_long_as_the_server_says() {
        assert_eq!(after(&[(SLOW_DOWN, Some(7), 5)]).1, Rest::Sit { seconds: 7 });
        assert_eq!(after(&[(TROUBLE, Some(7), 5)]).1, Rest::Sit { seconds: 7 });
        assert_eq!(after(&[(TROUBLE, None, 5)]).1, Rest::Moment);
        assert_eq!(after(&[(SLOW_DOWN, None, 5)]).1, Rest::Sit { seconds: 5 });
        assert_eq!(after(&[(SLOW_DOWN, None, 5), (SLOW_DOWN, None, 5)]).1, Rest::Sit { seconds: 10 });
    }

    #[test]
    fn a_server_that_wants_more_quiet_than_is_sat_out_is_left_alone() {
        assert_eq!(after(&[(SLOW_DOWN, Some(31), 5)]).1, Rest::LeaveAlone);
        assert_eq!(after(&[(Answer::Present, None, 5), (SLOW_DOWN, Some(300), 5)]).1, Rest::Sit { seconds: 300 });
        assert_eq!(after(&[(Answer::Present, None, 5), (SLOW_DOWN, Some(301), 5)]).1, Rest::LeaveAlone);
        assert_eq!(after(&vec![(SLOW_DOWN, Some(1), 5); 3]).1, Rest::Sit { seconds: 1 });
        assert_eq!(after(&vec![(SLOW_DOWN, Some(1), 5); 4]).1, Rest::LeaveAlone);
    }

    #[test]
    fn pauses_are_forgiven_when_all_is_smooth_again() {
        let mut answers = vec![(SLOW_DOWN, Some(1), 5); 3];
        answers.extend(vec![(Answer::Present, None, 5); 10]);
        answers.push((SLOW_DOWN, Some(1), 5));
        assert_eq!(after(&answers).1, Rest::Sit { seconds: 1 });
    }
}
