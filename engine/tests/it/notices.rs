//! Members are told what a purge took from them: drafted, approved, sent once, cancelled, forgotten.

use engine::Engine;
use engine::store::{notices, receipts};
use model::jobs::purge_domain::Options;
use model::notice::{Audience, Failure, Fault, Halt, Language, Notice, Sending, Texts};
use model::time::{DAY_MS, HOUR_MS, MINUTE_MS};
use model::{Act, Job, Mode, Operator, Role, RunId};
use simulator::{Plan, days_ago};
use sqlx::AssertSqlSafe;
use tokio_util::sync::CancellationToken;

use crate::support::ground::{Ground, caretaker};
use crate::support::state::{State, on_both_engines};
use crate::support::web_api::{Answer, WebApi};

/// A site whose purge took follows from three members: one of them reads Japanese, one is suspended.
struct Told {
    ground: Ground,
    engine: Engine,
    api: WebApi,
    run: RunId,
}

impl Told {
    async fn on(state: State, answers: impl IntoIterator<Item = Answer>) -> Self {
        let ground = Ground::on(state, Plan::new()).await;
        let [alice, bob] = [
            ground.world.remote_account("alice@gone.example").await,
            ground.world.remote_account("bob@gone.example").await,
        ];
        for (name, follows) in
            [("maya", vec![&alice, &bob]), ("noor", vec![&bob]), ("omar", vec![&bob]), ("zoe", vec![])]
        {
            let member = ground.world.member(name).await;
            for account in follows {
                ground.world.follow(&member, account, days_ago(90)).await;
            }
            ground.world.follow(&alice, &member, days_ago(90)).await;
        }
        change(
            &ground,
            "UPDATE users SET locale = 'ja' WHERE account_id = (SELECT id FROM accounts WHERE username = 'noor')",
        )
        .await;
        suspend(&ground, "omar").await;
        let api = WebApi::start(answers).await;
        let engine = ground.engine_that_writes(&api.address()).await;
        let job = Job::PurgeDomain(Options::of(vec!["gone.example".parse().expect("a name")]));
        let run = engine.run_in_foreground(job, Mode::Apply, CancellationToken::new(), |_| {}).await.expect("runs").id;
        Self { ground, engine, api, run }
    }

    /// One whose notice is approved as we suggest it.
    async fn approved(state: State, answers: impl IntoIterator<Item = Answer>) -> Self {
        let told = Self::on(state, answers).await;
        assert!(told.engine.approve_notice(&caretaker(), &told.run, &Texts::default()).await.expect("is approved"));
        told
    }

    async fn notice(&self) -> Notice {
        self.engine.notice(&caretaker(), &self.run).await.expect("is read")
    }

    async fn sending(&self) -> Sending {
        self.notice().await.sending
    }

    /// Sends what is due, and what is due so much later.
    async fn send_after(&self, ms: i64) {
        self.ground.clock.advance_ms(ms);
        while self.engine.send_next_notice().await.expect("sends") {}
    }

    /// The next request is made, and the process that makes it dies before it knows what came of it.
    async fn dies_while_it_sends(&self) {
        let engine = self.engine.clone();
        let sends = tokio::spawn(async move { engine.send_next_notice().await });
        while self.api.posts().is_empty() {
            tokio::task::yield_now().await;
        }
        sends.abort();
        assert!(sends.await.expect_err("it never ended").is_cancelled());
    }

    fn requests(&self) -> usize {
        self.api.heads().len()
    }
}

async fn change(ground: &Ground, sql: &'static str) {
    sqlx::raw_sql(sql).execute(ground.world.pool()).await.expect("changes");
}

async fn suspend(ground: &Ground, name: &str) {
    let sql = format!("UPDATE accounts SET suspended_at = now() WHERE username = '{name}'");
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(ground.world.pool()).await.expect("changes");
}

const APART_MS: i64 = 2_000;

