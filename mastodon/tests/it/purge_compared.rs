//! What a purge leaves, table by table, beside servers and members that stay.

mod mentions;
mod others;

use mastodon::Writer;
use mastodon::accounts::of_domain;
use mastodon::journal::MemoryJournal;
use mastodon::writer::{Instances, Purged};
use model::{AccountId, Domain};
use serde_json::json;
use simulator::world::Everything;
use simulator::{FileTree, Kind, MastodonVersion, Snapshot, days_ago};

use crate::support::{Site, without_server};
use mentions::mentions;
use others::changed_for_others;

/// The server that closed.
const CLOSED: &str = "closed.example";

/// Where Mastodon goes on naming what is purged: lists of ids that it passes over, what moderators and members said of the server, and
/// cards of the pages that were linked.
const KEPT: [(&str, &str); 11] = [
    ("account_conversations", "participant_account_ids"),
    ("account_domain_blocks", "domain"),
    ("account_warnings", "status_ids"),
    ("admin_action_logs", "human_identifier"),
    ("admin_action_logs", "target_id"),
    ("domain_blocks", "domain"),
    ("instance_moderation_notes", "domain"),
    ("instances", "domain"),
    ("preview_cards", "url"),
    ("relationship_severance_events", "target_name"),
    ("reports", "status_ids"),
];

/// Two accounts with everything and one with little on the server that closed; one with everything below it, and one elsewhere.
struct Fediverse {
    site: Site,
    closed: Vec<Everything>,
    /// The keys of all files of that server.
    files: Vec<String>,
    before: (Snapshot, FileTree),
}

impl Fediverse {
    async fn on(version: MastodonVersion) -> Self {
        let site = Site::of(version).await;
        let world = &site.world;
        let mut everything = Vec::new();
        for acct in ["alice@closed.example", "bob@closed.example", "sam@sub.closed.example", "olga@other.example"] {
            let account = world.remote_account(acct).avatar(Kind::Gif).header(Kind::Png).await;
            everything.push(site.with_everything(&account).await);
        }
        let little = world.remote_account("carl@closed.example").avatar(Kind::Jpeg).storage_schema(None).await;
        for one in &everything {
            for other in everything.iter().filter(|other| other.account.id != one.account.id) {
                world.follow(&one.account, &other.account, days_ago(80)).await;
                world.favourite(&one.account, &other.statuses[0], days_ago(70)).await;
                world.boost(&one.account, &other.statuses[0]).await;
                world.status(&one.account).reply_to(&other.statuses[0]).mentioning(&other.account).await;
            }
        }
        let mut files = little.avatar.clone();
        for name in ["closed.example", "sub.closed.example", "other.example"] {
            for emoji in ["wave", "smile"] {
                let emoji = world.emoji(emoji, Some(name)).await;
                if name == CLOSED {
                    files.extend(emoji.files);
                }
            }
            world.unavailable_domain(name, days_ago(60)).await;
        }
        let fediverse = Self { before: (site.rows().await, site.files()), site, closed: everything, files };
        fediverse.moderated().await
    }

    /// What moderators and a member said of the server itself, and where they cite posts of there.
    async fn moderated(mut self) -> Self {
        let Everything { member, friend, statuses, .. } = &self.closed[0];
        let world = &self.site.world;
        world.report(member, friend, &[&statuses[0]]).await;
        world.warning(member, friend, &[&statuses[0]]).await;
        world.domain_block(CLOSED, 0).await;
        world.insert("account_domain_blocks", json!({ "account_id": member.id.0, "domain": CLOSED })).await;
        let note = json!({ "account_id": member.id.0, "domain": CLOSED, "content": "It closed in spring." });
        world.insert("instance_moderation_notes", note).await;
        world.refresh_instances().await;
        self.closed.truncate(2);
        for one in &self.closed {
            let attachments = one.attachments.iter().flat_map(|attachment| &attachment.files);
            self.files.extend(one.account.avatar.iter().chain(&one.account.header).chain(attachments).cloned());
        }
        self.before = (self.site.rows().await, self.site.files());
        self
    }

    /// Purges the server as the job does, two accounts at a time.
    async fn purge(&self) -> Purged {
        let domain: Domain = CLOSED.parse().expect("a name");
        let (writer, journal) = (Writer::Apply(self.site.mastodon.clone()), MemoryJournal::default());
        let mut after = AccountId(i64::MIN);
        loop {
            let page = of_domain(&self.site.mastodon, &domain, after, 2).await.expect("they are read");
            let Some(last) = page.last() else { break };
            after = last.id;
            let ids: Vec<_> = page.iter().map(|account| account.id).collect();
            writer.purge_accounts(&ids, &journal).await.expect("they go");
        }
        let purged = writer.finish_purge(&domain, &journal).await.expect("it ends");
        assert_eq!(writer.refresh_instances().await, Instances::Refreshed);
        assert!(journal.open_entries().is_empty());
        purged
    }
}

impl Fediverse {
    /// Row by row and file by file.
    async fn everything_is_as_it_must_be(&self, after: &Snapshot) {
        let (before, files) = &self.before;
        let (expected, found) = without_server(self.site.world.pool(), before, after, CLOSED).await;
        let missing: Vec<_> = expected.iter().filter(|line| !found.contains(line)).collect();
        let surplus: Vec<_> = found.iter().filter(|line| !expected.contains(line)).collect();
        assert!(missing.is_empty() && surplus.is_empty(), "missing: {missing:#?}\nsurplus: {surplus:#?}");
        assert_eq!(expected.len(), found.len());
        let mut lost: Vec<String> = self.files.iter().map(|key| format!("- {key}")).collect();
        lost.sort();
        assert_eq!(files.changes(&self.site.files()), lost);
        assert_eq!(self.site.files().empty_folders().count(), 0);
    }

    /// Column by column.
    fn nothing_names_the_purged_but_what_mastodon_keeps(&self, after: &Snapshot) {
        let catalogue = self.site.mastodon.catalogue();
        let there = |(table, column): &(&str, &str)| catalogue.has_column(table, column) || *table == "instances";
        let kept: Vec<_> = KEPT.into_iter().filter(there).map(|(table, column)| format!("{table}.{column}")).collect();
        assert_eq!(mentions(&self.before.0, after, CLOSED).into_iter().collect::<Vec<_>>(), kept);
    }

    /// Table by table.
    fn others_lose_nothing_but_what_counted_the_purged(&self, after: &Snapshot) {
        let keys = self.site.mastodon.catalogue().foreign_keys();
        assert_eq!(changed_for_others(&self.before.0, after, keys, CLOSED), Vec::<String>::new());
    }
}

/// One story, because to tell it takes seconds.
async fn a_purge_takes_all_of_a_server_and_nothing_of_others(version: MastodonVersion) {
    let fediverse = Fediverse::on(version).await;

    let purged = fediverse.purge().await;

    assert_eq!(purged.emojis, 2);
    let after = fediverse.site.rows().await;
    fediverse.everything_is_as_it_must_be(&after).await;
    fediverse.nothing_names_the_purged_but_what_mastodon_keeps(&after);
    fediverse.others_lose_nothing_but_what_counted_the_purged(&after);
}

on_every_release_and_fork!(a_purge_takes_all_of_a_server_and_nothing_of_others);
