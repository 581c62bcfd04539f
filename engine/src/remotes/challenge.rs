//! Somebody before the server who wants to see a browser: a challenge. It says nothing of the
//! server or of its accounts.

use url::Url;
use url::form_urlencoded::byte_serialize;

use super::same_server::same_server;

/// So much of a page is looked at, in bytes: those who challenge say so at its beginning.
const LOOKED_AT: usize = 1_024;

/// Headers that nobody sends but who challenges: Cloudflare, AWS WAF.
pub(super) const HEADERS: [&str; 2] = ["cf-mitigated", "x-amzn-waf-action"];

/// Parts of addresses to which nobody leads but who challenges: Anubis, go-away (its folder, and
/// what it adds to any address), Bunny Shield, DDoS-Guard, Cloudflare.
const ADDRESSES: [&str; 6] = [
    "/.within.website/",
    "/.well-known/.git.gammaspectra.live/git/go-away/",
    "__goaway_challenge=",
    "/.bunny-shield/",
    "/.well-known/ddos-guard/",
    "/cdn-cgi/challenge-platform/",
];

/// Marks in the page of a challenge that is shown at the address itself: the same but Cloudflare,
/// which tells by its header and writes its mark into living pages too, and Sucuri.
const MARKS: [&str; 5] = [
    "/.within.website/x/",
    "/.well-known/.git.gammaspectra.live/git/go-away/",
    "/.bunny-shield/",
    "/.well-known/ddos-guard/js-challenge/",
    "sucuri_cloudproxy_js",
];

/// What came back for one address, as far as a challenge shows in it.
pub(super) struct Page<'a> {
    /// The address that was asked, and each to which a redirect led.
    pub(super) way: &'a [Url],
    pub(super) status: u16,
    /// The headers that are kept as evidence.
    pub(super) headers: &'a [(String, String)],
    pub(super) body: &'a [u8],
}

impl Page<'_> {
    /// Whether it is a challenge. Known ones are known by a header, by an address to which they
    /// lead or by a mark in their page, whatever their status. Any other is a web page where none
    /// was asked for, with a status of success, behind a redirect that carries the address along in
    /// order to lead back.
    pub(super) fn is_challenge(&self) -> bool {
        let known =
            self.headers.iter().any(|(name, _)| HEADERS.contains(&name.as_str())) || self.leads_to_a_known_one();
        known || self.is_html() && (self.has_a_mark() || (200..300).contains(&self.status) && self.means_to_lead_back())
    }

    fn redirects(&self) -> &[Url] {
        self.way.get(1..).unwrap_or_default()
    }

    fn leads_to_a_known_one(&self) -> bool {
        self.redirects().iter().any(|url| ADDRESSES.iter().any(|part| url.as_str().contains(part)))
    }

    fn is_html(&self) -> bool {
        self.headers.iter().any(|(name, value)| {
            let kind = value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
            name == "content-type" && matches!(kind.as_str(), "text/html" | "application/xhtml+xml")
        })
    }

    fn has_a_mark(&self) -> bool {
        let beginning = self.body.get(..LOOKED_AT).unwrap_or(self.body);
        MARKS.iter().any(|mark| beginning.windows(mark.len()).any(|part| part == mark.as_bytes()))
    }

    fn means_to_lead_back(&self) -> bool {
        let Some(asked) = self.way.first() else { return false };
        self.redirects().iter().any(|url| carries(url, asked))
    }
}

/// Whether an address carries another one: as a value of its query, or whole in a path of the same
/// server. A bare path `/` says nothing.
fn carries(url: &Url, asked: &Url) -> bool {
    let (path, host) = (asked.path(), asked.host_str().unwrap_or_default());
    let whole = asked.as_str().split_once("://").map_or(asked.as_str(), |(_, rest)| rest);
    let in_query = path.len() > 1
        && url.query_pairs().flat_map(|(name, value)| [name, value]).any(|part| {
            part.contains(whole) || part.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('?'))
        });
    let encoded: String = byte_serialize(whole.as_bytes()).collect();
    let in_path = same_server(host, url.host_str().unwrap_or_default())
        && (url.path().contains(whole) || url.path().contains(&encoded));
    in_query || in_path
}

#[cfg(test)]
mod tests {
    use super::*;

    const ASKED: &str = "https://a.example/users/alice";

    fn is_challenge(status: u16, redirects: &[&str], headers: &[(&str, &str)], body: &str) -> bool {
        let way = [&[ASKED], redirects].concat();
        let way: Vec<Url> = way.iter().map(|url| url.parse().expect("the test names a URL")).collect();
        let headers: Vec<_> = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Page { way: &way, status, headers: &headers, body: body.as_bytes() }.is_challenge()
    }

