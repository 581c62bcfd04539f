//! Rows for PostgreSQL's COPY.

use std::fmt::Write;

use model::Millis;
use sqlx::PgConnection;

use crate::world::Tables;
use crate::world::moment::timestamp;

/// One value of a row.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Value<'a> {
    Null,
    Int(i64),
    Text(&'a str),
    Flag(bool),
    At(Millis),
}

impl From<i64> for Value<'_> {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl From<u32> for Value<'_> {
    fn from(value: u32) -> Self {
        Self::Int(value.into())
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(value: &'a str) -> Self {
        Self::Text(value)
    }
}

impl<'a> From<&'a String> for Value<'a> {
    fn from(value: &'a String) -> Self {
        Self::Text(value)
    }
}

impl From<bool> for Value<'_> {
    fn from(value: bool) -> Self {
        Self::Flag(value)
    }
}

impl From<Millis> for Value<'_> {
    fn from(value: Millis) -> Self {
        Self::At(value)
    }
}

impl<'a, T: Into<Value<'a>>> From<Option<T>> for Value<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// Adds a row to a sheet, each value in its column's place.
macro_rules! row {
    ($sheet:expr, $($value:expr),+ $(,)?) => {
        $sheet.row(&[$($crate::population::sheet::Value::from($value)),+])
    };
}
pub(crate) use row;

/// Rows of one table, collected until [`Self::send`]. Columns and tables this release lacks are left out.
#[derive(Debug)]
pub(crate) struct Sheet {
    table: &'static str,
    columns: Vec<(&'static str, bool)>,
    exists: bool,
    text: String,
    /// The id the next row without one of time gets.
    next: i64,
    serial: bool,
}

impl Sheet {
    /// An empty sheet. `columns` are the same in every row; one called `id` must be first.
    pub(crate) fn new(tables: &Tables, table: &'static str, columns: &[&'static str]) -> Self {
        let columns: Vec<_> = columns.iter().map(|name| (*name, tables.has_column(table, name))).collect();
        let serial = columns.first().is_some_and(|(name, _)| *name == "id") && !tables.has_snowflakes(table);
        Self { table, columns, exists: tables.has(table), text: String::new(), next: 1, serial }
    }

    /// The next id of a table that counts its rows.
    pub(crate) fn id(&mut self) -> i64 {
        self.next += 1;
        self.next - 1
    }

    /// Adds a row with a value for each column.
    pub(crate) fn row(&mut self, values: &[Value<'_>]) {
        assert_eq!(values.len(), self.columns.len(), "a row of {} has a value for each column", self.table);
        if !self.exists {
            return;
        }
        let mut first = true;
        for (value, (_, kept)) in values.iter().zip(&self.columns) {
            if *kept {
                if !first {
                    self.text.push('\t');
                }
                first = false;
                write_value(&mut self.text, *value);
            }
        }
        self.text.push('\n');
    }

    /// Writes the rows so far.
    pub(crate) async fn send(&mut self, connection: &mut PgConnection) -> Result<(), sqlx::Error> {
        if self.text.is_empty() {
            return Ok(());
        }
        let names: Vec<String> =
            self.columns.iter().filter(|(_, kept)| *kept).map(|(name, _)| format!("\"{name}\"")).collect();
        let statement = format!("COPY \"{}\" ({}) FROM STDIN", self.table, names.join(", "));
        let mut copy = connection.copy_in_raw(&statement).await?;
        copy.send(std::mem::take(&mut self.text).into_bytes()).await?;
        copy.finish().await?;
        Ok(())
    }

    /// Writes the rows so far and lets the table count on from there.
    pub(crate) async fn close(mut self, connection: &mut PgConnection) -> Result<(), sqlx::Error> {
        self.send(connection).await?;
        if self.exists && self.serial && self.next > 1 {
            sqlx::query("SELECT setval(pg_get_serial_sequence($1, 'id'), $2)")
                .bind(self.table)
                .bind(self.next - 1)
                .execute(connection)
                .await?;
        }
        Ok(())
    }
}

/// COPY's text format: a backslash before what would end a value.
fn write_value(text: &mut String, value: Value<'_>) {
    match value {
        Value::Null => text.push_str("\\N"),
        Value::Int(number) => {
            // Writing to a String cannot fail.
            let _ = write!(text, "{number}");
        }
        Value::Flag(flag) => text.push(if flag { 't' } else { 'f' }),
        Value::At(at) => text.push_str(&timestamp(at)),
        Value::Text(value) if !value.contains(['\\', '\t', '\n', '\r']) => text.push_str(value),
        Value::Text(value) => {
            for character in value.chars() {
                match character {
                    '\\' => text.push_str("\\\\"),
                    '\t' => text.push_str("\\t"),
                    '\n' => text.push_str("\\n"),
                    '\r' => text.push_str("\\r"),
                    other => text.push(other),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_cannot_end_its_row() {
        let mut text = String::new();
        for value in [Value::Text("a\tb\\c\nd"), Value::Null, Value::Int(-7), Value::Flag(true)] {
            write_value(&mut text, value);
            text.push('|');
        }
        assert_eq!(text, "a\\tb\\\\c\\nd|\\N|-7|t|");
    }
}
