//! Judging accounts in the order of their ids, and letting go of the pictures of those that are quiet.

use mastodon::files::StoredFile;
use mastodon::profile_media;
use model::AccountId;
use model::jobs::remove_profile_media::Options;

use super::{Batch, Point, remembering};
use crate::run_context::{JobError, RunContext};
use crate::store::counts::{Count, Counts};

/// Rows of `accounts` judged at a time, in one short read.
const ROWS: u32 = 5_000;
/// Files removed in one go: many, because a store that takes a thousand names in a request takes a few in one as slowly.
const ENOUGH: usize = 10_000;

/// What is still before us.
pub(super) struct Ahead {
    pub(super) after: AccountId,
    /// Of how many accounts one is remembered.
    pub(super) share: u32,
    /// How many accounts may still go.
    pub(super) left: u64,
    pub(super) ended: bool,
}

impl Ahead {
    /// Judges accounts until enough pictures go; nothing at the end, or when the run is asked to end.
    pub(super) async fn judge(&mut self, ctx: &RunContext, options: &Options) -> Result<Option<Judged>, JobError> {
        if self.ended {
            return Ok(None);
        }
        let (mut accounts, mut files, mut spared) = (0, Vec::new(), Counts::default());
        loop {
            if ctx.signals.wanted() {
                return Ok(None);
            }
            let moments = (ctx.since, ctx.clock.now());
            let selection = profile_media::select_after(&ctx.mastodon, self.after, ROWS, options, moments).await?;
            self.ended = selection.is_none();
            if let Some(selection) = selection {
                self.after = selection.last;
                for (reason, accounts) in selection.spared {
                    spared.add(Count::Spared(reason), accounts);
                    spared.add(Count::Visited, accounts);
                }
                for pictures in selection.picked {
                    if accounts < self.left {
                        accounts += 1;
                        files.extend(pictures);
                    }
                }
            }
            self.ended |= accounts >= self.left;
            // Without pictures there is nothing to wait for, and the point moves on.
            if self.ended || files.is_empty() || files.len() >= ENOUGH {
                self.left -= accounts;
                let point = Point { after: self.after, share: self.share };
                return Ok(Some(Judged { point, accounts, files, spared }));
            }
        }
    }
}

/// Accounts that were judged, of which some lose their pictures.
pub(super) struct Judged {
    point: Point,
    /// Those that lose them.
    accounts: u64,
    files: Vec<StoredFile>,
    spared: Counts,
}

impl Judged {
    /// Lets go of the pictures; not when the run is asked to end.
    pub(super) async fn let_go(self, ctx: &RunContext) -> Result<Option<Batch>, JobError> {
        if ctx.signals.wanted() {
            return Ok(None);
        }
        let Self { point, accounts, files, spared } = self;
        if ctx.keeps_records {
            remembering::remember(ctx, &files, point.share).await?;
        }
        let let_go = ctx.writer.let_go_of_profile_media(&files, &ctx.journal).await?;
        Ok(Some(Batch { point, accounts, let_go, counts: spared }))
    }
}
