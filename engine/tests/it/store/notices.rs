use engine::store::activities::Activity;
use engine::store::notices::sending::{self, Message, Outcome};
use engine::store::notices::{self, turns};
use engine::store::{Db, sites};
use model::notice::{Failure, Halt, Language, Sending, Texts};
use model::{Act, JobKind, Millis, Operator, Role, RunId, SiteId};

use super::{NOW, queued};
use crate::support::state::on_both_engines;

const NEXT: Millis = Millis(NOW.0 + 2);
const UNTIL: Millis = Millis(NOW.0 + 9);

fn activity(site: SiteId, act: Act) -> Activity {
    Activity::new(site, NOW, &Operator { name: "mika".to_owned(), role: Role::Moderator }, act, "a run")
}

/// A site with an approved notice to two members.
async fn approved(db: &Db) -> (SiteId, RunId) {
    let run = queued(db, JobKind::PurgeDomain).await;
    let site = sites::ensure(db, "home.example", NOW).await.expect("a site");
    let members = [("maya", Language::En), ("noor", Language::Ja)].map(|(name, language)| (name.to_owned(), language));
    let approve = activity(site, Act::ApproveNotice);
    assert!(notices::approve(db, &run, &Texts::default(), &members, &approve).await.expect("is approved"));
    assert!(!notices::approve(db, &run, &Texts::default(), &members, &approve).await.expect("is answered"));
    (site, run)
}

async fn due(db: &Db, site: SiteId, now: Millis) -> Option<Message> {
    sending::due(db, site, now).await.expect("is read")
}

async fn stands(db: &Db, run: &RunId) -> Sending {
    sending::stands(db, run).await.expect("is read").0
}

on_both_engines! {
    async fn a_draft_is_kept_until_it_is_approved(state) {
        let run = queued(&state.db, JobKind::PurgeDomain).await;
        assert_eq!(notices::lookup(&state.db, &run).await.expect("is read"), None);
        for word in ["one", "two"] {
            let texts = Texts { en: word.to_owned(), ja: word.to_owned() };
            notices::draft(&state.db, &run, &texts).await.expect("is kept");
            let stored = notices::lookup(&state.db, &run).await.expect("is read").expect("is there");
            assert_eq!((stored.texts, stored.approved), (texts, None));
        }
    }

    async fn one_message_is_taken_up_at_a_time_by_one_process(state) {
        let (site, _) = approved(&state.db).await;
        let message = due(&state.db, site, NOW).await.expect("is due");
        let claim = || sending::claim(&state.db, site, &message, NOW, (NEXT, UNTIL));
        let (first, second) = tokio::join!(claim(), claim());
        assert!(first.expect("is answered") != second.expect("is answered"));
        assert_eq!(due(&state.db, site, NOW).await, None, "the turn is taken");
        let next = due(&state.db, site, NEXT).await.expect("is due");
        assert_ne!(next.member, message.member);
        assert!(!sending::claim(&state.db, site, &message, NEXT, (UNTIL, UNTIL)).await.expect("is answered"));
    }

    async fn who_was_given_up_writes_nothing_down_any_more(state) {
        let (site, run) = approved(&state.db).await;
        let slow = due(&state.db, site, NOW).await.expect("is due");
        assert!(sending::claim(&state.db, site, &slow, NOW, (NEXT, UNTIL)).await.expect("is answered"));
        let again = due(&state.db, site, UNTIL).await.expect("is due");
        assert_eq!((&again.member, again.tries, again.asked_at), (&slow.member, 1, Some(NOW)), "what is in doubt comes first");
        assert!(sending::claim(&state.db, site, &again, UNTIL, (UNTIL, UNTIL.plus_ms(9))).await.expect("is answered"));
        sending::settle(&state.db, &slow, 1, Outcome::Failed(Failure::Busy), UNTIL).await.expect("is answered");
        assert_eq!(stands(&state.db, &run).await.waiting, 2);
        sending::settle(&state.db, &again, 2, Outcome::Sent, UNTIL).await.expect("is written");
        sending::settle(&state.db, &again, 2, Outcome::Unsure, UNTIL).await.expect("is answered");
        assert_eq!(stands(&state.db, &run).await, Sending { waiting: 1, sent: 1, ..Sending::default() });
    }

    async fn a_message_whose_request_nobody_took_is_not_in_doubt(state) {
        let (site, _) = approved(&state.db).await;
        for (in_doubt, tries) in [(true, 1), (false, 2)] {
            let message = due(&state.db, site, NOW).await.expect("is due");
            assert!(sending::claim(&state.db, site, &message, NOW, (NOW, UNTIL)).await.expect("is answered"));
            let again = Outcome::Again { due_at: NOW, in_doubt };
            sending::settle(&state.db, &message, tries, again, NOW).await.expect("is written");
            let asked_at = due(&state.db, site, NOW).await.and_then(|message| message.asked_at);
            assert_eq!(asked_at.is_some(), in_doubt);
        }
    }

    async fn what_is_being_sent_when_it_is_cancelled_ends_as_it_ends(state) {
        let (site, run) = approved(&state.db).await;
        let message = due(&state.db, site, NOW).await.expect("is due");
        assert!(sending::claim(&state.db, site, &message, NOW, (NEXT, UNTIL)).await.expect("is answered"));
        sending::cancel(&state.db, &run, &activity(site, Act::CancelNotice)).await.expect("is cancelled");
        assert_eq!(stands(&state.db, &run).await, Sending { waiting: 1, cancelled: 1, ..Sending::default() });
        let again = Outcome::Again { due_at: NEXT, in_doubt: true };
        sending::settle(&state.db, &message, 1, again, NOW).await.expect("is written");
        assert!(due(&state.db, site, NEXT).await.is_some_and(|message| message.cancelled));
    }

    async fn nothing_is_due_while_the_account_rests_or_is_halted(state) {
        let (site, _) = approved(&state.db).await;
        turns::rest(&state.db, site, UNTIL).await.expect("rests");
        turns::rest(&state.db, site, NEXT).await.expect("is answered");
        assert_eq!((due(&state.db, site, NEXT).await, due(&state.db, site, UNTIL).await.is_some()), (None, true));
        turns::halt(&state.db, site, Halt::Token).await.expect("halts");
        assert_eq!((due(&state.db, site, UNTIL).await, turns::halted(&state.db, site).await.expect("is read")), (None, Some(Halt::Token)));
        turns::resume(&state.db, &activity(site, Act::ResumeNotices)).await.expect("goes on");
        assert!(due(&state.db, site, UNTIL).await.is_some());
    }
}
