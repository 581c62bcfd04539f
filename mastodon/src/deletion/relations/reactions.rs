//! Reactions with emojis, which some forks have, and what they keep of them with each post.

use serde_json::Value;
use sqlx::{PgConnection, Row};

use crate::catalogue::Catalogue;
use crate::sql;

/// A slice of the reactions of `$1` accounts, `$2` at most, with the counters of the posts that got them.
const SLICE: &str = include_str!("reactions.sql");

const KEPT: &str = "SELECT status_id, emoji_reactions_cache FROM status_stats
WHERE status_id = ANY($1) AND emoji_reactions_cache <> '' ORDER BY id FOR UPDATE";

const KEEP: &str = "UPDATE status_stats SET emoji_reactions_cache = kept.text
FROM unnest($1::bigint[], $2::text[]) AS kept(status_id, text) WHERE status_stats.status_id = kept.status_id";

/// What one slice was.
#[derive(Default)]
pub(super) struct Taken {
    /// How many reactions.
    pub(super) count: i64,
    /// The posts that lost them.
    pub(super) statuses: Vec<i64>,
}

/// Removes a slice of what these accounts reacted with; nothing where there are no reactions.
pub(super) async fn remove_slice(
    c: &mut PgConnection,
    catalogue: &Catalogue,
    accounts: &[i64],
    size: i64,
) -> Result<Taken, sqlx::Error> {
    if !catalogue.has_table("emoji_reactions") || !catalogue.has_column("status_stats", "emoji_reactions_count") {
        return Ok(Taken::default());
    }
    let row = sql::query(SLICE).bind(accounts).bind(size).fetch_one(&mut *c).await?;
    let taken = Taken { count: row.try_get("n")?, statuses: row.try_get("statuses")? };
    if catalogue.has_column("status_stats", "emoji_reactions_cache") {
        forget(c, accounts, &taken.statuses).await?;
    }
    Ok(taken)
}

/// Takes the accounts out of what is kept with these posts.
async fn forget(c: &mut PgConnection, accounts: &[i64], statuses: &[i64]) -> Result<(), sqlx::Error> {
    let (mut ids, mut texts): (Vec<i64>, Vec<String>) = Default::default();
    for row in sql::query(KEPT).bind(statuses).fetch_all(&mut *c).await? {
        if let Some(text) = without(row.try_get("emoji_reactions_cache")?, accounts) {
            ids.push(row.try_get("status_id")?);
            texts.push(text);
        }
    }
    sql::query(KEEP).bind(ids).bind(texts).execute(c).await?;
    Ok(())
}

/// What is kept, without these accounts; nothing where none of them is in it, and where it is not what we know it to be: a list of
/// emojis, each with the ids of those who chose it and their number.
fn without(kept: &str, accounts: &[i64]) -> Option<String> {
    let mut emojis: Vec<Value> = serde_json::from_str(kept).ok()?;
    let mut found = false;
    for emoji in &mut emojis {
        let people = emoji.get_mut("account_ids")?.as_array_mut()?;
        let before = people.len();
        people.retain(|person| !id(person).is_some_and(|id| accounts.contains(&id)));
        let left = people.len();
        if left < before {
            found = true;
            emoji["count"] = left.into();
        }
    }
    emojis.retain(|emoji| emoji["account_ids"] != Value::Array(Vec::new()));
    found.then(|| Value::from(emojis).to_string())
}

/// An id, which is a text or a number.
fn id(person: &Value) -> Option<i64> {
    person.as_i64().or_else(|| person.as_str()?.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_are_taken_out_of_what_is_kept() {
        let cases = [
            (
                r#"[{"name":"a","count":2,"account_ids":["1","2"]}]"#,
                Some(r#"[{"account_ids":["2"],"count":1,"name":"a"}]"#),
            ),
            (
                r#"[{"name":"a","count":1,"account_ids":[1]},{"name":"b","count":1,"account_ids":["2"]}]"#,
                Some(r#"[{"account_ids":["2"],"count":1,"name":"b"}]"#),
            ),
            (r#"[{"name":"a","count":1,"account_ids":["1"]}]"#, Some("[]")),
            (r#"[{"name":"a","count":1,"account_ids":["2"]}]"#, None),
            (r#"[{"name":"a","count":1}]"#, None),
            (r#"{"account_ids":["1"]}"#, None),
            ("not JSON", None),
            ("", None),
        ];
        for (kept, expected) in cases {
            assert_eq!(without(kept, &[1]).as_deref(), expected, "{kept}");
        }
    }
}
