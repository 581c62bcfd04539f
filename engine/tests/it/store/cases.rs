use engine::store::activities::Activity;
use engine::store::cases::{self, Set};
use model::case::{CaseReason, Impact};
use model::time::DAY_MS;
use model::{Operator, Role};

use super::{NOW, name, queued, site};
use crate::support::state::on_both_engines;

on_both_engines! {
    async fn a_case_keeps_its_first_silence_and_its_latest_reason(state) {
        let (site, quiet) = (site(&state.db).await, name("quiet.example"));
        cases::unanswered(&state.db, site, &quiet, CaseReason::TooSlow, NOW).await.expect("writes");
        let later = NOW.plus_ms(DAY_MS);
        cases::unanswered(&state.db, site, &quiet, CaseReason::NoAddress, later).await.expect("writes");
        let impact = Impact { accounts: 3, ..Impact::default() };
        cases::put_impact(&state.db, site, &quiet, &impact).await.expect("writes");
        let open = cases::open(&state.db, site, later).await.expect("reads");
        assert_eq!(open.len(), 1);
        assert_eq!((open[0].reason, open[0].silent_since, open[0].last_asked_at), (CaseReason::NoAddress, NOW, later));
        assert_eq!(open[0].evidence.iter().map(|e| e.reason).collect::<Vec<_>>(), [Some(CaseReason::TooSlow), Some(CaseReason::NoAddress)]);
        assert_eq!(open[0].impact, impact);
    }

    async fn a_server_that_answers_closes_its_case(state) {
        let (site, quiet) = (site(&state.db).await, name("quiet.example"));
        cases::unanswered(&state.db, site, &quiet, CaseReason::TooSlow, NOW).await.expect("writes");
        cases::answered(&state.db, site, &quiet, NOW.plus_ms(1)).await.expect("writes");
        assert!(cases::open(&state.db, site, NOW).await.expect("reads").is_empty());
    }

    async fn waiting_hides_a_case_until_its_date_and_keeping_for_ever(state) {
        let site = site(&state.db).await;
        let (patient, dear) = (name("patient.example"), name("dear.example"));
        for domain in [&patient, &dear] {
            cases::unanswered(&state.db, site, domain, CaseReason::TooSlow, NOW).await.expect("writes");
        }
        let mika = Operator { name: "mika".to_owned(), role: Role::Moderator };
        let activity = |act| Activity::new(site, NOW, &mika, act, "x");
        let until = NOW.plus_ms(30 * DAY_MS);
        cases::decide(&state.db, std::slice::from_ref(&patient), Set::WaitUntil(until), &activity("decide-wait")).await.expect("writes");
        cases::decide(&state.db, std::slice::from_ref(&dear), Set::Keep, &activity("decide-keep")).await.expect("writes");
        assert!(cases::open(&state.db, site, until.plus_ms(-1)).await.expect("reads").is_empty());
        let open = cases::open(&state.db, site, until).await.expect("reads");
        assert_eq!(open.iter().map(|case| &case.domain).collect::<Vec<_>>(), [&patient]);
    }

    async fn a_waiting_purge_shows_and_a_purged_server_has_no_case(state) {
        let (site, quiet) = (site(&state.db).await, name("quiet.example"));
        cases::unanswered(&state.db, site, &quiet, CaseReason::NoAddress, NOW).await.expect("writes");
        let run = queued(&state.db, model::JobKind::PurgeDomain).await;
        cases::set_purge(&state.db, site, std::slice::from_ref(&quiet), Some(&run)).await.expect("writes");
        let open = cases::open(&state.db, site, NOW).await.expect("reads");
        assert_eq!(open[0].purge.as_ref().map(|purge| &purge.run), Some(&run));
        cases::answered(&state.db, site, &quiet, NOW.plus_ms(1)).await.expect("writes");
        assert_eq!(cases::open(&state.db, site, NOW).await.expect("reads").len(), 1, "a person decides, not an answer");
        cases::purged(&state.db, site, &quiet).await.expect("writes");
        assert!(cases::open(&state.db, site, NOW).await.expect("reads").is_empty());
    }
}
