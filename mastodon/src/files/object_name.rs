//! Whose file an object is, told from its key alone: the way back from [`StoredFile::keys`](super::StoredFile::keys).

use model::storage::StoredKind;

use super::FileOwner;
use super::key::{id_partition, plain};

/// What the place of an object says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A file of a row that can be looked for.
    File(ObjectName),
    /// A picture of a page that posts link to. Mastodon tidies them itself, so they are counted and never judged.
    PreviewCard,
    /// None that is known here.
    Unknown,
}

/// A key that Mastodon would give to one style of one file, and no other.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectName {
    owner: FileOwner,
    owner_id: i64,
    key: String,
}

impl Place {
    /// Reads a key. What is not exactly as Mastodon writes it is unknown: an id in other folders, another style, a name in another folder.
    #[must_use]
    pub fn of(key: &str) -> Self {
        let bare = key.strip_prefix("cache/").unwrap_or(key);
        let parts: Vec<&str> = bare.split('/').collect();
        let [class, attachment, groups @ .., style, name] = parts.as_slice() else { return Self::Unknown };
        let Some(owner_id) = id_of(groups) else { return Self::Unknown };
        if plain(name).is_err() {
            return Self::Unknown;
        }
        let owner = match (*class, *attachment, *style) {
            ("accounts", "avatars", "original" | "static") => FileOwner::AccountAvatar,
            ("accounts", "headers", "original" | "static") => FileOwner::AccountHeader,
            ("media_attachments", "files", "original" | "small") => FileOwner::MediaFile,
            ("media_attachments", "thumbnails", "original") => FileOwner::MediaThumbnail,
            ("custom_emojis", "images", "original" | "static") => FileOwner::EmojiImage,
            ("preview_cards", "images", "original") => return Self::PreviewCard,
            _ => return Self::Unknown,
        };
        Self::File(ObjectName { owner, owner_id, key: key.to_owned() })
    }
}

impl ObjectName {
    #[must_use]
    pub fn owner(&self) -> FileOwner {
        self.owner
    }

    #[must_use]
    pub fn owner_id(&self) -> i64 {
        self.owner_id
    }

    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    #[must_use]
    pub fn kind(&self) -> StoredKind {
        match self.owner {
            FileOwner::AccountAvatar => StoredKind::Avatars,
            FileOwner::AccountHeader => StoredKind::Headers,
            FileOwner::MediaFile | FileOwner::MediaThumbnail => StoredKind::Attachments,
            FileOwner::EmojiImage => StoredKind::Emojis,
        }
    }

    /// Whether it is a style of the file that a row holds under this name. Styles differ in the extension only.
    #[must_use]
    pub fn is_of(&self, file_name: &str) -> bool {
        let name = self.key.rsplit_once('/').map_or(self.key.as_str(), |(_, name)| name);
        stem(name) == stem(file_name)
    }
}

fn stem(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// The id whose folders these are, if they are the folders of one id only.
fn id_of(groups: &[&str]) -> Option<i64> {
    let digits = groups.concat();
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let id: i64 = digits.parse().ok()?;
    // Of an id with more digits the last ones would be missing.
    let whole = groups.len() != 5 && id > 0;
    (whole && id_partition(id) == groups.join("/")).then_some(id)
}

impl From<&ObjectName> for String {
    fn from(object: &ObjectName) -> Self {
        object.key.clone()
    }
}

#[cfg(test)]
mod tests {
    use model::Bytes;
    use proptest::prelude::*;

    use super::*;
    use crate::files::StoredFile;

    const TYPES: [&str; 7] =
        ["", "image/gif", "image/png", "image/heic", "video/mp4", "audio/mpeg", "application/octet-stream"];

    proptest! {
        #[test]
        fn every_key_leads_back_to_its_row(
            owner in 0..FileOwner::ALL.len(),
            content_type in 0..TYPES.len(),
            id in prop_oneof![
                1_i64..1_000_000_000,
                1_000_000_000_i64..1_000_000_000_000,
                100_000_000_000_000_000_i64..1_000_000_000_000_000_000,
            ],
            name in "[0-9a-f]{16}\\.(png|jpeg|gif|mp4)",
            schema_version in 0..2_i32,
            remote: bool,
        ) {
            let file = StoredFile {
                owner: FileOwner::ALL[owner],
                owner_id: id,
                file_name: name.clone(),
                content_type: Some(TYPES[content_type].to_owned()),
                size: Bytes::ZERO,
                schema_version,
                remote,
            };
            for key in file.keys().expect("plain") {
                let Place::File(object) = Place::of(&key) else { panic!("{key} is not known") };
                prop_assert_eq!((object.owner(), object.owner_id(), object.key()), (file.owner, id, key.as_str()));
                prop_assert!(object.is_of(&name));
                prop_assert!(!object.is_of("another.png"));
            }
        }

        #[test]
        fn no_words_are_taken_for_more_than_they_are(key in "(cache/)?(accounts|media_attachments|custom_emojis)/(avatars|files|images)/([0-9]{1,4}/){1,7}(original|static|small|x)/[a-f.]{0,6}") {
            if let Place::File(object) = Place::of(&key) {
                let folders = format!("/{}/", id_partition(object.owner_id()));
                prop_assert!(key.contains(&folders), "{} of {}", folders, key);
            }
        }
    }

    #[test]
    fn what_mastodon_would_not_write_is_unknown() {
        let avatar = "cache/accounts/avatars/109/512/345/678/901/234/original/00ff.png";
        assert!(matches!(Place::of(avatar), Place::File(_)));
        for key in [
            "",
            "accounts",
            "cache/accounts/avatars/original/00ff.png",
            "cache/cache/accounts/avatars/000/000/001/original/00ff.png",
            "cache/accounts/avatars/000/000/000/original/00ff.png",
            "cache/accounts/avatars/000/001/original/00ff.png",
            "cache/accounts/avatars/0000/000/01/original/00ff.png",
            "cache/accounts/avatars/000/000/000/001/original/00ff.png",
            "cache/accounts/avatars/-00/000/001/original/00ff.png",
            "cache/accounts/avatars/000/000/001/small/00ff.png",
            "cache/accounts/avatars/000/000/001/original/",
            "cache/accounts/avatars/000/000/001/original/a..png",
            "cache/accounts/avatars/000/000/001/original/a/b.png",
            "cache/accounts/files/000/000/001/original/00ff.png",
            "/accounts/avatars/000/000/001/original/00ff.png",
            // Of ids with sixteen or seventeen digits only fifteen are in the folders.
            "cache/accounts/avatars/109/512/345/678/901/original/00ff.png",
            "backups/dumps/000/000/001/original/archive.zip",
            "site_uploads/files/000/000/001/original/hero.png",
        ] {
            assert_eq!(Place::of(key), Place::Unknown, "{key}");
        }
        assert_eq!(Place::of("cache/preview_cards/images/000/000/001/original/1.png"), Place::PreviewCard);
    }
}
