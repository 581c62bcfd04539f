//! Where a file lies in the storage.

use super::{FileOwner, StoredFile};

/// A stored name is not one that Mastodon writes, and could lead out of its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the stored file name is not one that Mastodon writes")]
pub struct StrangeName;

/// What Mastodon makes of one upload.
enum Style {
    Original,
    /// `static`, always a PNG.
    Static,
    /// `small`, in that format or in the original's.
    Small(Option<&'static str>),
}

impl StoredFile {
    /// The keys of every style the file can have. Some may not be there; none belongs to any other file.
    ///
    /// Mirrors config/initializers/paperclip.rb and the `has_attached_file` of each model. Differs: where the column of the type is
    /// empty, every style that any type has is named, and both places of a thumbnail are, because before 4.6 no column told which.
    ///
    /// # Errors
    /// When the stored name is empty or has `/`, `\`, `..` or a control character in it.
    pub fn keys(&self) -> Result<Vec<String>, StrangeName> {
        let name = self.file_name.as_str();
        plain(name)?;
        let place = format!("{}/{}", self.folder(), id_partition(self.owner_id));
        let cached = self.remote && self.schema_version >= 1;
        let prefixes: &[&str] = match (self.owner, self.remote) {
            (FileOwner::MediaThumbnail, true) => &["cache/", ""],
            _ if cached => &["cache/"],
            _ => &[""],
        };
        let mut keys = Vec::new();
        for prefix in prefixes {
            for style in self.styles() {
                let key = match style {
                    Style::Original => format!("{prefix}{place}/original/{name}"),
                    Style::Static => format!("{prefix}{place}/static/{}", with_extension(name, Some("png"))),
                    Style::Small(format) => format!("{prefix}{place}/small/{}", with_extension(name, format)),
                };
                keys.push(key);
            }
        }
        Ok(keys)
    }

    /// How many objects the file is, as far as its row tells: one per style of its type, and of an empty type only the original.
    pub(super) fn believed_objects(&self) -> u64 {
        match self.content_type.as_deref() {
            None | Some("") if self.owner != FileOwner::EmojiImage => 1,
            _ => self.styles().len() as u64,
        }
    }

    fn folder(&self) -> &'static str {
        match self.owner {
            FileOwner::AccountAvatar => "accounts/avatars",
            FileOwner::AccountHeader => "accounts/headers",
            FileOwner::MediaFile => "media_attachments/files",
            FileOwner::MediaThumbnail => "media_attachments/thumbnails",
            FileOwner::EmojiImage => "custom_emojis/images",
        }
    }

    fn styles(&self) -> Vec<Style> {
        match self.owner {
            FileOwner::EmojiImage => vec![Style::Original, Style::Static],
            // Only what can move has a still form.
            FileOwner::AccountAvatar | FileOwner::AccountHeader => match self.content_type.as_deref() {
                None | Some("" | "image/gif") => vec![Style::Original, Style::Static],
                Some(_) => vec![Style::Original],
            },
            FileOwner::MediaThumbnail => vec![Style::Original],
            FileOwner::MediaFile => {
                let mut styles = vec![Style::Original];
                match self.content_type.as_deref().unwrap_or_default() {
                    "image/gif" => styles.push(Style::Small(Some("png"))),
                    "image/heic" | "image/heif" | "image/avif" => styles.push(Style::Small(Some("jpeg"))),
                    image if image.starts_with("image/") => styles.push(Style::Small(None)),
                    video if video.starts_with("video/") => styles.push(Style::Small(Some("png"))),
                    "" => styles.extend([Style::Small(None), Style::Small(Some("png"))]),
                    _ => {}
                }
                styles
            }
        }
    }
}

/// Refuses a name that could lead out of its place.
pub(super) fn plain(name: &str) -> Result<(), StrangeName> {
    let strange = name.is_empty()
        || name == "."
        || name.contains(['/', '\\'])
        || name.contains("..")
        || name.contains(char::is_control);
    if strange { Err(StrangeName) } else { Ok(()) }
}

/// Mastodon's folders for an id: nine digits, or twelve from a thousand million on, in complete groups of three from the left.
///
/// 18 digits make six groups; of 17 the last two, of 19 the last one is dropped, as Mastodon does.
pub(super) fn id_partition(id: i64) -> String {
    let digits = if id < 1_000_000_000 { format!("{id:09}") } else { format!("{id:012}") };
    let groups: Vec<&str> = (0..digits.len() / 3).map(|group| &digits[group * 3..group * 3 + 3]).collect();
    groups.join("/")
}

/// The name with another extension, or with its own.
fn with_extension(name: &str, extension: Option<&str>) -> String {
    match extension {
        None => name.to_owned(),
        Some(extension) => {
            let base = name.rsplit_once('.').map_or(name, |(base, _)| base);
            format!("{base}.{extension}")
        }
    }
}

#[cfg(test)]
mod tests {
    use model::Bytes;

    use super::*;

