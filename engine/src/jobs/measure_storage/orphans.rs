//! Removing what belongs to nobody, once all of it is known.

use mastodon::files::{FileResult, ObjectName, Place};
use model::failures::FailureCause;

use super::Point;
use crate::run_context::{JobError, RunContext};
use crate::store::counts::Counts;
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
        let keys = orphans::after(&ctx.db, &ctx.run, &point.key, BATCH).await?;
        let Some(last) = keys.last() else { break };
        point.key.clone_from(last);
        remove_some(ctx, &keys).await?;
        ctx.checkpoint(point, &Counts::default()).await?;
    }
    point.next_part();
    Ok(ctx.checkpoint(point, &Counts::default()).await?)
}

/// Removes these, and counts those that are gone. What failed is told with its reason, and found again by a later run.
async fn remove_some(ctx: &RunContext, keys: &[String]) -> Result<(), JobError> {
    let named = |key: &String| match Place::of(key) {
        Place::File(name) => Some(name),
        Place::PreviewCard | Place::Unknown => None,
    };
    let objects: Vec<ObjectName> = keys.iter().filter_map(named).collect();
    let results = ctx.writer.remove_orphans(&objects).await?;
    let (mut gone, mut spared) = (Vec::new(), Vec::new());
    for (object, result) in objects.iter().zip(&results) {
        match result {
            FileResult::Removed | FileResult::Absent => gone.push(object.key()),
            FileResult::StillOwned | FileResult::Strange => spared.push(object.key()),
            FileResult::Failed(reason) => {
                ctx.note_failure(FailureCause::FileNotRemoved, format!("{} ({reason})", object.key())).await;
            }
        }
    }
    Ok(orphans::close(&ctx.db, &ctx.run, &gone, &spared).await?)
}
