//! Whether removed pictures were missed: told by what Mastodon fetched again.

use model::jobs::remove_profile_media::Options;
use model::storage::Regret;
use model::storage::regret::Removed;
use model::time::DAY_MS;
use model::{Job, JobKind, Millis, Mode};
use simulator::{Kind, Plan, days_ago};

use crate::support::ground::Ground;
use crate::support::state::{State, on_both_engines};

async fn remove(ground: &Ground, inactive_days: u32) {
    let options = Options { inactive_days, ..Options::default() };
    ground.run(Job::RemoveProfileMedia(options), Mode::Apply).await;
}

async fn measured(ground: &Ground) -> Regret {
    ground.run(JobKind::MeasureStorage.with_defaults(), Mode::Apply).await;
    ground.engine().await.storage(Millis(0)).await.expect("reads").newest.expect("is kept").regret
}

/// Mastodon fetches a picture so many days later.
async fn fetched(ground: &Ground, username: &str, days: i64) {
    sqlx::query(
        "UPDATE accounts SET avatar_file_name = 'aaaabbbbccccdddd.png', avatar_updated_at = $1 WHERE username = $2",
    )
    .bind(ground.world.now().plus_ms(days * DAY_MS).to_utc().naive_utc())
    .bind(username)
    .execute(ground.world.pool())
    .await
    .expect("comes back");
}

/// Accounts quiet for 9, 20 and 40 days, each with both pictures.
async fn gallery(state: State) -> Ground {
    let ground = Ground::on(state, Plan::new()).await;
    for (name, days) in [("nine", 9), ("twenty", 20), ("forty", 40)] {
        let account = ground.world.remote_account(&format!("{name}@a.example")).created(days_ago(400));
        account.seen(days_ago(days)).avatar(Kind::Png).header(Kind::Jpeg).await;
    }
    ground
}

fn removed(quiet_days: u32, pictures: u64, back_soon: u64, back: u64) -> Removed {
    Removed { quiet_days, pictures, back_soon, back }
}

on_both_engines! {
    async fn what_was_fetched_again_tells_what_a_longer_threshold_had_spared(state) {
        let ground = gallery(state).await;
        remove(&ground, 7).await;
        let nothing_yet = [removed(9, 2, 0, 0), removed(20, 2, 0, 0), removed(40, 2, 0, 0)];
        assert_eq!(measured(&ground).await, nothing_yet.into_iter().collect());

        fetched(&ground, "nine", 3).await;
        fetched(&ground, "twenty", 25).await;
        fetched(&ground, "forty", 31).await;
        ground.clock.advance_ms(40 * DAY_MS);
        let seen = [removed(9, 2, 1, 1), removed(20, 2, 0, 1), removed(40, 2, 0, 0)];
        let regret = measured(&ground).await;
        assert_eq!(regret, seen.into_iter().collect());
        assert_eq!(regret.left_alone_at(30), (4, 2), "30 days would have spared both");
        assert_eq!(measured(&ground).await, regret, "measured twice it says the same");

        ground.clock.advance_ms(51 * DAY_MS);
        assert_eq!(measured(&ground).await, Regret::default(), "after 90 days it is forgotten");
    }
}

#[tokio::test]
async fn a_picture_that_never_went_and_an_account_that_is_gone_teach_nothing() {
    let ground = gallery(State::sqlite().await).await;
    remove(&ground, 7).await;
    // As after a stop between remembering and removing, or a change in between.
    sqlx::raw_sql("DELETE FROM account_stats; DELETE FROM accounts WHERE username = 'forty'")
        .execute(ground.world.pool())
        .await
        .expect("goes");
    let engine = ground.engine().await;
    let gone = engine::store::removed_pictures::unseen(engine.db(), engine.site(), None, 9).await.expect("reads");
    let still = gone.iter().find(|gone| gone.file_name.ends_with(".png")).expect("an avatar");
    sqlx::query("UPDATE accounts SET avatar_file_name = $1 WHERE id = $2")
        .bind(&still.file_name)
        .bind(still.account.0)
        .execute(ground.world.pool())
        .await
        .expect("is there");
    assert_eq!(measured(&ground).await.removed(), 3);
}

#[tokio::test]
async fn a_preview_remembers_nothing() {
    let ground = gallery(State::sqlite().await).await;
    ground.run(JobKind::RemoveProfileMedia.with_defaults(), Mode::Preview).await;
    assert_eq!(measured(&ground).await, Regret::default());
}
