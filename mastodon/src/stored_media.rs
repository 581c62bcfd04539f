//! What Mastodon stores, as its own columns say: files and bytes per kind and server, in stretches of consecutive rows.
//!
//! Mirrors lib/mastodon/cli/media.rb#usage, which sums whole tables at once: the same columns, and an account, an emoji or an
//! attachment counts as local where that command counts it so. What no row tells apart (backups, the site's own pictures) is left out.

use std::collections::BTreeMap;

use model::storage::{Amount, Origin, StoredKind};
use model::{Bytes, Domain};
use serde::{Deserialize, Serialize};
use sqlx::Row;
use sqlx::postgres::PgRow;

use crate::catalogue::Catalogue;
use crate::connect::Mastodon;
use crate::read_error::ReadError;
use crate::sql;

/// A table whose rows hold files, in the order in which they are gone through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Table {
    Accounts,
    MediaAttachments,
    CustomEmojis,
    PreviewCards,
}

impl Table {
    pub const ALL: [Self; 4] = [Self::Accounts, Self::MediaAttachments, Self::CustomEmojis, Self::PreviewCards];

    /// Its name in the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Accounts => "accounts",
            Self::MediaAttachments => "media_attachments",
            Self::CustomEmojis => "custom_emojis",
            Self::PreviewCards => "preview_cards",
        }
    }

    /// The kinds that its two pairs of sums are of; both are the same where all files of a row are of one kind.
    fn kinds(self) -> [StoredKind; 2] {
        match self {
            Self::Accounts => [StoredKind::Avatars, StoredKind::Headers],
            Self::MediaAttachments => [StoredKind::Attachments; 2],
            Self::CustomEmojis => [StoredKind::Emojis; 2],
            Self::PreviewCards => [StoredKind::PreviewCards; 2],
        }
    }

    /// The sums of a stretch, a row per server: `$1` the id before it, `$2` its most rows.
    fn sums(self) -> &'static str {
        match self {
            Self::Accounts => include_str!("stored_media/accounts.sql"),
            Self::MediaAttachments => include_str!("stored_media/media_attachments.sql"),
            Self::CustomEmojis => include_str!("stored_media/custom_emojis.sql"),
            Self::PreviewCards => include_str!("stored_media/preview_cards.sql"),
        }
    }

    /// Every other table is needed for more than this; a fork may keep its link previews otherwise.
    fn is_in(self, catalogue: &Catalogue) -> bool {
        self != Self::PreviewCards || catalogue.has_column("preview_cards", "image_file_size")
    }
}

/// The sums of one stretch of rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// The id of its last row.
    pub last: i64,
    pub rows: u64,
    pub sums: Vec<Sum>,
}

/// What one server has of one kind in a stretch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sum {
    pub origin: Origin,
    /// Another server; absent for local files, and where the row does not say whose they are.
    pub domain: Option<Domain>,
    pub kind: StoredKind,
    pub amount: Amount,
}

/// The sums of the next rows of a table after an id, at most that many rows; nothing when there are none, or no such table.
///
/// One statement that reads a stretch of the primary key, and for attachments the account of each.
///
/// # Errors
/// When the database does not answer.
pub async fn sums_after(
    mastodon: &Mastodon,
    table: Table,
    after: i64,
    rows: u32,
) -> Result<Option<Stretch>, ReadError> {
    if !table.is_in(&mastodon.catalogue) {
        return Ok(None);
    }
    let read = async {
        let found = sql::query(table.sums()).bind(after).bind(i64::from(rows)).read_all(&mastodon.pool).await?;
        stretch(table, &found)
    };
    read.await.map_err(|source| ReadError::StoredMedia { table: table.as_str(), after, source })
}

fn stretch(table: Table, found: &[PgRow]) -> Result<Option<Stretch>, sqlx::Error> {
    let mut stretch = Stretch { last: i64::MIN, rows: 0, sums: Vec::new() };
    for row in found {
        let remote: bool = row.try_get("remote")?;
        let origin = if remote { Origin::Remote } else { Origin::Local };
        let domain = row.try_get::<Option<String>, _>("domain")?.map(Domain::from_database);
        stretch.last = stretch.last.max(row.try_get("last")?);
        stretch.rows += row.try_get::<i64, _>("rows")?.unsigned_abs();
        let [first, second] = table.kinds();
        for (kind, files, bytes) in [(first, "files", "bytes"), (second, "more_files", "more_bytes")] {
            let files = row.try_get::<i64, _>(files)?.unsigned_abs();
            let amount = Amount { files, bytes: Bytes::from_column(row.try_get(bytes)?) };
            if amount != Amount::default() {
                stretch.sums.push(Sum { origin, domain: domain.clone(), kind, amount });
            }
        }
    }
    Ok((stretch.rows > 0).then_some(stretch))
}

const ESTIMATE: &str = "SELECT c.relname::text AS name, greatest(c.reltuples, 0)::bigint AS rows
FROM pg_catalog.pg_class c
WHERE c.relname = ANY($1) AND c.relkind IN ('r', 'p') AND pg_catalog.pg_table_is_visible(c.oid)";

/// About how many rows each of the tables has, as PostgreSQL itself estimates: counting them would take as long as the measuring.
///
/// # Errors
/// When the database does not answer.
pub async fn about_rows(mastodon: &Mastodon) -> Result<BTreeMap<Table, u64>, ReadError> {
    let names: Vec<&str> = Table::ALL.iter().map(|table| table.as_str()).collect();
    let read = async {
        let found = sql::query(ESTIMATE).bind(names).read_all(&mastodon.pool).await?;
        let mut rows = BTreeMap::new();
        for row in found {
            let name: String = row.try_get("name")?;
            let count: i64 = row.try_get("rows")?;
            if let Some(table) = Table::ALL.into_iter().find(|table| table.as_str() == name) {
                rows.insert(table, count.unsigned_abs());
            }
        }
        Ok(rows)
    };
    read.await.map_err(ReadError::AboutRows)
}
