//! What PostgreSQL says of the database before us: its tables, columns, foreign keys and views.
//!
//! Everything that differs between versions and forks is decided by looking here, never by a version number: a server in the middle of
//! an upgrade holds columns of both, and forks share numbers with what they forked from.

mod needs;
mod refusal;

use std::collections::{BTreeMap, BTreeSet};

use sqlx::postgres::PgRow;
use sqlx::{PgPool, Row};

use crate::sql;

pub use needs::Missing;
pub use refusal::Refusal;

/// The shape of a database, as far as the connection's search path shows it.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    /// Columns by table.
    tables: BTreeMap<String, BTreeSet<String>>,
    foreign_keys: Vec<ForeignKey>,
    /// Tables and the columns by which all their rows can be found.
    indexed: BTreeMap<String, BTreeSet<String>>,
    /// Materialized views by name.
    views: BTreeMap<String, View>,
}

/// One foreign key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForeignKey {
    pub table: String,
    /// The columns, joined by commas: almost always one.
    pub column: String,
    pub references: String,
    pub on_delete: OnDelete,
}

/// What happens to a row when the one it points at goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnDelete {
    /// It goes too.
    Cascade,
    /// It forgets what it pointed at.
    SetNull,
    /// It holds the other back.
    Block,
}

/// A materialized view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// The role that may refresh it.
    pub owner: String,
    /// Whether we act with that role's rights.
    pub ours: bool,
}

const COLUMNS: &str = "SELECT c.relname::text AS name, array_agg(a.attname::text) AS columns
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relkind IN ('r', 'p') AND pg_catalog.pg_table_is_visible(c.oid)
  AND c.relnamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
GROUP BY c.oid, c.relname";

/// A key that a partition has from its table is not local.
const FOREIGN_KEYS: &str =
    "SELECT child.relname::text AS name, parent.relname::text AS target, k.confdeltype::text AS action,
  (SELECT string_agg(a.attname, ', ' ORDER BY pg_catalog.array_position(k.conkey, a.attnum))
   FROM pg_catalog.pg_attribute a
   WHERE a.attrelid = k.conrelid AND a.attnum = ANY(k.conkey)) AS column_name
FROM pg_catalog.pg_constraint k
JOIN pg_catalog.pg_class child ON child.oid = k.conrelid
JOIN pg_catalog.pg_class parent ON parent.oid = k.confrelid
WHERE k.contype = 'f' AND k.conislocal
ORDER BY 1, 4";

const VIEWS: &str = "SELECT c.relname::text AS name, pg_catalog.pg_get_userbyid(c.relowner)::text AS owner,
  pg_catalog.pg_has_role(c.relowner, 'USAGE') AS ours
FROM pg_catalog.pg_class c WHERE c.relkind = 'm' AND pg_catalog.pg_table_is_visible(c.oid)";

const INDEXED: &str = "SELECT c.relname::text AS name, array_agg(a.attname::text) AS columns
FROM pg_catalog.pg_index i
JOIN pg_catalog.pg_class c ON c.oid = i.indrelid AND c.relkind IN ('r', 'p')
  AND pg_catalog.pg_table_is_visible(c.oid)
JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
WHERE i.indisvalid AND i.indpred IS NULL
  AND c.relnamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
GROUP BY c.oid, c.relname";

impl Catalogue {
    /// Reads the catalogue. A foreign key of a table outside the search path counts as well: it blocks just the same.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn read(pool: &PgPool) -> Result<Self, sqlx::Error> {
        let mut tx = sql::reading(pool).await?;
        let mut catalogue = Self::default();
        for row in sql::query(COLUMNS).fetch_all(&mut tx).await? {
            catalogue.tables.insert(row.try_get("name")?, columns(&row)?);
        }
        for row in sql::query(FOREIGN_KEYS).fetch_all(&mut tx).await? {
            catalogue.foreign_keys.push(ForeignKey {
                table: row.try_get("name")?,
                column: row.try_get("column_name")?,
                references: row.try_get("target")?,
                on_delete: match row.try_get("action")? {
                    "c" => OnDelete::Cascade,
                    "n" => OnDelete::SetNull,
                    _ => OnDelete::Block,
                },
            });
        }
        for row in sql::query(INDEXED).fetch_all(&mut tx).await? {
            catalogue.indexed.insert(row.try_get("name")?, columns(&row)?);
        }
        for row in sql::query(VIEWS).fetch_all(&mut tx).await? {
            let view = View { owner: row.try_get("owner")?, ours: row.try_get("ours")? };
            catalogue.views.insert(row.try_get("name")?, view);
        }
        tx.commit().await?;
        Ok(catalogue)
    }

    #[must_use]
    pub fn has_table(&self, table: &str) -> bool {
        self.tables.contains_key(table)
    }

    #[must_use]
    pub fn has_column(&self, table: &str, column: &str) -> bool {
        self.tables.get(table).is_some_and(|columns| columns.contains(column))
    }

    /// Whether an index begins with that column and knows every row.
    #[must_use]
    pub fn has_index(&self, table: &str, column: &str) -> bool {
        self.indexed.get(table).is_some_and(|columns| columns.contains(column))
    }

    #[must_use]
    pub fn view(&self, name: &str) -> Option<&View> {
        self.views.get(name)
    }

    #[must_use]
    pub fn foreign_keys(&self) -> &[ForeignKey] {
        &self.foreign_keys
    }
}

fn columns(row: &PgRow) -> Result<BTreeSet<String>, sqlx::Error> {
    Ok(row.try_get::<Vec<String>, _>("columns")?.into_iter().collect())
}
