//! Collections (from 4.6 on): those that the accounts made, and their places in those of others.

use sqlx::PgConnection;

use crate::catalogue::Catalogue;
use crate::sql;

/// What a notification about them is about.
const NOTIFICATIONS: &str = "WITH made AS (SELECT id FROM collections WHERE account_id = ANY($1)),
of_collections AS (
  DELETE FROM notifications WHERE activity_id = ANY(ARRAY(SELECT id FROM made)) AND activity_type = 'Collection'
),
of_items AS (
  DELETE FROM notifications
  WHERE activity_id = ANY(ARRAY(
    SELECT id FROM collection_items WHERE account_id = ANY($1) OR collection_id = ANY(ARRAY(SELECT id FROM made))))
    AND activity_type = 'CollectionItem'
)
SELECT";

/// Places in collections that stay.
const ITEMS: &str = "WITH gone AS (DELETE FROM collection_items WHERE account_id = ANY($1) RETURNING collection_id)
UPDATE collections SET item_count = greatest(0, collections.item_count - off.n)
FROM (SELECT collection_id, count(*) AS n FROM gone GROUP BY collection_id) AS off
WHERE collections.id = off.collection_id";

/// Posts that show a collection know it by its address, too; the id is given up.
const SHOWN: &str = "UPDATE tagged_objects SET object_type = NULL, object_id = NULL
WHERE object_type = 'Collection' AND object_id IN (SELECT id FROM collections WHERE account_id = ANY($1))";

/// Removes what these accounts have to do with collections; nothing where there are none.
pub(super) async fn of_accounts(
    c: &mut PgConnection,
    catalogue: &Catalogue,
    accounts: &[i64],
) -> Result<(), sqlx::Error> {
    if !catalogue.has_table("collections") || !catalogue.has_table("collection_items") {
        return Ok(());
    }
    sql::query(NOTIFICATIONS).bind(accounts).execute(&mut *c).await?;
    sql::query(ITEMS).bind(accounts).execute(&mut *c).await?;
    if catalogue.has_table("tagged_objects") {
        sql::query(SHOWN).bind(accounts).execute(&mut *c).await?;
    }
    sql::query("DELETE FROM collections WHERE account_id = ANY($1)").bind(accounts).execute(c).await?;
    Ok(())
}
