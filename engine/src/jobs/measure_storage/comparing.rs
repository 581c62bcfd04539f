//! What the storage itself holds: listed from one end to the other, each stretch looked up in the database.

use futures::{StreamExt, TryStreamExt};
use mastodon::files::{ObjectName, Place, StorageError, StoredObject};
use mastodon::stored_objects;
use model::storage::comparison::{Standing, judge};
use model::storage::{Amount, StoredKind};

use super::{Point, STRETCH};
use crate::run_context::{JobError, RunContext};
use crate::store::counts::{Count, Counts};
use crate::store::{orphans, removal_journal};

/// Lists on from where the point is until the end, or until the run is asked to stop. With `keep` orphans are written down.
pub(super) async fn list(ctx: &RunContext, point: &mut Point, keep: bool) -> Result<(), JobError> {
    let after = (!point.key.is_empty()).then_some(point.key.as_str());
    let listing = ctx.mastodon.files().list("", after);
    let mut stretches = listing.try_chunks(STRETCH as usize);
    while let Some(stretch) = stretches.next().await {
        // What was listed before the error is listed again later.
        let stretch = stretch.map_err(|error: futures::stream::TryChunksError<_, StorageError>| error.1)?;
        take_in(ctx, point, &stretch, keep).await?;
        if ctx.signals.wanted() {
            return Ok(());
        }
    }
    point.next_part();
    Ok(ctx.checkpoint(point, &Counts::default()).await?)
}

/// Judges each object of a stretch, and writes down where to go on.
async fn take_in(ctx: &RunContext, point: &mut Point, stretch: &[StoredObject], keep: bool) -> Result<(), JobError> {
    let mut files: Vec<(ObjectName, &StoredObject)> = Vec::new();
    for object in stretch {
        let amount = Amount { files: 1, bytes: object.size };
        match Place::of(&object.key) {
            Place::File(name) => files.push((name, object)),
            Place::PreviewCard => {
                point.comparison.add(StoredKind::PreviewCards, Standing::Owned, &object.key, amount);
            }
            Place::Unknown => point.comparison.add_unknown(&object.key, amount),
        }
    }
    let names: Vec<ObjectName> = files.iter().map(|(name, _)| name.clone()).collect();
    let rows = stored_objects::rows_of(&ctx.mastodon, &names).await?;
    let owners: Vec<_> = names.iter().map(|name| (name.owner(), name.owner_id())).collect();
    // After the rows: what a removal at work lets go of in between is in its journal by then.
    let waiting = removal_journal::waiting(&ctx.db, ctx.site, &owners).await?;
    let mut found = Vec::new();
    for ((name, object), row) in files.iter().zip(rows) {
        let in_journal = waiting.contains(&(name.owner(), name.owner_id()));
        let standing = judge(row, object.last_modified, in_journal, ctx.since);
        let amount = Amount { files: 1, bytes: object.size };
        point.comparison.add(name.kind(), standing, &object.key, amount);
        if keep && standing == Standing::Orphan {
            found.push((object.key.clone(), object.size));
        }
    }
    if let Some(last) = stretch.last() {
        point.key.clone_from(&last.key);
    }
    let counts = Counts::of(Count::Visited, stretch.len() as u64);
    let held = (&ctx.run, ctx.owner.as_str());
    Ok(orphans::checkpoint(&ctx.db, held, point, &counts, &ctx.failures().await, &found).await?)
}
