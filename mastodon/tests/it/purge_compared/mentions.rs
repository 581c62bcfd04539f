//! Where anything of a server is named, in whatever column and however deep.

use std::collections::BTreeSet;

use serde_json::{Map, Value};
use simulator::Snapshot;

/// What goes with a server, by what it was before.
pub(super) struct Purged {
    domain: String,
    /// Ids made from time, which are the same in no two tables.
    ids: BTreeSet<i64>,
}

impl Purged {
    /// The accounts of that server, what they wrote, stored and collected, and everybody's boosts of it.
    pub(super) fn of(before: &Snapshot, domain: &str) -> Self {
        let mut purged = Self { domain: domain.to_owned(), ids: BTreeSet::new() };
        purged.add(before, "accounts", |row, _| row["domain"] == domain);
        for table in ["statuses", "media_attachments", "collections"] {
            purged.add(before, table, |row, ids| is_in(ids, &row["account_id"]));
        }
        purged.add(before, "statuses", |row, ids| is_in(ids, &row["reblog_of_id"]));
        purged
    }

    fn add(&mut self, before: &Snapshot, table: &str, of: impl Fn(&Value, &BTreeSet<i64>) -> bool) {
        let rows = before.rows(table).into_iter();
        let ids: Vec<i64> = rows.filter(|row| of(row, &self.ids)).filter_map(|row| row["id"].as_i64()).collect();
        self.ids.extend(ids);
    }

    /// Whether it is named anywhere in there.
    pub(super) fn named_in(&self, value: &Value) -> bool {
        match value {
            Value::Number(_) => is_in(&self.ids, value),
            Value::String(text) => {
                let mut numbers = text.split(|c: char| !c.is_ascii_digit()).filter_map(|digits| digits.parse().ok());
                numbers.any(|id| self.ids.contains(&id)) || names(text, &self.domain)
            }
            Value::Array(values) => values.iter().any(|value| self.named_in(value)),
            Value::Object(values) => values.values().any(|value| self.named_in(value)),
            Value::Null | Value::Bool(_) => false,
        }
    }
}

fn is_in(ids: &BTreeSet<i64>, value: &Value) -> bool {
    value.as_i64().is_some_and(|id| ids.contains(&id))
}

/// Whether a text holds that name of a server, and not as a part of another.
fn names(text: &str, domain: &str) -> bool {
    let of_a_name = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    text.match_indices(domain).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let mut after = text[at + domain.len()..].chars();
        let goes_on = match after.next() {
            Some('.') => after.next().is_some_and(of_a_name),
            next => next.is_some_and(of_a_name),
        };
        !before.is_some_and(|c| of_a_name(c) || c == '.') && !goes_on
    })
}

/// Each column of each table that names something of a server after its purge.
pub(super) fn mentions(before: &Snapshot, after: &Snapshot, domain: &str) -> BTreeSet<String> {
    let purged = Purged::of(before, domain);
    let mut found = BTreeSet::new();
    for table in after.tables() {
        for row in after.rows(table) {
            let columns = row.as_object().into_iter().flat_map(Map::iter);
            let naming = columns.filter(|(_, value)| purged.named_in(value));
            found.extend(naming.map(|(column, _)| format!("{table}.{column}")));
        }
    }
    found
}

#[test]
fn a_name_is_found_where_it_stands_alone() {
    for text in ["closed.example", "https://closed.example/users/a", "a@closed.example.", "see closed.example."] {
        assert!(names(text, "closed.example"), "{text}");
    }
    for text in ["sub.closed.example", "notclosed.example", "closed.example.net", "closed.examples", "closed"] {
        assert!(!names(text, "closed.example"), "{text}");
    }
}
