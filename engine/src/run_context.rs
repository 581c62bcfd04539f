//! What a job may use, and nothing else.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use mastodon::files::FileResult;
use mastodon::writer::Measured;
use mastodon::{Mastodon, Writer};
use model::case::StateSettings;
use model::failures::FailureCause;
use model::{Failures, Job, Millis, Mode, Run, RunId, SiteId, Stage, Trigger};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::sync::Mutex;
use tokio_util::sync::CancellationToken;

use crate::clock::Clock;
use crate::engine::Engine;
use crate::error::EngineError;
use crate::looks::LookNow;
use crate::remotes::Remotes;
use crate::store::counts::{Count, Counts};
use crate::store::removal_journal::{self, RunJournal};
use crate::store::runs::lease::{self, Claimed};
use crate::store::runs::read;
use crate::store::{Db, StoreError};

/// Everything one claimed run works with.
#[derive(Debug)]
pub(crate) struct RunContext {
    pub db: Db,
    pub site: SiteId,
    pub run: RunId,
    /// The name under which we hold the lease.
    pub owner: String,
    /// When the run began, also after a stop: what counts as old is fixed then.
    pub since: Millis,
    /// When an earlier process left the run, if one had begun it.
    pub left_at: Option<Millis>,
    pub mastodon: Mastodon,
    /// The only way to change Mastodon; a job cannot tell which kind it has.
    pub writer: Writer,
    pub journal: RunJournal,
    pub remotes: Remotes,
    pub clock: Clock,
    /// By which numbers it is told what has become of a server.
    pub states: StateSettings,
    /// Has servers looked at before they are purged.
    pub look_now: LookNow,
    /// How long to wait for somebody else before looking again.
    pub pause: Duration,
    pub signals: Signals,
    /// Whether ledger and cases are written: a preview leaves no trace in them.
    pub keeps_records: bool,
    /// Whether whole servers go.
    pub is_purge: bool,
    /// Whether a person has judged those who vanished: what was held is released.
    pub is_release: bool,
    /// Whether a person started it in the panel.
    pub was_decided: bool,
    /// Whether a schedule began it, and nobody waits for it.
    pub(crate) is_scheduled: bool,
    failures: Mutex<Failures>,
}

/// What may end a run early.
#[derive(Clone, Debug, Default)]
pub(crate) struct Signals {
    /// Somebody wants it stopped after the batch.
    pub stop: CancellationToken,
    /// This process ends; another one may go on.
    pub release: CancellationToken,
    /// Set when nothing may be written any more, because another process holds the lease.
    pub lost: Arc<AtomicBool>,
    /// Set when the run is about to give its lease back: that it is gone then is no loss.
    pub ending: Arc<AtomicBool>,
}

impl Signals {
    pub(crate) fn wanted(&self) -> bool {
        self.stop.is_cancelled() || self.release.is_cancelled() || self.lost.load(Ordering::SeqCst)
    }

    /// Waits until the run is asked to end.
    pub(crate) async fn ended(&self) {
        tokio::select! {
            () = self.stop.cancelled() => {}
            () = self.release.cancelled() => {}
        }
    }
}

