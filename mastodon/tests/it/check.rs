//! Whether everything is in place.

use std::time::{SystemTime, UNIX_EPOCH};

use mastodon::check::{Finding, check};
use model::Millis;
use simulator::MastodonVersion;

use crate::support::{Site, Spy, settings_with};

fn now() -> Millis {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970");
    Millis(i64::try_from(since.as_millis()).expect("before the year 292 million"))
}

fn bad(findings: &[Finding]) -> Vec<&'static str> {
    findings.iter().filter(|finding| !finding.ok).map(|finding| finding.name).collect()
}

async fn a_good_site_has_no_fault_and_is_left_as_it_was(version: MastodonVersion) {
    let site = Site::of(version).await;
    let before = (site.rows().await, site.files());
    let findings = site.mastodon.check(now).await;
    assert_eq!(bad(&findings), Vec::<&str>::new(), "{findings:?}");
    assert_eq!(findings, check(site.mastodon.settings(), now).await);
    assert_eq!(before, (site.rows().await, site.files()));
}

async fn faults_are_found_together(version: MastodonVersion) {
    let site = Site::of(version).await;
    site.execute(
        "CREATE TABLE gnomes (id bigint PRIMARY KEY, post_id bigint REFERENCES statuses (id) ON DELETE RESTRICT)",
    )
    .await;
    let role = site.role("reader", "GRANT SELECT ON ALL TABLES IN SCHEMA public TO").await;
    let mastodon = site.connected_as(&role).await;
    std::fs::remove_dir_all(site.root()).expect("it goes");

    let findings = mastodon.check(|| now().plus_ms(90_000)).await;

    assert_eq!(bad(&findings), ["permissions", "unknown-tables", "clock", "storage"]);
    let permissions = findings.iter().find(|finding| finding.name == "permissions").expect("is there");
    assert!(permissions.sentence.contains("statuses"), "{}", permissions.sentence);
    mastodon.close().await;
    site.drop_role(&role).await;
}

on_every_release!(a_good_site_has_no_fault_and_is_left_as_it_was, faults_are_found_together);

#[tokio::test]
async fn a_redis_is_asked_where_there_is_one() {
    let (site, spy) = (Site::of(MastodonVersion::V4_6).await, Spy::start().await);
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address");
    for (url, expected) in [(spy.url(), vec![]), (format!("redis://{nobody}"), vec!["redis"])] {
        let settings = settings_with(&site.database.url(), site.root(), &format!("REDIS_URL={url}"));
        let findings = check(&settings, now).await;
        assert_eq!(bad(&findings), expected, "{findings:?}");
        assert!(findings.iter().any(|finding| finding.name == "redis"));
    }
}
