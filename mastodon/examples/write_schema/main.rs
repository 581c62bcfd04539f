//! Writes the DDL of a Mastodon database from the facts of its catalogue, so that tests have every supported version.
//!
//! `cargo run -p mastodon --example write_schema -- FACTS.json > mastodon/schemas/4.6.sql`
//!
//! The facts are what `pg_catalog` says of a release's database: tables, columns, indexes, foreign keys, sequences, views.
//! The same facts always give the same text.

mod facts;

use std::fmt::{self, Display, Write as _};
use std::io::Write as _;
use std::{env, error, fs, io};

use facts::{Column, Facts, ForeignKey, Index, Table, View};

/// Mastodon's ids are the time in milliseconds followed by 16 bits; here those bits come from the table's sequence.
const TIMESTAMP_ID: &str = "CREATE FUNCTION timestamp_id(table_name text) RETURNS bigint LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  RETURN ((extract(epoch FROM clock_timestamp()) * 1000)::bigint << 16) | (nextval(quote_ident(table_name || '_id_seq')) & 65535);
END
$$;";

/// Every server that is known: by an account, a block or an allowance.
const INSTANCES: &str = "CREATE MATERIALIZED VIEW \"instances\" AS
SELECT known.domain, coalesce(counted.accounts, 0) AS accounts_count
FROM (
  SELECT domain FROM accounts WHERE domain IS NOT NULL
  UNION SELECT domain FROM domain_blocks
  UNION SELECT domain FROM domain_allows
) AS known
LEFT JOIN (
  SELECT domain, count(*) AS accounts FROM accounts WHERE domain IS NOT NULL GROUP BY domain
) AS counted ON counted.domain = known.domain;";

fn main() -> Result<(), Box<dyn error::Error>> {
    let path = env::args().nth(1).ok_or("usage: write_schema FACTS.json > SCHEMA.sql")?;
    let facts: Facts = serde_json::from_str(&fs::read_to_string(path)?)?;
    io::stdout().write_all(ddl(&facts)?.as_bytes())?;
    Ok(())
}

/// The whole text, in an order in which nothing is named before it exists.
fn ddl(facts: &Facts) -> Result<String, fmt::Error> {
    let mut out = String::new();
    writeln!(out, "-- The schema of Mastodon {}, written by the example write_schema.", facts.version)?;
    for extension in facts.extensions.iter().filter(|name| *name != "plpgsql") {
        writeln!(out, "CREATE EXTENSION IF NOT EXISTS {};", quoted(extension))?;
    }
    writeln!(out, "{TIMESTAMP_ID}")?;
    for sequence in &facts.sequences {
        writeln!(out, "CREATE SEQUENCE {};", quoted(&sequence.name))?;
    }
    for (name, table) in &facts.tables {
        write_table(&mut out, name, table)?;
    }
    for sequence in &facts.sequences {
        if let Some((table, column)) = sequence.owned_by.as_deref().and_then(|owner| owner.split_once('.')) {
            writeln!(out, "ALTER SEQUENCE {} OWNED BY {}.{};", quoted(&sequence.name), quoted(table), quoted(column))?;
        }
    }
    for (name, table) in &facts.tables {
        for index in &table.indexes {
            write_index(&mut out, name, index)?;
        }
    }
    for (name, table) in &facts.tables {
        for key in &table.foreign_keys {
            write_foreign_key(&mut out, name, key)?;
        }
    }
    for (name, view) in &facts.views {
        write_view(&mut out, name, view)?;
    }
    writeln!(out, "CREATE TABLE \"schema_migrations\" (\"version\" character varying PRIMARY KEY);")?;
    writeln!(out, "INSERT INTO \"schema_migrations\" VALUES ('{}');", facts.schema_version)?;
    Ok(out)
}

fn write_table(out: &mut String, name: &str, table: &Table) -> fmt::Result {
    let mut lines: Vec<String> = table.columns.iter().map(column).collect();
    if !table.primary_key.is_empty() {
        lines.push(format!("PRIMARY KEY ({})", list(&table.primary_key)));
    }
    writeln!(out, "CREATE TABLE {} (\n  {}\n);", quoted(name), lines.join(",\n  "))
}

fn column(column: &Column) -> String {
    let default = column.default.as_deref().map(|value| format!(" DEFAULT {value}")).unwrap_or_default();
    let not_null = if column.nullable { "" } else { " NOT NULL" };
    format!("{} {}{default}{not_null}", quoted(&column.name), column.sql_type)
}

/// An index; its columns may be expressions, so they are written as the catalogue gives them.
fn write_index(out: &mut String, table: &str, index: &Index) -> fmt::Result {
    let unique = if index.unique { "UNIQUE " } else { "" };
    let only = index.only_where.as_deref().map(|condition| format!(" WHERE {condition}")).unwrap_or_default();
    let (name, method, columns) = (quoted(&index.name), &index.method, index.columns.join(", "));
    writeln!(out, "CREATE {unique}INDEX {name} ON {} USING {method} ({columns}){only};", quoted(table))
}

fn write_foreign_key(out: &mut String, table: &str, key: &ForeignKey) -> fmt::Result {
    writeln!(
        out,
        "ALTER TABLE {} ADD CONSTRAINT {} FOREIGN KEY ({}) REFERENCES {} ({}) ON DELETE {};",
        quoted(table),
        quoted(&key.name),
        list(&key.columns),
        quoted(&key.references),
        list(&key.ref_columns),
        key.on_delete.as_deref().unwrap_or("NO ACTION"),
    )
}

/// `instances` as it is; every other view as an empty relation of the same columns, because nothing here reads them.
fn write_view(out: &mut String, name: &str, view: &View) -> fmt::Result {
    let kind = if view.materialized { "MATERIALIZED VIEW" } else { "VIEW" };
    if name == "instances" {
        writeln!(out, "{INSTANCES}")?;
    } else {
        let nothing: Vec<String> =
            view.columns.iter().map(|c| format!("NULL::{} AS {}", c.sql_type, quoted(&c.name))).collect();
        writeln!(out, "CREATE {kind} {} AS SELECT {} LIMIT 0;", quoted(name), nothing.join(", "))?;
    }
    for index in &view.indexes {
        let unique = if index.unique { "UNIQUE " } else { "" };
        writeln!(out, "CREATE {unique}INDEX {} ON {} USING {};", quoted(&index.name), quoted(name), index.on)?;
    }
    Ok(())
}

fn list(names: &[String]) -> String {
    names.iter().map(quoted).collect::<Vec<_>>().join(", ")
}

/// A name as PostgreSQL reads it without folding its case.
fn quoted(name: impl Display) -> String {
    format!("\"{}\"", name.to_string().replace('"', "\"\""))
}
