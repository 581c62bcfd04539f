//! What `pg_catalog` says of a release's database, as it is written down.

use std::collections::BTreeMap;

use serde::Deserialize;

/// One release. Maps are sorted, so the text made from them does not depend on the order of the file.
#[derive(Deserialize)]
pub(crate) struct Facts {
    pub(crate) version: String,
    /// The newest migration: what `schema_migrations` holds.
    pub(crate) schema_version: String,
    pub(crate) extensions: Vec<String>,
    pub(crate) sequences: Vec<Sequence>,
    pub(crate) tables: BTreeMap<String, Table>,
    pub(crate) views: BTreeMap<String, View>,
}

/// A sequence; those of tables with time-based ids are owned by no column.
#[derive(Deserialize)]
pub(crate) struct Sequence {
    pub(crate) name: String,
    /// `table.column`
    pub(crate) owned_by: Option<String>,
}

/// A table with everything that hangs on it.
#[derive(Deserialize)]
pub(crate) struct Table {
    pub(crate) columns: Vec<Column>,
    #[serde(default)]
    pub(crate) primary_key: Vec<String>,
    #[serde(default)]
    pub(crate) indexes: Vec<Index>,
    #[serde(default)]
    pub(crate) foreign_keys: Vec<ForeignKey>,
}

/// A column of a table.
#[derive(Deserialize)]
pub(crate) struct Column {
    pub(crate) name: String,
    #[serde(rename = "type")]
    pub(crate) sql_type: String,
    pub(crate) nullable: bool,
    /// An SQL expression.
    pub(crate) default: Option<String>,
}

/// An index of a table.
#[derive(Deserialize)]
pub(crate) struct Index {
    pub(crate) name: String,
    pub(crate) unique: bool,
    pub(crate) method: String,
    /// Names or expressions, with their order.
    pub(crate) columns: Vec<String>,
    #[serde(rename = "where")]
    pub(crate) only_where: Option<String>,
}

/// A foreign key and what it does when its target goes.
#[derive(Deserialize)]
pub(crate) struct ForeignKey {
    pub(crate) name: String,
    pub(crate) columns: Vec<String>,
    pub(crate) references: String,
    pub(crate) ref_columns: Vec<String>,
    pub(crate) on_delete: Option<String>,
}

/// A view, of which only the shape is known.
#[derive(Deserialize)]
pub(crate) struct View {
    pub(crate) materialized: bool,
    pub(crate) columns: Vec<ViewColumn>,
    #[serde(default)]
    pub(crate) indexes: Vec<ViewIndex>,
}

/// A column of a view.
#[derive(Deserialize)]
pub(crate) struct ViewColumn {
    pub(crate) name: String,
    #[serde(rename = "type")]
    pub(crate) sql_type: String,
}

/// An index of a materialized view.
#[derive(Deserialize)]
pub(crate) struct ViewIndex {
    pub(crate) name: String,
    pub(crate) unique: bool,
    /// Method and columns: `btree (domain)`.
    pub(crate) on: String,
}
