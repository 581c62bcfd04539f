//! What holds for every parser of remote input, whatever others write. Each is tried `PROPTEST_CASES` times (256 unless told).

use proptest::prelude::*;
use rand::SeedableRng;
use rand::rngs::StdRng;
use reqwest::header::{DATE, HeaderMap, HeaderValue, RETRY_AFTER};
use url::Url;

use super::addresses::AddressRule;
use super::canary::cannot_exist;
use super::document::Document;
use super::evidence::that_matter;
use super::question::{LONGEST_URL, askable, redirect};
use super::retry_after::retry_after_s;
use super::robots::opts_out;
use super::same_server::same_server;

/// Most characters of an address, and of a software's name, that are kept.
const BOUNDS: (usize, usize) = (2_000, 64);
const DAY_S: u32 = 86_400;

/// Texts that look like addresses more often than chance would have it.
fn address() -> impl Strategy<Value = String> {
    let scheme =
        prop_oneof![Just("http://"), Just("https://"), Just("HTTPS:\\\\"), Just("ftp://"), Just("//"), Just("")];
    let user = prop_oneof![4 => Just(String::new()), 1 => "[a-z:%@]{0,8}@"];
    let host = prop_oneof![
        "[a-zA-Z0-9-]{1,12}(\\.[a-z]{1,6}){0,3}\\.{0,3}",
        "[0-9]{1,3}(\\.[0-9a-fx]{1,4}){0,4}\\.{0,2}",
        "\\[[0-9a-f:.%]{0,20}\\]",
        "[\\PC&&[^/?#]]{0,12}",
    ];
    let port = prop_oneof![3 => Just(String::new()), 1 => ":[0-9]{0,6}"];
    let rest = prop_oneof!["(/[a-z0-9@=?&#%.-]{0,12}){0,4}", "[\\PC]{0,40}", "/\\?[a-z]{1,6}=[0-9a-f-]{0,40}"];
    (scheme, user, host, port, rest)
        .prop_map(|(scheme, user, host, port, rest)| format!("{scheme}{user}{host}{port}{rest}"))
}

/// JSON of any shape, with the names that we look for.
fn json() -> impl Strategy<Value = serde_json::Value> {
    let word = prop_oneof![
        Just("Tombstone".to_owned()),
        Just("Person".to_owned()),
        Just("http://nodeinfo.diaspora.software/ns/schema/2.0".to_owned()),
        "\\PC{0,24}",
        ".{0,2500}",
    ];
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        word.prop_map(Into::into),
    ];
    leaf.prop_recursive(4, 24, 6, |inner| {
        let name = prop_oneof![
            proptest::sample::select(vec![
                "type",
                "inbox",
                "links",
                "rel",
                "href",
                "software",
                "name",
                "publicKey",
                "publicKeyPem",
                "movedTo",
                "id",
            ])
            .prop_map(str::to_owned),
            "[a-z]{0,6}",
        ];
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(Into::into),
            proptest::collection::vec((name, inner), 0..6)
                .prop_map(|fields| serde_json::Value::Object(fields.into_iter().collect())),
        ]
    })
}

/// Asks a document everything that we ask of one.
fn read(body: &[u8]) -> Result<(), TestCaseError> {
    let Some(document) = Document::parse(body) else { return Ok(()) };
    prop_assert!(!(document.is_tombstone() && document.is_actor()));
    let (address, name) = BOUNDS;
    prop_assert!(document.moved_to().is_none_or(|kept| kept.chars().count() <= address));
    prop_assert!(document.software().is_none_or(|kept| kept.chars().count() <= name));
    prop_assert!(document.public_key().is_none_or(|key| !key.contains(char::is_whitespace)));
    if let Some(link) = document.node_info_link() {
        prop_assert!(document.is_node_info());
        askable(link);
    }
    Ok(())
}

fn is_clean(url: &Url) -> Result<(), TestCaseError> {
    prop_assert!(matches!(url.scheme(), "http" | "https"), "{url}");
    prop_assert!(url.username().is_empty() && url.password().is_none() && url.fragment().is_none(), "{url}");
    prop_assert!(url.host_str().is_some_and(|host| !host.is_empty()), "{url}");
    prop_assert!(url.as_str().len() <= LONGEST_URL);
    prop_assert_eq!(askable(url.as_str()), Some(url.clone()), "what was made askable stays as it is");
    Ok(())
}

