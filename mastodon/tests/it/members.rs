//! Who reads what is written to them, on every release and fork.

use std::collections::BTreeMap;

use mastodon::members::readers;
use simulator::MastodonVersion;
use sqlx::AssertSqlSafe;

use crate::support::Site;

async fn who_can_read_a_message_is_told_with_their_language(version: MastodonVersion) {
    let site = Site::of(version).await;
    let now = "now()";
    let members = [
        ("maya", "users", "locale", "'en'"),
        ("Noor", "users", "locale", "'ja'"),
        ("silent", "users", "locale", "NULL"),
        ("suspended", "accounts", "suspended_at", now),
        ("remembered", "accounts", "memorial", "true"),
        ("unconfirmed", "users", "confirmed_at", "NULL"),
        ("unapproved", "users", "approved", "false"),
        ("disabled", "users", "disabled", "true"),
    ];
    let mut names = vec!["deleted".to_owned(), "elsewhere".to_owned()];
    for (name, table, column, value) in members {
        let member = site.world.member(name).await;
        let key = if table == "users" { "account_id" } else { "id" };
        let change = format!("UPDATE {table} SET {column} = {value} WHERE {key} = {}", member.id);
        sqlx::raw_sql(AssertSqlSafe(change)).execute(site.world.pool()).await.expect("changes");
        names.push(name.to_owned());
    }
    site.world.member("nobody_asked_about").await;
    site.world.remote_account("elsewhere@other.example").await;
    site.world.remote_account("suspended@other.example").await;

    let read = readers(&site.mastodon, &names).await.expect("are read");
    let [en, ja] = ["en", "ja"].map(|locale| Some(locale.to_owned()));
    let expected = [("maya", en), ("Noor", ja), ("silent", None)].map(|(name, locale)| (name.to_owned(), locale));
    assert_eq!(read, BTreeMap::from(expected));
    assert!(readers(&site.mastodon, &[]).await.expect("is read").is_empty());
}

on_every_release_and_fork!(who_can_read_a_message_is_told_with_their_language);
