//! Whether a row leads to an object that lies in the storage.
//!
//! Mirrors what lib/mastodon/cli/media.rb#remove_orphans asks of each object; here of many at once, by their ids.

use std::collections::HashMap;

use model::storage::comparison::Row;
use sqlx::{AssertSqlSafe, PgConnection, Row as _};

use crate::connect::Mastodon;
use crate::files::{FileOwner, ObjectName};
use crate::read_error::ReadError;
use crate::sql;

/// What the rows say whose ids are in the places of these objects, in their order.
///
/// # Errors
/// When the database does not answer.
pub async fn rows_of(mastodon: &Mastodon, objects: &[ObjectName]) -> Result<Vec<Row>, ReadError> {
    let read = async {
        let mut tx = sql::reading(&mastodon.pool).await?;
        let mut held: HashMap<(FileOwner, i64), String> = HashMap::new();
        for owner in FileOwner::ALL {
            names(&mut tx, owner, objects, &mut held).await?;
        }
        tx.commit().await?;
        Ok(objects.iter().map(|object| row(object, &held)).collect())
    };
    read.await.map_err(|source| ReadError::StoredObjects { count: objects.len(), source })
}

/// The names that the rows of one kind of owner hold; an empty one where they hold none.
async fn names(
    tx: &mut PgConnection,
    owner: FileOwner,
    objects: &[ObjectName],
    held: &mut HashMap<(FileOwner, i64), String>,
) -> Result<(), sqlx::Error> {
    let mut ids: Vec<i64> = objects.iter().filter(|o| o.owner() == owner).map(ObjectName::owner_id).collect();
    ids.dedup();
    if ids.is_empty() {
        return Ok(());
    }
    let (table, attachment) = (owner.table(), owner.attachment());
    let select = format!("SELECT id, coalesce({attachment}_file_name, '') AS name FROM {table} WHERE id = ANY($1)");
    for found in sql::query(AssertSqlSafe(select)).bind(ids).fetch_all(tx).await? {
        held.insert((owner, found.try_get("id")?), found.try_get("name")?);
    }
    Ok(())
}

fn row(object: &ObjectName, held: &HashMap<(FileOwner, i64), String>) -> Row {
    match held.get(&(object.owner(), object.owner_id())) {
        None => Row::Gone,
        Some(name) if object.is_of(name) => Row::Holds,
        Some(_) => Row::HoldsAnother,
    }
}
