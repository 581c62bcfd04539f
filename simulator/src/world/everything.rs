//! An account with every relation its release of Mastodon knows.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use sqlx::AssertSqlSafe;

use super::World;
use super::accounts::Account;
use super::attachments::Attachment;
use super::moment::{Ago, days_ago};
use super::pictures::Kind;
use super::statuses::{Status, Visibility};
use super::tables::ForeignKey;

/// What surrounds an account that has everything.
#[derive(Clone, Debug)]
pub struct Everything {
    /// The account itself.
    pub account: Account,
    /// A member who deals with it in every way.
    pub member: Account,
    /// A remote account of another server that deals with it too, and stays.
    pub friend: Account,
    /// The account's own statuses, of every visibility, its boost of a member's status last.
    pub statuses: Vec<Status>,
    /// Statuses of others that mention, answer, boost or quote it.
    pub answers: Vec<Status>,
    /// A member's status that the account favoured, boosted, answered and quoted.
    pub liked: Status,
    /// The account's media.
    pub attachments: Vec<Attachment>,
}

impl World {
    /// Gives the account every relation that the schema knows, in both directions where there are two.
    ///
    /// First what really happens between people, then, read from the catalogue, a row for each column pointing at accounts or statuses
    /// that nothing points from yet. `users` is left out: a remote account has no user.
    pub async fn with_everything(&self, account: &Account) -> Everything {
        let nth = self.next();
        let member = self.member(&format!("member_{nth}")).await;
        let friend = self.remote_account(&format!("friend_{nth}@friends.example")).seen(days_ago(2)).await;
        let mut everything = self.write_and_answer(account, &member, &friend).await;
        self.befriend(&everything).await;
        self.moderate(&everything).await;
        self.collect(&everything).await;
        everything.attachments.push(self.stray_attachment(account, Kind::Jpeg).await);
        self.fill(&everything).await;
        everything
    }

    /// Statuses of both sides, and what they do with each other's.
    async fn write_and_answer(&self, account: &Account, member: &Account, friend: &Account) -> Everything {
        let post = self.status(account).at(days_ago(120)).mentioning(member).await;
        let unlisted = self.status(account).visibility(Visibility::Unlisted).reply_to(&post).at(days_ago(110)).await;
        let private = self.status(account).visibility(Visibility::Private).at(days_ago(105)).await;
        let first = self.direct(account, &[member]).at(days_ago(104)).await;
        let back = self.direct(member, &[account]).reply_to(&first).at(days_ago(103)).await;
        let direct = self.direct(account, &[member, friend]).at(days_ago(102)).await;
        let liked = self.status(member).at(days_ago(101)).await;
        let reply = self.status(account).reply_to(&liked).mentioning(member).at(days_ago(100)).await;
        let quoting = self.status(account).at(days_ago(99)).await;
        let boost = self.boost(account, &liked).at(days_ago(98)).await;
        self.quote(&quoting, &liked).await;
        self.favourite(account, &liked, days_ago(97)).await;
        self.bookmark(account, &liked).await;

        self.react(&[account, friend], &liked, "🌱").await;
        self.refer(&quoting, &liked).await;

        let answer = self.status(member).reply_to(&post).mentioning(account).at(days_ago(96)).await;
        let distant = self.status(friend).reply_to(&unlisted).mentioning(account).at(days_ago(95)).await;
        let quote = self.status(member).at(days_ago(94)).await;
        let boosts = [
            self.boost(member, &post).at(days_ago(93)).await,
            self.boost(friend, &post).at(days_ago(92)).await,
            self.boost(account, &post).at(days_ago(91)).await,
        ];
        self.quote(&quote, &post).await;
        self.react(&[member], &post, "🌱").await;
        self.refer(&quote, &post).await;
        for by in [member, friend] {
            self.favourite(by, &post, days_ago(90)).await;
            self.bookmark(by, &post).await;
        }
        let poll = self.poll(&post, &[member, friend]).await;
        self.notify(member, account, Ago::default(), "poll", "Poll", poll).await;
        let theirs = self.status(member).at(days_ago(89)).await;
        self.poll(&theirs, &[account, friend]).await;

        self.pin(&post).await;
        self.edit(&post).await;
        for status in [&post, &liked] {
            self.tag(status, "gardening").await;
        }
        self.card(&post, &format!("https://pages.example/{}", post.id)).await;
        let mut attachments = Vec::new();
        for kind in [Kind::Png, Kind::Jpeg, Kind::Webp, Kind::Gif, Kind::Video, Kind::Audio] {
            attachments.push(self.attach(&post, kind).await);
        }
        let mut answers = vec![back, answer, distant, quote, theirs];
        answers.extend(boosts);
        Everything {
            account: account.clone(),
            member: member.clone(),
            friend: friend.clone(),
            statuses: vec![post, unlisted, private, first, direct, reply, quoting, boost],
            answers,
            liked,
            attachments,
        }
    }

