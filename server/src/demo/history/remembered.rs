//! Pictures that past runs removed, and those that were missed: accounts without a picture lost theirs, a few with one have it again.

use engine::Engine;
use engine::store::removed_pictures::{self, Going, Gone, Seen};
use mastodon::files::FileOwner;
use mastodon::profile_media::{missing_after, signs_after};
use model::time::DAY_MS;
use model::{AccountId, Millis};

use super::super::DemoError;
use super::spread;

/// Accounts that are looked at for it.
const ROWS: u32 = 4_000;
/// A lost one stands for so many, as after a run that remembers a part.
const EACH: u32 = 30;
/// One in so many of those that have a picture has it again.
const BACK: usize = 40;

/// Remembers pictures for each of these runs.
pub(super) async fn write(engine: &Engine, removals: &[Millis]) -> Result<(), DemoError> {
    let mastodon = engine.mastodon().await?;
    let start = AccountId(i64::MIN);
    let bare = missing_after(&mastodon, start, ROWS).await?.map(|missing| missing.accounts).unwrap_or_default();
    let pictured = signs_after(&mastodon, start, ROWS).await?.map(|signs| signs.accounts).unwrap_or_default();
    let lost = bare.iter().map(|account| (account.id, false));
    let back = pictured.iter().step_by(BACK).map(|account| (account.id, true));
    for (n, (account, is_back)) in lost.chain(back).enumerate() {
        let Some(&at) = removals.get(n % removals.len().max(1)) else { return Ok(()) };
        let gone = Gone { account, owner: FileOwner::AccountAvatar, file_name: format!("{:016x}.png", account.0) };
        // Most have been quiet for long; those that come back had not.
        let quiet_days = u32::try_from(if is_back { spread(n, 30, 120) } else { spread(n, 30, 400) }).unwrap_or(30);
        let going = Going {
            account,
            owner: gone.owner,
            file_name: gone.file_name.clone(),
            quiet_days: quiet_days.min(model::storage::ages::OLDER),
            weight: if is_back { 1 } else { EACH },
        };
        removed_pictures::remember(engine.db(), engine.site(), &[going], at).await?;
        if is_back {
            let days = i64::try_from(spread(n, 1, 40)).unwrap_or(1);
            let seen = Seen::Back(at.plus_ms(days * DAY_MS));
            removed_pictures::saw(engine.db(), engine.site(), &[(gone, seen)]).await?;
        }
    }
    Ok(())
}