    const HTML: (&str, &str) = ("content-type", "text/html; charset=utf-8");
    const JSON: (&str, &str) = ("content-type", "application/activity+json");

    #[test]
    fn known_challenges_are_known_by_what_only_they_do() {
        let headers =
            [("cf-mitigated", "challenge"), ("x-amzn-waf-action", "challenge"), ("x-amzn-waf-action", "captcha")];
        for header in headers {
            for status in [200, 202, 403, 404, 405, 503] {
                assert!(is_challenge(status, &[], &[header], ""), "{header:?} {status}");
            }
        }
        let addresses = [
            "https://a.example/.within.website/x/cmd/anubis/api/check",
            "https://anubis.a.example/.within.website/?redir=https://a.example/",
            "https://a.example/.well-known/.git.gammaspectra.live/git/go-away/cmd/go-away/challenge/js/verify-challenge",
            "https://a.example/users/alice?__goaway_challenge=cookie&__goaway_id=1",
            "https://a.example/.bunny-shield/verify-pow",
            "https://a.example/.well-known/ddos-guard/js-challenge/index.html",
            "https://a.example/cdn-cgi/challenge-platform/h/b/orchestrate",
        ];
        for address in addresses {
            for status in [200, 403, 404, 418] {
                assert!(is_challenge(status, &[address], &[HTML], ""), "{address} {status}");
            }
        }
        let pages = [
            r#"<!doctype html><html lang="en"><head><link rel="stylesheet" href="/.within.website/x/xess/xess.min.css">"#,
            r#"<script async type="module" src="/.within.website/x/cmd/anubis/static/js/main.mjs"></script>"#,
            r#"<link href="/.well-known/.git.gammaspectra.live/git/go-away/cmd/go-away/assets/static/anubis/style.css"/>"#,
            r#"<script src="/.bunny-shield/assets/shield-challenge.js"></script>"#,
            r#"<title>DDoS-Guard</title><script src="/.well-known/ddos-guard/js-challenge/index.js"></script>"#,
            "<html><title>You are being redirected...</title><script>var s={},sucuri_cloudproxy_js='';</script>",
        ];
        for page in pages {
            for status in [200, 403, 404, 418, 503] {
                assert!(is_challenge(status, &[], &[HTML], page), "{page} {status}");
                assert!(!is_challenge(status, &[], &[JSON], page), "somebody may write about it: {page} {status}");
                assert!(!is_challenge(status, &[], &[HTML], &format!("{}{page}", " ".repeat(LOOKED_AT))), "far below");
            }
        }
    }

    #[test]
    fn any_page_behind_a_redirect_that_means_to_lead_back_is_a_challenge() {
        let table = [
            ("https://a.example/check?next=/users/alice", true),
            ("https://a.example/check?next=%2Fusers%2Falice%3Fpage%3D1", true),
            ("https://a.example/check?return=https%3A%2F%2Fa.example%2Fusers%2Falice", true),
            ("https://a.example/check?/users/alice", true),
            ("https://gate.example/login?to=https://a.example/users/alice", true),
            ("https://a.example/check/https://a.example/users/alice", true),
            ("https://a.example/check/https%3A%2F%2Fa.example%2Fusers%2Falice", true),
            ("https://a.example/@alice", false),
            ("https://a.example/users/alice?hop=1", false),
            ("https://parked.example/users/alice", false),
            ("https://parked.example/?domain=a.example", false),
            ("https://archive.example/web/https://a.example/users/alice", false),
            ("https://a.example/check?next=/users/alice2", false),
            ("https://a.example/check?next=/", false),
        ];
        for (address, is) in table {
            assert_eq!(is_challenge(200, &[address], &[HTML], "<html>"), is, "{address}");
            for status in [404, 410, 500] {
                assert!(!is_challenge(status, &[address], &[HTML], "<html>"), "{address} {status}");
            }
            assert!(!is_challenge(200, &[address], &[JSON], "{}"), "what was asked for came: {address}");
        }
        assert!(is_challenge(200, &[table[0].0, "https://a.example/please-wait"], &[HTML], "<html>"), "on the way");
        assert!(!is_challenge(200, &[], &[HTML], "<html>"), "a page without a redirect is a page");
        let front = |next: &str| {
            let way = ["https://a.example/", next].map(|url| url.parse().expect("the test names a URL"));
            let headers = [("content-type".to_owned(), "text/html".to_owned())];
            Page { way: &way, status: 200, headers: &headers, body: b"" }.is_challenge()
        };
        assert!(!front("https://a.example/welcome?from=/"));
    }
}
