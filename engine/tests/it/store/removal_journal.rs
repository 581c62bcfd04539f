use engine::Clock;
use engine::store::counts::{self, Count};
use engine::store::removal_journal::{RunJournal, open_entries, stuck};
use engine::store::runs::lease;
use mastodon::Journal;
use mastodon::files::{FileOutcome, FileOwner, FileResult, Files, StoredFile};
use mastodon::settings::Storage;
use model::{Bytes, JobKind};

use super::{NOW, queued, site};
use crate::support::state::{State, on_both_engines};

fn file(owner: FileOwner, owner_id: i64) -> StoredFile {
    StoredFile {
        owner,
        owner_id,
        file_name: format!("{owner_id:016x}.png"),
        content_type: Some("image/png".to_owned()),
        size: Bytes(9),
        schema_version: 1,
        remote: true,
    }
}

/// The journal of a run about pictures, over a folder in which each of these files has ten bytes.
async fn journal(state: &State, files: &[StoredFile]) -> (RunJournal, tempfile::TempDir) {
    let folder = tempfile::tempdir().expect("a folder");
    for key in files.iter().flat_map(|file| file.keys().expect("plain")) {
        let place = folder.path().join(key);
        std::fs::create_dir_all(place.parent().expect("has a folder")).expect("is made");
        std::fs::write(place, "0123456789").expect("is written");
    }
    let journal = RunJournal {
        db: state.db.clone(),
        site: site(&state.db).await,
        run: queued(&state.db, JobKind::RemoveProfileMedia).await,
        files: Files::open(&Storage::Local { root: folder.path().to_owned() }).expect("opens"),
        counts_accounts: true,
        clock: Clock::manual(NOW),
    };
    (journal, folder)
}

fn with(file: &StoredFile, result: FileResult) -> FileOutcome {
    FileOutcome { file: file.clone(), objects: 0, bytes: Bytes::ZERO, result }
}

on_both_engines! {
    async fn what_closes_is_counted_as_it_was_when_it_opened(state) {
        // More than one statement takes, and two pictures of each account.
        let files: Vec<_> = (1..=700)
            .flat_map(|id| [file(FileOwner::AccountAvatar, id), file(FileOwner::AccountHeader, id)])
            .collect();
        let (journal, _folder) = journal(&state, &files).await;
        journal.open(&files).await.expect("opens");
        journal.open(&files[..3]).await.expect("opens again");
        let some: Vec<_> = files[..1_399].iter().map(|file| with(file, FileResult::Removed)).collect();
        journal.close(&some).await.expect("closes");
        let counted = counts::of_run(&state.db, &journal.run).await.expect("reads");
        assert_eq!((counted.get(Count::Files), counted.get(Count::Bytes)), (1_399, 13_990));
        assert_eq!(counted.get(Count::Removed), 699, "of the last account one picture is still open");
        journal.close(&some).await.expect("closes again");
        journal.close(&[with(&files[1_399], FileResult::Absent)]).await.expect("closes");
        let counted = counts::of_run(&state.db, &journal.run).await.expect("reads");
        assert_eq!((counted.get(Count::Files), counted.get(Count::Removed)), (1_400, 700));
    }

    async fn what_was_kept_is_not_counted_and_what_failed_stays_with_its_reason(state) {
        let files = [1, 2].map(|id| file(FileOwner::AccountAvatar, id));
        let (journal, _folder) = journal(&state, &files).await;
        journal.open(&files).await.expect("opens");
        let failed = with(&files[1], FileResult::Failed("permission denied".to_owned()));
        journal.close(&[with(&files[0], FileResult::StillOwned), failed.clone()]).await.expect("closes");
        journal.close(&[failed]).await.expect("closes");
        assert_eq!(counts::of_run(&state.db, &journal.run).await.expect("reads"), counts::Counts::default());
        let stuck = stuck(&state.db, journal.site, 9).await.expect("reads");
        let one = &stuck.some[0];
        assert_eq!((stuck.count, one.reason.as_str(), one.tries, one.tried_at), (1, "permission denied", 2, NOW));
        assert_eq!(one.name, "accounts.avatar 2: 0000000000000002.png");
    }

    async fn entries_of_a_run_at_work_elsewhere_are_its_own(state) {
        let files = [file(FileOwner::AccountAvatar, 1)];
        let (journal, _folder) = journal(&state, &files).await;
        journal.open(&files).await.expect("opens");
        let other = queued(&state.db, JobKind::CullAccounts).await;
        let until = NOW.plus_ms(30_000);
        lease::claim(&state.db, "owner", Some(&journal.run), NOW, until).await.expect("asks").expect("is free");
        let open = async |run, now| {
            open_entries(&state.db, journal.site, run, 0, 9, now).await.expect("reads").len()
        };
        assert_eq!(open(&other, NOW).await, 0, "another run leaves it alone");
        assert_eq!(open(&journal.run, NOW).await, 1, "the run itself goes on with it");
        assert_eq!(open(&other, until.plus_ms(1)).await, 1, "and when its lease has run out, anybody does");
    }
}