on_both_engines! {
    async fn each_member_who_lost_a_follow_is_written_to_once_in_their_language(state) {
        let told = Told::approved(state, []).await;
        let other = told.ground.engine_that_writes(&told.api.address()).await;
        for _ in 0..4 {
            for engine in [&told.engine, &other] {
                engine.send_next_notice().await.expect("sends");
            }
            told.ground.clock.advance_ms(APART_MS);
        }
        let posts = told.api.posts();
        let of: Vec<_> = posts.iter().map(|post| (&post.status[..6], post.language.as_str(), post.visibility.as_str())).collect();
        assert_eq!(of, [("@maya ", "en", "direct"), ("@noor ", "ja", "direct")]);
        assert!(posts[0].status.contains("gone.example") && posts[0].status.contains("2 accounts"), "{posts:?}");
        assert!(posts[1].status.contains("1アカウント"), "{posts:?}");
        for head in told.api.heads() {
            assert!(head.starts_with("POST /api/v1/statuses ") && head.contains("authorization: Bearer the-token"), "{head}");
            assert!(head.contains("host: home.example") && head.contains("x-forwarded-proto: https"), "{head}");
        }
        assert_eq!((told.requests(), told.sending().await), (2, Sending { sent: 2, ..Sending::default() }));
        assert_eq!(told.ground.state.acts(Act::ApproveNotice).await, [told.run.as_str()]);
    }

    async fn after_a_stop_within_the_hour_the_same_message_is_not_written_twice(state) {
        let told = Told::approved(state, [Answer::TakesInSilence]).await;
        told.dies_while_it_sends().await;
        told.send_after(MINUTE_MS).await;
        assert_eq!(told.sending().await.waiting, 1, "the other member's");
        told.send_after(MINUTE_MS).await;
        assert_eq!((told.requests(), told.api.posts().len()), (3, 2));
        assert_eq!(told.sending().await, Sending { sent: 2, ..Sending::default() });
    }

    async fn after_a_stop_of_more_than_an_hour_nothing_is_sent_again(state) {
        let told = Told::approved(state, [Answer::TakesInSilence]).await;
        told.dies_while_it_sends().await;
        told.send_after(HOUR_MS).await;
        assert_eq!((told.requests(), told.api.posts().len()), (2, 2));
        assert_eq!(told.sending().await, Sending { sent: 1, unsure: 1, ..Sending::default() });
    }

    async fn what_still_waits_can_be_cancelled(state) {
        let told = Told::approved(state, [Answer::Says(503, "")]).await;
        told.send_after(0).await;
        for _ in 0..2 {
            told.engine.cancel_notice(&caretaker(), &told.run).await.expect("is cancelled");
        }
        told.send_after(DAY_MS).await;
        // The first was asked for, and nobody said what came of it.
        assert_eq!(told.sending().await, Sending { unsure: 1, cancelled: 1, ..Sending::default() });
        assert_eq!((told.requests(), told.ground.state.acts(Act::CancelNotice).await.len()), (1, 1));
    }

    async fn it_is_forgotten_with_the_receipt(state) {
        let told = Told::approved(state, []).await;
        told.send_after(0).await;
        let (engine, ended) = (&told.engine, told.engine.now());
        while receipts::forget(engine.db(), engine.site(), ended).await.expect("forgets") {}
        assert_eq!(notices::lookup(engine.db(), &told.run).await.expect("is read"), None);
        let left = told.notice().await;
        assert_eq!((left.approved, left.audience, left.sending), (None, Audience::default(), Sending::default()));
        told.send_after(DAY_MS).await;
        assert_eq!(told.requests(), 1, "what waited is not sent any more");
        assert!(engine.draft_notice(&caretaker(), &told.run, &Texts::default()).await.is_err());
    }
}

#[tokio::test]
async fn a_draft_says_to_whom_it_goes_and_what_they_would_read() {
    let told = Told::on(State::sqlite().await, []).await;
    let notice = told.notice().await;
    assert_eq!(notice.audience, Audience { en: 1, ja: 1, left_out: 1 });
    assert_eq!((notice.texts, notice.approved), (Texts::default(), None));
    let of: Vec<_> = notice.examples.iter().map(|example| (example.language, &example.text[..6])).collect();
    assert_eq!(of, [(Language::En, "@maya "), (Language::Ja, "@noor ")]);
    told.send_after(DAY_MS).await;
    assert_eq!(told.requests(), 0, "nobody has approved it");
}

#[tokio::test]
async fn a_text_that_cannot_be_sent_stays_a_draft_as_it_was_typed() {
    let told = Told::on(State::sqlite().await, []).await;
    let texts = Texts { en: "{server} {follows} {moved} {nonsense}".to_owned(), ..Texts::default() };
    assert!(!told.engine.approve_notice(&caretaker(), &told.run, &texts).await.expect("is kept"));
    let notice = told.notice().await;
    assert_eq!((&notice.texts, &notice.approved), (&texts, &None));
    let unknown = Fault::Unknown("{nonsense}".to_owned());
    assert_eq!(notice.texts.faults(&notice.servers), [(Language::En, unknown)]);
    assert!(told.ground.state.acts(Act::ApproveNotice).await.is_empty());
}

#[tokio::test]
async fn what_was_approved_is_what_is_sent() {
    let told = Told::on(State::sqlite().await, []).await;
    let texts = |word: &str| Texts { en: format!("{word} {{server}} {{follows}} {{moved}}"), ..Texts::default() };
    for word in ["First", "Second"] {
        assert!(told.engine.approve_notice(&caretaker(), &told.run, &texts(word)).await.expect("is answered"));
    }
    told.engine.draft_notice(&caretaker(), &told.run, &texts("Third")).await.expect("is answered");
    told.send_after(0).await;
    assert_eq!(told.api.posts()[0].status, "@maya First gone.example 2 accounts");
    assert_eq!(told.ground.state.acts(Act::ApproveNotice).await.len(), 1);
}

#[tokio::test]
async fn a_pause_that_mastodon_asks_for_is_kept_for_everybody() {
    let told = Told::approved(State::sqlite().await, [Answer::Says(429, "retry-after: 7200\r\n")]).await;
    told.send_after(0).await;
    told.send_after(2 * HOUR_MS - 1).await;
    assert_eq!((told.requests(), told.sending().await.waiting), (1, 2));
    told.send_after(1).await;
    told.send_after(APART_MS).await;
    assert_eq!(told.sending().await, Sending { sent: 2, ..Sending::default() });
}

