//! Measurements of storage: some weeks of days that lead to what the simulated Mastodon really stores, and a real one of now.

use engine::Engine;
use engine::store::runs::lease::Ending;
use mastodon::Mastodon;
use mastodon::stored_media::{Table, sums_after};
use model::jobs::measure_storage::{Listing, MeasureReport, Options};
use model::storage::{Amount, Stock};
use model::time::{DAY_MS, HOUR_MS, SECOND_MS};
use model::{Bytes, Job, JobKind, Millis, Mode, Report, Trigger};
use tokio_util::sync::CancellationToken;

use super::super::DemoError;
use super::past_run::PastRun;
use super::spread;

/// When the demo measures by itself, as its schedule says.
pub(super) const TIME: &str = "05:00";
const HOURS: i64 = 5;
/// Days of measurements.
const DAYS: i64 = 70;
/// Rows summed at a time.
const STRETCH: u32 = 10_000;

/// What is stored now.
pub(super) async fn stock(mastodon: &Mastodon) -> Result<Stock, DemoError> {
    let mut stock = Stock::default();
    for table in Table::ALL {
        let mut after = i64::MIN;
        while let Some(stretch) = sums_after(mastodon, table, after, STRETCH).await? {
            after = stretch.last;
            for sum in stretch.sums {
                stock.add(sum.kind, sum.origin, sum.amount);
            }
        }
    }
    Ok(stock)
}

/// A measurement each morning: a little comes every day, and runs take some of the pictures away.
pub(super) fn past_runs(stock: &Stock, runs: &[PastRun], now: Millis) -> Vec<PastRun> {
    let freed: Vec<(Millis, u64)> = runs.iter().filter_map(|run| Some((run.ended, freed_by(run)?))).collect();
    let today = now.0 - now.0.rem_euclid(DAY_MS) + HOURS * HOUR_MS;
    let mornings = (1..=DAYS).rev().map(|days| Millis(today - days * DAY_MS));
    mornings.map(|at| past_run(level(stock, &freed, at, now), at)).collect()
}

/// Pictures that a run took away; what else runs free is little of what is stored.
fn freed_by(run: &PastRun) -> Option<u64> {
    match &run.report {
        Some(Report::RemoveProfileMedia(report)) if run.mode == Mode::Apply => Some(report.bytes_reclaimed.0),
        _ => None,
    }
}

/// What was stored at a moment: what there is now, without what came since, with what was freed since.
fn level(stock: &Stock, freed: &[(Millis, u64)], at: Millis, now: Millis) -> Stock {
    let days = u64::try_from((now.0 - at.0) / DAY_MS).unwrap_or(0);
    // A tenth more comes than was freed, so that the line rises on the whole.
    let all: u64 = freed.iter().filter(|(moment, _)| moment.0 > now.0 - DAYS * DAY_MS).map(|(_, bytes)| bytes).sum();
    let came = all / 10 * 11 / u64::try_from(DAYS).unwrap_or(1) * days;
    let went: u64 = freed.iter().filter(|(moment, _)| *moment > at).map(|(_, bytes)| bytes).sum();
    let mut then = *stock;
    // Two thirds of what comes and goes are headers, which are large.
    for (amount, part) in [(&mut then.avatars.remote, 1), (&mut then.headers.remote, 2)] {
        let bytes = (amount.bytes.0 + went / 3 * part).saturating_sub(came / 3 * part);
        let files = (u128::from(amount.files) * u128::from(bytes)).checked_div(u128::from(amount.bytes.0));
        *amount = Amount { files: files.and_then(|n| u64::try_from(n).ok()).unwrap_or(0), bytes: Bytes(bytes) };
    }
    for share in [&mut then.attachments, &mut then.emojis, &mut then.preview_cards] {
        share.remote = earlier(share.remote, days);
        share.local = earlier(share.local, days);
    }
    then
}

/// Three in a thousand come each day.
fn earlier(amount: Amount, days: u64) -> Amount {
    let then = |n: u64| n - n / 1_000 * 3 * days.min(300);
    Amount { files: then(amount.files), bytes: Bytes(then(amount.bytes.0)) }
}

fn past_run(stock: Stock, at: Millis) -> PastRun {
    let day = usize::try_from(at.0 / DAY_MS).unwrap_or(0);
    let visited = stock.total().files;
    PastRun {
        job: JobKind::MeasureStorage.with_defaults(),
        mode: Mode::Apply,
        trigger: Trigger::Schedule,
        began: at,
        ended: at.plus_ms(i64::try_from(spread(day, 2, 9)).unwrap_or(0) * SECOND_MS),
        ending: Ending::Finished,
        report: Some(Report::MeasureStorage(MeasureReport { visited, stock, ..MeasureReport::default() })),
        removed: Vec::new(),
    }
}

/// Measures what there really is, in the database and in the storage.
pub(super) async fn now(engine: &Engine) -> Result<(), DemoError> {
    let job = Job::MeasureStorage(Options { listing: Listing::Compare, ..Options::default() });
    engine.run_in_foreground(job, Mode::Apply, CancellationToken::new(), |_| {}).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::storage::{Origin, StoredKind};

    #[test]
    fn the_past_leads_to_what_there_is_and_a_run_is_a_step_down() {
        let mut stock = Stock::default();
        for kind in StoredKind::ALL {
            stock.add(kind, Origin::Remote, Amount { files: 1_000, bytes: Bytes(1_000_000_000) });
        }
        let now = Millis(1_795_257_720_000);
        let freed = [(now.days_before(5), 300_000_000)];
        let pictures = |days| level(&stock, &freed, now.days_before(days), now).pictures().bytes.0;
        assert_eq!(pictures(0), 2_000_000_000);
        assert!(pictures(6) > pictures(4), "freed in between");
        assert!(pictures(20) < pictures(10), "something comes each day");
        assert!(level(&stock, &freed, now.days_before(60), now).attachments.remote.bytes < Bytes(1_000_000_000));
    }
}
