use engine::store::Db;
use engine::store::activities::Activity;
use engine::store::cases::{self, Set};
use engine::store::impacts;
use engine::store::looks::{self, Look, Settled};
use model::case::{CaseReason, ChangedBecause, Impact, State, StateSettings};
use model::probe::Proof;
use model::time::{DAY_MS, HOUR_MS};
use model::{Act, Domain, Millis, Operator, Role, SiteId};

use super::{NOW, name, ordered, site};
use crate::support::cases::{open_in, watched_in};
use crate::support::state::on_both_engines;

pub(super) async fn look(
    db: &Db,
    site: SiteId,
    domain: &Domain,
    found: Option<CaseReason>,
    at: Millis,
) -> Option<Settled> {
    let look = Look { site, domain, found, life: None, proof: None, at };
    looks::record(db, &look, &StateSettings::default()).await.expect("writes")
}

/// Looks on the ten days before [`NOW`], the last one now.
pub(super) async fn ten_days_of_silence(db: &Db, site: SiteId, domain: &Domain, reason: CaseReason) {
    for days in (0..10).rev() {
        look(db, site, domain, Some(reason), NOW.days_before(days)).await;
    }
}

on_both_engines! {
    async fn a_case_keeps_its_first_silence_and_its_latest_reason(state) {
        let (site, quiet) = (site(&state.db).await, name("quiet.example"));
        ten_days_of_silence(&state.db, site, &quiet, CaseReason::TooSlow).await;
        let later = NOW.plus_ms(DAY_MS);
        look(&state.db, site, &quiet, Some(CaseReason::NoAddress), later).await;
        let impact = Impact { accounts: 3, ..Impact::default() };
        impacts::put(&state.db, site, &[(quiet.clone(), impact)], NOW).await.expect("writes");
        let open = open_in(&state.db, site, later).await;
        assert_eq!(open.len(), 1);
        assert_eq!((open[0].reason, open[0].state), (CaseReason::NoAddress, State::Silent));
        assert_eq!((open[0].silent_since, open[0].last_asked_at), (NOW.days_before(9), later));
        assert!(open[0].next_look_at > Some(later) && open[0].purge_from > Some(later));
        let reasons: Vec<_> = open[0].evidence.iter().map(|e| e.reason).collect();
        assert_eq!(reasons[9..], [Some(CaseReason::TooSlow), Some(CaseReason::NoAddress)]);
        assert_eq!(open[0].impact, impact);
    }

    async fn an_impact_counts_for_a_week_and_near_a_purge_for_twenty_hours(state) {
        let (site, quiet) = (site(&state.db).await, name("quiet.example"));
        ten_days_of_silence(&state.db, site, &quiet, CaseReason::TooSlow).await;
        let uncounted = async |now: Millis| {
            let all = impacts::uncounted(&state.db, site, now, 9).await.expect("reads");
            let named = [quiet.clone(), name("no-case.example")];
            assert_eq!(all, impacts::uncounted_of(&state.db, site, &named, now).await.expect("reads"));
            all.len()
        };
        assert_eq!(uncounted(NOW).await, 1, "it is new");
        let counted = async |at| {
            impacts::put(&state.db, site, &[(quiet.clone(), Impact::default())], at).await.expect("writes");
        };
        counted(NOW).await;
        let week = 7 * DAY_MS - 4 * HOUR_MS;
        for (now, expected) in [(0, 0), (20 * HOUR_MS + 1, 0), (week, 0), (week + 1, 1), (-1, 1)] {
            assert_eq!(uncounted(NOW.plus_ms(now)).await, expected, "{now} ms after it was counted");
        }
        let long = NOW.plus_ms(90 * DAY_MS);
        look(&state.db, site, &quiet, Some(CaseReason::TooSlow), long).await;
        counted(long).await;
        for (now, expected) in [(20 * HOUR_MS, 0), (20 * HOUR_MS + 1, 1)] {
            assert_eq!(uncounted(long.plus_ms(now)).await, expected, "a purge is suggested");
        }
    }

    async fn nobody_is_asked_about_a_server_that_failed_once(state) {
        let (site, quiet) = (site(&state.db).await, name("quiet.example"));
        look(&state.db, site, &quiet, Some(CaseReason::TooSlow), NOW).await;
        assert!(open_in(&state.db, site, NOW).await.is_empty());
        let watched = watched_in(&state.db, site).await;
        assert_eq!((&watched[0].domain, watched[0].state), (&quiet, State::Wobbly));
    }

    async fn a_server_that_answers_twice_closes_its_case(state) {
        let (site, quiet) = (site(&state.db).await, name("quiet.example"));
        ten_days_of_silence(&state.db, site, &quiet, CaseReason::TooSlow).await;
        let once = look(&state.db, site, &quiet, None, NOW.plus_ms(1)).await;
        assert_eq!(once, Some(Settled { state: State::Wobbly, closed: false }));
        assert_eq!(watched_in(&state.db, site).await.len(), 1);
        let twice = look(&state.db, site, &quiet, None, NOW.plus_ms(2)).await;
        assert_eq!(twice, Some(Settled { state: State::Here, closed: true }));
        assert!(watched_in(&state.db, site).await.is_empty());
        assert_eq!(look(&state.db, site, &quiet, None, NOW.plus_ms(3)).await, None, "there is nothing to write down");
    }

    async fn what_was_sent_spares_a_server_but_not_with_a_time_to_come(state) {
        let (site, quiet) = (site(&state.db).await, name("quiet.example"));
        ten_days_of_silence(&state.db, site, &quiet, CaseReason::TooSlow).await;
        let forged = Some(NOW.plus_ms(9_000 * DAY_MS));
        let heard = Look { site, domain: &quiet, found: Some(CaseReason::TooSlow), life: forged, proof: None, at: NOW.plus_ms(1) };
        let settled = looks::record(&state.db, &heard, &StateSettings::default()).await.expect("writes");
        assert_eq!(settled.map(|settled| settled.state), Some(State::Here));
        for days in 1..=20 {
            look(&state.db, site, &quiet, Some(CaseReason::TooSlow), NOW.plus_ms(days * DAY_MS)).await;
        }
        let open = open_in(&state.db, site, NOW.plus_ms(20 * DAY_MS)).await;
        assert_eq!(open.len(), 1, "its future has passed");
    }

    async fn a_server_is_judged_anew_by_a_new_sign_of_life_alone(state) {
        let (site, quiet) = (site(&state.db).await, name("quiet.example"));
        ten_days_of_silence(&state.db, site, &quiet, CaseReason::TooSlow).await;
        let rejudge = async |life: Option<Millis>| {
            looks::rejudge(&state.db, site, &quiet, life, NOW.plus_ms(1), &StateSettings::default()).await.expect("writes")
        };
        let planned = open_in(&state.db, site, NOW).await[0].next_look_at;
        assert_eq!(rejudge(None).await, None, "there is nothing to judge");
        assert_eq!(open_in(&state.db, site, NOW).await[0].next_look_at, planned);
        let here = rejudge(Some(NOW)).await.expect("is judged");
        assert_eq!((here.state, here.closed), (State::Here, false), "only a look closes a case");
        let watched = watched_in(&state.db, site).await.remove(0);
        assert!(watched.next_look_at <= planned, "no look is put off");
        assert_eq!(watched.change.map(|change| change.because), Some(ChangedBecause::Sent { at: NOW }));
        assert_eq!(rejudge(Some(NOW)).await, None, "it is known by now");
    }

    async fn what_time_alone_brought_about_is_not_laid_to_the_last_look(state) {
        let (site, quiet) = (site(&state.db).await, name("quiet.example"));
        ten_days_of_silence(&state.db, site, &quiet, CaseReason::TooSlow).await;
        let last = NOW.plus_ms(90 * DAY_MS);
        look(&state.db, site, &quiet, Some(CaseReason::Errors), last.days_before(5)).await;
        look(&state.db, site, &quiet, Some(CaseReason::TooSlow), last).await;
        let case = open_in(&state.db, site, last).await.remove(0);
        assert_eq!(case.state, State::LongSilent);
        assert_eq!(case.change.map(|change| (change.from, change.because)), Some((State::Silent, ChangedBecause::Lasted)));
    }

    async fn a_look_is_made_by_one_process(state) {
        let (site, quiet) = (site(&state.db).await, name("quiet.example"));
        look(&state.db, site, &quiet, Some(CaseReason::TooSlow), NOW).await;
        assert!(looks::due(&state.db, site, NOW, 9).await.expect("reads").is_empty(), "not yet");
        let tomorrow = NOW.plus_ms(DAY_MS);
        let due = looks::due(&state.db, site, tomorrow, 9).await.expect("reads");
        assert_eq!(due.len(), 1);
        let until = tomorrow.plus_ms(DAY_MS);
        assert!(looks::claim(&state.db, site, &due[0], until).await.expect("writes"));
        assert!(!looks::claim(&state.db, site, &due[0], until).await.expect("writes"));
        assert!(looks::due(&state.db, site, tomorrow, 9).await.expect("reads").is_empty());
        assert_eq!(looks::due(&state.db, site, until, 9).await.expect("reads").len(), 1, "who took it may have died");
    }

    async fn what_a_look_heard_is_kept_as_it_was(state) {
        let (site, quiet) = (site(&state.db).await, name("quiet.example"));
        let headers = vec![("server".to_owned(), "a \"proxy\" 'of' somebody".to_owned())];
        let proof = Proof { status: Some(502), headers, ..Proof::default() };
        for (ms, proof) in [(1, None), (2, Some(&proof)), (3, Some(&proof))] {
            let look = Look { site, domain: &quiet, found: Some(CaseReason::Errors), life: None, proof, at: NOW.plus_ms(ms) };
            looks::record(&state.db, &look, &StateSettings::default()).await.expect("writes");
        }
        let answers = looks::answers(&state.db, site, &quiet, 9).await.expect("reads");
        assert_eq!(answers.iter().map(|(at, _)| at.0 - NOW.0).collect::<Vec<_>>(), [3, 2], "the first kept none");
        assert_eq!(serde_json::from_str::<Proof>(&answers[1].1).expect("is one"), proof);
        assert_eq!(looks::answers(&state.db, site, &quiet, 1).await.expect("reads").len(), 1);
    }

    async fn waiting_hides_a_case_until_its_date_and_keeping_for_ever(state) {
        let site = site(&state.db).await;
        let (patient, dear) = (name("patient.example"), name("dear.example"));
        for domain in [&patient, &dear] {
            ten_days_of_silence(&state.db, site, domain, CaseReason::TooSlow).await;
        }
        let mika = Operator { name: "mika".to_owned(), role: Role::Moderator };
        let activity = |act| Activity::new(site, NOW, &mika, act, "x");
        let until = NOW.plus_ms(30 * DAY_MS);
        cases::decide(&state.db, std::slice::from_ref(&patient), Set::WaitUntil(until), &activity(Act::DecideWait)).await.expect("writes");
        cases::decide(&state.db, std::slice::from_ref(&dear), Set::Keep, &activity(Act::DecideKeep)).await.expect("writes");
        assert!(open_in(&state.db, site, until.plus_ms(-1)).await.is_empty());
        let open = open_in(&state.db, site, until).await;
        assert_eq!(open.iter().map(|case| &case.domain).collect::<Vec<_>>(), [&patient]);
    }

    async fn a_waiting_purge_shows_and_a_purged_server_has_no_case(state) {
        let (site, quiet) = (site(&state.db).await, name("quiet.example"));
        ten_days_of_silence(&state.db, site, &quiet, CaseReason::NoAddress).await;
        let run = ordered(&state.db, site, std::slice::from_ref(&quiet)).await.expect("is ordered");
        let open = open_in(&state.db, site, NOW).await;
        assert_eq!(open[0].purge.as_ref().map(|purge| &purge.run), Some(&run));
        for ms in 1..=2 {
            look(&state.db, site, &quiet, None, NOW.plus_ms(ms)).await;
        }
        assert_eq!(open_in(&state.db, site, NOW).await.len(), 1, "it waits until somebody takes it out");
        assert_eq!(ordered(&state.db, site, std::slice::from_ref(&quiet)).await, None, "it is ordered already");
        cases::purged(&state.db, site, &quiet, NOW).await.expect("writes");
        assert!(open_in(&state.db, site, NOW).await.is_empty());
    }
}
