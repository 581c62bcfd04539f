//! The pause a server asks for.

use chrono::DateTime;
use reqwest::header::{DATE, HeaderMap, HeaderName, RETRY_AFTER};

/// The seconds of `Retry-After`, at most a day.
///
/// A date is counted from the server's own `Date`, so its clock need not be right; without one it says nothing.
pub(crate) fn retry_after_s(headers: &HeaderMap) -> Option<u32> {
    const DAY_S: i64 = 86_400;
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
    let date = |name: HeaderName| text(name).and_then(|value| DateTime::parse_from_rfc2822(value).ok());
    let wanted = text(RETRY_AFTER)?;
    let seconds = if wanted.bytes().all(|byte| byte.is_ascii_digit()) && !wanted.is_empty() {
        // More digits than fit are a very long time too.
        wanted.parse().unwrap_or(DAY_S)
    } else {
        (date(RETRY_AFTER)? - date(DATE)?).num_seconds()
    };
    u32::try_from(seconds.clamp(0, DAY_S)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pause_may_be_seconds_or_a_date() {
        let now = Some("Wed, 21 Oct 2026 07:28:00 GMT");
        let cases = [
            ("120", None, Some(120)),
            (" 0 ", None, Some(0)),
            ("99999999999999999999999", None, Some(86_400)),
            ("Wed, 21 Oct 2026 07:29:30 GMT", now, Some(90)),
            ("Wed, 21 Oct 2026 07:00:00 GMT", now, Some(0)),
            ("Wed, 21 Oct 2026 07:29:30 GMT", None, None),
            ("-5", now, None),
            ("soon", now, None),
            ("", now, None),
        ];
        for (wanted, date, seconds) in cases {
            let mut headers = HeaderMap::new();
            headers.insert(RETRY_AFTER, wanted.parse().expect("a header value"));
            if let Some(date) = date {
                headers.insert(DATE, date.parse().expect("a header value"));
            }
            assert_eq!(retry_after_s(&headers), seconds, "{wanted}");
        }
        assert_eq!(retry_after_s(&HeaderMap::new()), None);
    }
}
