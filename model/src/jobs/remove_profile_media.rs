//! Old profile pictures: whose saved avatar and header nobody needs.

mod signs;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::bytes::Bytes;
use crate::failures::Failures;
use crate::time::Millis;
pub use signs::{KeepReason, LifeSigns};

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

/// What the rule says of one account's pictures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verdict", content = "reason", rename_all = "kebab-case")]
pub enum Verdict {
    Keep(KeepReason),
    Remove,
}

/// Judges one account: inactive by every sign, and dear to nobody here. The first reason to keep, in the order of [`KeepReason`], is
/// the one that is told. `mastodon::profile_media::select` does the same inside the database; a property test holds the two together.
///
/// Differs from `tootctl` (see `tootctl_selection`): a profile never processed counts as old, newer signs of life count, follows
/// between other servers do not spare, and lists, notes and open reports do.
#[must_use]
pub fn judge(signs: &LifeSigns, options: &Options, now: Millis) -> Verdict {
    let cutoff = now.days_before(options.inactive_days);
    let lately = |at: Option<Millis>| at.is_some_and(|at| at > cutoff);
    let keep = if lately(signs.last_webfingered_at) || lately(signs.updated_at) {
        Some(KeepReason::ProcessedLately)
    } else if options.tootctl_selection {
        if signs.last_webfingered_at.is_none() {
            Some(KeepReason::NeverProcessed)
        } else {
            (!options.include_followed && signs.any_follow).then_some(KeepReason::Followed)
        }
    } else if lately(signs.last_status_at) {
        Some(KeepReason::PostedLately)
    } else if lately(signs.last_interaction_at) {
        Some(KeepReason::InteractedLately)
    } else if lately(signs.last_addressed_at) {
        Some(KeepReason::AddressedLately)
    } else {
        signs.dear(options.include_followed)
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
    /// Accounts whose pictures stay, by the reason.
    pub spared: BTreeMap<KeepReason, u64>,
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
            last_addressed_at: Some(NOW.days_before(31)),
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
            (LifeSigns { last_addressed_at: fresh, ..quiet() }, Verdict::Keep(KeepReason::AddressedLately)),
            (LifeSigns { linked_here: true, ..quiet() }, Verdict::Keep(KeepReason::Followed)),
            (LifeSigns { listed: true, ..quiet() }, Verdict::Keep(KeepReason::Listed)),
            (LifeSigns { noted: true, ..quiet() }, Verdict::Keep(KeepReason::Noted)),
            (LifeSigns { reported: true, ..quiet() }, Verdict::Keep(KeepReason::Reported)),
            (LifeSigns { any_follow: true, ..quiet() }, Verdict::Remove),
        ];
        for (signs, verdict) in table {
            assert_eq!(judge(&signs, &Options::default(), NOW), verdict, "{signs:?}");
        }
    }

    #[test]
    fn followed_accounts_lose_pictures_only_when_asked_for() {
        let options = Options { include_followed: true, ..Options::default() };
        let followed = LifeSigns { linked_here: true, ..quiet() };
        assert_eq!(judge(&followed, &options, NOW), Verdict::Remove);
        let listed = LifeSigns { listed: true, ..followed };
        assert_eq!(judge(&listed, &options, NOW), Verdict::Keep(KeepReason::Listed));
    }

    #[test]
    fn tootctls_selection_has_tootctls_blind_spots() {
        let options = Options { tootctl_selection: true, ..Options::default() };
        let fresh = Some(NOW.days_before(1));
        let table = [
            (LifeSigns { last_webfingered_at: None, ..quiet() }, Verdict::Keep(KeepReason::NeverProcessed)),
            (LifeSigns { last_status_at: fresh, last_interaction_at: fresh, ..quiet() }, Verdict::Remove),
            (LifeSigns { listed: true, noted: true, reported: true, ..quiet() }, Verdict::Remove),
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
