//! Where those moved to whom members follow, on every release and fork.

use mastodon::receipts::{MOST, Place, after};
use model::AccountId;
use model::receipt::{FollowOptions, Kind, Line};
use serde_json::json;
use simulator::{Account, MastodonVersion, days_ago};

use crate::support::Site;

/// A server from which some have moved, and two members who follow all of them.
struct Moved {
    site: Site,
    maya: Account,
    noor: Account,
}

impl Moved {
    async fn on(version: MastodonVersion) -> Self {
        let site = Site::of(version).await;
        let (maya, noor) = (site.world.member("maya").await, site.world.member("noor").await);
        Self { site, maya, noor }
    }

    /// The account that `name@gone.example` says it is now, which says the same.
    async fn new_home(&self, acct: &str, name: &str) -> Account {
        self.site
            .world
            .remote_account(acct)
            .with("also_known_as", json!([format!("https://old.example/{name}"), uri(name)]))
            .await
    }

    /// An account of the closed server that moved there, followed by both.
    async fn old(&self, name: &str, to: &Account) -> Account {
        let old = self.site.world.remote_account(&format!("{name}@gone.example")).moved_to(to).await;
        self.followed(&old).await;
        old
    }

    async fn followed(&self, account: &Account) {
        for member in [&self.maya, &self.noor] {
            self.site.world.follow(member, account, days_ago(90)).await;
        }
    }

    /// Every move, read so many at a time.
    async fn read(&self, limit: u32) -> Vec<Line> {
        let there = "SELECT id FROM accounts WHERE domain = 'gone.example'";
        let there: Vec<i64> =
            sqlx::query_scalar(there).fetch_all(self.site.world.pool()).await.expect("they are there");
        let there: Vec<AccountId> = there.into_iter().map(AccountId).collect();
        let (mut moves, mut place) = (Vec::new(), Some(Place::START));
        while let Some(from) = place {
            let page = after(&self.site.mastodon, Kind::Move, &there, from, limit).await.expect("they are read");
            assert!(page.lines.len() <= limit.min(MOST) as usize);
            moves.extend(page.lines);
            place = page.next;
        }
        moves.sort_by(|a: &Line, b| (&a.what, &a.member).cmp(&(&b.what, &b.member)));
        moves
    }

    /// Member, and where whom they follow moved to.
    async fn told(&self) -> Vec<String> {
        let moves = self.read(MOST).await.into_iter();
        moves.map(|line| format!("{} -> {}", line.member, line.what)).collect()
    }
}

fn uri(name: &str) -> String {
    format!("https://gone.example/users/{name}")
}

async fn a_follow_goes_on_where_the_account_moved_to(version: MastodonVersion) {
    let moved = Moved::on(version).await;
    let world = &moved.site.world;
    let alice = moved.new_home("alice2@new.example", "alice").await;
    let old = moved.old("alice", &alice).await;
    let fred = world.member("fred").with("also_known_as", json!([uri("fred")])).await;
    moved.old("fred", &fred).await;
    let stranger = world.remote_account("stranger@other.example").await;
    world.follow(&stranger, &old, days_ago(90)).await;
    let elsewhere = world.remote_account("ann@sub.gone.example").moved_to(&alice).await;
    moved.followed(&elsewhere).await;
    sqlx::query("UPDATE follows SET show_reblogs = false, notify = true WHERE account_id = $1")
        .bind(moved.noor.id.0)
        .execute(world.pool())
        .await
        .expect("noor chooses");

    let line = |member: &str, what: &str, domain: &str, show_boosts| Line {
        member: member.to_owned(),
        kind: Kind::Move,
        what: what.to_owned(),
        domain: domain.parse().expect("a name"),
        follow: Some(FollowOptions { show_boosts, notify: !show_boosts, languages: Vec::new() }),
    };
    for limit in [1, 2, 3, MOST + 1] {
        let expected = [
            line("maya", "alice2@new.example", "new.example", true),
            line("noor", "alice2@new.example", "new.example", false),
            line("maya", "fred@home.example", "home.example", true),
            line("noor", "fred@home.example", "home.example", false),
        ];
        assert_eq!(moved.read(limit).await, expected, "{limit} at a time");
    }
}

async fn nobody_is_led_to_an_account_that_is_not_the_same_or_may_not_be_followed(version: MastodonVersion) {
    let moved = Moved::on(version).await;
    let world = &moved.site.world;
    let aliases = |name: &str| json!([uri(name)]);
    for (name, new) in [
        ("impostor", world.remote_account("celebrity@new.example").await),
        ("confused", world.remote_account("confused@new.example").with("also_known_as", aliases("somebody")).await),
        (
            "suspended",
            moved
                .site
                .world
                .remote_account("suspended@new.example")
                .with("also_known_as", aliases("suspended"))
                .suspended()
                .await,
        ),
        ("neighbour", moved.new_home("neighbour2@gone.example", "neighbour").await),
        (
            "ancient",
            world
                .remote_account("ancient@new.example")
                .with("also_known_as", aliases("ancient"))
                .with("protocol", json!(0))
                .await,
        ),
    ] {
        moved.old(name, &new).await;
    }
    let last = world.remote_account("last@new.example").await;
    let wanderer =
        world.remote_account("wanderer@new.example").with("also_known_as", aliases("wanderer")).moved_to(&last).await;
    moved.old("wanderer", &wanderer).await;
    let nameless = world.remote_account("nameless@new.example").with("also_known_as", json!([""])).await;
    let old = world.remote_account("nameless@gone.example").ostatus().moved_to(&nameless).await;
    moved.followed(&old).await;
    let settled = world.remote_account("settled@gone.example").await;
    moved.followed(&settled).await;

    assert_eq!(moved.told().await, Vec::<String>::new());
}

async fn a_member_is_told_only_of_whom_they_do_not_follow_and_may(version: MastodonVersion) {
    let moved = Moved::on(version).await;
    let (world, maya) = (&moved.site.world, &moved.maya);
    let mut homes = Vec::new();
    for name in ["followed", "asked", "blocked", "blocking", "walled"] {
        let server = if name == "walled" { "walled" } else { "new" };
        let new = moved.new_home(&format!("{name}@{server}.example"), name).await;
        moved.old(name, &new).await;
        homes.push(new);
    }
    world.follow(maya, &homes[0], days_ago(9)).await;
    world.follow_request(maya, &homes[1], days_ago(9)).await;
    world.block(maya, &homes[2]).await;
    world.block(&homes[3], maya).await;
    world.insert("account_domain_blocks", json!({ "account_id": maya.id.0, "domain": "walled.example" })).await;
    sqlx::query("UPDATE accounts SET also_known_as = ARRAY[$2] WHERE id = $1")
        .bind(maya.id.0)
        .bind(uri("myself"))
        .execute(world.pool())
        .await
        .expect("maya has moved here");
    moved.old("myself", maya).await;

    let noor = ["asked@new", "blocked@new", "blocking@new", "followed@new", "maya@home", "walled@walled"];
    let noor = noor.map(|new| format!("noor -> {new}.example"));
    assert_eq!(moved.told().await, noor);
}

on_every_release_and_fork!(
    a_follow_goes_on_where_the_account_moved_to,
    nobody_is_led_to_an_account_that_is_not_the_same_or_may_not_be_followed,
    a_member_is_told_only_of_whom_they_do_not_follow_and_may,
);
