//! What a database must be when some accounts or a whole server are gone, worked out from what it was before and from its foreign keys.

mod counters;
mod gone;
mod server;

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use simulator::Snapshot;
use sqlx::PgPool;

use gone::Gone;
pub(crate) use server::without_server;

/// Rows as JSON, by table.
type Rows = BTreeMap<String, Vec<Map<String, Value>>>;

/// A foreign key, with PostgreSQL's letter for what happens on deletion.
struct Key {
    table: String,
    column: String,
    references: String,
    action: String,
}

/// Every row that must be there, and every row that is there, as lines; equal when the removal kept its promise.
///
/// `account_stats.updated_at` is left out: it is the time of the change.
pub(crate) async fn without_accounts(
    pool: &PgPool,
    before: &Snapshot,
    after: &Snapshot,
    accounts: &[i64],
) -> (Vec<String>, Vec<String>) {
    let (rows, keys) = (read(before), keys(pool).await);
    let gone = Gone::with(&rows, &keys, &[("accounts", accounts)]);
    (lines(staying(&rows, &keys, &gone)), lines(read(after)))
}

/// Every row that stays, as it must be then.
fn staying(rows: &Rows, keys: &[Key], gone: &Gone) -> Rows {
    let mut expected = Rows::new();
    for (table, rows_before) in rows {
        for (place, row) in rows_before.iter().enumerate() {
            if gone.has_row(table, place) {
                continue;
            }
            let mut row = row.clone();
            for key in keys.iter().filter(|key| key.table == *table && key.action == "n") {
                if gone.has(&key.references, row.get(&key.column)) {
                    row.insert(key.column.clone(), Value::Null);
                }
            }
            forget(table, &mut row, gone);
            counters::correct(table, &mut row, rows, gone);
            expected.entry(table.clone()).or_default().push(row);
        }
    }
    expected
}

async fn keys(pool: &PgPool) -> Vec<Key> {
    let rows: Vec<(String, String, String, String)> = sqlx::query_as(
        "SELECT k.conrelid::regclass::text, a.attname::text, k.confrelid::regclass::text, k.confdeltype::text
         FROM pg_constraint k JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
         WHERE k.contype = 'f'",
    )
    .fetch_all(pool)
    .await
    .expect("the catalogue is read");
    rows.into_iter().map(|(table, column, references, action)| Key { table, column, references, action }).collect()
}

fn read(snapshot: &Snapshot) -> Rows {
    let objects = |table| {
        let rows = snapshot.rows(table).into_iter();
        rows.map(|row| row.as_object().expect("a row is an object").clone()).collect()
    };
    snapshot.tables().map(|table| (table.to_owned(), objects(table))).collect()
}

fn lines(rows: Rows) -> Vec<String> {
    let mut lines = Vec::new();
    for (table, rows) in rows {
        for mut row in rows {
            if table == "account_stats" {
                row.remove("updated_at");
            }
            lines.push(format!("{table} {}", Value::Object(row)));
        }
    }
    lines.sort();
    lines
}

/// References that no foreign key takes care of.
fn forget(table: &str, row: &mut Map<String, Value>, gone: &Gone) {
    match table {
        "account_conversations" => {
            let before = row["status_ids"].as_array().expect("an array").clone();
            let left: Vec<Value> = before.iter().filter(|id| !gone.has("statuses", Some(id))).cloned().collect();
            if left != before {
                row.insert("last_status_id".to_owned(), left.last().cloned().unwrap_or_default());
                row.insert("status_ids".to_owned(), json!(left));
                let version = row["lock_version"].as_i64().expect("a number");
                row.insert("lock_version".to_owned(), json!(version + 1));
            }
        }
        "conversations" if gone.has("statuses", row.get("parent_status_id")) => {
            row.insert("parent_status_id".to_owned(), Value::Null);
            row.insert("parent_account_id".to_owned(), Value::Null);
        }
        "statuses" if gone.has("statuses", row.get("quote_id")) => {
            row.insert("quote_id".to_owned(), Value::Null);
        }
        "tagged_objects" if row["object_type"] == "Collection" && gone.has("collections", row.get("object_id")) => {
            row.insert("object_type".to_owned(), Value::Null);
            row.insert("object_id".to_owned(), Value::Null);
        }
        _ => {}
    }
}