    fn file(owner: FileOwner, id: i64, name: &str, content_type: &str) -> StoredFile {
        StoredFile {
            owner,
            owner_id: id,
            file_name: name.to_owned(),
            content_type: Some(content_type.to_owned()).filter(|t| !t.is_empty()),
            size: Bytes::ZERO,
            schema_version: 1,
            remote: true,
        }
    }

    const ID: i64 = 109_512_345_678_901_234;
    const PLACE: &str = "109/512/345/678/901/234";

    #[test]
    fn a_picture_has_its_original_and_its_still_form() {
        let avatar = file(FileOwner::AccountAvatar, ID, "00ff.gif", "image/gif");
        assert_eq!(
            avatar.keys().expect("plain"),
            [
                format!("cache/accounts/avatars/{PLACE}/original/00ff.gif"),
                format!("cache/accounts/avatars/{PLACE}/static/00ff.png"),
            ]
        );
        let header = StoredFile { owner: FileOwner::AccountHeader, schema_version: 0, ..avatar };
        assert_eq!(header.keys().expect("plain")[0], format!("accounts/headers/{PLACE}/original/00ff.gif"));
        let emoji = file(FileOwner::EmojiImage, 42, "00ff.png", "image/png");
        assert_eq!(
            emoji.keys().expect("plain"),
            [
                "cache/custom_emojis/images/000/000/042/original/00ff.png",
                "cache/custom_emojis/images/000/000/042/static/00ff.png",
            ]
        );
    }

    #[test]
    fn only_a_gif_or_an_unknown_picture_has_a_still_form() {
        let cases = [("image/gif", 2, 2), ("", 2, 1), ("image/png", 1, 1), ("image/webp", 1, 1), ("image/jpeg", 1, 1)];
        for owner in [FileOwner::AccountAvatar, FileOwner::AccountHeader] {
            for (content_type, keys, believed) in cases {
                let file = file(owner, ID, "00ff.gif", content_type);
                assert_eq!(file.keys().expect("plain").len(), keys, "{content_type}");
                assert_eq!(file.believed_objects(), believed, "{content_type}");
            }
        }
        assert_eq!(file(FileOwner::EmojiImage, ID, "00ff.png", "").believed_objects(), 2);
        assert_eq!(file(FileOwner::MediaFile, ID, "00ff.png", "").believed_objects(), 1);
        assert_eq!(file(FileOwner::MediaThumbnail, ID, "00ff.png", "image/png").believed_objects(), 1);
    }

    #[test]
    fn an_attachment_has_the_styles_of_its_type() {
        let cases: [(&str, &str, &[&str]); 9] = [
            ("a.jpeg", "image/jpeg", &["small/a.jpeg"]),
            ("a.png", "image/png", &["small/a.png"]),
            ("a.webp", "image/webp", &["small/a.webp"]),
            ("a.mp4", "image/gif", &["small/a.png"]),
            ("a.jpeg", "image/heic", &["small/a.jpeg"]),
            ("a.mp4", "video/mp4", &["small/a.png"]),
            ("a.mp4", "video/webm", &["small/a.png"]),
            ("a.mp3", "audio/mpeg", &[]),
            ("a.jpeg", "", &["small/a.jpeg", "small/a.png"]),
        ];
        for (name, content_type, small) in cases {
            let place = format!("cache/media_attachments/files/{PLACE}");
            let mut keys = vec![format!("{place}/original/{name}")];
            keys.extend(small.iter().map(|style| format!("{place}/{style}")));
            assert_eq!(file(FileOwner::MediaFile, ID, name, content_type).keys(), Ok(keys), "{name} {content_type}");
        }
    }

    #[test]
    fn a_thumbnail_is_looked_for_in_both_places() {
        let thumbnail = StoredFile { schema_version: 0, ..file(FileOwner::MediaThumbnail, 7, "b.png", "image/png") };
        assert_eq!(
            thumbnail.keys().expect("plain"),
            [
                "cache/media_attachments/thumbnails/000/000/007/original/b.png",
                "media_attachments/thumbnails/000/000/007/original/b.png",
            ]
        );
    }

    #[test]
    fn ids_are_cut_as_mastodon_cuts_them() {
        let cases = [
            (1, "000/000/001"),
            (999_999_999, "999/999/999"),
            (1_000_000_000, "001/000/000/000"),
            (ID, PLACE),
            (10_951_234_567_890_123, "109/512/345/678/901"),
            (1_095_123_456_789_012_345, "109/512/345/678/901/234"),
        ];
        for (id, folders) in cases {
            assert_eq!(id_partition(id), folders, "{id}");
        }
    }

    #[test]
    fn strange_names_are_refused() {
        for name in ["", ".", "..", "../a.png", "a/b.png", "a\\b.png", "a..png", "a\0.png"] {
            assert_eq!(file(FileOwner::AccountAvatar, ID, name, "image/png").keys(), Err(StrangeName), "{name:?}");
        }
    }
}
