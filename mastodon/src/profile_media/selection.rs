//! Whose pictures go, decided where the facts are.

use std::collections::BTreeMap;

use model::jobs::remove_profile_media::{KeepReason, Options};
use model::{AccountId, Millis};
use sqlx::{AssertSqlSafe, Row};

use super::stretch;
use crate::connect::Mastodon;
use crate::files::{FileOwner, StoredFile, row};
use crate::read_error::ReadError;
use crate::{moments, receipts, reports, sql};

/// What the rule says of the accounts with a saved picture among some consecutive rows of `accounts`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection {
    /// Where the stretch ends, and the next one goes on.
    pub last: AccountId,
    /// Accounts whose pictures stay, by the reason.
    pub spared: BTreeMap<KeepReason, u64>,
    /// The pictures that the options speak of, of each account that loses them, by id.
    pub picked: Vec<Vec<StoredFile>>,
}

const SELECTION: &str = include_str!("selection.sql");

/// Judges the accounts with a saved picture among the next `rows` rows of `accounts` as `model::jobs::remove_profile_media::judge` does;
/// `None` after the last row. The days are counted back from the first moment; the second is now. A
/// stretch costs the same however few of its rows have a picture, and no snapshot outlives it.
///
/// # Errors
/// When the database does not answer.
pub async fn select_after(
    mastodon: &Mastodon,
    after: AccountId,
    rows: u32,
    options: &Options,
    (since, now): (Millis, Millis),
) -> Result<Option<Selection>, ReadError> {
    // `judge` asks for more than the cutoff in whole milliseconds; PostgreSQL has microseconds.
    let lately = since.days_before(options.inactive_days).plus_ms(1);
    let read = async {
        let mut tx = sql::reading(&mastodon.pool).await?;
        let Some(last) = stretch::end(&mut tx, after, rows).await? else { return Ok(None) };
        let text = SELECTION
            .replace("/*open*/", &reports::open(&mastodon.catalogue))
            .replace("/*seen*/", receipts::seen(&mastodon.catalogue));
        let judged = sql::query(AssertSqlSafe(text))
            .bind(after.0)
            .bind(last.0)
            .bind(sql::timestamp(lately))
            .bind(moments::first_post_at(lately))
            .bind(options.include_followed)
            .bind(options.tootctl_selection)
            .bind(options.headers_only)
            .bind(moments::latest(now))
            .bind(moments::latest_post(now))
            .fetch_all(&mut tx)
            .await?;
        tx.commit().await?;
        let mut selection = Selection { last, spared: BTreeMap::new(), picked: Vec::new() };
        for account in &judged {
            match account.try_get::<Option<&str>, _>("reason")? {
                Some(name) => *selection.spared.entry(reason(name)?).or_default() += 1,
                None => {
                    let avatar = row::stored(account, FileOwner::AccountAvatar, true)?;
                    let header = row::stored(account, FileOwner::AccountHeader, true)?;
                    let avatar = avatar.filter(|_| !options.headers_only);
                    selection.picked.push(avatar.into_iter().chain(header).collect());
                }
            }
        }
        Ok(Some(selection))
    };
    read.await.map_err(|source| ReadError::Pictures { after, source })
}

fn reason(name: &str) -> Result<KeepReason, sqlx::Error> {
    let known = KeepReason::ALL.into_iter().find(|reason| reason.as_str() == name);
    known.ok_or_else(|| sqlx::Error::Decode(format!("{name} is no reason to keep a picture").into()))
}
