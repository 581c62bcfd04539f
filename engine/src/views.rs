//! What the pages show, read from our own state and, where it answers, from Mastodon.

use futures::Stream;
use model::overview::{JobSummary, Overview};
use model::series::Week;
use model::stuck_file::StuckFiles;
use model::time::DAY_MS;
use model::{Bytes, JobKind, Millis, RemovedAccount, Run, RunId, Series};
use tokio_stream::StreamExt;
use tokio_stream::wrappers::IntervalStream;

use crate::engine::Engine;
use crate::error::EngineError;
use crate::store::runs::read::{self, RunFilter};
use crate::store::{removal_journal, removed_accounts, runs, schedules, waiting_room};

/// Weeks on the chart of the overview.
const WEEKS: usize = 12;
const WEEK_MS: i64 = 7 * DAY_MS;
/// Runs under "Lately".
const LATELY: u32 = 5;

impl Engine {
    /// The first page. It comes also while Mastodon's database is away, then without its totals.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn overview(&self) -> Result<Overview, EngineError> {
        let now = self.now();
        let waiting = waiting_room::domains(self.db(), self.site()).await?.len();
        let mut jobs = Vec::new();
        for kind in [JobKind::CullAccounts, JobKind::RemoveProfileMedia] {
            jobs.push(self.job_summary(kind).await?);
        }
        Ok(Overview {
            site: self.site_name().to_owned(),
            cases: self.cases_waiting().await?,
            waiting: count(waiting),
            jobs,
            totals: self.totals().await,
            reclaimed: self.reclaimed(now).await?,
            lately: read::lately(self.db(), self.site(), LATELY, now).await?,
            now,
        })
    }

    /// What we look after, or nothing while Mastodon does not answer; the reason is logged.
    async fn totals(&self) -> Option<model::overview::Totals> {
        let read = async { Ok::<_, EngineError>(mastodon::domains::totals(&self.mastodon().await?).await?) };
        read.await
            .inspect_err(|error| tracing::warn!(error = %chain(error), "Mastodon's totals could not be read."))
            .ok()
    }

    /// One job: what it is doing, what it last did, when it comes next.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn job_summary(&self, kind: JobKind) -> Result<JobSummary, EngineError> {
        let active = match runs::open_of(self.db(), self.site(), kind, self.now()).await? {
            Some(id) => self.run(&id).await?,
            None => None,
        };
        let schedule = schedules::lookup(self.db(), self.site(), kind).await?;
        Ok(JobSummary {
            kind,
            active,
            last: read::last_ended(self.db(), self.site(), kind).await?,
            next_at: schedule.and_then(|schedule| schedule.next.first().copied()),
        })
    }

    /// The run at work, if there is one.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn at_work(&self) -> Result<Option<Run>, EngineError> {
        Ok(read::at_work(self.db(), self.site()).await?)
    }

    /// A page of history, newest first.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn runs(&self, filter: &RunFilter) -> Result<Vec<Run>, EngineError> {
        Ok(read::page(self.db(), self.site(), filter, self.now()).await?)
    }

    /// Files that lost their owner and could not be removed yet; every run that removes tries them again.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn stuck_files(&self, limit: u32) -> Result<StuckFiles, EngineError> {
        Ok(removal_journal::stuck(self.db(), self.site(), limit).await?)
    }

    /// A page of the accounts that a run removed.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn removed_accounts(
        &self,
        run: &RunId,
        after: i64,
        limit: u32,
    ) -> Result<Vec<RemovedAccount>, EngineError> {
        Ok(removed_accounts::after(self.db(), run, after, limit).await?)
    }

    /// Storage freed per week from stored counts, the latest weeks without gaps.
    async fn reclaimed(&self, now: Millis) -> Result<Series, EngineError> {
        // 1970-01-05 was a Monday.
        let monday = now.0 - (now.0 - 4 * DAY_MS).rem_euclid(WEEK_MS);
        let first = monday - (i64::try_from(WEEKS).unwrap_or(0) - 1) * WEEK_MS;
        let mut weeks: Vec<Week> = (0..WEEKS)
            .zip((first..).step_by(usize::try_from(WEEK_MS).unwrap_or(usize::MAX)))
            .map(|(_, from)| Week { from: Millis(from), ..Week::default() })
            .collect();
        for (kind, at, bytes) in read::freed_since(self.db(), self.site(), Millis(first)).await? {
            let index = usize::try_from((at.0 - first) / WEEK_MS).unwrap_or(0).min(WEEKS - 1);
            let part: &mut Bytes = match kind {
                JobKind::RemoveProfileMedia => &mut weeks[index].pictures,
                JobKind::CullAccounts => &mut weeks[index].accounts,
                JobKind::PurgeDomain => &mut weeks[index].purged,
                // The one frees nothing; what the other removes was lost before and is told on the page of storage.
                JobKind::RestoreProfileMedia | JobKind::MeasureStorage => continue,
            };
            *part += bytes;
        }
        Ok(Series { weeks })
    }

    /// A run each time it has changed, until it has ended. Works whichever process is at work on it.
    pub fn watch(&self, id: RunId) -> impl Stream<Item = Run> + Send + use<> {
        let engine = self.clone();
        let every = tokio::time::interval(self.timing().poll / 2);
        let looks = IntervalStream::new(every).then(move |_| {
            let (engine, id) = (engine.clone(), id.clone());
            async move { engine.run(&id).await.ok().flatten() }
        });
        let mut shown: Option<Run> = None;
        let mut ended = false;
        futures::StreamExt::take_while(looks, move |run| {
            let go_on = !ended && run.is_some();
            ended = run.as_ref().is_some_and(|run| run.state.is_final());
            futures::future::ready(go_on)
        })
        .filter_map(move |run| {
            let run = run.filter(|run| shown.as_ref() != Some(run))?;
            shown = Some(run.clone());
            Some(run)
        })
    }
}

fn count(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}

/// An error with everything under it, for the one place that logs it.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text.push_str(": ");
        text.push_str(&inner.to_string());
        cause = inner.source();
    }
    text
}
