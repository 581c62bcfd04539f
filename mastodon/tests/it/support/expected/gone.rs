//! Which rows go with others.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::{Key, Rows};

/// References without a foreign key, or with one that would not take the row along.
const LOOSE: &[(&str, &str, &str)] = &[
    ("accounts_tags", "account_id", "accounts"),
    ("annual_report_statuses_per_account_counts", "account_id", "accounts"),
    ("media_attachments", "account_id", "accounts"),
    ("preview_cards_statuses", "status_id", "statuses"),
    ("tag_account_mutes", "account_id", "accounts"),
];

/// What a notification can be about.
const ACTIVITIES: &[(&str, &str)] = &[
    ("Account", "accounts"),
    ("AccountRelationshipSeveranceEvent", "account_relationship_severance_events"),
    ("AccountWarning", "account_warnings"),
    ("Collection", "collections"),
    ("CollectionItem", "collection_items"),
    ("EmojiReaction", "emoji_reactions"),
    ("Favourite", "favourites"),
    ("Follow", "follows"),
    ("FollowRequest", "follow_requests"),
    ("GeneratedAnnualReport", "generated_annual_reports"),
    ("Mention", "mentions"),
    ("Poll", "polls"),
    ("Quote", "quotes"),
    ("Report", "reports"),
    ("Status", "statuses"),
];

/// Rows that go, by table and place, and their ids.
pub(super) struct Gone {
    rows: BTreeSet<(String, usize)>,
    ids: BTreeMap<String, BTreeSet<i64>>,
}

impl Gone {
    /// Everything that hangs on these rows, however long the chain.
    pub(super) fn with(rows: &Rows, keys: &[Key], first: &[(&str, &[i64])]) -> Self {
        let mut gone = Self { rows: BTreeSet::new(), ids: BTreeMap::new() };
        for (table, ids) in first {
            gone.ids.insert((*table).to_owned(), ids.iter().copied().collect());
        }
        loop {
            let before = gone.rows.len();
            for (table, rows) in rows {
                for (place, row) in rows.iter().enumerate() {
                    if !gone.has_row(table, place) && gone.takes(table, row, keys) {
                        gone.rows.insert((table.clone(), place));
                        if let Some(id) = row.get("id").and_then(Value::as_i64) {
                            gone.ids.entry(table.clone()).or_default().insert(id);
                        }
                    }
                }
            }
            if gone.rows.len() == before {
                return gone;
            }
        }
    }

    pub(super) fn has_row(&self, table: &str, place: usize) -> bool {
        self.rows.contains(&(table.to_owned(), place))
    }

    /// Whether that is the id of a row of the table that goes.
    pub(super) fn has(&self, table: &str, id: Option<&Value>) -> bool {
        let id = id.and_then(Value::as_i64);
        id.is_some_and(|id| self.ids.get(table).is_some_and(|ids| ids.contains(&id)))
    }

    fn takes(&self, table: &str, row: &Map<String, Value>, keys: &[Key]) -> bool {
        let itself = self.has(table, row.get("id"));
        let by_key = keys
            .iter()
            .filter(|key| key.table == table && key.action != "n")
            .any(|key| self.has(&key.references, row.get(&key.column)));
        let loose = LOOSE
            .iter()
            .filter(|(from, _, _)| *from == table)
            .any(|(_, column, references)| self.has(references, row.get(*column)));
        let by_activity = table == "notifications"
            && ACTIVITIES
                .iter()
                .filter(|(activity, _)| row["activity_type"] == *activity)
                .any(|(_, table)| self.has(table, row.get("activity_id")));
        let emptied = table == "account_conversations" && {
            let ids = row["status_ids"].as_array().expect("an array");
            !ids.is_empty() && ids.iter().all(|id| self.has("statuses", Some(id)))
        };
        itself || by_key || loose || by_activity || emptied
    }
}