proptest! {
    #[test]
    fn whatever_can_be_asked_is_a_clean_web_address(text in address()) {
        if let Some(url) = askable(&text) {
            is_clean(&url)?;
        }
    }

    #[test]
    fn any_text_can_be_tried_as_an_address(text in ".{0,200}") {
        if let Some(url) = askable(&text) {
            is_clean(&url)?;
        }
    }

    #[test]
    fn a_redirect_leads_to_a_clean_web_address_or_nowhere(
        from in address(), status in 100_u16..1000, to in address(), noise in proptest::collection::vec(any::<u8>(), 0..60),
    ) {
        let Some(from) = askable(&from) else { return Ok(()) };
        for location in [Some(to.as_bytes()), Some(noise.as_slice()), None] {
            if let Ok(Some(url)) = redirect(&from, status, location) {
                prop_assert!((300..=308).contains(&status));
                is_clean(&url)?;
            }
        }
    }

    #[test]
    fn a_canary_is_somebody_else_on_the_same_server(text in address(), seed in any::<u64>()) {
        let Some(sample) = askable(&text) else { return Ok(()) };
        let canary = cannot_exist(&sample, &mut StdRng::seed_from_u64(seed));
        prop_assert_ne!(&canary, &sample);
        prop_assert_eq!(canary.origin(), sample.origin());
        prop_assert!(canary.fragment().is_none() && canary.username().is_empty());
    }

    #[test]
    fn a_document_of_any_shape_is_read_and_bounded(json in json()) {
        read(json.to_string().as_bytes())?;
    }

    #[test]
    fn a_body_of_any_bytes_is_read(body in proptest::collection::vec(any::<u8>(), 0..300)) {
        read(&body)?;
        opts_out(&String::from_utf8_lossy(&body));
    }

    #[test]
    fn only_our_own_name_opts_out(
        lines in proptest::collection::vec("(user-agent|disallow|allow|#|[a-z]{0,5})[: ]{0,2}(groundskeeper|\\*|/|/\\*|\\PC{0,8})", 0..12),
    ) {
        let robots = lines.join("\n");
        if opts_out(&robots) {
            prop_assert!(robots.contains("groundskeeper") && robots.contains("disallow"));
        }
    }

    #[test]
    fn no_pause_is_longer_than_a_day(wanted in "([0-9]{0,40}|[\\x20-\\x7e]{0,40}|(Mon|Wed), [0-9]{1,2} (Oct|Feb) [0-9]{1,6} [0-9:]{8} GMT)", date in "(Wed, [0-9]{2} Oct [0-9]{4} [0-2][0-9]:[0-5][0-9]:[0-5][0-9] GMT|[\\x20-\\x7e]{0,40})") {
        let mut headers = HeaderMap::new();
        for (name, value) in [(RETRY_AFTER, wanted), (DATE, date)] {
            headers.insert(name, HeaderValue::from_str(&value).expect("printable"));
        }
        prop_assert!(retry_after_s(&headers).is_none_or(|seconds| seconds <= DAY_S));
    }

    #[test]
    fn headers_are_kept_bounded(value in proptest::collection::vec(0x80_u8..=0xff, 0..600)) {
        let mut headers = HeaderMap::new();
        headers.insert("server", HeaderValue::from_bytes(&value).expect("allowed bytes"));
        prop_assert!(that_matter(&headers).iter().all(|(_, kept)| kept.chars().count() <= 200));
    }

    #[test]
    fn a_private_address_is_private_in_every_dress(inner in any::<u32>()) {
        let rule = AddressRule::allowing(&[]);
        let bare = std::net::Ipv4Addr::from(inner);
        let mapped = bare.to_ipv6_mapped();
        prop_assert_eq!(rule.permits(bare.into()), rule.permits(mapped.into()));
        let [a, b] = [(inner >> 16) as u16, inner as u16];
        for dress in [[0, 0, 0, 0, 0, 0, a, b], [0x64, 0xff9b, 0, 0, 0, 0, a, b], [0x64, 0xff9b, 1, 0, 0, 0, a, b], [0x2002, a, b, 0, 0, 0, 0, 1], [0x2001, 0, 1, 2, 0, 0, !a, !b]] {
            prop_assert!(!rule.permits(std::net::Ipv6Addr::from(dress).into()), "{:?}", dress);
        }
    }

    #[test]
    fn servers_are_the_same_both_ways(one in "[a-z]{1,3}(\\.[a-z]{1,3}){0,3}", other in "[a-z]{1,3}(\\.[a-z]{1,3}){0,3}") {
        prop_assert!(same_server(&one, &one));
        prop_assert_eq!(same_server(&one, &other), same_server(&other, &one));
        let www = format!("www.{one}");
        prop_assert!(same_server(&www, &one) || !one.contains('.'));
    }
}
