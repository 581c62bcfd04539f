//! What servers run, as far as it shows in their answers.

use super::luck::Luck;

/// The software of a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Software {
    /// NodeInfo, an instance actor at `/actor`, 410 for the deleted, 403 for the suspended.
    Mastodon,
    /// NodeInfo, everything signed, no actor at `/actor`, 410 for the deleted.
    GoToSocial,
    /// NodeInfo, addresses by id, a page for whatever is no document, 404 for the deleted and for
    /// the suspended.
    Misskey,
    /// NodeInfo, a page for whatever is no document, 404 for the deleted and for the suspended.
    Pleroma,
    /// NodeInfo, accounts by the query of an address, 404 for the deleted.
    WordPress,
    /// Written by its only users: neither NodeInfo nor an instance actor.
    Handmade,
}

impl Software {
    pub(super) fn drawn(luck: &mut Luck) -> Self {
        match luck.number(0, 99) {
            0..=51 => Self::Mastodon,
            52..=61 => Self::GoToSocial,
            62..=77 => Self::Misskey,
            78..=88 => Self::Pleroma,
            89..=94 => Self::WordPress,
            _ => Self::Handmade,
        }
    }

    /// What its NodeInfo says; nothing where there is none.
    pub(super) fn name(self) -> Option<&'static str> {
        match self {
            Self::Mastodon => Some("mastodon"),
            Self::GoToSocial => Some("gotosocial"),
            Self::Misskey => Some("misskey"),
            Self::Pleroma => Some("pleroma"),
            Self::WordPress => Some("wordpress"),
            Self::Handmade => None,
        }
    }

    /// The path of an account, with its query.
    pub(super) fn path(self, name: &str, number: usize) -> String {
        match self {
            Self::Mastodon | Self::GoToSocial | Self::Pleroma => format!("/users/{name}"),
            Self::Misskey => format!("/users/9{number:09x}"),
            Self::WordPress => format!("/?author={}", number + 2),
            Self::Handmade => format!("/@{name}"),
        }
    }

    /// Whether it shows a page for people wherever no document was asked for, even of nobody.
    pub(super) fn shows_pages_of_nobody(self) -> bool {
        matches!(self, Self::Misskey | Self::Pleroma)
    }

    /// Whether it says 410 of an account that was deleted.
    pub(super) fn remembers_the_deleted(self) -> bool {
        matches!(self, Self::Mastodon | Self::GoToSocial)
    }

    /// Whether what it says of the suspended is what it says of strangers.
    pub(super) fn hides_the_suspended(self) -> bool {
        matches!(self, Self::Misskey | Self::Pleroma | Self::WordPress)
    }

    /// Whether one server of it may serve the accounts of another name.
    pub(super) fn can_be_split(self) -> bool {
        matches!(self, Self::Mastodon | Self::GoToSocial)
    }
}
