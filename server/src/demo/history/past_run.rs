//! A run that has long ended, written step by step as a worker would have.

use engine::Engine;
use engine::store::Count;
use engine::store::condemned_accounts::Condemned;
use engine::store::counts::Counts;
use engine::store::removed_accounts::{self, Remember};
use engine::store::runs::lease::{self, Ending};
use engine::store::runs::{self, NewRun};
use engine::store::storage_snapshots::{self, Measured};
use model::storage::{Ages, Regret};
use model::{Failures, Job, Millis, Mode, Report, Stage, Trigger};

use super::super::DemoError;

/// Who held the lease then.
const WORKER: &str = "demo-history";

/// What is known of it.
#[derive(Debug)]
pub(super) struct PastRun {
    pub(super) job: Job,
    pub(super) mode: Mode,
    pub(super) trigger: Trigger,
    pub(super) began: Millis,
    pub(super) ended: Millis,
    pub(super) ending: Ending,
    pub(super) report: Option<Report>,
    pub(super) removed: Vec<Condemned>,
}

impl PastRun {
    /// Whether old profile pictures went.
    pub(super) fn took_pictures(&self) -> bool {
        self.mode == Mode::Apply && matches!(self.report, Some(Report::RemoveProfileMedia(_)))
    }

    /// Queues, claims, counts and ends it, each at its moment.
    pub(super) async fn write(self, engine: &Engine) -> Result<(), DemoError> {
        let (db, site) = (engine.db(), engine.site());
        let new = NewRun {
            site,
            job: self.job,
            mode: self.mode,
            trigger: self.trigger,
            fired: None,
            created_at: self.began,
            due_at: self.began,
        };
        let id = runs::insert(db, &new, None).await?;
        lease::claim(db, WORKER, Some(&id), self.began, self.ended).await?;
        let total = self.report.as_ref().map(visited);
        lease::stage(db, &id, WORKER, Stage::Closing, total).await?;
        if let Some(Report::MeasureStorage(report)) = &self.report {
            let (measured_at, stock, ages) = (self.began, &report.stock, &Ages::default());
            let (comparison, regret) = (None, &Regret::default());
            let measured = Measured { site, run: &id, measured_at, stock, ages, servers: 0, comparison, regret };
            storage_snapshots::keep(db, &measured).await?;
        }
        removed_accounts::intend(db, &id, &self.removed).await?;
        let ids: Vec<_> = self.removed.iter().map(|condemned| condemned.id).collect();
        removed_accounts::done(db, site, &id, &ids, Remember::Everything).await?;
        let counts = self.report.as_ref().map(|report| counts(report, ids.len())).unwrap_or_default();
        lease::checkpoint(db, &id, WORKER, &(), &counts, &Failures::default()).await?;
        lease::end(db, &id, WORKER, &self.ending, self.report.as_ref(), self.ended).await?;
        Ok(())
    }
}

fn visited(report: &Report) -> u64 {
    match report {
        Report::CullAccounts(report) => report.visited,
        Report::RemoveProfileMedia(report) => report.visited,
        Report::PurgeDomain(report) => report.accounts,
        Report::RestoreProfileMedia(report) => report.asked + report.silent,
        Report::MeasureStorage(report) => report.visited,
    }
}

/// What the run counted beside its listed removals, which count themselves.
fn counts(report: &Report, listed: usize) -> Counts {
    let listed = u64::try_from(listed).unwrap_or(0);
    let counts = Counts::of(Count::Visited, visited(report).saturating_sub(listed))
        .and(Count::Removed, report.accounts().saturating_sub(listed))
        .and(Count::Bytes, report.bytes_reclaimed().0);
    match report {
        Report::CullAccounts(report) => counts
            .and(Count::Confirmed, report.confirmed)
            .and(Count::SecondLook, report.second_look)
            .and(Count::Unanswered, report.unanswered)
            .and(Count::Statuses, report.statuses_removed)
            .and(Count::Files, report.files_removed),
        Report::RemoveProfileMedia(report) => counts.and(Count::Files, report.files_removed),
        Report::PurgeDomain(report) => {
            counts.and(Count::Statuses, report.statuses_removed).and(Count::Files, report.files_removed)
        }
        Report::RestoreProfileMedia(report) => {
            counts.and(Count::Asked, report.asked).and(Count::Came, report.came).and(Count::SetAside, report.silent)
        }
        Report::MeasureStorage(_) => counts,
    }
}
