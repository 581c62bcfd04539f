//! Attachments: rows of `media_attachments` and the files they hold.

use sqlx::postgres::PgRow;
use sqlx::{AssertSqlSafe, PgConnection, Row};

use super::Step;
use crate::catalogue::Catalogue;
use crate::files::{FileOwner, StoredFile, row};
use crate::sql;

/// Attachments per batch; each has up to three objects.
pub(crate) const BATCH: i64 = 200;

/// One attachment.
pub(crate) struct Attachment {
    pub(crate) id: i64,
    pub(crate) files: Vec<StoredFile>,
}

/// The next attachments of these accounts, by id.
///
/// Leans on the index (account_id, status_id). That of the thumbnail is a column from 4.6 on.
pub(crate) async fn after(
    c: &mut PgConnection,
    catalogue: &Catalogue,
    accounts: &[i64],
    after: i64,
) -> Result<Vec<Attachment>, sqlx::Error> {
    let version = match catalogue.has_column("media_attachments", "thumbnail_storage_schema_version") {
        true => "m.thumbnail_storage_schema_version",
        false => "NULL::integer AS thumbnail_storage_schema_version",
    };
    let select = format!(
        "SELECT m.id, m.remote_url <> '' AS remote,
           m.file_file_name, m.file_content_type, m.file_file_size, m.file_storage_schema_version,
           m.thumbnail_file_name, m.thumbnail_content_type, m.thumbnail_file_size, {version}
         FROM unnest($1::bigint[]) AS asked(id)
         JOIN media_attachments m ON m.account_id = asked.id
         WHERE m.id > $2 ORDER BY m.id LIMIT $3"
    );
    let rows = sql::query(AssertSqlSafe(select)).bind(accounts).bind(after).bind(BATCH).fetch_all(c).await?;
    rows.iter().map(attachment).collect()
}

fn attachment(r: &PgRow) -> Result<Attachment, sqlx::Error> {
    let remote = r.try_get("remote")?;
    let file = row::stored(r, FileOwner::MediaFile, remote)?;
    let thumbnail = row::stored(r, FileOwner::MediaThumbnail, remote)?;
    Ok(Attachment { id: r.try_get("id")?, files: file.into_iter().chain(thumbnail).collect() })
}

/// Deletes these rows.
pub(crate) struct RemoveAttachments<'a> {
    pub(crate) ids: &'a [i64],
}

impl Step for RemoveAttachments<'_> {
    type Done = ();

    async fn run(&self, c: &mut PgConnection, _: &Catalogue) -> Result<(), sqlx::Error> {
        sql::query("DELETE FROM media_attachments WHERE id = ANY($1)").bind(self.ids).execute(c).await?;
        Ok(())
    }
}
