//! Histories for tests, told in words: times are how long ago something was, `"90 days"`, `"3 days - 1 ms"`; `"- 1 day"` is still
//! to come.

use super::{CaseReason, Evidence, History, State, StateSettings, state};
use crate::domain::Domain;
use crate::time::{DAY_MS, HOUR_MS, MINUTE_MS, Millis};

/// Noon of a day, UTC.
pub(super) const NOW: Millis = Millis(20_000 * DAY_MS + 12 * HOUR_MS);

/// What was seen of one server up to [`NOW`].
#[derive(Clone, Debug)]
pub(super) struct Story {
    domain: Domain,
    evidence: Vec<Evidence>,
    last_sign_of_life: Option<Millis>,
    hands_remembered: bool,
    settings: StateSettings,
}

/// A server that nobody has looked at, of which it is remembered who ran it.
pub(super) fn unseen() -> Story {
    Story {
        domain: "subject.example".parse().expect("a name"),
        evidence: Vec::new(),
        last_sign_of_life: None,
        hands_remembered: true,
        settings: StateSettings::default(),
    }
}

impl Story {
    pub(super) fn good(self, when: &str) -> Self {
        self.good_at(ago(when))
    }

    pub(super) fn good_at(mut self, at: Millis) -> Self {
        self.evidence.push(Evidence { at, reason: None });
        self
    }

    pub(super) fn failed(self, reason: CaseReason, when: &str) -> Self {
        self.failed_at(reason, ago(when))
    }

    pub(super) fn failed_at(mut self, reason: CaseReason, at: Millis) -> Self {
        self.evidence.push(Evidence { at, reason: Some(reason) });
        self
    }

    /// A failed look each day, the first and the last included.
    pub(super) fn daily(self, reason: CaseReason, from: &str, to: &str) -> Self {
        self.every(DAY_MS, reason, from, to)
    }

    /// A failed look each week, the first and the last included.
    pub(super) fn weekly(self, reason: CaseReason, from: &str, to: &str) -> Self {
        self.every(7 * DAY_MS, reason, from, to)
    }

    fn every(mut self, step_ms: i64, reason: CaseReason, from: &str, to: &str) -> Self {
        let (mut at, last) = (ago(from), ago(to));
        while at < last {
            self = self.failed_at(reason, at);
            at = at.plus_ms(step_ms);
        }
        self.failed_at(reason, last)
    }

    /// Something reached us from there.
    pub(super) fn life(mut self, when: &str) -> Self {
        self.last_sign_of_life = Some(ago(when));
        self
    }

    /// Nothing is remembered of who ran it.
    pub(super) fn of_unknown_hands(mut self) -> Self {
        self.hands_remembered = false;
        self
    }

    pub(super) fn named(mut self, domain: &str) -> Self {
        self.domain = domain.parse().expect("a name");
        self
    }

    pub(super) fn by(mut self, settings: StateSettings) -> Self {
        self.settings = settings;
        self
    }

    pub(super) fn settings(&self) -> &StateSettings {
        &self.settings
    }

    pub(super) fn history(&self) -> History<'_> {
        let Self { domain, evidence, last_sign_of_life, hands_remembered, .. } = self;
        History { domain, evidence, last_sign_of_life: *last_sign_of_life, hands_remembered: *hands_remembered }
    }

    pub(super) fn state(&self) -> State {
        state(&self.history(), NOW, &self.settings)
    }
}

/// The moment that long before [`NOW`].
pub(super) fn ago(when: &str) -> Millis {
    let (mut ms, mut sign, mut number) = (0, 1, 0);
    for word in when.split(' ') {
        match word {
            "+" => sign = 1,
            "-" => sign = -1,
            unit if unit.parse::<i64>().is_err() => ms += sign * number * unit_ms(unit),
            digits => number = digits.parse().expect("a number"),
        }
    }
    NOW.plus_ms(-ms)
}

fn unit_ms(unit: &str) -> i64 {
    match unit {
        "ms" | "now" => 1,
        "min" => MINUTE_MS,
        "h" => HOUR_MS,
        "day" | "days" => DAY_MS,
        other => panic!("{other} is no unit of time"),
    }
}