#[tokio::test]
async fn a_token_that_is_refused_stops_everything_until_somebody_lets_it_go_on() {
    for (answer, why) in [
        (Answer::Says(401, ""), Halt::Token),
        (Answer::Says(403, ""), Halt::Token),
        (Answer::Says(301, "location: https://elsewhere.example/\r\n"), Halt::Address),
        (Answer::Says(404, ""), Halt::Address),
        (Answer::IsAnotherPage, Halt::Address),
    ] {
        let told = Told::approved(State::sqlite().await, [answer]).await;
        told.send_after(0).await;
        told.send_after(MINUTE_MS).await;
        assert_eq!((told.requests(), told.notice().await.halted), (1, Some(why)), "{answer:?}");
        assert_eq!(told.sending().await.waiting, 2, "{answer:?}");
        for _ in 0..2 {
            told.engine.resume_notices(&caretaker()).await.expect("goes on");
        }
        told.send_after(MINUTE_MS).await;
        told.send_after(MINUTE_MS).await;
        assert_eq!(told.sending().await, Sending { sent: 2, ..Sending::default() }, "{answer:?}");
        assert_eq!(told.ground.state.acts(Act::ResumeNotices).await.len(), 1);
    }
}

#[tokio::test]
async fn a_member_whom_mastodon_refuses_does_not_keep_the_others_waiting() {
    let told = Told::approved(State::sqlite().await, [Answer::Says(422, "")]).await;
    told.send_after(0).await;
    told.send_after(APART_MS).await;
    let failed = vec![(Failure::Refused, 1)];
    assert_eq!(told.sending().await, Sending { sent: 1, failed, ..Sending::default() });
}

#[tokio::test]
async fn who_is_suspended_meanwhile_gets_nothing() {
    let told = Told::approved(State::sqlite().await, []).await;
    suspend(&told.ground, "maya").await;
    told.send_after(0).await;
    let failed = vec![(Failure::Gone, 1)];
    assert_eq!(told.sending().await, Sending { sent: 1, failed, ..Sending::default() });
    assert_eq!(told.requests(), 1);
}

#[tokio::test]
async fn a_mastodon_that_fails_is_asked_more_and_more_rarely_and_then_no_more() {
    for (status, headers, expected) in [
        (429, "", Sending { waiting: 1, failed: vec![(Failure::Busy, 1)], ..Sending::default() }),
        (500, "", Sending { waiting: 1, unsure: 1, ..Sending::default() }),
    ] {
        let told = Told::approved(State::sqlite().await, [Answer::Says(status, headers); 5]).await;
        let mut moments = Vec::new();
        for minute in 0..50 {
            let before = told.requests();
            told.send_after(if minute == 0 { 0 } else { MINUTE_MS }).await;
            moments.extend((told.requests() > before).then_some(minute));
        }
        told.send_after(MINUTE_MS).await;
        assert_eq!((moments, told.requests()), (vec![0, 1, 5, 20], 5), "{status}");
        assert_eq!(told.sending().await, expected, "{status}");
    }
}

#[tokio::test]
async fn nobody_writes_while_mastodon_cannot_be_reached() {
    let told = Told::approved(State::sqlite().await, []).await;
    let nowhere =
        std::net::TcpListener::bind("127.0.0.1:0").expect("loopback has a free port").local_addr().expect("an address");
    let engine = told.ground.engine_that_writes(&format!("http://{nowhere}")).await;
    for _ in 0..2 {
        while engine.send_next_notice().await.expect("tries") {}
    }
    assert_eq!(told.sending().await.waiting, 2);
    told.send_after(MINUTE_MS).await;
    assert_eq!(told.api.posts().len(), 1, "it was not in doubt");
}

#[tokio::test]
async fn only_those_who_may_decide_see_approve_or_cancel() {
    let told = Told::on(State::sqlite().await, []).await;
    let (visitor, texts) = (Operator { name: "vera".to_owned(), role: Role::Visitor }, Texts::default());
    let engine = &told.engine;
    assert!(engine.notice(&visitor, &told.run).await.is_err());
    assert!(engine.draft_notice(&visitor, &told.run, &texts).await.is_err());
    assert!(engine.approve_notice(&visitor, &told.run, &texts).await.is_err());
    assert!(engine.cancel_notice(&visitor, &told.run).await.is_err());
    assert!(engine.resume_notices(&visitor).await.is_err());
}

#[tokio::test]
async fn without_a_token_nobody_is_written_to() {
    let told = Told::approved(State::sqlite().await, []).await;
    let engine = told.ground.engine().await;
    assert!(!engine.sends_notices() && !engine.send_next_notice().await.expect("is answered"));
    assert!(engine.approve_notice(&caretaker(), &told.run, &Texts::default()).await.is_err());
    assert_eq!(told.requests(), 0);
}
