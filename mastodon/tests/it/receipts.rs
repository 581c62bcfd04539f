//! What members would lose with a server, on every release and fork.

use mastodon::receipts::{MOST, Place, after};
use model::AccountId;
use model::receipt::{FollowOptions, Kind, Line};
use simulator::{Account, MastodonVersion, days_ago};

use crate::support::Site;

/// A server with two accounts, two members with ties to it, and ties of the same people to another server.
struct Ties {
    site: Site,
    there: Vec<AccountId>,
    /// The addresses of the two posts there.
    posts: Vec<String>,
}

impl Ties {
    async fn on(version: MastodonVersion) -> Self {
        let site = Site::of(version).await;
        let world = &site.world;
        let (maya, noor) = (world.member("maya").await, world.member("noor").await);
        let alice = world.remote_account("alice@gone.example").await;
        let bob = world.remote_account("bob@gone.example").await;
        let sam = world.remote_account("sam@sub.gone.example").await;
        for (from, to) in
            [(&maya, &alice), (&maya, &bob), (&noor, &alice), (&maya, &sam), (&sam, &alice), (&noor, &maya)]
        {
            world.follow(from, to, days_ago(90)).await;
        }
        for (from, to) in [(&alice, &maya), (&sam, &maya), (&alice, &bob)] {
            world.follow(from, to, days_ago(90)).await;
        }
        let mut posts = Vec::new();
        for author in [&alice, &bob, &sam, &maya] {
            let post = world.status(author).await;
            world.bookmark(&maya, &post).await;
            world.favourite(&noor, &post, days_ago(9)).await;
            world.favourite(&sam, &post, days_ago(9)).await;
            posts.push(format!("{}/statuses/{}", author.uri, post.id));
        }
        let unseen = world.status(&bob).with("deleted_at", serde_json::json!("2024-01-01T00:00:00")).await;
        world.bookmark(&noor, &unseen).await;
        posts.truncate(2);
        let mut there = vec![alice.id, bob.id];
        there.sort();
        let ties = Self { site, there, posts };
        ties.choose(&maya, &bob).await;
        ties
    }

    /// The member sees no boosts, wants to be told, and only two languages where there is a choice.
    async fn choose(&self, member: &Account, whom: &Account) {
        let languages = match self.has_languages() {
            true => ", languages = '{en,ja}'",
            false => "",
        };
        let choose = format!(
            "UPDATE follows SET show_reblogs = false, notify = true{languages} WHERE account_id = $1 AND target_account_id = $2"
        );
        sqlx::query(sqlx::AssertSqlSafe(choose))
            .bind(member.id.0)
            .bind(whom.id.0)
            .execute(self.site.world.pool())
            .await
            .expect("chooses");
    }

    fn has_languages(&self) -> bool {
        self.site.mastodon.catalogue().has_column("follows", "languages")
    }

    /// Every line of a kind, read so many at a time, in an order that does not hang on ids.
    async fn read(&self, kind: Kind, limit: u32) -> Vec<Line> {
        let (mut lines, mut place) = (Vec::new(), Some(Place::START));
        while let Some(from) = place {
            let page = after(&self.site.mastodon, kind, &self.there, from, limit).await.expect("it is read");
            assert!(page.lines.len() <= limit.min(MOST) as usize);
            lines.extend(page.lines);
            place = page.next;
        }
        lines.sort_by(|a: &Line, b| (&a.member, &a.what).cmp(&(&b.member, &b.what)));
        lines
    }
}

fn line(member: &str, kind: Kind, what: &str, follow: Option<FollowOptions>) -> Line {
    let domain = "gone.example".parse().expect("a name");
    Line { member: member.to_owned(), kind, what: what.to_owned(), domain, follow }
}

async fn everything_that_members_have_there_is_read_and_nothing_else(version: MastodonVersion) {
    let ties = Ties::on(version).await;
    let languages = if ties.has_languages() { vec!["en".to_owned(), "ja".to_owned()] } else { Vec::new() };
    let usual = FollowOptions { show_boosts: true, notify: false, languages: Vec::new() };
    let chosen = FollowOptions { show_boosts: false, notify: true, languages };
    for limit in [1, 2, MOST + 1] {
        let expected = [
            line("maya", Kind::Follow, "alice@gone.example", Some(usual.clone())),
            line("maya", Kind::Follow, "bob@gone.example", Some(chosen.clone())),
            line("noor", Kind::Follow, "alice@gone.example", Some(usual.clone())),
        ];
        assert_eq!(ties.read(Kind::Follow, limit).await, expected, "{limit} at a time");
        let follower = line("maya", Kind::Follower, "alice@gone.example", None);
        assert_eq!(ties.read(Kind::Follower, limit).await, [follower], "{limit} at a time");
        for (kind, member) in [(Kind::Bookmark, "maya"), (Kind::Favourite, "noor")] {
            let expected: Vec<_> = ties.posts.iter().map(|post| line(member, kind, post, None)).collect();
            assert_eq!(ties.read(kind, limit).await, expected, "{limit} at a time");
        }
    }
}

async fn reading_it_changes_nothing(version: MastodonVersion) {
    let ties = Ties::on(version).await;
    let before = ties.site.rows().await;
    for kind in Kind::ALL {
        ties.read(kind, MOST).await;
    }
    assert_eq!(before, ties.site.rows().await);
}

on_every_release_and_fork!(everything_that_members_have_there_is_read_and_nothing_else);
on_every_release!(reading_it_changes_nothing);
