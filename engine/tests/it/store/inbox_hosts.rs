//! Hosts of inboxes: the walk that finds them, and for whom they take deliveries.

use engine::store::{Db, given_up, inbox_hosts};
use mastodon::delivery::{InboxHost, Unavailable};
use model::{AccountId, Millis, SiteId};

use super::{name, site};
use crate::support::state::on_both_engines;

fn takes(host: &str, server: usize) -> InboxHost {
    let (host, domain) = (name(host), name(&format!("s{server:03}.example")));
    InboxHost { inbox: format!("https://{host}/inbox"), host, domain }
}

/// A site whose walk found these at `now`, and which Mastodon has given `inbox.example` up.
async fn found(db: &Db, found: &[InboxHost], now: Millis) -> SiteId {
    let site = site(db).await;
    let walk = inbox_hosts::claim(db, site, now, now.plus_ms(9)).await.expect("reads").expect("is due");
    let walk = inbox_hosts::Walk { after: AccountId(7), ..walk };
    inbox_hosts::learn(db, site, found, walk, (now, now.plus_ms(5))).await.expect("writes");
    let said = [Unavailable { domain: name("inbox.example"), since: Millis(1) }];
    given_up::learn(db, site, &said, now).await.expect("writes");
    given_up::heard(db, site, &said[0].domain, Some(now), now).await.expect("writes");
    site
}

on_both_engines! {
    async fn a_host_names_a_few_of_the_servers_it_takes_deliveries_for_and_counts_all(state) {
        let many: Vec<_> = (0..120).map(|server| takes("inbox.example", server)).chain([takes("other.example", 0)]).collect();
        let site = found(&state.db, &many, Millis(1_000)).await;
        let stuck = given_up::stuck(&state.db, site, "", 9).await.expect("reads");
        assert_eq!(stuck.len(), 1);
        assert_eq!(stuck[0].servers, ["s000.example", "s001.example", "s002.example"].map(name));
        assert_eq!(stuck[0].servers_in_all, 120);
        let inbox = inbox_hosts::inbox_at(&state.db, site, &name("other.example")).await.expect("reads");
        assert_eq!(inbox.as_deref(), Some("https://other.example/inbox"));
        assert_eq!(inbox_hosts::inbox_at(&state.db, site, &name("s000.example")).await.expect("reads"), None);
        assert!(given_up::is_anybody(&state.db, site).await.expect("reads"));
        assert!(given_up::is_due(&state.db, site, &name("inbox.example"), model::Millis(i64::MAX)).await.expect("reads"));
        assert!(!given_up::is_due(&state.db, site, &name("other.example"), model::Millis(i64::MAX)).await.expect("reads"));
    }

    async fn a_step_is_made_once_and_the_next_goes_on_where_it_ended(state) {
        let site = found(&state.db, &[takes("inbox.example", 0)], Millis(1_000)).await;
        let claim = async |now| inbox_hosts::claim(&state.db, site, Millis(now), Millis(2_000)).await.expect("reads");
        assert_eq!(claim(1_004).await, None);
        let walk = inbox_hosts::Walk { after: AccountId(7), began_at: Millis(1_000) };
        assert_eq!(claim(1_005).await, Some(walk));
        assert_eq!(claim(1_005).await, None, "somebody makes it");
        assert_eq!(claim(2_000).await, Some(walk), "who made it died");
    }

    async fn what_nobody_says_any_more_and_who_is_purged_is_forgotten(state) {
        let site = found(&state.db, &[takes("inbox.example", 0), takes("inbox.example", 1)], Millis(1_000)).await;
        let in_all = async || given_up::stuck(&state.db, site, "", 9).await.expect("reads")[0].servers_in_all;
        inbox_hosts::forget(&state.db, site, &name("s000.example")).await.expect("writes");
        assert_eq!(in_all().await, 1);
        inbox_hosts::forget_unsaid(&state.db, site, Millis(1_000)).await.expect("writes");
        assert_eq!(in_all().await, 1, "it was said just then");
        inbox_hosts::forget_unsaid(&state.db, site, Millis(1_001)).await.expect("writes");
        assert_eq!(in_all().await, 0);
    }
}
