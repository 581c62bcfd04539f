//! Servers in trouble for long, which a cull that a schedule began leaves to their own looks.

use std::collections::VecDeque;

use super::server::{Asks, Culling, Work, waits_for_its_turn};
use crate::run_context::JobError;
use crate::store::looks;
use crate::store::run_domains::{self, Left};

impl Culling<'_> {
    /// Sets aside the servers that are in trouble for long and whose own look is still to come.
    /// Until one answers, none of its accounts could be judged. Nothing of them is asked, not even
    /// their names. Returns the others, and those with which this run has begun.
    pub(super) async fn leave_to_their_looks(&self, queue: VecDeque<Work>) -> Result<VecDeque<Work>, JobError> {
        let (ctx, now) = (self.ctx, self.ctx.clock.now());
        if !self.by_schedule {
            return Ok(queue);
        }
        let waiting = looks::waiting(&ctx.db, ctx.site, now).await?;
        let (mut left, mut others) = (Vec::new(), VecDeque::new());
        for work in queue {
            match waiting.get(&work.server.domain).filter(|_| work.standing.is_none()) {
                None => others.push_back(work),
                Some(&reason) => left.push(Left {
                    accounts: work.server.accounts,
                    turn: ctx.keeps_records && work.asks == Asks::All && waits_for_its_turn(reason),
                    domain: work.server.domain,
                    reason,
                }),
            }
        }
        if !left.is_empty() {
            run_domains::leave(&ctx.db, ctx.site, (&ctx.run, &ctx.owner), &left, now).await?;
        }
        Ok(others)
    }
}
