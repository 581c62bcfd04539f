//! Whether removed pictures were fetched again.

use std::collections::BTreeMap;

use mastodon::files::FileOwner;
use mastodon::profile_media::{self, HeldPictures};
use model::AccountId;

use crate::run_context::{JobError, RunContext};
use crate::store::removed_pictures::{self, Gone, Seen};

/// Pictures looked at in one short read.
const BATCH: u32 = 1_000;

/// Looks at everything that is remembered and has not been seen again. Done twice it says the same, so it needs no checkpoint.
pub(super) async fn look(ctx: &RunContext) -> Result<(), JobError> {
    let mut after: Option<Gone> = None;
    while !ctx.signals.wanted() {
        let gone = removed_pictures::unseen(&ctx.db, ctx.site, after.as_ref(), BATCH).await?;
        let Some(last) = gone.last() else { break };
        after = Some(last.clone());
        let ids: Vec<AccountId> = gone.iter().map(|gone| gone.account).collect();
        let held = profile_media::held_now(&ctx.mastodon, &ids).await?;
        let held: BTreeMap<AccountId, HeldPictures> = held.into_iter().map(|held| (held.id, held)).collect();
        let seen: Vec<(Gone, Seen)> = gone
            .into_iter()
            .filter_map(|gone| {
                let seen = seen(&gone, held.get(&gone.account), ctx)?;
                Some((gone, seen))
            })
            .collect();
        removed_pictures::saw(&ctx.db, ctx.site, &seen).await?;
    }
    Ok(())
}

/// What the account says of a picture that it lost; nothing as long as it has none.
fn seen(gone: &Gone, held: Option<&HeldPictures>, ctx: &RunContext) -> Option<Seen> {
    let Some(held) = held else { return Some(Seen::Nothing) };
    let picture = match gone.owner {
        FileOwner::AccountHeader => &held.header,
        _ => &held.avatar,
    };
    let picture = picture.as_ref()?;
    // Had it been removed, it would have come back under another name.
    let removed = picture.file_name != gone.file_name;
    Some(if removed {
        Seen::Back(picture.since.map_or(ctx.since, |since| since.min(ctx.clock.now())))
    } else {
        Seen::Nothing
    })
}
