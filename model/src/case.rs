//! A server that does not answer (or is suspicious), waiting for a person to decide.

use serde::{Deserialize, Serialize};

use crate::bytes::Bytes;
use crate::domain::Domain;
use crate::ids::RunId;
use crate::probe::{Answer, Silence};
use crate::time::{DAY_MS, Millis};

/// Why a server is on the list, in the kinds a person can tell apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CaseReason {
    /// Its address no longer exists.
    NoAddress,
    /// The address book has an error.
    AddressBook,
    /// Its address points nowhere public.
    PrivateAddress,
    /// It refuses connections or drops them.
    RefusesConnections,
    /// Its security certificate has expired.
    CertificateExpired,
    /// Its security certificate is for another name or not trusted.
    Certificate,
    /// It is too slow to answer.
    TooSlow,
    /// It answers only with errors.
    Errors,
    /// It sends us round in circles.
    Redirects,
    /// It says it has closed.
    SaysClosed,
    /// Something else lives at this address now: it says the same to everything.
    SomethingElse,
    /// It is there but will not talk to us.
    NotTalking,
    /// It asked us to slow down.
    SlowDown,
    /// Another software or another key answers than the one we remember: somebody else has it now, or it was set up anew.
    ChangedHands,
    /// It asked us by its robots.txt to stay away.
    OptedOut,
}

impl CaseReason {
    pub const ALL: [Self; 15] = [
        Self::NoAddress,
        Self::AddressBook,
        Self::PrivateAddress,
        Self::RefusesConnections,
        Self::CertificateExpired,
        Self::Certificate,
        Self::TooSlow,
        Self::Errors,
        Self::Redirects,
        Self::SaysClosed,
        Self::SomethingElse,
        Self::NotTalking,
        Self::SlowDown,
        Self::ChangedHands,
        Self::OptedOut,
    ];

    #[must_use]
    pub fn of_silence(silence: Silence) -> Self {
        match silence {
            Silence::NoSuchName | Silence::NoAddress => Self::NoAddress,
            Silence::NameServer => Self::AddressBook,
            Silence::PrivateAddress => Self::PrivateAddress,
            Silence::ConnectionRefused | Silence::ConnectionLost => Self::RefusesConnections,
            Silence::Timeout => Self::TooSlow,
            Silence::CertificateExpired => Self::CertificateExpired,
            Silence::CertificateName | Silence::Certificate => Self::Certificate,
            Silence::Redirects => Self::Redirects,
            Silence::NotHttp | Silence::BadAddress => Self::SomethingElse,
        }
    }

    /// The reason an answer gives for setting a whole server aside; `Present` where it should not be is "something else".
    #[must_use]
    pub fn of_answer(answer: &Answer) -> Self {
        match answer {
            Answer::Present | Answer::SomethingElse | Answer::NotFound => Self::SomethingElse,
            Answer::Gone { .. } => Self::SaysClosed,
            Answer::Refused { .. } => Self::NotTalking,
            Answer::SlowDown { .. } => Self::SlowDown,
            Answer::Trouble { .. } => Self::Errors,
            Answer::Silent { silence } => Self::of_silence(*silence),
        }
    }

    /// A server that is there but will not talk to us is reported; it is not offered for a purge.
    #[must_use]
    pub fn opens_case(self) -> bool {
        !matches!(self, Self::NotTalking | Self::SlowDown | Self::OptedOut)
    }

    /// The word on the wire, in our tables and in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NoAddress => "no-address",
            Self::AddressBook => "address-book",
            Self::PrivateAddress => "private-address",
            Self::RefusesConnections => "refuses-connections",
            Self::CertificateExpired => "certificate-expired",
            Self::Certificate => "certificate",
            Self::TooSlow => "too-slow",
            Self::Errors => "errors",
            Self::Redirects => "redirects",
            Self::SaysClosed => "says-closed",
            Self::SomethingElse => "something-else",
            Self::NotTalking => "not-talking",
            Self::SlowDown => "slow-down",
            Self::ChangedHands => "changed-hands",
            Self::OptedOut => "opted-out",
        }
    }

    /// The reason that a word stands for.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == word)
    }
}

/// One time that we asked a server: `None` means it answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    pub at: Millis,
    pub reason: Option<CaseReason>,
}

