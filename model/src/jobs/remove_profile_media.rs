//! Old profile pictures: whose saved avatar and header nobody needs.

use serde::{Deserialize, Serialize};

use crate::bytes::Bytes;
use crate::failures::Failures;
use crate::time::Millis;

/// What the job may be told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Options {
    /// Days without a sign of life after which an account counts as inactive.
    pub inactive_days: u32,
    /// Leave avatars, remove only header images.
    pub headers_only: bool,
    /// Do not spare accounts that follow or are followed by somebody here.
    pub include_followed: bool,
    /// Choose exactly what `tootctl media remove --prune-profiles` chooses.
    pub tootctl_selection: bool,
    /// Most accounts whose pictures the run may remove.
    pub limit: Option<u32>,
}

impl Default for Options {
    fn default() -> Self {
        Self { inactive_days: 30, headers_only: false, include_followed: false, tootctl_selection: false, limit: None }
    }
}

/// Everything we know about how recently an account lived, from our own database.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LifeSigns {
    /// When Mastodon last processed its profile in full; absent when it never did or was told to do it again.
    pub last_webfingered_at: Option<Millis>,
    /// When Mastodon last changed the account's row.
    pub updated_at: Option<Millis>,
    /// Its newest post that reached us.
    pub last_status_at: Option<Millis>,
    /// The newest favourite, boost, reply, mention, follow or request of it towards our members.
    pub last_interaction_at: Option<Millis>,
    /// It follows, or is followed by, one of our members.
    pub linked_here: bool,
    /// It takes part in any follow at all, also between other servers.
    pub any_follow: bool,
}

/// What the rule says of one account's pictures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verdict", content = "reason", rename_all = "kebab-case")]
pub enum Verdict {
    Keep(KeepReason),
    Remove,
}

/// Why pictures stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum KeepReason {
    /// Mastodon processed the profile lately.
    ProcessedLately,
    /// It posted lately.
    PostedLately,
    /// It had to do with our members lately.
    InteractedLately,
    /// Somebody here follows it, or it follows somebody here.
    Followed,
}

/// Judges one account: inactive by every sign, and not followed.
///
/// Differs from `tootctl` (see `tootctl_selection`): a profile never processed counts as old, newer signs of life count, and
/// follows between other servers do not spare.
#[must_use]
pub fn judge(signs: &LifeSigns, options: &Options, now: Millis) -> Verdict {
    let cutoff = now.days_before(options.inactive_days);
    let lately = |at: Option<Millis>| at.is_some_and(|at| at > cutoff);
    let never_processed = signs.last_webfingered_at.is_none();
    let keep = if lately(signs.last_webfingered_at)
        || lately(signs.updated_at)
        || (options.tootctl_selection && never_processed)
    {
        Some(KeepReason::ProcessedLately)
    } else if options.tootctl_selection {
        (!options.include_followed && signs.any_follow).then_some(KeepReason::Followed)
    } else if lately(signs.last_status_at) {
        Some(KeepReason::PostedLately)
    } else if lately(signs.last_interaction_at) {
        Some(KeepReason::InteractedLately)
    } else {
        (!options.include_followed && signs.linked_here).then_some(KeepReason::Followed)
    };
    keep.map_or(Verdict::Remove, Verdict::Keep)
}

/// What the job did, or in a preview would do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ProfileMediaReport {
    /// Accounts with a saved picture that were looked at.
    pub visited: u64,
    /// Accounts whose pictures were removed.
    pub accounts: u64,
    /// Files removed, every style counted.
    pub files_removed: u64,
    /// Real bytes of files whose removal was confirmed.
    pub bytes_reclaimed: Bytes,
    pub limit_reached: bool,
    pub failures: Failures,
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Millis = Millis(1_800_000_000_000);

    fn quiet() -> LifeSigns {
        LifeSigns {
            last_webfingered_at: Some(NOW.days_before(31)),
            updated_at: Some(NOW.days_before(31)),
            last_status_at: Some(NOW.days_before(31)),
            last_interaction_at: Some(NOW.days_before(31)),
            ..LifeSigns::default()
        }
    }

    #[test]
    fn pictures_go_only_when_every_sign_of_life_is_old() {
        let fresh = Some(NOW.days_before(29));
        let table = [
            (quiet(), Verdict::Remove),
            (LifeSigns { last_webfingered_at: None, ..quiet() }, Verdict::Remove),
            (LifeSigns { last_webfingered_at: fresh, ..quiet() }, Verdict::Keep(KeepReason::ProcessedLately)),
            (LifeSigns { updated_at: fresh, ..quiet() }, Verdict::Keep(KeepReason::ProcessedLately)),
            (LifeSigns { last_status_at: fresh, ..quiet() }, Verdict::Keep(KeepReason::PostedLately)),
            (LifeSigns { last_interaction_at: fresh, ..quiet() }, Verdict::Keep(KeepReason::InteractedLately)),
            (LifeSigns { linked_here: true, ..quiet() }, Verdict::Keep(KeepReason::Followed)),
            (LifeSigns { any_follow: true, ..quiet() }, Verdict::Remove),
        ];
        for (signs, verdict) in table {
            assert_eq!(judge(&signs, &Options::default(), NOW), verdict, "{signs:?}");
        }
    }

    #[test]
    fn followed_accounts_lose_pictures_only_when_asked_for() {
        let options = Options { include_followed: true, ..Options::default() };
        assert_eq!(judge(&LifeSigns { linked_here: true, ..quiet() }, &options, NOW), Verdict::Remove);
    }

    #[test]
    fn tootctls_selection_has_tootctls_blind_spots() {
        let options = Options { tootctl_selection: true, ..Options::default() };
        let fresh = Some(NOW.days_before(1));
        let table = [
            (LifeSigns { last_webfingered_at: None, ..quiet() }, Verdict::Keep(KeepReason::ProcessedLately)),
            (LifeSigns { last_status_at: fresh, last_interaction_at: fresh, ..quiet() }, Verdict::Remove),
            (LifeSigns { any_follow: true, ..quiet() }, Verdict::Keep(KeepReason::Followed)),
        ];
        for (signs, verdict) in table {
            assert_eq!(judge(&signs, &options, NOW), verdict, "{signs:?}");
        }
    }

    #[test]
    fn the_cutoff_itself_counts_as_old() {
        let edge = LifeSigns { updated_at: Some(NOW.days_before(30)), ..quiet() };
        assert_eq!(judge(&edge, &Options::default(), NOW), Verdict::Remove);
    }
}
