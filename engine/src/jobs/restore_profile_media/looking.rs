//! Looking whether what was asked for has come.

use std::collections::BTreeMap;

use mastodon::profile_media;
use model::{AccountId, RunId};

use crate::run_context::{JobError, RunContext};
use crate::store::missing_pictures;

/// Accounts looked at in one short read.
const BATCH: u32 = 1_000;
/// After so many days nobody fetches a picture any more: Mastodon's own jobs give up within one.
const GIVE_UP_DAYS: u32 = 30;

/// Looks at everything that any run has asked for and that has not been seen since.
pub(super) async fn look(ctx: &RunContext) -> Result<(), JobError> {
    let mut after = AccountId(i64::MIN);
    loop {
        let awaited = missing_pictures::awaited(&ctx.db, ctx.site, after, BATCH).await?;
        let Some((last, _)) = awaited.last() else { break };
        after = last.id;
        let ids: Vec<AccountId> = awaited.iter().map(|(wanted, _)| wanted.id).collect();
        let has = profile_media::held_now(&ctx.mastodon, &ids).await?;
        let has: BTreeMap<AccountId, (bool, bool)> =
            has.into_iter().map(|has| (has.id, (has.avatar.is_some(), has.header.is_some()))).collect();
        let came: Vec<(AccountId, RunId)> = awaited
            .into_iter()
            .filter(|(wanted, _)| {
                has.get(&wanted.id).is_some_and(|has| (has.0 || !wanted.avatar) && (has.1 || !wanted.header))
            })
            .map(|(wanted, run)| (wanted.id, run))
            .collect();
        missing_pictures::came(&ctx.db, ctx.site, &came).await?;
    }
    Ok(missing_pictures::give_up(&ctx.db, ctx.site, ctx.clock.now().days_before(GIVE_UP_DAYS)).await?)
}