/// What a purge of a server would touch here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Impact {
    pub accounts: u64,
    pub statuses: u64,
    /// Bytes of profile pictures and post media that we store of it, by the database.
    pub media: Bytes,
    /// Our members who follow somebody there.
    pub members_following: u64,
    /// Accounts there that our members follow.
    pub followed_there: u64,
    /// Accounts there that follow one of our members.
    pub followers_there: u64,
    /// The newest thing that reached us from there.
    pub last_sign_of_life: Option<Millis>,
    /// Since when Mastodon itself has given up delivering there.
    pub unavailable_since: Option<Millis>,
}

/// An open question about one server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    pub domain: Domain,
    pub reason: CaseReason,
    /// The first failed question without an answer since.
    pub silent_since: Millis,
    pub last_asked_at: Millis,
    /// Oldest first, the latest twelve.
    pub evidence: Vec<Evidence>,
    pub impact: Impact,
    /// The purge that waits for its time, if one was ordered.
    pub purge: Option<WaitingPurge>,
}

/// A purge in the waiting room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitingPurge {
    pub run: RunId,
    pub due_at: Millis,
}

/// What a person decided about a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "decision", rename_all = "kebab-case")]
pub enum Decision {
    /// Ask again later; hidden until then.
    Wait { until: Millis },
    /// Never ask about it again.
    Keep,
    /// Remove every copy we hold.
    Purge,
}

/// What we would do, with the reason in one sentence on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Advice {
    /// Silence of less than 90 days is often repaired.
    WaitSilentOnly,
    /// Another page answers there; the owner may return.
    WaitSomethingElse,
    /// It said itself that it closed, at least a week ago.
    PurgeSaysClosed,
    /// Its name has not existed for 30 days.
    PurgeNoAddress,
    /// Silent for 90 days.
    PurgeLongSilent,
}

impl Advice {
    #[must_use]
    pub fn is_purge(self) -> bool {
        matches!(self, Self::PurgeSaysClosed | Self::PurgeNoAddress | Self::PurgeLongSilent)
    }
}

impl Case {
    /// Whole days without an answer.
    #[must_use]
    pub fn silent_days(&self, now: Millis) -> i64 {
        (now.0 - self.silent_since.0).max(0) / DAY_MS
    }

    /// What we would do; the person decides.
    #[must_use]
    pub fn advice(&self, now: Millis) -> Advice {
        let days = self.silent_days(now);
        match self.reason {
            CaseReason::SaysClosed if days >= 7 => Advice::PurgeSaysClosed,
            CaseReason::NoAddress if days >= 30 => Advice::PurgeNoAddress,
            CaseReason::SomethingElse | CaseReason::ChangedHands => Advice::WaitSomethingElse,
            _ if days >= 90 => Advice::PurgeLongSilent,
            _ => Advice::WaitSilentOnly,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_has_its_word() {
        for reason in CaseReason::ALL {
            assert_eq!(CaseReason::from_word(reason.as_str()), Some(reason));
            assert_eq!(serde_json::to_string(&reason).expect("serializes"), format!("\"{}\"", reason.as_str()));
        }
    }

    #[test]
    fn a_purge_is_advised_only_after_long_silence_or_a_farewell() {
        let now = Millis(2_000_000_000_000);
        let case = |reason, days: i64| Case {
            domain: "quiet.example".parse().expect("a name"),
            reason,
            silent_since: now.plus_ms(-days * DAY_MS),
            last_asked_at: now,
            evidence: Vec::new(),
            impact: Impact::default(),
            purge: None,
        };
        let table = [
            (CaseReason::RefusesConnections, 89, Advice::WaitSilentOnly),
            (CaseReason::RefusesConnections, 90, Advice::PurgeLongSilent),
            (CaseReason::NoAddress, 29, Advice::WaitSilentOnly),
            (CaseReason::NoAddress, 30, Advice::PurgeNoAddress),
            (CaseReason::SaysClosed, 6, Advice::WaitSilentOnly),
            (CaseReason::SaysClosed, 7, Advice::PurgeSaysClosed),
            (CaseReason::SomethingElse, 400, Advice::WaitSomethingElse),
        ];
        for (reason, days, advice) in table {
            assert_eq!(case(reason, days).advice(now), advice, "{reason:?} {days}");
        }
    }
}
