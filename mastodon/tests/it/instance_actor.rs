//! The key of the instance actor, wherever a release keeps it.

use mastodon::instance_actor::{InstanceKey, key};
use secrecy::ExposeSecret;
use serde_json::json;
use simulator::{MastodonVersion, days_ago};

use crate::support::Site;

const PEM: &str = "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n";
const ENVELOPE: &str = r#"{"p":"c2VjcmV0","h":{"iv":"aXY=","at":"YXQ="}}"#;

/// What is found, in a word or as the key itself.
async fn found(site: &Site) -> String {
    match key(&site.mastodon).await.expect("is read") {
        InstanceKey::Pem(key) => key.expose_secret().to_owned(),
        InstanceKey::Encrypted => "encrypted".to_owned(),
        InstanceKey::Absent => "absent".to_owned(),
    }
}

/// A site whose instance actor holds that key in its row.
async fn with_key(version: MastodonVersion, stored: Option<&str>) -> Site {
    let site = Site::of(version).await;
    site.world.member("mastodon.internal").with("id", json!(-99)).with("private_key", json!(stored)).await;
    site
}

async fn keypair(site: &Site, stored: &str, revoked: bool) {
    let row = json!({
        "account_id": -99, "uri": format!("of {stored}"), "type": 0, "public_key": "", "private_key": stored,
        "revoked": revoked,
    });
    site.world.insert("keypairs", row).await;
}

async fn the_key_in_the_row_is_found(version: MastodonVersion) {
    let site = with_key(version, Some(PEM)).await;
    keypair(&site, "another", false).await;
    assert_eq!(found(&site).await, PEM);
    assert!(!format!("{:?}", key(&site.mastodon).await.expect("is read")).contains("AAAA"));
}

async fn an_encrypted_key_is_told(version: MastodonVersion) {
    assert_eq!(found(&with_key(version, Some(ENVELOPE)).await).await, "encrypted");
}

async fn a_site_without_a_key_has_none(version: MastodonVersion) {
    assert_eq!(found(&Site::of(version).await).await, "absent");
    assert_eq!(found(&with_key(version, None).await).await, "absent");
    assert_eq!(found(&with_key(version, Some("")).await).await, "absent");
}

on_every_release!(the_key_in_the_row_is_found, an_encrypted_key_is_told, a_site_without_a_key_has_none);

#[tokio::test]
async fn the_newest_good_keypair_stands_in() {
    let site = with_key(MastodonVersion::V4_6, None).await;
    keypair(&site, "old", false).await;
    keypair(&site, PEM, false).await;
    keypair(&site, "revoked", true).await;
    let expired = json!({
        "account_id": -99, "uri": "expired", "type": 0, "public_key": "", "private_key": "expired",
        "expires_at": days_ago(1).before(site.world.now()).to_utc().naive_utc().to_string(),
    });
    site.world.insert("keypairs", expired).await;
    assert_eq!(found(&site).await, PEM);
    keypair(&site, ENVELOPE, false).await;
    assert_eq!(found(&site).await, "encrypted");
}
