//! A vanished account in the middle of a site: in feeds, lists, caches, on open pages.

use std::collections::BTreeSet;

use mastodon::Mastodon;
use redis::AsyncCommands;
use serde_json::json;
use simulator::{Account, Kind, MastodonVersion, Status, Visibility, days_ago, hours_ago};

use crate::support::{Site, Spy, settings_with};

/// Alice vanishes. Anna, Mark and Ivan are members; Ivan has not been here for a month. Bob and Carol are on other servers.
pub(crate) struct Scene {
    pub(crate) site: Site,
    pub(crate) mastodon: Mastodon,
    pub(crate) spy: Spy,
    pub(crate) alice: Account,
    pub(crate) anna: Account,
    pub(crate) bob: Account,
    pub(crate) direct: Status,
    mark: Account,
    /// Posts of Alice: new and public with a picture and a hashtag; old; new and for followers.
    new: Status,
    old: Status,
    private: Status,
    /// Of Mark, which Alice likes and boosts, and Bob and Carol boost too.
    liked: Status,
    boost: Status,
    boosts: [Status; 2],
    /// Boosts of Alice's new post by Bob and by Mark.
    of_new: [Status; 2],
    list: i64,
    namespace: &'static str,
}

impl Scene {
    pub(crate) async fn on(version: MastodonVersion, variables: &str, namespace: &'static str) -> Self {
        let (site, spy) = (Site::of(version).await, Spy::start().await);
        let world = &site.world;
        let (anna, mark, ivan) = (world.member("anna").await, world.member("mark").await, world.member("ivan").await);
        let away = days_ago(30).before(world.now()).to_utc().naive_utc();
        sqlx::query("UPDATE users SET current_sign_in_at = $2 WHERE account_id = $1")
            .bind(ivan.id.0)
            .bind(away)
            .execute(world.pool())
            .await
            .expect("Ivan is away");
        let alice = world.remote_account("alice@gone.example").await;
        let bob = world.remote_account("bob@friends.example").await;
        let carol = world.remote_account("carol@friends.example").await;
        let follow = world.follow(&anna, &alice, days_ago(90)).await;
        for followed in [&bob, &carol, &mark] {
            world.follow(&anna, followed, days_ago(90)).await;
        }
        world.follow(&ivan, &alice, days_ago(90)).await;
        world.follow(&alice, &anna, days_ago(90)).await;
        world.follow(&bob, &alice, days_ago(90)).await;
        let list = world.list(&anna, "Neighbours", &alice, follow).await;
        world.block(&mark, &alice).await;

        let new = world.status(&alice).at(hours_ago(30)).await;
        world.attach(&new, Kind::Jpeg).await;
        world.tag(&new, "Gardening").await;
        let old = world.status(&alice).at(days_ago(50)).await;
        let private = world.status(&alice).visibility(Visibility::Private).at(hours_ago(20)).await;
        let direct = world.direct(&alice, &[&anna]).at(days_ago(3)).await;
        let liked = world.status(&mark).at(days_ago(40)).await;
        world.favourite(&alice, &liked, days_ago(39)).await;
        let boost = world.boost(&alice, &liked).at(days_ago(38)).await;
        let boosts =
            [world.boost(&bob, &liked).at(days_ago(36)).await, world.boost(&carol, &liked).at(days_ago(37)).await];
        let of_new = [world.boost(&bob, &new).at(hours_ago(9)).await, world.boost(&mark, &new).at(hours_ago(8)).await];

        let variables = format!("REDIS_URL={}\n{variables}", spy.url());
        let settings = settings_with(&site.database.url(), site.root(), &variables);
        let mastodon = Mastodon::connect(&settings).await.expect("it connects");
        let mut scene = Self {
            site,
            mastodon,
            spy,
            alice,
            anna,
            bob,
            direct,
            mark,
            new,
            old,
            private,
            liked,
            boost,
            boosts,
            of_new,
            list,
            namespace,
        };
        scene.fill(&ivan).await;
        scene
    }

    /// Feeds and caches as Mastodon would have them, and some that must stay.
    async fn fill(&mut self, ivan: &Account) {
        let (home, list) = (format!("feed:home:{}", self.anna.id), format!("feed:list:{}", self.list));
        let in_home = [self.new.id, self.old.id, self.private.id, self.boost.id, self.liked.id];
        for (feed, posts) in [
            (home.clone(), &in_home[..]),
            (list, &[self.new.id, self.old.id]),
            (format!("feed:home:{}", ivan.id), &[self.new.id]),
            (format!("feed:direct:{}", self.anna.id), &[self.direct.id]),
        ] {
            for post in posts {
                self.rank(&feed, *post, *post).await;
            }
        }
        self.rank(&format!("{home}:reblogs"), self.liked.id, self.boost.id).await;
        self.rank(&format!("{home}:reblogs"), self.new.id, self.new.id).await;
        let boosted = [(self.liked.id, [&self.boost, &self.boosts[0]]), (self.liked.id, [&self.boosts[1]; 2])];
        for (post, boosts) in boosted.into_iter().chain([(self.new.id, [&self.of_new[0], &self.of_new[1]])]) {
            let ids = boosts.map(|boost| boost.id);
            let key = self.key(&format!("{home}:reblogs:{post}"));
            let _: () = self.spy.connection.sadd(key, &ids[..]).await.expect("it is kept");
        }
        let caches = self.caches().into_iter().chain(["relationships/1/2".to_owned(), "statuses/1".to_owned()]);
        for key in caches.collect::<Vec<_>>() {
            let key = self.cache_key(&key);
            let _: () = self.spy.connection.set(key, "cached").await.expect("it is kept");
        }
    }

