//! Every job on one site: in preview it leaves the database, the bucket and Redis as they were; applied it does not.

use model::jobs::measure_storage::{self, Listing};
use model::jobs::purge_domain;
use model::{Job, JobKind, Mode};
use simulator::{AccountState, Kind, Plan, days_ago};

use crate::support::ground::Ground;
use crate::support::sidekiq::Sidekiq;

/// One who is gone, one who is quiet, one who posts without a face, and a picture that belongs to nobody.
async fn site() -> Ground {
    let plan = Plan::new()
        .account("gone@a.example", AccountState::Gone)
        .account("faceless@a.example", AccountState::Living)
        .account("quiet@b.example", AccountState::Living);
    let ground = Ground::on_s3(plan).await.and_redis();
    let world = &ground.world;
    let member = world.member("admin").avatar(Kind::Png).header(Kind::Jpeg).await;
    ground.account("gone@a.example").await;
    let faceless = world.remote_account("faceless@a.example").uri(&ground.fediverse.uri("faceless@a.example"));
    let faceless = faceless.created(days_ago(400)).seen(days_ago(1)).await;
    let sql = "UPDATE accounts SET avatar_remote_url = 'https://a.example/a.png' WHERE username = 'faceless'";
    sqlx::query(sql).execute(world.pool()).await.expect("is written");
    world.follow(&member, &faceless, days_ago(200)).await;
    world.status(&faceless).at(days_ago(1)).await;
    let quiet = world.remote_account("quiet@b.example").uri(&ground.fediverse.uri("quiet@b.example"));
    quiet.created(days_ago(400)).seen(days_ago(90)).avatar(Kind::Gif).header(Kind::Png).await;
    world.remote_account("forgotten@b.example").avatar(Kind::Gif).await;
    let sql = "DELETE FROM accounts WHERE username = 'forgotten'";
    sqlx::query(sql).execute(world.pool()).await.expect("is written");
    // Long after everything was stored, so that nothing is too new to be judged.
    ground.clock.advance_ms(10 * 86_400_000);
    ground
}

fn jobs() -> [Job; 5] {
    let orphans = measure_storage::Options {
        listing: Listing::RemoveOrphans,
        most_orphans_percent: 100,
        ..measure_storage::Options::default()
    };
    let server = "b.example".parse().expect("a name");
    [
        JobKind::RestoreProfileMedia.with_defaults(),
        JobKind::CullAccounts.with_defaults(),
        JobKind::RemoveProfileMedia.with_defaults(),
        Job::MeasureStorage(orphans),
        Job::PurgeDomain(purge_domain::Options::of(vec![server])),
    ]
}

#[tokio::test]
async fn a_preview_leaves_database_bucket_and_redis_as_they_were_and_the_job_does_not() {
    let ground = site().await;
    let mut sidekiq = Sidekiq::of(&ground).await;
    sidekiq.fill(3).await;
    for job in jobs() {
        let kind = job.kind();
        let (before, redis) = (ground.moment().await, sidekiq.dump().await);
        ground.run(job.clone(), Mode::Preview).await;
        let (after, redis_after) = (ground.moment().await, sidekiq.dump().await);
        assert!(before == after && redis == redis_after, "a preview of {kind:?} changed something");
        ground.run(job, Mode::Apply).await;
        let changed = ground.moment().await != after || sidekiq.dump().await != redis_after;
        assert!(changed, "there was nothing for {kind:?} to do");
    }
}
