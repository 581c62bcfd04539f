//! Why a server is on the list.

use serde::{Deserialize, Serialize};

use crate::probe::{Answer, Silence};

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
    /// There is no way to it from here, so that nobody knows how it is.
    NotReachableFromHere,
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
    /// It says that it is not available for now (503): for maintenance, or to whoever shows no
    /// browser.
    Unavailable,
    /// It sends us round in circles.
    Redirects,
    /// It says it has closed.
    SaysClosed,
    /// Something else lives at this address now: a page, or the same answer to everything.
    SomethingElse,
    /// It answers, and nothing of what was there is found any more: 404 to everything, accounts
    /// known here included.
    NothingFound,
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
    pub const ALL: [Self; 18] = [
        Self::NoAddress,
        Self::AddressBook,
        Self::PrivateAddress,
        Self::NotReachableFromHere,
        Self::RefusesConnections,
        Self::CertificateExpired,
        Self::Certificate,
        Self::TooSlow,
        Self::Errors,
        Self::Unavailable,
        Self::Redirects,
        Self::SaysClosed,
        Self::SomethingElse,
        Self::NothingFound,
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
            Silence::NotReachableFromHere | Silence::OwnProxy => Self::NotReachableFromHere,
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
            Answer::Present | Answer::SomethingElse => Self::SomethingElse,
            Answer::NotFound => Self::NothingFound,
            Answer::Gone { .. } => Self::SaysClosed,
            Answer::Refused { .. } => Self::NotTalking,
            Answer::SlowDown { .. } => Self::SlowDown,
            Answer::Trouble { status: 503 } => Self::Unavailable,
            Answer::Trouble { .. } => Self::Errors,
            Answer::Silent { silence } => Self::of_silence(*silence),
        }
    }

    /// A server that is there but will not talk to us, or that cannot be reached from here, is
    /// reported; it is not offered for a purge.
    #[must_use]
    pub fn opens_case(self) -> bool {
        !self.is_refusal() && !self.says_nothing()
    }

    /// The server was not asked at all, for a reason of ours: this is evidence neither for it nor
    /// against it.
    #[must_use]
    pub fn says_nothing(self) -> bool {
        self == Self::NotReachableFromHere
    }

    /// The server itself is there and refuses: it is alive.
    #[must_use]
    pub fn is_refusal(self) -> bool {
        matches!(self, Self::NotTalking | Self::SlowDown | Self::OptedOut)
    }

    /// Somebody or something answers at the address that is not the server we knew.
    #[must_use]
    pub fn is_stranger(self) -> bool {
        matches!(self, Self::ChangedHands | Self::SomethingElse)
    }

    /// Somebody answers at the address, though not as the server we knew: its owner may have put
    /// them there. However long that lasts, it is no silence.
    #[must_use]
    pub fn is_occupied(self) -> bool {
        self.is_stranger() || self == Self::Unavailable
    }

    /// Nothing usable came back at all: the name, the connection, the certificate, errors only,
    /// redirects without an end, or nothing found. It is an absence, whoever answered.
    #[must_use]
    pub fn is_network_cause(self) -> bool {
        self.opens_case() && !self.is_occupied() && self != Self::SaysClosed
    }

    /// The word on the wire, in our tables and in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NoAddress => "no-address",
            Self::AddressBook => "address-book",
            Self::PrivateAddress => "private-address",
            Self::NotReachableFromHere => "not-reachable-from-here",
            Self::RefusesConnections => "refuses-connections",
            Self::CertificateExpired => "certificate-expired",
            Self::Certificate => "certificate",
            Self::TooSlow => "too-slow",
            Self::Errors => "errors",
            Self::Unavailable => "unavailable",
            Self::Redirects => "redirects",
            Self::SaysClosed => "says-closed",
            Self::SomethingElse => "something-else",
            Self::NothingFound => "nothing-found",
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
    fn every_reason_is_of_one_kind() {
        for reason in CaseReason::ALL {
            let kinds = [reason.is_refusal(), reason.says_nothing(), reason.is_occupied(), reason.is_network_cause()];
            let says_closed = reason == CaseReason::SaysClosed;
            assert_eq!(kinds.into_iter().filter(|kind| *kind).count(), usize::from(!says_closed), "{reason:?}");
        }
    }
}
