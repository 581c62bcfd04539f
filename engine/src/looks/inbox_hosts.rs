//! Learning which hosts take deliveries for servers of another name: nothing but the accounts of
//! these servers tells.

use mastodon::delivery::inbox_hosts_after;
use model::AccountId;
use model::time::DAY_MS;

use super::AGAIN_MS;
use crate::engine::Engine;
use crate::error::EngineError;
use crate::store::given_up;
use crate::store::inbox_hosts::{self, Walk};

/// Accounts read in one step, by the primary key: some hundredths of a second.
const STEP: u32 = 5_000;
/// Between two steps: ten million accounts take half a day, and a thousandth of the database's
/// time.
const PAUSE_MS: i64 = 20_000;
/// After so many days a walk that has come to its end begins anew, because servers move their
/// inboxes. Until then only new accounts are read.
const ANEW_DAYS: i64 = 30;

impl Engine {
    /// Reads the next accounts, when that is due and Mastodon has given anybody up; returns whether
    /// it did.
    ///
    /// # Errors
    /// [`EngineError`]; what was learned stays, and the step is due again within the hour.
    pub async fn learn_inbox_hosts(&self) -> Result<bool, EngineError> {
        let (db, site, now) = (self.db(), self.site(), self.now());
        if !given_up::is_anybody(db, site).await? {
            return Ok(false);
        }
        let Some(walk) = inbox_hosts::claim(db, site, now, now.plus_ms(AGAIN_MS)).await? else { return Ok(false) };
        let stretch = inbox_hosts_after(&self.mastodon().await?, walk.after, STEP).await?;
        let walked = Walk { after: stretch.last.unwrap_or(walk.after), ..walk };
        if stretch.read >= u64::from(STEP) {
            inbox_hosts::learn(db, site, &stretch.hosts, walked, (now, now.plus_ms(PAUSE_MS))).await?;
            return Ok(true);
        }
        let is_old = walk.began_at.plus_ms(ANEW_DAYS * DAY_MS) <= now;
        let next = if is_old { Walk { after: AccountId(i64::MIN), began_at: now } } else { walked };
        inbox_hosts::learn(db, site, &stretch.hosts, next, (now, now.plus_ms(AGAIN_MS))).await?;
        inbox_hosts::forget_unsaid(db, site, walk.began_at).await?;
        Ok(true)
    }
}
