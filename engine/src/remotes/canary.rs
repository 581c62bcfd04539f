//! The address of an account that cannot exist, in the style of one that may.

use rand::Rng;
use rand::distr::{Distribution, Uniform};
use url::Url;

/// The sample's address with its last part replaced by a random name of the same style.
///
/// The last part is the last segment of the path or, where accounts are told apart by the query (`/?author=5`), its last value.
/// Numbers stay numbers, `@name` keeps its sign, `@name@host` its host, a UUID its dashes.
pub(super) fn cannot_exist(sample: &Url, random: &mut impl Rng) -> Url {
    let mut url = sample.clone();
    if let Some((rest, value)) = sample.query().and_then(|query| query.rsplit_once('=')) {
        url.set_query(Some(&format!("{rest}={}", in_style_of(value, random))));
        return url;
    }
    let path = sample.path();
    let (path, end) = path.strip_suffix('/').map_or((path, ""), |bare| (bare, "/"));
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let end = if name.is_empty() { "" } else { end };
    url.set_path(&format!("{folder}/{}{end}", in_style_of(name, random)));
    url
}

fn in_style_of(name: &str, random: &mut impl Rng) -> String {
    if !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit()) {
        return number(name.len(), random);
    }
    if is_uuid(name) {
        return uuid::Builder::from_random_bytes(random.random()).into_uuid().to_string();
    }
    let (sign, bare) = name.strip_prefix('@').map_or(("", name), |bare| ("@", bare));
    let host = bare.find('@').map_or("", |at| &bare[at..]);
    format!("{sign}gk{:016x}{host}", random.random::<u64>())
}

/// A number that nobody has reached yet: for short ones the top of what 32 bits hold, for long ones one that begins with 9.
fn number(digits: usize, random: &mut impl Rng) -> String {
    let (low, high) = match digits {
        0..=10 => (2_100_000_000, 2_147_483_647),
        11..=18 => (
            9 * 10_u64.pow(u32::try_from(digits).unwrap_or(18) - 1),
            10_u64.pow(u32::try_from(digits).unwrap_or(18)) - 1,
        ),
        _ => (9_000_000_000_000_000_000, 9_223_372_036_854_775_807),
    };
    Uniform::new_inclusive(low, high).expect("low is below high").sample(random).to_string()
}

fn is_uuid(name: &str) -> bool {
    name.len() == 36 && uuid::Uuid::try_parse(name).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;
    use rand::rngs::StdRng;

    fn canary(sample: &str) -> String {
        let sample: Url = sample.parse().expect("the sample is a URL");
        cannot_exist(&sample, &mut StdRng::seed_from_u64(7)).into()
    }

    fn last(url: &str) -> &str {
        url.rsplit('/').next().unwrap_or_default()
    }

    #[test]
    fn the_canary_keeps_the_form_of_the_path() {
        let cases = [
            ("https://a.example/users/alice", "https://a.example/users/gk", ""),
            ("https://a.example/@alice", "https://a.example/@gk", ""),
            ("https://a.example/@alice@b.example/", "https://a.example/@gk", "@b.example/"),
            ("https://a.example/author/alice/", "https://a.example/author/gk", "/"),
            ("https://a.example/", "https://a.example/gk", ""),
            ("https://a.example/?author=5", "https://a.example/?author=21", ""),
            ("https://a.example/index.php?p=u&name=alice", "https://a.example/index.php?p=u&name=gk", ""),
            ("http://a.example:3000/ap/users/112233445566778899", "http://a.example:3000/ap/users/9", ""),
        ];
        for (sample, start, end) in cases {
            let canary = canary(sample);
            assert!(canary.starts_with(start) && canary.ends_with(end), "{sample} → {canary}");
            assert_ne!(canary, sample);
        }
        assert_eq!(canary("https://a.example/users/alice").len(), "https://a.example/users/gk".len() + 16);
    }

    #[test]
    fn numbers_stay_numbers_that_a_server_can_read_and_nobody_has() {
        let id = |sample: &str| last(&canary(sample)).parse::<u64>().expect("a number stays a number");
        for seed in ["7", "1234567890"] {
            let id = id(&format!("https://a.example/u/{seed}"));
            assert!((2_100_000_000..=2_147_483_647).contains(&id), "{id}");
        }
        assert_eq!(id("https://a.example/u/112233445566778899").to_string().len(), 18);
        assert_eq!(id("https://a.example/u/12345678901").to_string().len(), 11);
        assert!(i64::try_from(id("https://a.example/u/1122334455667788991")).is_ok());
        assert!(i64::try_from(id("https://a.example/u/112233445566778899112233")).is_ok());
    }

    #[test]
    fn a_uuid_becomes_another_uuid() {
        let canary = canary("https://a.example/users/0190163d-0000-7000-8000-000000000000");
        assert!(is_uuid(last(&canary)), "{canary}");
    }

    #[test]
    fn two_canaries_are_never_the_same() {
        let sample: Url = "https://a.example/users/alice".parse().expect("the sample is a URL");
        let random = &mut StdRng::seed_from_u64(7);
        assert_ne!(cannot_exist(&sample, random), cannot_exist(&sample, random));
    }
}
