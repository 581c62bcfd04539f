//! Pictures that past runs removed: most came back long after, a few so soon that they were missed.

use engine::Engine;
use engine::store::removed_pictures::{self, Going, Gone, Seen};
use mastodon::files::FileOwner;
use mastodon::profile_media::signs_after;
use model::time::DAY_MS;
use model::{AccountId, Millis};

use super::super::DemoError;
use super::spread;

/// Accounts that are looked at for it.
const ROWS: u32 = 4_000;
/// One in so many of those with a picture is told to have it again; one in so many of these has it again soon.
const EVERY: usize = 3;
const SOON: usize = 8;
/// How many each of the others stands for, as after a run that remembers a part.
const WEIGHT: u32 = 12;

/// Remembers pictures for each of these runs.
pub(super) async fn write(engine: &Engine, removals: &[Millis]) -> Result<(), DemoError> {
    let mastodon = engine.mastodon().await?;
    let signs = signs_after(&mastodon, AccountId(i64::MIN), ROWS, engine.now()).await?;
    let (mut all, mut back) = (Vec::new(), Vec::new());
    for (n, account) in signs.iter().flat_map(|signs| &signs.accounts).step_by(EVERY).enumerate() {
        let Some(&at) = removals.get(n % removals.len().max(1)) else { return Ok(()) };
        let soon = n % SOON == 0;
        let gone = Gone { account: account.id, owner: FileOwner::AccountAvatar, file_name: format!("{n:016x}.png") };
        let days = if soon { spread(n, 1, 29) } else { spread(n, 31, 90) };
        // Most have been quiet for long; those that are missed had not.
        let quiet_days = u32::try_from(spread(n, 30, if soon { 100 } else { 366 })).unwrap_or(30);
        let Gone { account, owner, file_name } = gone.clone();
        let weight = if soon { 1 } else { WEIGHT };
        all.push((at, Going { account, owner, file_name, quiet_days, weight }));
        back.push((gone, Seen::Back(at.plus_ms(i64::try_from(days).unwrap_or(1) * DAY_MS))));
    }
    for (at, going) in all {
        removed_pictures::remember(engine.db(), engine.site(), &[going], at).await?;
    }
    Ok(removed_pictures::saw(engine.db(), engine.site(), &back).await?)
}
