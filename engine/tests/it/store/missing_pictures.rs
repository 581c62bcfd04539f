use engine::store::counts::{self, Count};
use engine::store::missing_pictures::{self, Found};
use mastodon::writer::Wanted;
use model::jobs::restore_profile_media::Urgency;
use model::{AccountId, JobKind, Millis};

use super::{NOW, queued, site};
use crate::support::state::on_both_engines;

const LATER: Millis = Millis(NOW.0 + 1_000);

fn found(id: i64, urgency: Urgency) -> Found {
    let wanted = Wanted { id: AccountId(id), avatar: true, header: id % 2 == 0 };
    Found { wanted, uri: format!("https://a.example/users/{id}"), urgency }
}

on_both_engines! {
    async fn the_most_missed_come_first_and_each_is_asked_for_once(state) {
        let (db, site, run) = (&state.db, site(&state.db).await, queued(&state.db, JobKind::RestoreProfileMedia).await);
        // More than one statement takes.
        let mut all: Vec<Found> = (1..=1_200).map(|id| found(id, Urgency::Active)).collect();
        all[1_199].urgency = Urgency::Known;
        assert_eq!(missing_pictures::keep(db, site, &run, &all, NOW).await.expect("keeps"), 1_200);
        assert_eq!(missing_pictures::unasked(db, &run, 2).await.expect("reads"), [all[1_199].clone(), all[0].clone()]);

        let (known, first) = (AccountId(1_200), AccountId(1));
        for _ in 0..2 {
            missing_pictures::asked(db, site, &run, &[known], &[first], LATER).await.expect("records");
        }
        let counted = counts::of_run(db, &run).await.expect("reads");
        assert_eq!([Count::Asked, Count::SetAside, Count::Visited].map(|count| counted.get(count)), [1, 1, 2]);
        assert_eq!(missing_pictures::count_unasked(db, &run).await.expect("reads"), 1_198);
        assert_eq!(missing_pictures::keep(db, site, &run, &all[1_199..], NOW).await.expect("keeps"), 0, "asked lately");
        let again = missing_pictures::keep(db, site, &run, &all[1_199..], LATER.plus_ms(1)).await;
        assert_eq!(again.expect("keeps"), 1);
    }

    async fn what_came_is_counted_once_for_the_run_that_asked(state) {
        let (db, site, run) = (&state.db, site(&state.db).await, queued(&state.db, JobKind::RestoreProfileMedia).await);
        let all = [found(1, Urgency::Known), found(2, Urgency::Known), found(3, Urgency::Known)];
        missing_pictures::keep(db, site, &run, &all, NOW).await.expect("keeps");
        missing_pictures::asked(db, site, &run, &[AccountId(1), AccountId(2)], &[], LATER).await.expect("records");
        let awaited = missing_pictures::awaited(db, site, AccountId(i64::MIN), 9).await.expect("reads");
        assert_eq!(awaited, [(all[0].wanted, run.clone()), (all[1].wanted, run.clone())]);
        for _ in 0..2 {
            missing_pictures::came(db, site, &[(AccountId(1), run.clone())]).await.expect("records");
        }
        assert_eq!(counts::of_run(db, &run).await.expect("reads").get(Count::Came), 1);
        missing_pictures::give_up(db, site, LATER.plus_ms(1)).await.expect("gives up");
        assert!(missing_pictures::awaited(db, site, AccountId(i64::MIN), 9).await.expect("reads").is_empty());
        missing_pictures::forget_unasked(db, site, &run).await.expect("forgets");
        assert_eq!(missing_pictures::count_unasked(db, &run).await.expect("reads"), 1, "what the run itself found stays");
    }
}
