//! Remembering which pictures go, so that later it can be told whether they were missed.

use std::collections::BTreeMap;

use mastodon::files::StoredFile;
use mastodon::profile_media;
use model::AccountId;
use model::storage::ages::quiet_days;
use model::storage::regret::is_remembered;

use crate::run_context::{JobError, RunContext};
use crate::store::removed_pictures::{self, Going};

/// Accounts whose signs of life are read in one transaction.
const SIGNS: usize = 1_000;

/// Remembers a part of these pictures with the quiet of their owners: before they go, because fetching one again changes what is known.
pub(super) async fn remember(ctx: &RunContext, files: &[StoredFile], share: u32) -> Result<(), JobError> {
    let chosen: Vec<&StoredFile> = files.iter().filter(|file| is_remembered(AccountId(file.owner_id), share)).collect();
    let mut ids: Vec<AccountId> = chosen.iter().map(|file| AccountId(file.owner_id)).collect();
    ids.dedup();
    let mut quiet = BTreeMap::new();
    for ids in ids.chunks(SIGNS) {
        for account in profile_media::signs_of_accounts(&ctx.mastodon, ids, ctx.clock.now()).await? {
            quiet.insert(account.id, quiet_days(account.signs.newest(), ctx.since));
        }
    }
    let going: Vec<Going> = chosen
        .into_iter()
        .filter_map(|file| {
            let account = AccountId(file.owner_id);
            let quiet_days = *quiet.get(&account)?;
            Some(Going { account, owner: file.owner, file_name: file.file_name.clone(), quiet_days, weight: share })
        })
        .collect();
    Ok(removed_pictures::remember(&ctx.db, ctx.site, &going, ctx.clock.now()).await?)
}
