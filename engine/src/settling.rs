//! Settling what an earlier stop left in the removal journal: every run that removes begins with it.

use std::collections::BTreeMap;

use mastodon::files::StoredFile;
use model::failures::FailureCause;
use model::{Job, RunId};

use crate::run_context::{JobError, RunContext};
use crate::store::removal_journal::{self, OpenEntry, RunJournal};
use crate::store::runs;

/// Entries settled at a time.
const BATCH: u32 = 500;

/// Asks of every open entry whether its owner still holds the file, and finishes those removals that had begun. What is counted is
/// counted for the run that had begun it. An entry whose file cannot be removed, or that cannot be
/// read, stays open and becomes a failure of this run.
pub(crate) async fn settle(ctx: &RunContext) -> Result<(), JobError> {
    let mut after = 0;
    loop {
        let entries = removal_journal::open_entries(&ctx.db, ctx.site, &ctx.run, after, BATCH, ctx.clock.now()).await?;
        let Some(last) = entries.last() else { return Ok(()) };
        after = last.id;
        let mut by_run: BTreeMap<RunId, Vec<StoredFile>> = BTreeMap::new();
        for OpenEntry { id, run, file } in entries {
            match file {
                Some(file) => by_run.entry(run).or_default().push(file),
                None => {
                    removal_journal::note_damaged(&ctx.db, id, ctx.clock.now()).await?;
                    ctx.note_failure(FailureCause::DamagedEntry, format!("removal_journal {id}")).await;
                }
            }
        }
        for (run, files) in by_run {
            let counts_accounts = runs::read::lookup(&ctx.db, &run)
                .await?
                .is_some_and(|run| matches!(run.job, Job::RemoveProfileMedia(_)));
            let journal = RunJournal { run, counts_accounts, ..ctx.journal.clone() };
            let settled = ctx.writer.settle(&files, &journal).await?;
            ctx.measured(&settled.media).await;
        }
    }
}
