//! What a database must have to be Mastodon's.

use std::fmt;

use super::Catalogue;

/// Tables with the columns that this crate names in every version. What only some versions have is looked up where it is used.
const NEEDS: &[(&str, &[&str])] = &[
    (
        "accounts",
        &[
            "id",
            "username",
            "domain",
            "uri",
            "url",
            "protocol",
            "created_at",
            "updated_at",
            "last_webfingered_at",
            "avatar_file_name",
            "avatar_content_type",
            "avatar_file_size",
            "avatar_updated_at",
            "avatar_storage_schema_version",
            "header_file_name",
            "header_content_type",
            "header_file_size",
            "header_updated_at",
            "header_storage_schema_version",
            "avatar_remote_url",
            "header_remote_url",
            "suspended_at",
            "moved_to_account_id",
            "also_known_as",
            "inbox_url",
            "shared_inbox_url",
        ],
    ),
    ("account_conversations", &["id", "conversation_id", "status_ids", "last_status_id", "lock_version"]),
    ("account_domain_blocks", &["account_id", "domain"]),
    ("account_stats", &["account_id", "statuses_count", "followers_count", "following_count", "last_status_at"]),
    ("account_notes", &["target_account_id"]),
    ("account_pins", &["target_account_id"]),
    ("accounts_tags", &["account_id"]),
    ("blocks", &["account_id", "target_account_id"]),
    ("bookmarks", &["id", "account_id", "status_id"]),
    (
        "custom_emojis",
        &["id", "domain", "image_file_name", "image_content_type", "image_file_size", "image_storage_schema_version"],
    ),
    ("domain_blocks", &["domain", "reject_media"]),
    ("favourites", &["id", "account_id", "status_id", "created_at"]),
    ("follow_requests", &["id", "account_id", "target_account_id", "created_at"]),
    ("follows", &["id", "account_id", "target_account_id", "show_reblogs", "notify", "created_at"]),
    ("list_accounts", &["account_id"]),
    (
        "media_attachments",
        &[
            "id",
            "account_id",
            "status_id",
            "remote_url",
            "file_file_name",
            "file_content_type",
            "file_file_size",
            "file_storage_schema_version",
            "thumbnail_file_name",
            "thumbnail_content_type",
            "thumbnail_file_size",
        ],
    ),
    ("mentions", &["id", "account_id", "status_id"]),
    ("notifications", &["id", "account_id", "from_account_id", "activity_type", "activity_id", "created_at"]),
    ("poll_votes", &["id", "account_id", "poll_id", "choice", "created_at"]),
    ("polls", &["id", "status_id", "cached_tallies", "votes_count", "voters_count", "lock_version"]),
    ("preview_cards_statuses", &["status_id"]),
    ("reports", &["id", "account_id", "target_account_id"]),
    ("status_stats", &["status_id", "replies_count", "reblogs_count", "favourites_count"]),
    (
        "statuses",
        &[
            "id",
            "account_id",
            "uri",
            "url",
            "reblog_of_id",
            "in_reply_to_id",
            "conversation_id",
            "visibility",
            "local",
            "deleted_at",
        ],
    ),
    ("unavailable_domains", &["domain", "created_at"]),
];

/// Something of Mastodon's that is not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Missing {
    Table(&'static str),
    Column(&'static str, &'static str),
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Table(table) => write!(f, "the table {table}"),
            Self::Column(table, column) => write!(f, "the column {table}.{column}"),
        }
    }
}

impl Catalogue {
    /// Everything that we need and this database lacks; empty for each supported Mastodon.
    #[must_use]
    pub fn missing(&self) -> Vec<Missing> {
        let mut missing = Vec::new();
        for (table, columns) in NEEDS {
            if self.has_table(table) {
                missing.extend(
                    columns.iter().filter(|c| !self.has_column(table, c)).map(|column| Missing::Column(table, column)),
                );
            } else {
                missing.push(Missing::Table(table));
            }
        }
        missing
    }

    /// The tables that every version has and we read or change.
    pub(crate) fn needed_tables() -> impl Iterator<Item = &'static str> {
        NEEDS.iter().map(|(table, _)| *table)
    }
}
