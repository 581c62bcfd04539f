//! One file that Mastodon stores, as its row describes it.

use model::Bytes;
use serde::{Deserialize, Serialize};

/// Which column of which table holds a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FileOwner {
    /// `accounts.avatar_file_name`
    AccountAvatar,
    /// `accounts.header_file_name`
    AccountHeader,
    /// `media_attachments.file_file_name`
    MediaFile,
    /// `media_attachments.thumbnail_file_name`
    MediaThumbnail,
    /// `custom_emojis.image_file_name`
    EmojiImage,
}

impl FileOwner {
    pub const ALL: [Self; 5] =
        [Self::AccountAvatar, Self::AccountHeader, Self::MediaFile, Self::MediaThumbnail, Self::EmojiImage];

    /// The table of the rows that hold such files.
    pub(crate) fn table(self) -> &'static str {
        match self {
            Self::AccountAvatar | Self::AccountHeader => "accounts",
            Self::MediaFile | Self::MediaThumbnail => "media_attachments",
            Self::EmojiImage => "custom_emojis",
        }
    }

    /// What the names of the columns begin with: `avatar` of `avatar_file_name`.
    pub(crate) fn attachment(self) -> &'static str {
        match self {
            Self::AccountAvatar => "avatar",
            Self::AccountHeader => "header",
            Self::MediaFile => "file",
            Self::MediaThumbnail => "thumbnail",
            Self::EmojiImage => "image",
        }
    }
}

/// A stored file with all its styles. Its name is random and never used twice, so owner, id and name say which file is meant for ever.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct StoredFile {
    pub owner: FileOwner,
    pub owner_id: i64,
    /// As it is in the column: 16 hexadecimal digits and an extension.
    pub file_name: String,
    pub content_type: Option<String>,
    /// What the database believes: the original style only.
    pub size: Bytes,
    /// `…_storage_schema_version`, absent being 0.
    pub schema_version: i32,
    /// Whether the row belongs to another server.
    pub remote: bool,
}
