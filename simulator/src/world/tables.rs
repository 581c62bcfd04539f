//! What the catalogue says of the tables, so that one builder fits every release.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};
use sqlx::{AssertSqlSafe, PgPool};

/// A column as far as inserting needs to know it.
#[derive(Debug)]
pub(crate) struct Column {
    /// The type as `format_type` prints it.
    pub(crate) kind: String,
    /// NOT NULL without a default: every insert must give it.
    pub(crate) required: bool,
    /// Ids made from time.
    pub(crate) snowflake: bool,
}

/// A column that points at another table's `id`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForeignKey {
    pub table: String,
    pub column: String,
    pub to: String,
}

/// The tables of one database.
#[derive(Debug)]
pub struct Tables {
    columns: BTreeMap<String, BTreeMap<String, Column>>,
    foreign_keys: Vec<ForeignKey>,
}

impl Tables {
    /// Reads the catalogue.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn read(pool: &PgPool) -> Result<Self, sqlx::Error> {
        let mut columns: BTreeMap<String, BTreeMap<String, Column>> = BTreeMap::new();
        let rows: Vec<(String, String, String, bool, Option<String>)> = sqlx::query_as(
            "SELECT c.relname::text, a.attname::text, format_type(a.atttypid, a.atttypmod), a.attnotnull,
                    pg_get_expr(d.adbin, d.adrelid)
             FROM pg_class c
             JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'public'
             JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
             LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
             WHERE c.relkind = 'r'",
        )
        .fetch_all(pool)
        .await?;
        for (table, name, kind, not_null, default) in rows {
            let snowflake = default.as_deref().is_some_and(|text| text.starts_with("timestamp_id"));
            let required = not_null && default.is_none();
            columns.entry(table).or_default().insert(name, Column { kind, required, snowflake });
        }
        let rows: Vec<(String, String, String)> = sqlx::query_as(
            "SELECT k.conrelid::regclass::text, a.attname::text, k.confrelid::regclass::text
             FROM pg_constraint k
             JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
             WHERE k.contype = 'f' AND cardinality(k.conkey) = 1
             ORDER BY 1, 2",
        )
        .fetch_all(pool)
        .await?;
        let foreign_keys = rows.into_iter().map(|(table, column, to)| ForeignKey { table, column, to }).collect();
        Ok(Self { columns, foreign_keys })
    }

    /// Whether this release has that table.
    #[must_use]
    pub fn has(&self, table: &str) -> bool {
        self.columns.contains_key(table)
    }

    /// Whether this release has that column.
    #[must_use]
    pub fn has_column(&self, table: &str, column: &str) -> bool {
        self.columns.get(table).is_some_and(|columns| columns.contains_key(column))
    }

    /// Every column that points at `to`.
    pub fn pointing_at(&self, to: &str) -> impl Iterator<Item = &ForeignKey> {
        self.foreign_keys.iter().filter(move |key| key.to == to)
    }

    /// The columns every insert into `table` must give, with their types and what they point at.
    pub(crate) fn required(&self, table: &str) -> Vec<(&str, &Column, Option<&str>)> {
        let columns = self.columns.get(table).into_iter().flatten();
        columns
            .filter(|(_, column)| column.required)
            .map(|(name, column)| {
                let key = self.foreign_keys.iter().find(|key| key.table == table && key.column == *name);
                (name.as_str(), column, key.map(|key| key.to.as_str()))
            })
            .collect()
    }

    /// The columns every insert into `table` must give that point at another table, with that table.
    pub(crate) fn required_pointers(&self, table: &str) -> Vec<(String, String)> {
        let required = self.required(table).into_iter();
        required.filter_map(|(name, _, to)| Some((name.to_owned(), to?.to_owned()))).collect()
    }

    /// Whether its ids are made from time.
    pub(crate) fn has_snowflakes(&self, table: &str) -> bool {
        self.columns.get(table).and_then(|columns| columns.get("id")).is_some_and(|id| id.snowflake)
    }

    /// Writes one row. Values for columns this release lacks are left out. Gives the row's id, 0 for tables without.
    pub(crate) async fn insert(
        &self,
        pool: &PgPool,
        table: &str,
        mut row: Map<String, Value>,
    ) -> Result<i64, sqlx::Error> {
        row.retain(|column, _| self.has_column(table, column));
        let names: BTreeSet<String> = row.keys().map(|name| format!("\"{name}\"")).collect();
        let names = names.into_iter().collect::<Vec<_>>().join(", ");
        let id = if self.has_column(table, "id") { "id" } else { "0::bigint" };
        let statement = format!(
            "INSERT INTO \"{table}\" ({names})
             SELECT {names} FROM jsonb_populate_record(NULL::\"{table}\", $1) RETURNING {id}"
        );
        sqlx::query_scalar(AssertSqlSafe(statement)).bind(Value::Object(row)).fetch_one(pool).await
    }
}
