//! A stored file out of the row that holds it.

use model::Bytes;
use sqlx::Row;
use sqlx::postgres::PgRow;

use super::{FileOwner, StoredFile};

/// The file in the columns `…_file_name`, `…_content_type`, `…_file_size` and `…_storage_schema_version` of a row with its `id`;
/// `None` when the name is absent or blank.
pub(crate) fn stored(row: &PgRow, owner: FileOwner, remote: bool) -> Result<Option<StoredFile>, sqlx::Error> {
    let column = |what: &str| format!("{}_{what}", owner.attachment());
    let name: Option<String> = row.try_get(column("file_name").as_str())?;
    let Some(file_name) = name.filter(|name| !name.is_empty()) else { return Ok(None) };
    let size: Option<i32> = row.try_get(column("file_size").as_str())?;
    Ok(Some(StoredFile {
        owner,
        owner_id: row.try_get("id")?,
        file_name,
        content_type: row.try_get(column("content_type").as_str())?,
        size: Bytes::from_column(size.map(i64::from)),
        schema_version: row.try_get::<Option<i32>, _>(column("storage_schema_version").as_str())?.unwrap_or(0),
        remote,
    }))
}
