//! Our own state behaves alike on SQLite and PostgreSQL.

mod activities;
mod cases;
mod damage;
mod inbox_hosts;
mod leases;
mod ledger;
mod migrations;
mod missing_pictures;
mod notices;
mod operators;
mod queue;
mod removal_journal;
mod removed_accounts;
mod runs;
mod sessions;
mod storage;
mod waiting_room;

use engine::store::activities::Activity;
use engine::store::runs::{NewRun, insert};
use engine::store::{Db, sites, waiting_room as room};
use model::time::DAY_MS;
use model::{Act, Domain, Job, JobKind, Millis, Mode, Operator, Role, RunId, SiteId, Trigger};

const NOW: Millis = Millis(1_800_000_000_000);

async fn site(db: &Db) -> SiteId {
    sites::ensure(db, "home.example", NOW).await.expect("a site")
}

fn new_run(site: SiteId, kind: JobKind) -> NewRun {
    NewRun {
        site,
        job: kind.with_defaults(),
        mode: Mode::Apply,
        trigger: Trigger::CommandLine,
        fired: None,
        created_at: NOW,
        due_at: NOW,
    }
}

async fn queued(db: &Db, kind: JobKind) -> RunId {
    let site = site(db).await;
    insert(db, &new_run(site, kind), None).await.expect("is queued")
}

/// A purge of these servers in a day, if it could be ordered.
async fn ordered(db: &Db, site: SiteId, domains: &[Domain]) -> Option<RunId> {
    let job = Job::PurgeDomain(model::jobs::purge_domain::Options::of(domains.to_vec()));
    let purge = NewRun { job, due_at: NOW.plus_ms(DAY_MS), ..new_run(site, JobKind::PurgeDomain) };
    let mika = Operator { name: "mika".to_owned(), role: Role::Moderator };
    let activity = Activity::new(site, NOW, &mika, Act::DecidePurge, "these");
    room::order(db, &purge, domains, false, &activity).await.expect("writes")
}

fn purge_of(domain: &str) -> Job {
    Job::PurgeDomain(model::jobs::purge_domain::Options::of(vec![name(domain)]))
}

fn name(text: &str) -> Domain {
    text.parse().expect("a name")
}
