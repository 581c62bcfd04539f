//! The opt-out: a server that names us in its robots.txt is left alone.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use model::Millis;
use model::time::{DAY_MS, HOUR_MS};

/// Most origins remembered.
const MOST: usize = 65_536;
/// For so long a robots.txt is believed, as RFC 9309 has it.
pub(super) const A_DAY_MS: i64 = DAY_MS;
/// The same before a removal.
pub(super) const AN_HOUR_MS: i64 = HOUR_MS;

/// Which origins ask us to stay away, of those that were asked within a day, by this process.
#[derive(Default)]
pub(super) struct OptOuts(Mutex<HashMap<String, (bool, Millis)>>);

impl OptOuts {
    /// What an origin said within so many milliseconds.
    pub(super) fn get(&self, origin: &str, within_ms: i64, now: Millis) -> Option<bool> {
        self.lock().get(origin).filter(|(_, at)| counts(*at, within_ms, now)).map(|(is_out, _)| *is_out)
    }

    pub(super) fn remember(&self, origin: String, is_out: bool, now: Millis) {
        let mut known = self.lock();
        if known.len() >= MOST {
            known.retain(|_, (_, at)| counts(*at, A_DAY_MS, now));
        }
        if known.len() < MOST || known.contains_key(&origin) {
            known.insert(origin, (is_out, now));
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, (bool, Millis)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Not what was said in a time to come, when our clock was ahead.
fn counts(at: Millis, within_ms: i64, now: Millis) -> bool {
    (0..=within_ms).contains(&(now.0 - at.0))
}

/// The name by which robots.txt may address us, in lower case.
const NAME: &str = "groundskeeper";

/// Whether this robots.txt asks us, by our name, to stay away from everything.
///
/// Groups for `*` are for crawlers, which go from link to link; we ask only for accounts that the site knows already, as Mastodon
/// does. Mirrors RFC 9309 in how lines and groups are read.
pub(super) fn opts_out(robots: &str) -> bool {
    let mut ours = false;
    let mut in_rules = true;
    for line in robots.lines() {
        let line = line.split('#').next().unwrap_or_default();
        let Some((key, value)) = line.split_once(':') else { continue };
        let (key, value) = (key.trim().to_ascii_lowercase(), value.trim());
        match key.as_str() {
            "user-agent" => {
                if in_rules {
                    (ours, in_rules) = (false, false);
                }
                ours |= value.to_ascii_lowercase() == NAME;
            }
            "allow" | "disallow" => {
                in_rules = true;
                if ours && key == "disallow" && matches!(value, "/" | "/*") {
                    return true;
                }
            }
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_said_is_remembered_for_a_day_and_for_so_many() {
        let (known, now) = (OptOuts::default(), Millis(1_800_000_000_000));
        known.remember("https://a.example".to_owned(), true, now);
        for (later_ms, said) in [(-1, None), (0, Some(true)), (DAY_MS, Some(true)), (DAY_MS + 1, None)] {
            assert_eq!(known.get("https://a.example", A_DAY_MS, now.plus_ms(later_ms)), said, "{later_ms}");
        }
        assert_eq!(known.get("https://a.example", AN_HOUR_MS, now.plus_ms(HOUR_MS + 1)), None);
        assert_eq!(known.get("https://b.example", A_DAY_MS, now), None);
        for nth in 0..MOST {
            known.remember(format!("https://s{nth}.example"), false, now.plus_ms(1));
        }
        assert_eq!(known.lock().len(), MOST);
        known.remember("https://b.example".to_owned(), false, now.plus_ms(DAY_MS + 1));
        assert_eq!(known.get("https://a.example", A_DAY_MS, now), None, "the oldest makes room");
        assert_eq!(known.get("https://b.example", A_DAY_MS, now.plus_ms(DAY_MS + 2)), Some(false));
    }

    #[test]
    fn only_a_group_with_our_name_that_forbids_everything_counts() {
        let cases = [
            ("", false),
            ("User-agent: *\nDisallow: /", false),
            ("User-agent: Groundskeeper\nDisallow: /", true),
            ("user-agent:groundskeeper # us\r\ndisallow:/*\r\n", true),
            ("User-agent: a\nUser-agent: GROUNDSKEEPER\nUser-agent: b\nDisallow: /", true),
            ("User-agent: Groundskeeper\nDisallow:", false),
            ("User-agent: Groundskeeper\nDisallow: /media/", false),
            ("User-agent: Groundskeeper\nAllow: /\nUser-agent: GPTBot\nDisallow: /", false),
            ("User-agent: GPTBot\nDisallow: /\nUser-agent: Groundskeeper\nCrawl-delay: 9", false),
            ("<html>User-agent: Groundskeeper\nDisallow: /</html>", false),
        ];
        for (robots, out) in cases {
            assert_eq!(opts_out(robots), out, "{robots}");
        }
    }
}
