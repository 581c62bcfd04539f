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
    /// The post that it belongs to.
    status: Option<i64>,
    pub(crate) files: Vec<StoredFile>,
}

/// Some attachments of these accounts; none when there is none. To be asked again when they are
/// gone.
///
/// Each account is looked for by itself, in the order of the index (account_id, status_id), which
/// no other has.
pub(crate) async fn some(
    c: &mut PgConnection,
    catalogue: &Catalogue,
    accounts: &[i64],
) -> Result<Vec<Attachment>, sqlx::Error> {
    let select = format!(
        "SELECT {} FROM unnest($1::bigint[]) AS asked(id)
         CROSS JOIN LATERAL (
           SELECT * FROM media_attachments WHERE account_id >= asked.id AND account_id <= asked.id
           ORDER BY account_id, status_id LIMIT $2
         ) AS m
         LIMIT $2",
        columns(catalogue)
    );
    let rows = sql::query(AssertSqlSafe(select)).bind(accounts).bind(BATCH).fetch_all(c).await?;
    rows.iter().map(attachment).collect()
}

/// Those of these accounts that have attachments.
pub(crate) async fn owners(c: &mut PgConnection, accounts: &[i64]) -> Result<Vec<i64>, sqlx::Error> {
    const SQL: &str = "SELECT asked.id FROM unnest($1::bigint[]) AS asked(id)
        CROSS JOIN LATERAL (
          SELECT 1 FROM media_attachments WHERE account_id >= asked.id AND account_id <= asked.id
          ORDER BY account_id, status_id LIMIT 1
        ) AS one";
    let rows = sql::query(SQL).bind(accounts).fetch_all(c).await?;
    rows.iter().map(|row| row.try_get("id")).collect()
}

/// Where a reading of one account's attachments goes on: by post and id, and then those without a
/// post, by id.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Place {
    Posted { status: i64, id: i64 },
    Loose { id: i64 },
}

impl Place {
    pub(crate) const START: Self = Self::Posted { status: i64::MIN, id: i64::MIN };

    /// After a page that began here; nothing after the last.
    pub(crate) fn after(self, page: &[Attachment]) -> Option<Self> {
        let last = page.last().filter(|_| page.len() as i64 == BATCH);
        match (self, last) {
            (_, Some(Attachment { id, status: Some(status), .. })) => Some(Self::Posted { status: *status, id: *id }),
            (_, Some(Attachment { id, status: None, .. })) => Some(Self::Loose { id: *id }),
            (Self::Posted { .. }, None) => Some(Self::Loose { id: i64::MIN }),
            (Self::Loose { .. }, None) => None,
        }
    }
}

/// The attachments of this account from a place on.
pub(crate) async fn after(
    c: &mut PgConnection,
    catalogue: &Catalogue,
    account: i64,
    place: Place,
) -> Result<Vec<Attachment>, sqlx::Error> {
    let columns = columns(catalogue);
    let select = match place {
        Place::Posted { .. } => format!(
            "SELECT {columns} FROM media_attachments m
             WHERE (m.account_id, m.status_id) >= ($1, $2) AND m.account_id <= $1 AND (m.status_id > $2 OR m.id > $3)
             ORDER BY m.account_id, m.status_id, m.id LIMIT $4"
        ),
        // There are few; by their ids alone, all attachments there are would be gone through.
        Place::Loose { .. } => format!(
            "SELECT {columns} FROM media_attachments m WHERE m.id = ANY(ARRAY(
               SELECT loose.id FROM (
                 SELECT id FROM media_attachments WHERE account_id = $1 AND status_id IS NULL OFFSET 0) AS loose
               WHERE loose.id > $2 ORDER BY loose.id LIMIT $3))
             ORDER BY m.id"
        ),
    };
    let asked = sql::query(AssertSqlSafe(select)).bind(account);
    let rows = match place {
        Place::Posted { status, id } => asked.bind(status).bind(id).bind(BATCH).fetch_all(c).await?,
        Place::Loose { id } => asked.bind(id).bind(BATCH).fetch_all(c).await?,
    };
    rows.iter().map(attachment).collect()
}

/// That of the thumbnail's version is a column from 4.6 on.
fn columns(catalogue: &Catalogue) -> String {
    let version = match catalogue.has_column("media_attachments", "thumbnail_storage_schema_version") {
        true => "m.thumbnail_storage_schema_version",
        false => "NULL::integer AS thumbnail_storage_schema_version",
    };
    format!(
        "m.id, m.status_id, m.remote_url <> '' AS remote,
           m.file_file_name, m.file_content_type, m.file_file_size, m.file_storage_schema_version,
           m.thumbnail_file_name, m.thumbnail_content_type, m.thumbnail_file_size, {version}"
    )
}

fn attachment(r: &PgRow) -> Result<Attachment, sqlx::Error> {
    let remote = r.try_get("remote")?;
    let file = row::stored(r, FileOwner::MediaFile, remote)?;
    let thumbnail = row::stored(r, FileOwner::MediaThumbnail, remote)?;
    let files = file.into_iter().chain(thumbnail).collect();
    Ok(Attachment { id: r.try_get("id")?, status: r.try_get("status_id")?, files })
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
