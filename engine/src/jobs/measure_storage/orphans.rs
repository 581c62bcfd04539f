//! Removing what belongs to nobody, once all of it is known.

use mastodon::files::{FileResult, ObjectName, Place};
use model::Bytes;
use model::failures::FailureCause;
use model::storage::Amount;

use super::Point;
use crate::run_context::{JobError, RunContext};
use crate::store::counts::{Count, Counts};
use crate::store::orphans;

/// Objects removed in one go.
const BATCH: u32 = 5_000;

/// Removes what the run wrote down, unless there is too much of it, or until the run is asked to stop.
pub(super) async fn remove(ctx: &RunContext, point: &mut Point, most_percent: u32) -> Result<(), JobError> {
    point.held = point.comparison.brake(most_percent);
    // A preview wrote nothing down: all that it found would go.
    while point.held.is_none() && ctx.keeps_records {
        if ctx.signals.wanted() {
            return Ok(());
        }
        let some = orphans::after(&ctx.db, &ctx.run, &point.key, BATCH).await?;
        if some.is_empty() {
            break;
        }
        remove_some(ctx, point, &some).await?;
    }
    point.next_part();
    Ok(ctx.checkpoint(point, &Counts::default()).await?)
}

/// Removes these, and counts those that are gone with the sizes they were found with. What failed is told with its reason, and found
/// again by a later run.
async fn remove_some(ctx: &RunContext, point: &mut Point, some: &[(String, Bytes)]) -> Result<(), JobError> {
    let named = |(key, bytes): &(String, Bytes)| match Place::of(key) {
        Place::File(name) => Some((name, *bytes)),
        Place::PreviewCard | Place::Unknown => None,
    };
    let (objects, sizes): (Vec<ObjectName>, Vec<Bytes>) = some.iter().filter_map(named).unzip();
    let results = ctx.writer.remove_orphans(&objects).await?;
    let (mut closed, mut counts) = (Vec::new(), Counts::default());
    for ((object, bytes), result) in objects.iter().zip(sizes).zip(&results) {
        match result {
            FileResult::Removed | FileResult::Absent => {
                counts.add(Count::Files, 1);
                counts.add(Count::Bytes, bytes.0);
            }
            FileResult::StillOwned | FileResult::Strange => {}
            FileResult::Failed(reason) => {
                ctx.note_failure(FailureCause::FileNotRemoved, format!("{} ({reason})", object.key())).await;
                continue;
            }
        }
        closed.push(object.key());
        *point.closed.entry(object.kind()).or_default() += Amount { files: 1, bytes };
    }
    if let Some((last, _)) = some.last() {
        point.key.clone_from(last);
    }
    let held = (&ctx.run, ctx.owner.as_str());
    orphans::close(&ctx.db, held, point, &counts, &ctx.failures().await, &closed).await?;
    Ok(ctx.writer.are_files_going()?)
}