/// Why a job could not go on.
#[derive(Debug, thiserror::Error)]
pub(crate) enum JobError {
    // Never transparent: what a person can do is read from the links of the chain, and a transparent link is skipped.
    #[error("our own state did not answer")]
    Store(#[from] StoreError),
    #[error("Mastodon could not be read")]
    Read(#[from] mastodon::ReadError),
    #[error("Mastodon could not be changed")]
    Write(#[from] mastodon::WriteError),
    #[error("Mastodon's storage could not be read")]
    Storage(#[from] mastodon::files::StorageError),
    #[error("a server could not be looked at")]
    Look(#[from] EngineError),
}

impl RunContext {
    pub(crate) fn new(
        run: &Run,
        claimed: &Claimed,
        owner: String,
        engine: &Engine,
        mastodon: Mastodon,
        signals: Signals,
        failures: Failures,
    ) -> Self {
        let (db, clock, timing) = (engine.db().clone(), engine.clock().clone(), engine.timing());
        let site = claimed.site;
        let journal = RunJournal {
            db: db.clone(),
            site,
            run: run.id.clone(),
            files: mastodon.files().clone(),
            counts_accounts: matches!(run.job, Job::RemoveProfileMedia(_)),
            clock: clock.clone(),
        };
        let writer = match run.mode {
            Mode::Preview => Writer::Preview(mastodon.clone()),
            Mode::Apply => Writer::Apply(mastodon.clone()),
        };
        Self {
            db,
            site,
            run: run.id.clone(),
            owner,
            since: run.state.since().unwrap_or(run.created_at),
            left_at: claimed.left_at,
            mastodon,
            writer,
            journal,
            remotes: engine.remotes().clone(),
            clock,
            states: timing.states,
            look_now: LookNow::by(engine),
            pause: timing.poll,
            signals,
            keeps_records: run.mode == Mode::Apply,
            is_purge: matches!(run.job, Job::PurgeDomain(_)),
            is_release: matches!(&run.job, Job::CullAccounts(options) if options.release.is_some()),
            was_decided: matches!(run.trigger, Trigger::Operator { .. }),
            is_scheduled: run.trigger == Trigger::Schedule,
            failures: Mutex::new(failures),
        }
    }

    /// Says what the run is doing.
    pub(crate) async fn stage(&self, stage: Stage, total: Option<u64>) -> Result<(), StoreError> {
        lease::stage(&self.db, &self.run, &self.owner, stage, total).await
    }

    /// Where to go on.
    pub(crate) async fn point<T: DeserializeOwned>(&self) -> Result<Option<T>, StoreError> {
        Ok(read::checkpoint(&self.db, &self.run).await?.0)
    }

    /// Writes where to go on, together with what was counted.
    pub(crate) async fn checkpoint(&self, point: &impl Serialize, added: &Counts) -> Result<(), StoreError> {
        let failures = self.failures.lock().await.clone();
        lease::checkpoint(&self.db, &self.run, &self.owner, point, added, &failures).await
    }

    pub(crate) async fn note_failure(&self, cause: FailureCause, example: impl Into<String>) {
        self.failures.lock().await.add(cause, example);
    }

    /// Notes something about the run as a whole, which a stop in between does not make happen twice.
    pub(crate) async fn note_once(&self, cause: FailureCause, example: impl Into<String>) {
        let mut failures = self.failures.lock().await;
        if !failures.has(cause) {
            failures.add(cause, example);
        }
    }

    /// Notes the files that could not be removed, and returns what is to be counted of the others: in a preview all of it, otherwise
    /// nothing, because what is really removed is counted when its journal entry closes.
    pub(crate) async fn measured(&self, media: &Measured) -> Counts {
        for outcome in &media.failures {
            let file = &outcome.file;
            let name = format!("{} {}: {}", removal_journal::word(file.owner), file.owner_id, file.file_name);
            match &outcome.result {
                FileResult::Failed(reason) => {
                    self.note_failure(FailureCause::FileNotRemoved, format!("{name} ({reason})")).await;
                }
                _ => self.note_failure(FailureCause::StrangeFileName, name).await,
            }
        }
        if self.keeps_records {
            Counts::default()
        } else {
            Counts::of(Count::Files, media.files).and(Count::Bytes, media.bytes.0)
        }
    }

    pub(crate) async fn failures(&self) -> Failures {
        self.failures.lock().await.clone()
    }
}

impl JobError {
    /// The lease is held by another process, which goes on; there is nothing to report.
    pub(crate) fn is_lease_lost(&self) -> bool {
        matches!(self, Self::Store(StoreError::LeaseLost))
    }
}