    async fn rank(&mut self, key: &str, member: i64, score: i64) {
        let key = self.key(key);
        let _: () = self.spy.connection.zadd(key, member, score).await.expect("it is kept");
    }

    fn key(&self, key: &str) -> String {
        if self.namespace.is_empty() { key.to_owned() } else { format!("{}:{key}", self.namespace) }
    }

    fn cache_key(&self, key: &str) -> String {
        let name = if self.namespace.is_empty() { "cache".to_owned() } else { format!("{}_cache", self.namespace) };
        format!("{name}:{key}")
    }

    /// The cached answers that are wrong without Alice.
    fn caches(&self) -> Vec<String> {
        let (alice, anna, mark, bob) = (self.alice.id, self.anna.id, self.mark.id, self.bob.id);
        vec![
            format!("exclude_account_ids_for:{alice}"),
            format!("exclude_account_ids_for:{mark}"),
            format!("follow_recommendations/{alice}"),
            format!("follow_recommendations/{anna}"),
            format!("followers_hash:{alice}:https://friends.example/"),
            format!("followers_hash:{alice}:local"),
            format!("followers_hash:{anna}:https://gone.example/"),
            format!("relationships/{alice}/{anna}"),
            format!("relationships/{anna}/{alice}"),
            format!("relationships/{alice}/{bob}"),
            format!("relationships/{bob}/{alice}"),
            format!("relationships/{alice}/{mark}"),
            format!("relationships/{mark}/{alice}"),
            format!("statuses/{}", self.liked.id),
        ]
    }

    pub(crate) fn changes_of_caches(&self) -> Vec<String> {
        self.caches().iter().map(|key| format!("- {}", self.cache_key(key))).collect()
    }

    pub(crate) fn changes_of_feeds(&self) -> Vec<String> {
        let (home, list) = (self.key(&format!("feed:home:{}", self.anna.id)), format!("feed:list:{}", self.list));
        let list = self.key(&list);
        let mut changes: Vec<String> = [&self.new, &self.old, &self.private, &self.boost]
            .iter()
            .map(|post| format!("- {home} = {}", post.id))
            .collect();
        changes.extend([&self.new, &self.old].map(|post| format!("- {list} = {}", post.id)));
        // Mark's post is shown by its next boost, Carol's.
        changes.push(format!("+ {home} = {}", self.boosts[1].id));
        changes.push(format!("- {home}:reblogs:{} = {}", self.liked.id, self.boost.id));
        changes.push(format!("- {home}:reblogs = {}", self.new.id));
        changes.extend(self.of_new.iter().map(|boost| format!("- {home}:reblogs:{} = {}", self.new.id, boost.id)));
        changes
    }

    pub(crate) fn changes_of_queues(&self, version: MastodonVersion) -> Vec<String> {
        let gone = [&self.new, &self.old, &self.private, &self.direct, &self.boost, &self.of_new[0], &self.of_new[1]];
        let mut changes = Vec::new();
        for post in gone {
            changes.push(format!("+ {} = {}", self.key("chewy:queue:StatusesIndex"), post.id));
            if version != MastodonVersion::V4_1 {
                changes.push(format!("+ {} = {}", self.key("chewy:queue:PublicStatusesIndex"), post.id));
            }
        }
        changes.push(format!("+ {} = {}", self.key("chewy:queue:StatusesIndex"), self.liked.id));
        changes.push(format!("+ {} = {}", self.key("chewy:queue:AccountsIndex"), self.alice.id));
        changes
    }

    /// What is said about a cull: each feed of what was in it, and public pages of the one post that may be on them.
    pub(crate) fn messages(&self) -> Vec<String> {
        let (home, list) = (format!("timeline:{}", self.anna.id), format!("timeline:list:{}", self.list));
        let mut said = Vec::new();
        for post in [&self.new, &self.old, &self.private, &self.boost] {
            said.push((home.as_str(), post.id));
        }
        said.extend([(list.as_str(), self.new.id), (list.as_str(), self.old.id)]);
        let public =
            ["timeline:public", "timeline:public:remote", "timeline:public:media", "timeline:public:remote:media"];
        said.extend(public.into_iter().chain(["timeline:hashtag:gardening"]).map(|channel| (channel, self.new.id)));
        let message = |(channel, id)| {
            format!("{} {}", self.key(channel), json!({ "event": "delete", "payload": format!("{id}") }))
        };
        let mut messages: Vec<_> = said.into_iter().map(message).collect();
        messages.sort();
        messages
    }

    /// Lines that went or came, sorted.
    pub(crate) async fn changes_since(&mut self, before: &BTreeSet<String>) -> Vec<String> {
        let after = self.spy.lines().await;
        let went = before.difference(&after).map(|line| format!("- {line}"));
        let mut changes: Vec<_> = went.chain(after.difference(before).map(|line| format!("+ {line}"))).collect();
        changes.sort();
        changes
    }
}
