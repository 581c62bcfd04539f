//! What the counters of those who stay must say.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::{Gone, Rows};

/// Takes off what goes, never below 0.
pub(super) fn correct(table: &str, row: &mut Map<String, Value>, rows: &Rows, gone: &Gone) {
    let going = |table: &str| -> Vec<&Map<String, Value>> {
        let all = rows.get(table).into_iter().flatten().enumerate();
        all.filter(|(place, _)| gone.has_row(table, *place)).map(|(_, row)| row).collect()
    };
    let visibility = |row: &Map<String, Value>| row["visibility"].as_i64().expect("a number");
    match table {
        "status_stats" => {
            let status = row["status_id"].clone();
            let favourites = going("favourites").iter().filter(|f| f["status_id"] == status).count();
            let reblogs =
                going("statuses").iter().filter(|s| s["reblog_of_id"] == status && visibility(s) != 3).count();
            let replies =
                going("statuses").iter().filter(|s| s["in_reply_to_id"] == status && visibility(s) < 2).count();
            let quotes = going("quotes").iter().filter(|q| q["quoted_status_id"] == status && q["state"] == 1).count();
            off(row, "favourites_count", favourites);
            off(row, "reblogs_count", reblogs);
            off(row, "replies_count", replies);
            off(row, "quotes_count", quotes);
            let references = |column| going("status_references").iter().filter(|r| r[column] == status).count();
            off(row, "status_references_count", references("status_id"));
            off(row, "status_referred_by_count", references("target_status_id"));
            let reactions: Vec<_> = going("emoji_reactions").into_iter().filter(|r| r["status_id"] == status).collect();
            off(row, "emoji_reactions_count", reactions.len());
            for reaction in reactions {
                unreact(row, &reaction["account_id"]);
            }
        }
        "account_stats" => {
            let account = row["account_id"].clone();
            let member = rows["accounts"].iter().any(|a| a["id"] == account && a["domain"].is_null());
            let following = going("follows").iter().filter(|f| f["account_id"] == account).count();
            let followers = going("follows").iter().filter(|f| f["target_account_id"] == account).count();
            let statuses =
                going("statuses").iter().filter(|s| member && s["account_id"] == account && visibility(s) != 3).count();
            off(row, "following_count", following);
            off(row, "followers_count", followers);
            off(row, "statuses_count", statuses);
        }
        "polls" => {
            let votes: Vec<_> = going("poll_votes").into_iter().filter(|v| v["poll_id"] == row["id"]).collect();
            if votes.is_empty() {
                return;
            }
            let tallies = row["cached_tallies"].as_array().expect("an array").clone();
            let left = tallies.iter().enumerate().map(|(choice, tally)| {
                let chosen = votes.iter().filter(|v| v["choice"] == json!(choice)).count() as i64;
                (tally.as_i64().expect("a number") - chosen).max(0)
            });
            row.insert("cached_tallies".to_owned(), left.collect());
            let voters: BTreeSet<_> = votes.iter().map(|v| v["account_id"].as_i64()).collect();
            off(row, "votes_count", votes.len());
            off(row, "voters_count", voters.len());
            let version = row["lock_version"].as_i64().expect("a number");
            row.insert("lock_version".to_owned(), json!(version + 1));
        }
        "collections" => {
            let items = going("collection_items").iter().filter(|i| i["collection_id"] == row["id"]).count();
            off(row, "item_count", items);
        }
        _ => {}
    }
}

/// Takes somebody out of the kept reactions of a post.
fn unreact(row: &mut Map<String, Value>, account: &Value) {
    let Some(mut kept) = row["emoji_reactions_cache"].as_str().and_then(|text| serde_json::from_str(text).ok()) else {
        return;
    };
    let account = json!(account.to_string());
    for emoji in Value::as_array_mut(&mut kept).into_iter().flatten() {
        let people = emoji["account_ids"].as_array().expect("an array").clone();
        let left: Vec<_> = people.into_iter().filter(|person| *person != account).collect();
        emoji["count"] = json!(left.len());
        emoji["account_ids"] = json!(left);
    }
    let left: Vec<_> = kept.as_array().into_iter().flatten().filter(|emoji| emoji["count"] != 0).cloned().collect();
    row.insert("emoji_reactions_cache".to_owned(), json!(json!(left).to_string()));
}

fn off(row: &mut Map<String, Value>, column: &str, count: usize) {
    if let Some(before) = row.get(column).and_then(Value::as_i64) {
        row.insert(column.to_owned(), json!((before - count as i64).max(0)));
    }
}
