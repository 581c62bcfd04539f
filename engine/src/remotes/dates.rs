//! The dates that other servers tell, beside our own clock.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::DateTime;
use model::Millis;
use model::jobs::cull_accounts::differs;
use reqwest::header::{AGE, DATE, HeaderMap, HeaderName};
use url::Url;

/// How far our clock is ahead of the date of each origin that was asked, as of its last reply.
#[derive(Debug, Default)]
pub(super) struct Dates(Mutex<BTreeMap<String, Told>>);

#[derive(Clone, Copy, Debug)]
struct Told {
    ahead_ms: i64,
    /// It is known that this difference is not our fault.
    explained: bool,
}

impl Dates {
    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Told>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes the date of a reply that came at that moment of our clock, if it has one.
    pub(super) fn note(&self, url: &Url, headers: &HeaderMap, now: Millis) {
        let Some(date) = date_of(headers) else { return };
        let ahead_ms = now.0.saturating_sub(date.0);
        let mut all = self.lock();
        let told = all.entry(url.origin().ascii_serialization()).or_insert(Told { ahead_ms, explained: false });
        // A clock that is wrong runs on as ours does: a difference that changes is another one.
        let explained = told.explained && !differs(ahead_ms.saturating_sub(told.ahead_ms));
        *told = Told { ahead_ms, explained };
    }

    /// How far our clock is ahead of that origin's, in milliseconds, if it told its date.
    pub(super) fn ahead_ms(&self, url: &Url) -> Option<i64> {
        self.lock().get(&url.origin().ascii_serialization()).map(|told| told.ahead_ms)
    }

    /// Whether a clock that was told differs from ours, and it may be ours that is wrong.
    pub(super) fn doubt_ours(&self) -> bool {
        self.lock().values().any(|told| differs(told.ahead_ms) && !told.explained)
    }

    /// Our clock is right: whose differs now has a wrong one.
    pub(super) fn explain(&self) {
        self.lock().values_mut().for_each(|told| told.explained = true);
    }

    /// Forgets what was told: our clock may have been set since.
    pub(super) fn forget(&self) {
        self.lock().clear();
    }
}

/// When a reply was made: caches leave its date as it was and tell its age (RFC 9111, section 5.1).
fn date_of(headers: &HeaderMap) -> Option<Millis> {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
    let date = DateTime::parse_from_rfc2822(text(DATE)?).ok()?;
    Some(Millis(date.timestamp_millis()).plus_ms(i64::from(age_s(headers)) * 1_000))
}

/// The seconds that a cache has had a reply; 0 where no cache says so.
pub(super) fn age_s(headers: &HeaderMap) -> u32 {
    headers.get(AGE).and_then(|age| age.to_str().ok()?.trim().parse().ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::time::{DAY_MS, HOUR_MS};

    const DATED: &str = "Wed, 21 Oct 2026 07:28:00 GMT";

    fn at() -> Millis {
        Millis(DateTime::parse_from_rfc2822(DATED).expect("a date").timestamp_millis())
    }

    fn told(date: Option<&str>, age: Option<&str>) -> HeaderMap {
        let mut headers = HeaderMap::new();
        let fields = [(DATE, date), (AGE, age)];
        for (name, value) in fields.into_iter().filter_map(|(name, value)| Some((name, value?))) {
            headers.insert(name, value.parse().expect("a header value"));
        }
        headers
    }

    fn url(host: &str) -> Url {
        format!("https://{host}/x").parse().expect("the test names a URL")
    }

    #[test]
    fn a_reply_is_as_old_as_its_date_and_its_age_say() {
        let day_later = at().plus_ms(DAY_MS);
        let cases = [
            (told(Some(DATED), None), Some(at())),
            (told(Some(DATED), Some("86400")), Some(day_later)),
            (told(Some(DATED), Some("-1")), Some(at())),
            (told(Some("soon"), None), None),
            (told(None, Some("86400")), None),
        ];
        for (headers, date) in cases {
            assert_eq!(date_of(&headers), date, "{headers:?}");
        }
    }

    #[test]
    fn a_difference_makes_us_doubt_our_clock_until_it_is_explained() {
        let dates = Dates::default();
        dates.note(&url("a.example"), &told(Some(DATED), None), at().plus_ms(HOUR_MS / 2));
        assert!(!dates.doubt_ours());
        dates.note(&url("b.example"), &told(Some(DATED), None), at().plus_ms(7 * DAY_MS));
        assert!(dates.doubt_ours());
        dates.explain();
        assert!(!dates.doubt_ours(), "the clock of b.example is wrong");
        dates.note(&url("b.example"), &told(Some(DATED), None), at().plus_ms(7 * DAY_MS + HOUR_MS / 2));
        assert!(!dates.doubt_ours(), "it still is");
        dates.note(&url("a.example"), &told(Some(DATED), None), at().plus_ms(7 * DAY_MS));
        assert!(dates.doubt_ours(), "now it may be ours");
        dates.forget();
        assert!(!dates.doubt_ours());
    }
}
