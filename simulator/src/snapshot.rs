//! All rows of a database at one moment, to compare worlds before and after.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use sqlx::{AssertSqlSafe, PgPool};

/// Every row of every table and materialized view, as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    tables: BTreeMap<String, Vec<String>>,
}

/// Reads the whole database.
///
/// # Errors
/// When the database does not answer.
pub async fn snapshot(pool: &PgPool) -> Result<Snapshot, sqlx::Error> {
    let names: Vec<String> = sqlx::query_scalar(
        "SELECT c.relname::text FROM pg_class c
         JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'public'
         WHERE c.relkind IN ('r', 'm') ORDER BY 1",
    )
    .fetch_all(pool)
    .await?;
    let mut tables = BTreeMap::new();
    for name in names {
        let statement = format!("SELECT to_jsonb(t)::text FROM \"{name}\" t ORDER BY 1");
        let rows = sqlx::query_scalar(AssertSqlSafe(statement)).fetch_all(pool).await?;
        tables.insert(name, rows);
    }
    Ok(Snapshot { tables })
}

impl Snapshot {
    /// The rows of one table as JSON objects; none when the release has no such table.
    #[must_use]
    pub fn rows(&self, table: &str) -> Vec<Value> {
        let rows = self.tables.get(table).into_iter().flatten();
        rows.map(|row| serde_json::from_str(row).expect("PostgreSQL writes valid JSON")).collect()
    }

    /// The names of all tables and materialized views.
    pub fn tables(&self) -> impl Iterator<Item = &str> {
        self.tables.keys().map(String::as_str)
    }

    /// The same without those tables, for comparisons that leave them out.
    #[must_use]
    pub fn without(mut self, tables: &[&str]) -> Self {
        self.tables.retain(|name, _| !tables.contains(&name.as_str()));
        self
    }

    /// What changed on the way to `later`, a line per row: `- table row` for what is gone, `+ table row` for what is new.
    #[must_use]
    pub fn changes(&self, later: &Self) -> Vec<String> {
        let names: BTreeSet<&String> = self.tables.keys().chain(later.tables.keys()).collect();
        let mut lines = Vec::new();
        for name in names {
            let before = counted(self.tables.get(name));
            let after = counted(later.tables.get(name));
            for (sign, these, those) in [('-', &before, &after), ('+', &after, &before)] {
                for (row, count) in these {
                    let more = count.saturating_sub(those.get(row).copied().unwrap_or(0));
                    lines.extend((0..more).map(|_| format!("{sign} {name} {row}")));
                }
            }
        }
        lines
    }
}

/// Tables without a primary key may hold the same row twice.
fn counted(rows: Option<&Vec<String>>) -> BTreeMap<&str, usize> {
    let mut counts = BTreeMap::new();
    for row in rows.into_iter().flatten() {
        *counts.entry(row.as_str()).or_default() += 1;
    }
    counts
}
