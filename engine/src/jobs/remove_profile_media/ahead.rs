//! Judging accounts in the order of their ids, and letting go of the pictures of those that are quiet.

use mastodon::files::StoredFile;
use mastodon::profile_media::{self, Selection};
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
    /// Judges accounts until enough pictures go, and lets go of them; nothing at the end, or when the run is asked to end.
    pub(super) async fn let_go(&mut self, ctx: &RunContext, options: &Options) -> Result<Option<Batch>, JobError> {
        if self.ended {
            return Ok(None);
        }
        let mut judged = Judged::default();
        loop {
            if ctx.signals.wanted() {
                return Ok(None);
            }
            let selection = profile_media::select_after(&ctx.mastodon, self.after, ROWS, options, ctx.since).await?;
            self.ended = selection.is_none();
            if let Some(selection) = selection {
                self.after = selection.last;
                judged.add(selection, self.left);
            }
            self.ended |= judged.accounts >= self.left;
            // Without pictures there is nothing to wait for, and the point moves on.
            if self.ended || judged.files.is_empty() || judged.files.len() >= ENOUGH {
                break;
            }
        }
        let Judged { accounts, files, spared } = judged;
        self.left -= accounts;
        if ctx.keeps_records {
            remembering::remember(ctx, &files, self.share).await?;
        }
        let let_go = ctx.writer.let_go_of_profile_media(&files, &ctx.journal).await?;
        Ok(Some(Batch { point: Point { after: self.after, share: self.share }, accounts, let_go, counts: spared }))
    }
}

/// What was judged for one batch.
#[derive(Default)]
struct Judged {
    /// Accounts that lose their pictures.
    accounts: u64,
    files: Vec<StoredFile>,
    spared: Counts,
}

impl Judged {
    /// Takes in what was selected, as far as the limit goes.
    fn add(&mut self, selection: Selection, limit: u64) {
        for (reason, accounts) in selection.spared {
            self.spared.add(Count::Spared(reason), accounts);
            self.spared.add(Count::Visited, accounts);
        }
        for pictures in selection.picked {
            if self.accounts < limit {
                self.accounts += 1;
                self.files.extend(pictures);
            }
        }
    }
}
