//! The releases of Mastodon and its forks whose schema the simulated world can take.

use std::fmt;

/// A supported release of Mastodon, or of a fork, known by its schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MastodonVersion {
    V4_1,
    V4_2,
    V4_3,
    V4_4,
    V4_5,
    V4_6,
    /// glitch-soc at 4.6.
    GlitchSoc,
    /// Hometown on 4.2.
    Hometown,
    /// Fedibird, which grew from 3.4 by itself.
    Fedibird,
}

impl MastodonVersion {
    /// Every supported release of Mastodon itself, the oldest first.
    pub const ALL: [Self; 6] = [Self::V4_1, Self::V4_2, Self::V4_3, Self::V4_4, Self::V4_5, Self::V4_6];

    /// Every fork that is known here.
    pub const FORKS: [Self; 3] = [Self::GlitchSoc, Self::Hometown, Self::Fedibird];

    /// The newest supported release, which the demo uses.
    pub const NEWEST: Self = Self::V4_6;

    /// The whole DDL of this release, as many statements of SQL for an empty database.
    #[must_use]
    pub fn schema(self) -> &'static str {
        match self {
            Self::V4_1 => include_str!("../../mastodon/schemas/4.1.sql"),
            Self::V4_2 => include_str!("../../mastodon/schemas/4.2.sql"),
            Self::V4_3 => include_str!("../../mastodon/schemas/4.3.sql"),
            Self::V4_4 => include_str!("../../mastodon/schemas/4.4.sql"),
            Self::V4_5 => include_str!("../../mastodon/schemas/4.5.sql"),
            Self::V4_6 => include_str!("../../mastodon/schemas/4.6.sql"),
            Self::GlitchSoc => concat!(
                include_str!("../../mastodon/schemas/4.6.sql"),
                include_str!("../../mastodon/schemas/glitch-soc.sql")
            ),
            Self::Hometown => concat!(
                include_str!("../../mastodon/schemas/4.2.sql"),
                include_str!("../../mastodon/schemas/hometown.sql")
            ),
            Self::Fedibird => include_str!("../../mastodon/schemas/fedibird.sql"),
        }
    }
}

impl fmt::Display for MastodonVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::V4_1 => "4.1",
            Self::V4_2 => "4.2",
            Self::V4_3 => "4.3",
            Self::V4_4 => "4.4",
            Self::V4_5 => "4.5",
            Self::V4_6 => "4.6",
            Self::GlitchSoc => "glitch-soc",
            Self::Hometown => "Hometown",
            Self::Fedibird => "Fedibird",
        })
    }
}