    /// Follows, lists, blocks and all that, each in both directions.
    async fn befriend(&self, everything: &Everything) {
        let Everything { account, member, friend, statuses, .. } = everything;
        for other in [member, friend] {
            let follow = self.follow(other, account, days_ago(300)).await;
            self.follow(account, other, days_ago(290)).await;
            self.list(other, "Neighbours", account, follow).await;
            for (from, to) in [(other, account), (account, other)] {
                self.follow_request(from, to, days_ago(280)).await;
                self.block(from, to).await;
                self.mute(from, to).await;
                self.note(from, to).await;
                self.endorse(from, to).await;
                self.insert(
                    "follow_recommendation_mutes",
                    json!({ "account_id": from.id.0, "target_account_id": to.id.0 }),
                )
                .await;
                let row = json!({ "requesting_account_id": from.id.0, "recommended_account_id": to.id.0 });
                self.insert("fasp_follow_recommendations", row).await;
                self.notification_permission(from, to).await;
            }
            self.notification_request(other, account, statuses[0].id).await;
        }
        self.feature_tag(account, "gardening").await;
        self.sever(account.domain.as_deref().unwrap_or_default(), member, account).await;
        self.insert(
            "conversation_mutes",
            json!({ "account_id": account.id.0, "conversation_id": statuses[0].conversation }),
        )
        .await;
        let counts = json!({ "account_id": account.id.0, "year": 2025, "statuses_count": 7 });
        self.insert("annual_report_statuses_per_account_counts", counts).await;
        self.insert("tag_account_mutes", json!({ "account_id": account.id.0 })).await;
        let report = json!({ "account_id": account.id.0, "year": 2025, "data": {}, "schema_version": 1 });
        self.insert("generated_annual_reports", report).await;
    }

    /// Reports by it and about it, open and closed; warnings, notes, the log.
    async fn moderate(&self, everything: &Everything) {
        let Everything { account, member, friend, statuses, liked, .. } = everything;
        self.report(member, account, &[&statuses[0], &statuses[1]]).await;
        let closed = self.report(friend, account, &[&statuses[2]]).await;
        self.resolve(closed, member).await;
        self.report(account, friend, &[]).await;
        self.warning(member, account, &[&statuses[0]]).await;
        self.moderation_note(member, account).await;
        self.moderation_note(account, friend).await;
        self.action_log(member, account).await;
        let tombstone = json!({ "account_id": account.id.0, "uri": format!("{}/statuses/old", account.home()) });
        self.insert("tombstones", tombstone).await;
        self.notify(member, account, Ago::default(), "status", "Status", statuses[0].id).await;
        self.notify(member, account, Ago::default(), "update", "Status", statuses[0].id).await;
        self.notify(member, account, Ago::default(), "reblog", "Status", liked.id).await;
    }

    /// Collections of it and with it (4.6), their counts right.
    async fn collect(&self, everything: &Everything) {
        let Everything { account, member, friend, .. } = everything;
        for (owner, people) in [(account, [member, friend]), (member, [account, friend])] {
            let row = json!({
                "account_id": owner.id.0, "name": "Gardeners", "local": owner.is_member(), "item_count": people.len(),
                "original_number_of_items": people.len(), "discoverable": true, "sensitive": false,
            });
            let Some(collection) = self.insert("collections", row).await else {
                return;
            };
            for (position, person) in (1..).zip(people) {
                let row = json!({
                    "collection_id": collection, "account_id": person.id.0, "position": position, "state": 1,
                });
                let item = self.insert("collection_items", row).await.unwrap_or_default();
                self.notify(person, owner, Ago::default(), "added_to_collection", "CollectionItem", item).await;
            }
        }
    }

    /// One row more for each table that still has a column which points at nothing of this account.
    async fn fill(&self, everything: &Everything) {
        let account = everything.account.id.0;
        let own: Vec<i64> = everything.statuses.iter().map(|status| status.id).collect();
        let mut open: BTreeMap<String, Map<String, Value>> = BTreeMap::new();
        for (to, ids) in [("accounts", vec![account]), ("statuses", own)] {
            for key in self.tables.pointing_at(to).filter(|key| key.table != "users") {
                if !self.points_at(key, &ids).await {
                    open.entry(key.table.clone()).or_default().insert(key.column.clone(), json!(ids[0]));
                }
            }
        }
        for (table, mut row) in open {
            if table == "accounts" {
                row.insert("username".to_owned(), json!(format!("neighbour_{}", self.next())));
                row.insert("domain".to_owned(), json!("friends.example"));
            }
            for (column, to) in self.tables.required_pointers(&table) {
                if !row.contains_key(&column)
                    && let Some(id) = self.some_row(&to).await
                {
                    row.insert(column, json!(id));
                }
            }
            self.insert_row(table, row).await;
        }
    }

    /// Whether a row points at one of these by that column.
    pub(super) async fn points_at(&self, key: &ForeignKey, ids: &[i64]) -> bool {
        let statement = format!("SELECT EXISTS (SELECT FROM \"{}\" WHERE \"{}\" = ANY($1))", key.table, key.column);
        sqlx::query_scalar(AssertSqlSafe(statement)).bind(ids).fetch_one(&self.pool).await.expect("a table is read")
    }

    async fn some_row(&self, table: &str) -> Option<i64> {
        let statement = format!("SELECT max(id) FROM \"{table}\"");
        sqlx::query_scalar(AssertSqlSafe(statement)).fetch_one(&self.pool).await.expect("a table is read")
    }
}
