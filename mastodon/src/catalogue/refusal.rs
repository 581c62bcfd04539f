//! What keeps us from removing accounts: a table that holds them back and that we know nothing of.

use std::collections::BTreeSet;
use std::fmt;

use super::{Catalogue, ForeignKey, OnDelete};

/// Foreign keys that hold accounts or their belongings back and whose rows removal takes away itself.
const HANDLED: &[(&str, &str)] = &[
    ("account_moderation_notes", "account_id"),
    ("account_moderation_notes", "target_account_id"),
    ("collection_items", "account_id"),
    ("collections", "account_id"),
    ("fasp_follow_recommendations", "recommended_account_id"),
    ("fasp_follow_recommendations", "requesting_account_id"),
    ("generated_annual_reports", "account_id"),
    // Hangs on users, and only members have those: they are never removed.
    ("webauthn_credentials", "user_id"),
];

/// What is ever deleted here; whatever cascades from it is deleted as well.
const DELETED: &[&str] = &["accounts", "custom_emojis", "media_attachments", "statuses"];

/// A foreign key without a word about deletion, in a table that no supported Mastodon has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub table: String,
    pub column: String,
    pub references: String,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the table “{}” (column “{}”) points at “{}” and does not say what happens when that is deleted; \
             Groundskeeper does not know this table and removes nothing while it is there",
            self.table, self.column, self.references
        )
    }
}

impl Catalogue {
    /// The unknown tables that would hold a removal back; empty for each supported Mastodon.
    #[must_use]
    pub fn refusals(&self) -> Vec<Refusal> {
        let reach = self.reach();
        let blocks = |key: &&ForeignKey| {
            key.on_delete == OnDelete::Block
                && reach.contains(key.references.as_str())
                && !HANDLED.contains(&(key.table.as_str(), key.column.as_str()))
        };
        self.foreign_keys
            .iter()
            .filter(blocks)
            .map(|key| Refusal {
                table: key.table.clone(),
                column: key.column.clone(),
                references: key.references.clone(),
            })
            .collect()
    }

    /// Every table that loses rows when one of [`DELETED`] does.
    fn reach(&self) -> BTreeSet<&str> {
        let mut reach: BTreeSet<&str> = DELETED.iter().copied().collect();
        loop {
            let before = reach.len();
            for key in self.foreign_keys.iter().filter(|key| key.on_delete == OnDelete::Cascade) {
                if reach.contains(key.references.as_str()) {
                    reach.insert(&key.table);
                }
            }
            if reach.len() == before {
                return reach;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(table: &str, references: &str, on_delete: OnDelete) -> ForeignKey {
        ForeignKey {
            table: table.to_owned(),
            column: "account_id".to_owned(),
            references: references.to_owned(),
            on_delete,
        }
    }

    #[test]
    fn an_unknown_table_that_holds_back_is_named() {
        let foreign_keys = vec![
            key("favourites", "accounts", OnDelete::Cascade),
            key("collections", "accounts", OnDelete::Block),
            key("ng_rule_histories", "accounts", OnDelete::Block),
            key("sparks", "favourites", OnDelete::Block),
            key("shelves", "tags", OnDelete::Block),
            key("diaries", "accounts", OnDelete::SetNull),
        ];
        let catalogue = Catalogue { foreign_keys, ..Catalogue::default() };
        let named: Vec<_> = catalogue.refusals().into_iter().map(|refusal| refusal.table).collect();
        assert_eq!(named, ["ng_rule_histories", "sparks"]);
        assert!(catalogue.refusals()[0].to_string().contains("“ng_rule_histories” (column “account_id”)"));
    }
}
