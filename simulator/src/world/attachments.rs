//! Media of statuses, with their files.

use serde_json::json;

use super::World;
use super::accounts::Account;
use super::files::Place;
use super::moment::days_ago;
use super::pictures::Kind;
use super::statuses::Status;

/// A media row that exists, with the keys of all its files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    pub id: i64,
    pub files: Vec<String>,
}

impl World {
    /// A stored attachment of a status; videos and sounds have a thumbnail of their own beside it.
    pub async fn attach(&self, status: &Status, kind: Kind) -> Attachment {
        self.attachment(&status.author, Some(status), kind).await
    }

    /// A stored attachment of an account whose status is gone.
    pub async fn stray_attachment(&self, account: &Account, kind: Kind) -> Attachment {
        self.attachment(account, None, kind).await
    }

    async fn attachment(&self, account: &Account, status: Option<&Status>, kind: Kind) -> Attachment {
        let at = days_ago(100);
        let id = self.snowflake(at.before(self.now));
        // Mastodon keeps an animated GIF as a silent video.
        let stored = if kind == Kind::Gif { Kind::Video } else { kind };
        let name = self.file_name(stored);
        let remote = !account.is_member();
        let place = Place { folder: "media_attachments/files", id, cached: remote };
        let mut files = vec![place.key("original", &name)];
        let size = self.files.write(&files[0], stored).expect("a file is written");
        if let Some((small, kind)) = small(stored, &name) {
            files.push(place.key("small", &small));
            self.files.write(&files[1], kind).expect("a small picture is written");
        }
        let mut row = json!({
            "id": id, "account_id": account.id.0, "status_id": status.map(|status| status.id),
            "created_at": self.timestamp(at), "updated_at": self.timestamp(at), "type": media_type(kind),
            "remote_url": if remote { format!("{}/media/{id}", account.home()) } else { String::new() },
            "file_file_name": name, "file_content_type": stored.content_type(), "file_file_size": size,
            "file_updated_at": self.timestamp(at), "file_storage_schema_version": 1, "processing": 2,
        });
        if matches!(kind, Kind::Video | Kind::Audio) {
            // Before 4.6 there is no column for the thumbnail's version, and NULL keeps it out of `cache/`.
            let versioned = self.tables.has_column("media_attachments", "thumbnail_storage_schema_version");
            let place = Place { folder: "media_attachments/thumbnails", id, cached: remote && versioned };
            let name = self.file_name(Kind::Png);
            let key = place.key("original", &name);
            row["thumbnail_file_size"] = json!(self.files.write(&key, Kind::Png).expect("a thumbnail is written"));
            row["thumbnail_file_name"] = json!(name);
            row["thumbnail_content_type"] = json!(Kind::Png.content_type());
            row["thumbnail_storage_schema_version"] = json!(1);
            files.push(key);
        }
        self.insert("media_attachments", row).await;
        Attachment { id, files }
    }
}

/// The name and kind of the `small` style, where there is one.
fn small(stored: Kind, name: &str) -> Option<(String, Kind)> {
    match stored {
        Kind::Audio => None,
        Kind::Video => Some((name.replace(".mp4", ".png"), Kind::Png)),
        other => Some((name.to_owned(), other)),
    }
}

/// `media_attachments.type`.
fn media_type(kind: Kind) -> i32 {
    match kind {
        Kind::Png | Kind::Jpeg | Kind::Webp => 0,
        Kind::Gif => 1,
        Kind::Video => 2,
        Kind::Audio => 4,
    }
}
