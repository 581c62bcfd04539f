//! Removing accounts: what goes, and that nothing else does.

use mastodon::Writer;
use mastodon::journal::MemoryJournal;
use mastodon::writer::Removed;
use model::{AccountId, Bytes};
use simulator::world::Everything;
use simulator::{FileTree, Kind, MastodonVersion, Snapshot};

use crate::support::{Site, without_accounts};

/// A vanished account that has everything, beside a neighbour on the same server that has everything too.
pub(crate) struct Vanished {
    pub(crate) site: Site,
    pub(crate) gone: Everything,
    pub(crate) before: Snapshot,
    pub(crate) files: FileTree,
}

impl Vanished {
    pub(crate) async fn on(version: MastodonVersion) -> Self {
        let site = Site::of(version).await;
        let account = site.world.remote_account("alice@gone.example").avatar(Kind::Gif).header(Kind::Png).await;
        let neighbour = site.world.remote_account("bob@gone.example").avatar(Kind::Jpeg).storage_schema(None).await;
        let gone = site.with_everything(&account).await;
        let stays = site.with_everything(&neighbour).await;
        site.world.follow(&account, &neighbour, simulator::days_ago(50)).await;
        site.world.favourite(&account, &stays.statuses[0], simulator::days_ago(40)).await;
        site.world.boost(&account, &stays.statuses[0]).await;
        site.world.boost(&neighbour, &gone.statuses[0]).await;
        let (before, files) = (site.rows().await, site.files());
        Self { site, gone, before, files }
    }

    pub(crate) fn id(&self) -> AccountId {
        self.gone.account.id
    }

    /// The keys of everything the account has stored.
    fn keys(&self) -> Vec<String> {
        let account = &self.gone.account;
        let attachments = self.gone.attachments.iter().flat_map(|attachment| &attachment.files);
        account.avatar.iter().chain(&account.header).chain(attachments).cloned().collect()
    }

    /// Row by row and file by file: what the account had is gone, and everything else is as it must be.
    pub(crate) async fn check(&self) {
        let after = self.site.rows().await;
        let (expected, found) = without_accounts(self.site.world.pool(), &self.before, &after, &[self.id().0]).await;
        let missing: Vec<_> = expected.iter().filter(|line| !found.contains(line)).collect();
        let surplus: Vec<_> = found.iter().filter(|line| !expected.contains(line)).collect();
        assert!(missing.is_empty() && surplus.is_empty(), "missing: {missing:#?}\nsurplus: {surplus:#?}");
        assert_eq!(expected.len(), found.len());

        let mut lost: Vec<String> = self.keys().iter().map(|key| format!("- {key}")).collect();
        lost.sort();
        assert_eq!(self.files.changes(&self.site.files()), lost);
        assert_eq!(self.site.files().empty_folders().count(), 0);
    }

    /// What the removal must tell.
    fn told(&self) -> Removed {
        let statuses = self.before.rows("statuses");
        let own: Vec<_> = statuses.iter().filter(|s| s["account_id"] == self.id().0).map(|s| s["id"].clone()).collect();
        let members: Vec<_> = self.before.rows("accounts").into_iter().filter(|a| a["domain"].is_null()).collect();
        let boosts = statuses.iter().filter(|s| {
            own.contains(&s["reblog_of_id"]) && members.iter().any(|member| member["id"] == s["account_id"])
        });
        let mut removed = Removed {
            accounts: 1,
            statuses: own.len() as u64,
            boosts_by_members: boosts.count() as u64,
            ..Removed::default()
        };
        removed.media.files = self.keys().len() as u64;
        removed.media.bytes = Bytes(self.files.size() - self.files_after().size());
        removed
    }

    fn files_after(&self) -> FileTree {
        self.site.files()
    }
}

async fn a_vanished_account_leaves_nothing_behind(version: MastodonVersion) {
    let vanished = Vanished::on(version).await;
    let journal = MemoryJournal::default();
    let writer = Writer::Apply(vanished.site.mastodon.clone());

    let removed = writer.remove_accounts(&[vanished.id()], &journal).await.expect("it is removed");

    vanished.check().await;
    assert_eq!(removed, vanished.told());
    assert!(journal.open_entries().is_empty());
}

async fn a_preview_changes_nothing_and_tells_the_same(version: MastodonVersion) {
    let vanished = Vanished::on(version).await;
    let journal = MemoryJournal::default();
    let ids = [vanished.id()];

    let previewed =
        Writer::Preview(vanished.site.mastodon.clone()).remove_accounts(&ids, &journal).await.expect("it is counted");

    assert_eq!(vanished.before, vanished.site.rows().await);
    assert_eq!(vanished.files, vanished.site.files());
    assert!(journal.open_entries().is_empty());
    let applied =
        Writer::Apply(vanished.site.mastodon.clone()).remove_accounts(&ids, &journal).await.expect("it is removed");
    assert_eq!(previewed, applied);
}

async fn a_second_time_finds_nothing(version: MastodonVersion) {
    let vanished = Vanished::on(version).await;
    let journal = MemoryJournal::default();
    let writer = Writer::Apply(vanished.site.mastodon.clone());
    writer.remove_accounts(&[vanished.id()], &journal).await.expect("it is removed");
    let (rows, files) = (vanished.site.rows().await, vanished.site.files());

    let again = writer.remove_accounts(&[vanished.id()], &journal).await.expect("there is nothing to do");

    assert_eq!(again, Removed::default());
    assert_eq!(rows, vanished.site.rows().await);
    assert_eq!(files, vanished.site.files());
}

on_every_release_and_fork!(
    a_vanished_account_leaves_nothing_behind,
    a_preview_changes_nothing_and_tells_the_same,
    a_second_time_finds_nothing,
);
