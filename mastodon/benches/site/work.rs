//! What is done on a site, piece by piece, as the jobs and pages do it.

use std::collections::BTreeMap;

use mastodon::journal::MemoryJournal;
use mastodon::profile_media::select_after;
use mastodon::writer::FULL;
use mastodon::{Mastodon, Writer, accounts, domains};
use model::jobs::remove_profile_media::Options;
use model::{AccountId, Domain, Millis};
use sqlx::PgPool;

/// Accounts of one server that a cull or a purge reads at a time.
const PAGE: u32 = 100;
/// Rows whose pictures are judged in one read, as the job does it.
const ROWS: u32 = 5_000;
/// Accounts of other servers, evenly spread over the time when they came.
const SPREAD: &str = "SELECT id FROM (
  SELECT id, row_number() OVER (ORDER BY id) AS n, count(*) OVER () AS all FROM accounts WHERE domain IS NOT NULL) AS a
WHERE n % (a.all / $1) = 0 ORDER BY id LIMIT $1";
/// Servers with few accounts.
const SMALL: &str = "SELECT domain FROM accounts WHERE domain IS NOT NULL GROUP BY domain
HAVING count(*) BETWEEN 2 AND 60 ORDER BY md5(domain) LIMIT $1";

/// How much of each is done.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Amounts {
    accounts: i64,
    servers: i64,
    pictures: u64,
}

impl Amounts {
    /// So many accounts are removed, and the rest goes with it.
    pub(crate) fn of(accounts: i64) -> Self {
        Self { accounts, servers: accounts / 4, pictures: accounts.unsigned_abs() * 25 }
    }
}

/// Whom it is done to.
#[derive(Debug)]
pub(crate) struct Chosen {
    accounts: Vec<AccountId>,
    servers: Vec<Domain>,
    pictures: u64,
    now: Millis,
}

impl Chosen {
    pub(crate) async fn of(pool: &PgPool, amounts: &Amounts, now: Millis) -> Self {
        let ids: Vec<i64> = sqlx::query_scalar(SPREAD).bind(amounts.accounts).fetch_all(pool).await.expect("are read");
        let names: Vec<String> =
            sqlx::query_scalar(SMALL).bind(amounts.servers).fetch_all(pool).await.expect("are read");
        Self {
            accounts: ids.into_iter().map(AccountId).collect(),
            servers: names.iter().map(|name| name.parse().expect("a name")).collect(),
            pictures: amounts.pictures,
            now,
        }
    }
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Work {
    /// A cull reads whom to ask about.
    Cull,
    /// The impact of a purge is counted.
    Impact,
    /// The overview is counted.
    Overview,
    /// Accounts of all servers are removed.
    Remove,
    /// The same, as a preview.
    Preview,
    /// Many small servers are purged.
    Purge,
    /// Profile pictures are judged, and the old ones let go of.
    Pictures,
}

impl Work {
    /// In the order in which they are done: what only reads comes first.
    pub(crate) const ALL: [Self; 7] =
        [Self::Cull, Self::Impact, Self::Overview, Self::Preview, Self::Remove, Self::Purge, Self::Pictures];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Cull => "accounts to ask about",
            Self::Impact => "rows in impacts",
            Self::Overview => "accounts in overview",
            Self::Preview => "rows, preview",
            Self::Remove => "rows removed",
            Self::Purge => "rows purged",
            Self::Pictures => "accounts with pictures",
        }
    }

    /// Does it, and returns how much was done.
    pub(crate) async fn done(self, mastodon: &Mastodon, chosen: &Chosen) -> u64 {
        let Chosen { accounts, servers, pictures: wanted, now } = chosen;
        match self {
            Self::Cull => cull(mastodon, servers, *now).await,
            Self::Impact => impact(mastodon, servers, *now).await,
            Self::Overview => domains::totals(mastodon).await.expect("is counted").accounts,
            Self::Preview => remove(&Writer::Preview(mastodon.clone()), accounts).await,
            Self::Remove => remove(&Writer::Apply(mastodon.clone()), accounts).await,
            Self::Purge => purge(mastodon, servers).await,
            Self::Pictures => pictures(mastodon, *wanted, *now).await,
        }
    }
}

async fn cull(mastodon: &Mastodon, servers: &[Domain], now: Millis) -> u64 {
    let mut asked = 0;
    for server in servers {
        let (mut after, since) = (AccountId(i64::MIN), (Some(now.days_before(2)), now));
        loop {
            let page = accounts::unconfirmed(mastodon, server, after, since, PAGE).await.expect("are read");
            let Some(last) = page.last() else { break };
            after = last.id;
            asked += page.len() as u64;
        }
    }
    asked
}

async fn impact(mastodon: &Mastodon, servers: &[Domain], now: Millis) -> u64 {
    let mut counted: BTreeMap<Domain, u64> = BTreeMap::new();
    for some in servers.chunks(20) {
        let impacts = domains::impact(mastodon, some, now).await.expect("is counted");
        counted.extend(impacts.into_iter().map(|(domain, impact)| (domain, impact.accounts + impact.statuses)));
    }
    counted.values().sum()
}

async fn remove(writer: &Writer, ids: &[AccountId]) -> u64 {
    let mut rows = 0;
    for some in ids.chunks(FULL) {
        let removed = writer.remove_accounts(some, &MemoryJournal::default()).await.expect("they go");
        rows += removed.accounts + removed.statuses;
    }
    rows
}

async fn purge(mastodon: &Mastodon, servers: &[Domain]) -> u64 {
    let (writer, journal) = (Writer::Apply(mastodon.clone()), MemoryJournal::default());
    let mut rows = 0;
    for server in servers {
        let mut after = AccountId(i64::MIN);
        loop {
            let page = accounts::of_domain(mastodon, server, after, PAGE).await.expect("are read");
            let Some(last) = page.last() else { break };
            after = last.id;
            let ids: Vec<AccountId> = page.iter().map(|account| account.id).collect();
            let removed = writer.purge_accounts(&ids, &journal).await.expect("they go");
            rows += removed.accounts + removed.statuses;
        }
        writer.finish_purge(server, &journal).await.expect("it ends");
    }
    writer.refresh_instances().await;
    rows
}

async fn pictures(mastodon: &Mastodon, wanted: u64, now: Millis) -> u64 {
    let (writer, journal) = (Writer::Apply(mastodon.clone()), MemoryJournal::default());
    let (mut after, mut let_go) = (AccountId(i64::MIN), 0);
    while let_go < wanted
        && let Some(part) =
            select_after(mastodon, after, ROWS, &Options::default(), (now, now)).await.expect("is judged")
    {
        after = part.last;
        let files: Vec<_> = part.picked.into_iter().flatten().collect();
        let_go += writer.let_go_of_profile_media(&files, &journal).await.expect("they let go").accounts() as u64;
    }
    let_go
}
