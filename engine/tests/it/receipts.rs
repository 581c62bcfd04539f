//! The receipt of a purge: plain, preview, twice, interrupted; and how long it is kept.

use engine::Engine;
use engine::store::receipts;
use model::jobs::purge_domain::Options;
use model::receipt::{Kind, Line, Lines, Receipt};
use model::time::DAY_MS;
use model::{Job, Mode, Operator, Role, Run, RunId};
use simulator::{AccountState, Plan, days_ago};
use sqlx::AssertSqlSafe;
use tokio_util::sync::CancellationToken;

use crate::support::ground::{Ground, caretaker};
use crate::support::state::{State, on_both_engines};

fn job() -> Job {
    let domains = ["quiet.example", "still.example"].map(|name| name.parse().expect("a name"));
    Job::PurgeDomain(Options::of(domains.into()))
}

/// Two servers that two members have ties to. Of one of them somebody has moved to a third, and somebody to the other.
async fn ground(state: State) -> Ground {
    let accts = ["a@quiet.example", "b@quiet.example", "c@still.example", "d@other.example"];
    let plan = accts.into_iter().fold(Plan::new(), |plan, acct| plan.account(acct, AccountState::Living));
    let ground = Ground::on(state, plan).await;
    let (maya, noor) = (ground.world.member("maya").await, ground.world.member("noor").await);
    for acct in accts {
        let account = ground.account(acct).await;
        ground.world.follow(&maya, &account, days_ago(90)).await;
        ground.world.follow(&account, &noor, days_ago(90)).await;
        let post = ground.world.status(&account).await;
        ground.world.bookmark(&noor, &post).await;
        ground.world.favourite(&maya, &post, days_ago(9)).await;
    }
    moved(&ground, "b@quiet.example", "b@new.example").await;
    moved(&ground, "c@still.example", "c2@quiet.example").await;
    ground
}

/// The account there says that it is another now, and so does the other.
async fn moved(ground: &Ground, from: &str, to: &str) {
    let (name, domain) = from.split_once('@').expect("an account");
    let uri: String = sqlx::query_scalar("SELECT uri FROM accounts WHERE username = $1 AND domain = $2")
        .bind(name)
        .bind(domain)
        .fetch_one(ground.world.pool())
        .await
        .expect("it is there");
    let new = ground.world.remote_account(to).with("also_known_as", serde_json::json!([uri])).await;
    sqlx::query("UPDATE accounts SET moved_to_account_id = $1 WHERE uri = $2")
        .bind(new.id.0)
        .bind(uri)
        .execute(ground.world.pool())
        .await
        .expect("it moves");
}

async fn purged(ground: &Ground, mode: Mode) -> (Engine, Run) {
    let engine = ground.engine().await;
    let run = engine.run_in_foreground(job(), mode, CancellationToken::new(), |_| {}).await.expect("runs");
    (engine, run)
}

async fn lines(engine: &Engine, run: &RunId) -> Vec<Line> {
    engine.receipt_lines(&caretaker(), run, None, 100).await.expect("are read")
}

fn told(lines: &[Line]) -> Vec<(&str, Kind, &str)> {
    // The number of a post is another in each world.
    let short = |what: &str| what.find("/statuses/").unwrap_or(what.len());
    lines.iter().map(|line| (line.member.as_str(), line.kind, &line.what[..short(&line.what)])).collect()
}

/// Who is left afterwards.
const LEFT: [&str; 2] = ["b@new.example", "d@other.example"];
/// What the receipt of both servers holds; not the move from one of them to the other.
const LINES: Lines = Lines { follows: 3, followers: 3, bookmarks: 3, favourites: 3, moves: 1 };

async fn holds_everything_once(engine: &Engine, run: &Run) {
    let lines = lines(engine, &run.id).await;
    let [a, b, c] = ["https://quiet.example/users/a", "https://quiet.example/users/b", "https://still.example/users/c"];
    let expected = [
        ("maya", Kind::Favourite, a),
        ("maya", Kind::Favourite, b),
        ("maya", Kind::Favourite, c),
        ("maya", Kind::Follow, "a@quiet.example"),
        ("maya", Kind::Follow, "b@quiet.example"),
        ("maya", Kind::Follow, "c@still.example"),
        ("maya", Kind::Move, "b@new.example"),
        ("noor", Kind::Bookmark, a),
        ("noor", Kind::Bookmark, b),
        ("noor", Kind::Bookmark, c),
        ("noor", Kind::Follower, "a@quiet.example"),
        ("noor", Kind::Follower, "b@quiet.example"),
        ("noor", Kind::Follower, "c@still.example"),
    ];
    assert_eq!(told(&lines), expected);
    let receipt = engine.receipt(&run.id).await.expect("is read");
    assert_eq!((receipt.lines, receipt.members_following), (LINES, 1));
}

