//! A believable past: twelve weeks of runs with their reports, written through the same store as real ones.

mod measurements;
mod past_run;
mod remembered;
mod reports;

use engine::{Engine, NewSchedule};
use model::jobs::{cull_accounts, remove_profile_media};
use model::run::RunFailure;
use model::time::{DAY_MS, HOUR_MS, MINUTE_MS};
use model::{Cadence, Job, JobKind, Millis, Mode, Operator, Trigger, Weekday};

use super::evidence::{self, Silent};
use super::world::World;
use super::{DemoError, evidence::silent_servers};
use engine::store::runs::lease::Ending;
use past_run::PastRun;

/// Weeks of history.
const WEEKS: i64 = 12;
const WEEK_MS: i64 = 7 * DAY_MS;

/// A number between two others that depends on nothing but its index, so that every demo of a size has the same past.
pub(super) fn spread(index: usize, least: u64, most: u64) -> u64 {
    let mixed = (u64::try_from(index).unwrap_or(0) + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    least + (mixed >> 33) % (most - least + 1)
}

/// Writes the past up to now: runs in the order in which they happened, cases with their evidence, and both schedules.
pub(super) async fn write(engine: &Engine, world: &World, operator: &Operator) -> Result<(), DemoError> {
    let now = engine.now();
    let silent = silent_servers(world.behaviours(), now);
    let checks = weekly_checks(now);
    let mut runs = past_runs(world, operator, &silent, &checks, now);
    let stock = measurements::stock(&engine.mastodon().await?).await?;
    runs.extend(measurements::past_runs(&stock, &runs, now));
    runs.sort_by_key(|run| run.began);
    let removals: Vec<Millis> = runs.iter().filter(|run| run.took_pictures()).map(|run| run.ended).collect();
    for run in runs {
        run.write(engine).await?;
    }
    remembered::write(engine, &removals).await?;
    measurements::now(engine).await?;
    evidence::write(engine, &silent, now).await?;
    schedules(engine, operator).await
}

/// The Sundays at 03:00 UTC on which vanished accounts were looked for, oldest first.
fn weekly_checks(now: Millis) -> Vec<Millis> {
    // 1970-01-04 was a Sunday.
    let first_sunday = 3 * DAY_MS + 3 * HOUR_MS;
    let last = now.0 - (now.0 - first_sunday).rem_euclid(WEEK_MS);
    (0..WEEKS).rev().map(|weeks| Millis(last - weeks * WEEK_MS)).collect()
}

fn past_runs(world: &World, operator: &Operator, silent: &[Silent], checks: &[Millis], now: Millis) -> Vec<PastRun> {
    let by_hand = || Trigger::Operator { name: operator.name.clone() };
    let mut runs = Vec::new();
    for (week, &at) in checks.iter().enumerate() {
        runs.push(cull(world, silent, week, at, if week == 0 { by_hand() } else { Trigger::Schedule }));
        let media_at = at.plus_ms(DAY_MS + HOUR_MS);
        if media_at < now {
            let trigger = if week == 0 { by_hand() } else { Trigger::Schedule };
            runs.push(profile_media(world, week, media_at, Mode::Apply, trigger));
        }
    }
    if let (Some(&first), Some(&fifth), Some(&eighth)) = (checks.first(), checks.get(4), checks.get(7)) {
        runs.push(cull_preview(world, silent, first.plus_ms(-3 * HOUR_MS), by_hand()));
        runs.push(profile_media(world, 0, first.plus_ms(-2 * HOUR_MS), Mode::Preview, by_hand()));
        runs.push(purge(world, fifth.plus_ms(2 * DAY_MS), by_hand()));
        runs.push(failed(eighth.plus_ms(2 * DAY_MS), by_hand()));
    }
    runs
}

fn cull(world: &World, silent: &[Silent], week: usize, at: Millis, trigger: Trigger) -> PastRun {
    let removed = usize::try_from(spread(week, 14, 46)).unwrap_or(0);
    let ended = at.plus_ms(i64::try_from(spread(week, 21, 48)).unwrap_or(0) * MINUTE_MS);
    let known: Vec<&Silent> = silent.iter().filter(|silent| silent.since <= at).collect();
    PastRun {
        job: JobKind::CullAccounts.with_defaults(),
        mode: Mode::Apply,
        trigger,
        began: at,
        ended,
        ending: Ending::Finished,
        report: Some(reports::cull(world.accounts(), &known, week, removed)),
        removed: world.vanished(week, removed),
    }
}

fn cull_preview(world: &World, silent: &[Silent], at: Millis, trigger: Trigger) -> PastRun {
    let known: Vec<&Silent> = silent.iter().filter(|silent| silent.since <= at).collect();
    let removed = world.vanished(0, 12);
    PastRun {
        job: Job::CullAccounts(cull_accounts::Options { limit: Some(12), ..Default::default() }),
        mode: Mode::Preview,
        trigger,
        began: at,
        ended: at.plus_ms(17 * MINUTE_MS),
        ending: Ending::Finished,
        report: Some(reports::cull(world.accounts(), &known, 0, removed.len())),
        removed,
    }
}

fn profile_media(world: &World, week: usize, at: Millis, mode: Mode, trigger: Trigger) -> PastRun {
    PastRun {
        job: Job::RemoveProfileMedia(remove_profile_media::Options::default()),
        mode,
        trigger,
        began: at,
        ended: at.plus_ms(i64::try_from(spread(week, 3, 11)).unwrap_or(0) * MINUTE_MS),
        ending: Ending::Finished,
        report: Some(reports::profile_media(world.accounts(), week)),
        removed: Vec::new(),
    }
}

fn purge(world: &World, at: Millis, trigger: Trigger) -> PastRun {
    PastRun {
        job: Job::PurgeDomain(model::jobs::purge_domain::Options::of(world.closed_servers())),
        mode: Mode::Apply,
        trigger,
        began: at,
        ended: at.plus_ms(4 * MINUTE_MS),
        ending: Ending::Finished,
        report: Some(reports::purge(world.closed_servers())),
        removed: Vec::new(),
    }
}

fn failed(at: Millis, trigger: Trigger) -> PastRun {
    PastRun {
        job: JobKind::RemoveProfileMedia.with_defaults(),
        mode: Mode::Apply,
        trigger,
        began: at,
        ended: at.plus_ms(MINUTE_MS),
        ending: Ending::Failed(RunFailure::Storage),
        report: None,
        removed: Vec::new(),
    }
}

async fn schedules(engine: &Engine, operator: &Operator) -> Result<(), DemoError> {
    let wishes =
        [(JobKind::CullAccounts, Weekday::Sunday, "03:00"), (JobKind::RemoveProfileMedia, Weekday::Monday, "04:00")];
    for (kind, weekday, time) in wishes {
        let wish = NewSchedule {
            job: kind.with_defaults(),
            cadence: Cadence::Weekly(weekday),
            time: time.parse().expect("a time as people write it"),
            zone: "UTC".to_owned(),
            enabled: true,
        };
        engine.set_schedule(operator, wish).await?;
    }
    let measured = NewSchedule {
        job: JobKind::MeasureStorage.with_defaults(),
        cadence: Cadence::Daily,
        time: measurements::TIME.parse().expect("a time as people write it"),
        zone: "UTC".to_owned(),
        enabled: true,
    };
    engine.set_schedule(operator, measured).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checks_are_sundays_at_three_and_all_are_past() {
        let now = Millis(1_795_305_600_000);
        let checks = weekly_checks(now);
        assert_eq!(checks.len(), 12);
        for check in &checks {
            assert_eq!(check.to_utc().format("%a %H:%M").to_string(), "Sun 03:00");
            assert!(*check <= now);
        }
        assert!(now.0 - checks[11].0 < WEEK_MS);
    }

    #[test]
    fn spread_stays_within_its_bounds() {
        let numbers: Vec<u64> = (0..100).map(|index| spread(index, 14, 46)).collect();
        assert!(numbers.iter().all(|n| (14..=46).contains(n)));
        assert!(numbers.iter().max() > numbers.iter().min());
    }
}
