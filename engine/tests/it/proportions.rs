//! Every job, look, count and receipt on a site of real proportions: no statement reads a large
//! table from one end to the other, or much more than what it returns or changes.

use model::jobs::{cull_accounts, measure_storage, purge_domain, remove_profile_media, restore_profile_media};
use model::time::DAY_MS;
use model::{Domain, Job, Mode};
use simulator::{AccountState, Behaviour, Condition, MastodonVersion, Plan, Proportions, TestDatabase};

use crate::support::ground::Ground;
use crate::support::plans::Plans;
use crate::support::state::State;

/// Statements that may read much, by a part of their text, each with its reason.
const KNOWN: &[(&str, &str)] = &[
    ("REFRESH MATERIALIZED VIEW", "counts all accounts, once a run; Mastodon does the same every hour"),
    ("public.instances", "what PostgreSQL does for that"),
    ("-- What these accounts have here", "counts every post of a few hundred accounts"),
    ("WITH posts AS MATERIALIZED", "the same for a preview"),
    ("-- Which of the accounts moved", "looks at some hundred accounts by their ids; few of them moved"),
    ("coalesce(s.uri, s.url, '') AS what", "looks at every post of some hundred accounts, before they are removed"),
];

/// A server whose accounts are asked about; some of them are gone.
const ASKED: &str = "s7.example";
/// Servers that are purged, a large one among them.
const PURGED: [&str; 3] = ["s20.example", "s1.example", "s400.example"];

fn name(text: &str) -> Domain {
    text.parse().expect("a name")
}

/// How the engine meets the database.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Connections {
    /// Its own: a statement is planned once, whatever its values.
    Own,
    /// Shared with others behind a pooler: a statement is planned for its values, each time.
    Shared,
}

/// A site in that condition, with a fediverse that answers for all of it.
async fn site(version: MastodonVersion, condition: Condition, connections: Connections) -> Ground {
    let mut plan = Plan::new();
    for server in 0..Proportions::TENTH.servers {
        let server = format!("s{server}.example");
        let behaviour = if PURGED.contains(&server.as_str()) { Behaviour::Refused } else { Behaviour::Healthy };
        plan = plan.server(&server, behaviour);
    }
    let ground = Ground::over(TestDatabase::fresh(version).await, State::sqlite().await, plan).await.and_redis();
    let ground = if connections == Connections::Shared { ground.sharing_connections() } else { ground };
    let pool = ground.world.pool();
    let http_port = Some(ground.fediverse.http_port());
    Proportions { http_port, ..Proportions::TENTH }.write(pool, ground.world.now()).await.expect("is written");
    condition.bring_about(pool).await.expect("is brought about");
    ground.world.instance_actor().await;
    let sql = "SELECT username, domain FROM accounts WHERE domain IS NOT NULL ORDER BY id";
    let people: Vec<(String, String)> = sqlx::query_as(sql).fetch_all(pool).await.expect("reads");
    let mut asked = 0;
    for (user, server) in people {
        asked += u32::from(server == ASKED);
        let gone = server == ASKED && asked <= 12;
        let state = if gone { AccountState::Gone } else { AccountState::Living };
        ground.fediverse.set_account(&format!("{user}@{server}"), state);
    }
    assert!(asked > 50, "enough are asked about: {asked}");
    ground
}

/// Does everything once.
async fn everything(ground: &Ground) {
    let cull = cull_accounts::Options { domains: vec![name(ASKED)], ..cull_accounts::Options::default() };
    let pictures = remove_profile_media::Options { limit: Some(3_000), ..remove_profile_media::Options::default() };
    let restore = restore_profile_media::Options {
        limit: Some(5),
        handles: vec!["u100@s7.example".to_owned(), "nobody@s7.example".to_owned()],
        ..restore_profile_media::Options::default()
    };
    let purge = purge_domain::Options { domain_blocks: true, ..purge_domain::Options::of(PURGED.map(name).to_vec()) };

    let engine = ground.engine().await;
    engine.impact_now(&PURGED.map(name)).await.expect("counts");
    let caretaker = crate::support::ground::caretaker();
    engine.affected(&caretaker, &name(PURGED[1]), "", 50).await.expect("reads");
    engine.with_subdomains(purge.clone()).await.expect("reads");
    engine.overview().await.expect("reads");
    engine.suspect(&caretaker, &[name(PURGED[0])]).await.expect("is written");
    engine.look_at_suspects().await.expect("looks");
    engine.learn_given_up().await.expect("learns");
    engine.look_at_given_up().await.expect("looks");
    while engine.learn_inbox_hosts().await.expect("learns") {}
    engine.restart_deliveries(&caretaker, &[name("s40.example")]).await.expect("restarts");

    for mode in [Mode::Preview, Mode::Apply] {
        ground.run(Job::CullAccounts(cull.clone()), mode).await;
        ground.run(Job::RemoveProfileMedia(pictures.clone()), mode).await;
        ground.run(Job::RestoreProfileMedia(restore.clone()), mode).await;
        ground.run(Job::PurgeDomain(purge.clone()), mode).await;
        ground.run(Job::MeasureStorage(measure_storage::Options::default()), mode).await;
    }
    ground.clock.advance_ms(DAY_MS);
    engine.look_again().await.expect("looks");
    engine.count_again().await.expect("counts");
}

async fn walks_nothing(version: MastodonVersion, condition: Condition, connections: Connections) {
    let ground = site(version, condition, connections).await;
    let plans = Plans::listen();
    Plans::of(ground.world.pool()).await;
    everything(&ground).await;
    let seen = plans.seen(ground.world.pool()).await;
    let mut worst: Vec<_> = seen.iter().collect();
    worst.sort_by_key(|(_, seen)| std::cmp::Reverse(seen.pages));
    for (text, one) in worst.iter().take(25) {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        println!("{} pages, {} rows, {} times: {}", one.pages, one.rows, one.times, &text[..text.len().min(160)]);
    }
    let refreshed: u64 = seen.iter().filter(|(text, _)| text.starts_with("REFRESH")).map(|(_, one)| one.times).sum();
    assert_eq!(refreshed, 1, "the list of servers is refreshed once for all that are purged");
    let complaints: Vec<String> = seen
        .iter()
        .filter(|(text, _)| !KNOWN.iter().any(|(part, _)| text.contains(part)))
        .filter_map(|(text, one)| one.complaint.as_ref().map(|why| format!("{why}: {text}")))
        .collect();
    assert!(complaints.is_empty(), "{} statements:\n\n{}\n", complaints.len(), complaints.join("\n\n"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_walks_a_large_table_of_a_site_that_was_just_loaded() {
    walks_nothing(MastodonVersion::V4_6, Condition::Loaded, Connections::Own).await;
}

/// Here PostgreSQL knows that a few members own all notifications, and reading them from one end to
/// the other looks short to it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_walks_a_large_table_of_a_site_that_was_analysed() {
    walks_nothing(MastodonVersion::V4_6, Condition::Analysed, Connections::Shared).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_walks_a_large_table_of_a_site_after_a_mass_deletion() {
    walks_nothing(MastodonVersion::V4_6, Condition::AfterDeletion, Connections::Own).await;
}

/// There is no index of accounts by server.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_walks_a_large_table_of_a_site_of_4_1() {
    walks_nothing(MastodonVersion::V4_1, Condition::Analysed, Connections::Shared).await;
}
