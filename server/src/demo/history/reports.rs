//! Reports as such runs would have written them, in proportion to the size of the demo.

use model::jobs::cull_accounts::{CullReport, SkippedDomain};
use model::jobs::purge_domain::PurgeReport;
use model::jobs::remove_profile_media::{KeepReason, ProfileMediaReport};
use model::{Bytes, Domain, Report};

use super::super::evidence::Silent;
use super::spread;

/// A cull that met these silent servers.
pub(super) fn cull(accounts: u64, silent: &[&Silent], week: usize, removed: usize) -> Report {
    let removed = u64::try_from(removed).unwrap_or(0);
    let skipped: u64 = accounts * u64::try_from(silent.len()).unwrap_or(0) / 400;
    let second_look = spread(week, 2, 9);
    let visited = accounts.max(removed + second_look + skipped);
    Report::CullAccounts(CullReport {
        visited,
        confirmed: visited - removed - second_look - skipped,
        removed,
        second_look,
        statuses_removed: removed * spread(week, 3, 8),
        files_removed: removed * 2,
        bytes_reclaimed: Bytes(removed * spread(week, 90_000, 240_000)),
        skipped_domains: silent
            .iter()
            .map(|silent| SkippedDomain { domain: silent.domain.clone(), reason: silent.reason })
            .collect(),
        ..CullReport::default()
    })
}

/// The first removal of old pictures finds years of them; later ones find what a week left.
pub(super) fn profile_media(accounts: u64, week: usize) -> Report {
    let share = if week == 0 { 31 } else { spread(week, 2, 6) };
    let touched = accounts * share / 100;
    let visited = accounts * 8 / 10;
    let spared = [
        (KeepReason::ProcessedLately, 38),
        (KeepReason::PostedLately, 24),
        (KeepReason::InteractedLately, 7),
        (KeepReason::AddressedLately, 3),
        (KeepReason::Followed, 26),
        (KeepReason::Listed, 1),
        (KeepReason::Noted, 1),
    ];
    let spared = spared.map(|(reason, percent)| (reason, (visited - touched) * percent / 100));
    Report::RemoveProfileMedia(ProfileMediaReport {
        visited,
        accounts: touched,
        spared: spared.into(),
        files_removed: touched * 3 / 2,
        bytes_reclaimed: Bytes(touched * spread(week, 110_000, 180_000)),
        ..ProfileMediaReport::default()
    })
}

pub(super) fn purge(domains: Vec<Domain>) -> Report {
    Report::PurgeDomain(PurgeReport {
        accounts: 183,
        statuses_removed: 2_416,
        boosts_removed: 37,
        emojis: 24,
        files_removed: 611,
        bytes_reclaimed: Bytes(148_300_000),
        domains,
        ..PurgeReport::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_of_a_cull_add_up() {
        for week in 0..12 {
            let Report::CullAccounts(report) = cull(20_000, &[], week, 30) else { panic!("another report") };
            assert_eq!(report.visited, report.confirmed + report.removed + report.second_look);
        }
    }
}
