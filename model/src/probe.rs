//! One question to a remote server, and its answer.

use serde::{Deserialize, Serialize};

/// What a server said when it was asked for one address, after redirects.
///
/// The table in `docs/jobs/cull-accounts.md` says what each answer may lead to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "answer", rename_all = "kebab-case")]
pub enum Answer {
    /// 2xx with what was asked for.
    Present,
    /// 2xx, but what came is something else: a web page where an account was.
    SomethingElse,
    /// 410. `tombstone` when the body is an ActivityPub Tombstone.
    Gone { tombstone: bool },
    /// 404.
    NotFound,
    /// 401, 403 or 451, or a challenge with whatever status: the server is there but will not talk
    /// to us. Also a 404 or 410 that a proxy of ours may have said in its place.
    Refused { status: u16 },
    /// 429, with the pause the server asked for.
    SlowDown { retry_after_s: Option<u32> },
    /// 5xx and every status not named above.
    Trouble { status: u16 },
    /// No answer at all.
    Silent { silence: Silence },
}

/// What proves an answer: kept with what became of it. Texts that others wrote are cut to a bound.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Proof {
    /// The HTTP status that came at last; absent when nobody answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// The address that answered, after redirects; at most 2,000 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub final_url: Option<String>,
    /// Why nobody answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub silence: Option<Silence>,
    /// The headers that matter (`server`, `content-type`, `retry-after`, and those by which a
    /// challenge is known), each at most 200 characters.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub headers: Vec<(String, String)>,
    /// The body was an ActivityPub Tombstone.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub tombstone: bool,
    /// Where the actor says it has moved to; at most 2,000 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub moved_to: Option<String>,
}

/// Why there was no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Silence {
    /// NXDOMAIN: the name does not exist. Where two name servers are asked, both say so.
    NoSuchName,
    /// SERVFAIL, REFUSED or no answer from the name server, or from one of two of which the other knows no address.
    NameServer,
    /// The name exists but has no address. Of two name servers one may also say that it does not exist.
    NoAddress,
    /// Every address is private, so we did not connect.
    PrivateAddress,
    /// There is no way to it from this machine, such as to an onion: it was not asked, which says
    /// nothing about it.
    NotReachableFromHere,
    /// The proxy through which we ask takes no connection or turns us away, which says nothing
    /// about the server.
    OwnProxy,
    /// Nobody listens there.
    ConnectionRefused,
    /// The connection was dropped in the middle.
    ConnectionLost,
    /// Too slow to answer.
    Timeout,
    /// The security certificate has expired.
    CertificateExpired,
    /// The security certificate is for another name.
    CertificateName,
    /// The security certificate is not trusted, or TLS failed otherwise.
    Certificate,
    /// More than three redirects, a loop, or a redirect without a usable address.
    Redirects,
    /// What came back is not HTTP.
    NotHttp,
    /// The account's own address is not a usable URL.
    BadAddress,
}

impl Silence {
    pub const ALL: [Self; 15] = [
        Self::NoSuchName,
        Self::NameServer,
        Self::NoAddress,
        Self::PrivateAddress,
        Self::NotReachableFromHere,
        Self::OwnProxy,
        Self::ConnectionRefused,
        Self::ConnectionLost,
        Self::Timeout,
        Self::CertificateExpired,
        Self::CertificateName,
        Self::Certificate,
        Self::Redirects,
        Self::NotHttp,
        Self::BadAddress,
    ];

    /// Whether the next question may well be answered: names that do not exist and certificates do not change within a moment.
    #[must_use]
    pub fn may_pass(self) -> bool {
        matches!(
            self,
            Self::NameServer
                | Self::OwnProxy
                | Self::ConnectionRefused
                | Self::ConnectionLost
                | Self::Timeout
                | Self::NotHttp
        )
    }

    /// Whether a broken connection of ours would sound the same, so that others have to be asked
    /// before it is held against anybody.
    #[must_use]
    pub fn may_be_ours(self) -> bool {
        self != Self::NotReachableFromHere
    }
}

impl Answer {
    /// The answer that a final HTTP status stands for.
    #[must_use]
    pub fn of_status(status: u16, tombstone: bool, retry_after_s: Option<u32>) -> Self {
        match status {
            200..=299 => Self::Present,
            404 => Self::NotFound,
            410 => Self::Gone { tombstone },
            401 | 403 | 451 => Self::Refused { status },
            429 => Self::SlowDown { retry_after_s },
            _ => Self::Trouble { status },
        }
    }
}

impl From<Silence> for Answer {
    fn from(silence: Silence) -> Self {
        Self::Silent { silence }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_404_and_410_say_that_something_is_gone() {
        for status in 100..600 {
            let answer = Answer::of_status(status, false, None);
            let says_gone = matches!(answer, Answer::NotFound | Answer::Gone { .. });
            assert_eq!(says_gone, status == 404 || status == 410, "{status}");
        }
    }
}
