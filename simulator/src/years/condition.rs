//! What may be the matter with a server.

use model::Silence;

/// How a server is for a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Condition {
    Well,
    /// Nothing comes back.
    Down(Silence),
    /// Its name cannot be found: it is missing, has no address, or its name servers fail.
    Nameless(Silence),
    /// The first of our two name servers says that its name does not exist.
    OneBookLies,
    /// This status to everything.
    Everything(u16),
    /// NodeInfo comes from a cache before it, and of some accounts their documents do; this status
    /// to all else.
    Cached {
        status: u16,
        proxy: Proxy,
    },
    /// Somebody before it wants to see a browser.
    Walled(Wall),
    /// Answers about accounts only to who signs.
    Secure,
    /// Too many requests, come back in an hour.
    RateLimited,
    /// Will not talk to us about accounts: 403.
    Refusing,
    /// Shows us no account at all, as if none existed; by name they are known or not.
    Hiding {
        named: bool,
    },
    /// A page that sells the name, whatever is asked for.
    Parked,
    /// Another server at the same name, of the same or another software.
    OtherHands {
        software: Option<&'static str>,
    },
    /// The same server under another name: every address leads there.
    MovedAway,
    /// The same server with another software or another key.
    Renewed {
        software: Option<&'static str>,
        key: bool,
    },
}

/// How a cache before a server is got past.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proxy {
    /// It asks the server when it is told to, or when the address is new to it.
    Honest,
    /// Not at all.
    Stubborn,
}

/// How a wall shows itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wall {
    /// 403 with a header that says so, to everything.
    Challenge,
    /// 403 with that header about accounts; NodeInfo passes.
    ChallengeButNodeInfo,
    /// 503 and a page, to everything.
    Busy,
    /// 200 and a page, to everything.
    Page,
    /// 200 and a page about accounts; what is well-known passes.
    PageButWellKnown,
}

impl Condition {
    /// Whether what the server sends still reaches others.
    pub(super) fn sends(self) -> bool {
        match self {
            Self::Well
            | Self::OneBookLies
            | Self::Walled(_)
            | Self::Secure
            | Self::RateLimited
            | Self::Hiding { named: true }
            | Self::Renewed { .. } => true,
            // The server behind it works on; only its door is shut.
            Self::Down(silence) => {
                matches!(silence, Silence::CertificateExpired | Silence::CertificateName | Silence::Certificate)
            }
            Self::Nameless(_)
            | Self::Everything(_)
            | Self::Cached { .. }
            | Self::Refusing
            | Self::Hiding { named: false }
            | Self::Parked
            | Self::OtherHands { .. }
            | Self::MovedAway => false,
        }
    }

    /// Whether what members send arrives there.
    pub(super) fn receives(self) -> bool {
        matches!(
            self,
            Self::Well
                | Self::OneBookLies
                | Self::Secure
                | Self::Hiding { .. }
                | Self::Renewed { .. }
                | Self::Walled(Wall::ChallengeButNodeInfo | Wall::PageButWellKnown)
        )
    }

    /// Whether a server in this condition is as one would wish: its answers about accounts can be
    /// had and are true.
    pub(super) fn is_well(self) -> bool {
        matches!(self, Self::Well | Self::Secure | Self::Renewed { software: None, key: false })
    }
}
