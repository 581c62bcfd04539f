//! What a database must be when a whole server was purged.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};
use simulator::Snapshot;
use sqlx::PgPool;

use super::{Gone, Rows, keys, lines, read, staying};

/// As [`super::without_accounts`], for the accounts of that server with everything else that Mastodon keeps of it.
pub(crate) async fn without_server(
    pool: &PgPool,
    before: &Snapshot,
    after: &Snapshot,
    domain: &str,
) -> (Vec<String>, Vec<String>) {
    let (rows, keys) = (read(before), keys(pool).await);
    let of_domain = |table: &str| -> Vec<i64> {
        let there = rows[table].iter().filter(|row| row["domain"] == domain);
        there.map(|row| row["id"].as_i64().expect("an id")).collect()
    };
    let tables = ["accounts", "custom_emojis", "unavailable_domains"];
    let ids = tables.map(|table| (table, of_domain(table)));
    let first: Vec<(&str, &[i64])> = ids.iter().map(|(table, ids)| (*table, ids.as_slice())).collect();
    let mut expected = staying(&rows, &keys, &Gone::with(&rows, &keys, &first));
    for event in expected.entry("relationship_severance_events".to_owned()).or_default() {
        if event["target_name"] == domain && [json!(0), json!(1)].contains(&event["type"]) {
            event.insert("purged".to_owned(), json!(true));
        }
    }
    let instances = instances(&expected);
    expected.insert("instances".to_owned(), instances);
    (lines(expected), lines(read(after)))
}

/// The list of servers, made anew: those of accounts, of blocks and of allowances.
fn instances(rows: &Rows) -> Vec<Map<String, Value>> {
    let names = |table: &str| -> Vec<String> {
        let all = rows.get(table).into_iter().flatten();
        all.filter_map(|row| row["domain"].as_str().map(str::to_owned)).collect()
    };
    let mut accounts: BTreeMap<String, u64> = BTreeMap::new();
    for domain in names("accounts") {
        *accounts.entry(domain).or_default() += 1;
    }
    let known: BTreeSet<String> =
        ["accounts", "domain_blocks", "domain_allows"].iter().flat_map(|t| names(t)).collect();
    known
        .into_iter()
        .map(|domain| {
            let count = accounts.get(&domain).copied().unwrap_or_default();
            Map::from_iter([("domain".to_owned(), json!(domain)), ("accounts_count".to_owned(), json!(count))])
        })
        .collect()
}
