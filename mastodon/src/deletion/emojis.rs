//! Custom emojis of a server.

use sqlx::{PgConnection, Row};

use super::Step;
use crate::catalogue::Catalogue;
use crate::files::{FileOwner, StoredFile, row};
use crate::sql;

/// Emojis per batch.
pub(crate) const BATCH: i64 = 200;

/// One emoji of another server.
pub(crate) struct Emoji {
    pub(crate) id: i64,
    pub(crate) file: Option<StoredFile>,
}

const AFTER: &str = "SELECT id, image_file_name, image_content_type, image_file_size, image_storage_schema_version
FROM custom_emojis WHERE domain = $1 AND id > $2 ORDER BY id LIMIT $3";

/// The next emojis of exactly that server, by id.
pub(crate) async fn after(c: &mut PgConnection, domain: &str, after: i64) -> Result<Vec<Emoji>, sqlx::Error> {
    let rows = sql::query(AFTER).bind(domain).bind(after).bind(BATCH).fetch_all(c).await?;
    rows.iter()
        .map(|r| Ok(Emoji { id: r.try_get("id")?, file: row::stored(r, FileOwner::EmojiImage, true)? }))
        .collect()
}

/// Deletes these rows.
pub(crate) struct RemoveEmojis<'a> {
    pub(crate) ids: &'a [i64],
}

impl Step for RemoveEmojis<'_> {
    type Done = ();

    async fn run(&self, c: &mut PgConnection, _: &Catalogue) -> Result<(), sqlx::Error> {
        sql::query("DELETE FROM custom_emojis WHERE id = ANY($1) AND domain IS NOT NULL")
            .bind(self.ids)
            .execute(c)
            .await?;
        Ok(())
    }
}