on_both_engines! {
    async fn what_members_had_is_saved_before_it_goes(state) {
        let ground = ground(state).await;
        let (engine, run) = purged(&ground, Mode::Apply).await;
        assert_eq!(ground.remote_accounts().await, LEFT);
        holds_everything_once(&engine, &run).await;

        let members = engine.receipt_members(&caretaker(), &run.id, "", 9).await.expect("are read");
        let maya = Lines { follows: 3, favourites: 3, moves: 1, ..Lines::default() };
        let noor = Lines { followers: 3, bookmarks: 3, ..Lines::default() };
        let members: Vec<_> = members.iter().map(|of| (of.member.as_str(), of.lines)).collect();
        assert_eq!(members, [("maya", maya), ("noor", noor)]);

        let first = engine.receipt_of_member(&caretaker(), &run.id, "maya", Kind::Follow, None, 2).await.expect("are read");
        let rest = engine.receipt_of_member(&caretaker(), &run.id, "maya", Kind::Follow, first.last(), 2).await.expect("are read");
        let follows: Vec<_> = first.iter().chain(&rest).map(|line| line.what.as_str()).collect();
        assert_eq!(follows, ["a@quiet.example", "b@quiet.example", "c@still.example"]);
        assert!(rest[0].follow.as_ref().is_some_and(|follow| follow.show_boosts && !follow.notify));
    }

    async fn it_is_kept_for_its_days_and_then_deleted_while_its_numbers_stay(state) {
        let ground = ground(state).await;
        let (engine, run) = purged(&ground, Mode::Apply).await;
        let until = engine.now().plus_ms(90 * DAY_MS);
        assert_eq!(engine.receipt(&run.id).await.expect("is read").kept_until, Some(until));
        let forget = |ms| receipts::forget(engine.db(), engine.site(), engine.now().plus_ms(ms));
        assert!(!forget(-1).await.expect("looks"), "a run that ended later");
        assert_eq!(lines(&engine, &run.id).await.len(), 13);

        ground.clock.advance_ms(90 * DAY_MS);
        let working = CancellationToken::new();
        let worker = tokio::spawn({
            let (engine, working) = (engine.clone(), working.clone());
            async move { engine.work(working).await }
        });
        while engine.receipt(&run.id).await.expect("is read").kept_until.is_some() {
            tokio::task::yield_now().await;
        }
        working.cancel();
        worker.await.expect("ends");
        assert!(lines(&engine, &run.id).await.is_empty());
        let left = engine.receipt(&run.id).await.expect("is read");
        assert_eq!(left, Receipt { lines: LINES, members_following: 1, kept_until: None });
    }
}

#[tokio::test]
async fn a_preview_saves_nothing() {
    let ground = ground(State::sqlite().await).await;
    let (engine, run) = purged(&ground, Mode::Preview).await;
    assert_eq!(engine.receipt(&run.id).await.expect("is read"), Receipt::default());
    assert!(lines(&engine, &run.id).await.is_empty());
}

#[tokio::test]
async fn a_second_purge_has_nothing_to_save_and_leaves_the_first_receipt_alone() {
    let ground = ground(State::sqlite().await).await;
    let (engine, first) = purged(&ground, Mode::Apply).await;
    let (_, second) = purged(&ground, Mode::Apply).await;
    assert_eq!(engine.receipt(&second.id).await.expect("is read"), Receipt::default());
    holds_everything_once(&engine, &first).await;
}

/// The run dies while it waits for this table, when so many lines are saved; another process takes over.
async fn interrupted_at(table: &str, saved: u64) {
    let ground = ground(State::sqlite().await).await;
    let engine = ground.engine().await;
    let mut lock = ground.world.pool().begin().await.expect("begins");
    let hold = format!("LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE");
    sqlx::raw_sql(AssertSqlSafe(hold)).execute(&mut *lock).await.expect("is held");
    let reached = async {
        loop {
            let lines = match engine.runs(&newest()).await.expect("are read").first() {
                Some(run) => engine.receipt(&run.id).await.expect("is read").lines,
                None => Lines::default(),
            };
            if Kind::ALL.map(|kind| lines.of(kind)).iter().sum::<u64>() >= saved {
                return;
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        ended = engine.run_in_foreground(job(), Mode::Apply, CancellationToken::new(), |_| {}) => {
            panic!("it did not wait for {table}: {ended:?}")
        }
        () = reached => {}
    }
    lock.rollback().await.expect("is let go");
    ground.clock.advance_ms(DAY_MS);

    let (engine, run) = purged(&ground, Mode::Apply).await;
    assert_eq!(engine.runs(&newest()).await.expect("are read").len(), 1, "{table}: it goes on");
    assert_eq!(ground.remote_accounts().await, LEFT, "{table}");
    holds_everything_once(&engine, &run).await;
}

fn newest() -> engine::RunFilter {
    engine::RunFilter { job: None, before: None, limit: 9 }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_receipt_that_was_interrupted_holds_every_line_once() {
    // The first server has two of each kind: follows and followers, then bookmarks, then favourites and a move, then it is removed.
    for (table, saved) in [("bookmarks", 4), ("favourites", 6), ("mentions", 9)] {
        interrupted_at(table, saved).await;
    }
}

#[tokio::test]
async fn only_those_who_may_decide_see_whose_it_is() {
    let ground = ground(State::sqlite().await).await;
    let (engine, run) = purged(&ground, Mode::Apply).await;
    let visitor = Operator { name: "vera".to_owned(), role: Role::Visitor };
    assert!(engine.receipt_members(&visitor, &run.id, "", 9).await.is_err());
    assert!(engine.receipt_lines(&visitor, &run.id, None, 9).await.is_err());
    assert!(engine.receipt_of_member(&visitor, &run.id, "maya", Kind::Follow, None, 9).await.is_err());
}
