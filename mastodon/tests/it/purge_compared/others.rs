//! The rows of members and of other servers.

use std::collections::{BTreeMap, BTreeSet};

use mastodon::catalogue::{ForeignKey, OnDelete};
use serde_json::{Map, Value};
use simulator::Snapshot;

use super::mentions::Purged;

/// What may be another afterwards where something of the purged was counted, listed or pointed at without a foreign key; what points by
/// one may be emptied.
const MAY_CHANGE: [(&str, &[&str]); 8] = [
    ("account_conversations", &["last_status_id", "lock_version", "status_ids"]),
    ("account_stats", &["followers_count", "following_count", "statuses_count", "updated_at"]),
    ("collections", &["item_count"]),
    ("conversations", &["parent_account_id", "parent_status_id"]),
    ("polls", &["cached_tallies", "lock_version", "voters_count", "votes_count"]),
    (
        "status_stats",
        &[
            "emoji_reactions_cache",
            "emoji_reactions_count",
            "favourites_count",
            "quotes_count",
            "reblogs_count",
            "replies_count",
            "status_references_count",
            "status_referred_by_count",
        ],
    ),
    ("statuses", &["quote_id"]),
    ("tagged_objects", &["object_id", "object_type"]),
];

/// A table with the id of a row of it.
type Row<'a> = (&'a str, i64);

/// How many rows there are of each text.
type Lines = BTreeMap<String, i64>;

/// Every row of theirs that a purge took, made or changed, a line each; of those that stay, what may change is left out.
pub(super) fn changed_for_others(
    before: &Snapshot,
    after: &Snapshot,
    keys: &[ForeignKey],
    domain: &str,
) -> Vec<String> {
    let purged = Purged::of(before, domain);
    let mut lines = lines(after, keys, &purged);
    for (line, count) in self::lines(before, keys, &purged) {
        *lines.entry(line).or_default() -= count;
    }
    let changed = lines.into_iter().filter(|(_, count)| *count != 0);
    changed.map(|(line, count)| format!("{count:+} {line}")).collect()
}

/// The rows that neither name anything purged nor hang on one that does.
fn lines(snapshot: &Snapshot, keys: &[ForeignKey], purged: &Purged) -> Lines {
    let tables: Vec<(&str, Vec<Map<String, Value>>)> = snapshot
        .tables()
        .map(|table| (table, snapshot.rows(table).into_iter().map(|row| lasting(table, row, keys)).collect()))
        .collect();
    let mut tied: BTreeSet<Row> = BTreeSet::new();
    loop {
        let (mut lines, known) = (Lines::new(), tied.len());
        for (table, rows) in &tables {
            for row in rows {
                let value = Value::Object(row.clone());
                if purged.named_in(&value) || hangs(table, row, keys, &tied) {
                    tied.extend(row.get("id").and_then(Value::as_i64).map(|id| (*table, id)));
                } else {
                    *lines.entry(format!("{table} {value}")).or_default() += 1;
                }
            }
        }
        if tied.len() == known {
            return lines;
        }
    }
}

/// A row without what may change.
fn lasting(table: &str, row: Value, keys: &[ForeignKey]) -> Map<String, Value> {
    let Value::Object(mut row) = row else { panic!("a row of {table} is no object") };
    let changing = MAY_CHANGE.iter().filter(|(of, _)| *of == table).flat_map(|(_, columns)| columns.iter().copied());
    let emptied = keys.iter().filter(|key| key.table == table && key.on_delete == OnDelete::SetNull);
    for column in changing.chain(emptied.map(|key| key.column.as_str())) {
        row.remove(column);
    }
    row
}

/// Whether it points at a row that is tied to the purged, and goes with it.
fn hangs(table: &str, row: &Map<String, Value>, keys: &[ForeignKey], tied: &BTreeSet<Row>) -> bool {
    let keys = keys.iter().filter(|key| key.table == table && key.on_delete != OnDelete::SetNull);
    keys.filter_map(|key| Some((key.references.as_str(), row.get(&key.column)?.as_i64()?))).any(|to| tied.contains(&to))
}
