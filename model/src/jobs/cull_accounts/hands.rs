//! Whose server it is.

use serde::{Deserialize, Serialize};

/// What tells who runs a server: the software it names and the key with which its instance actor signs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hands {
    /// In lower case.
    pub software: Option<String>,
    /// A public key, or its digest, without white space.
    pub actor_key: Option<String>,
}

impl Hands {
    /// Whether these are clearly other hands than those remembered. What is not known on either side says nothing.
    #[must_use]
    pub fn differ_from(&self, remembered: &Self) -> bool {
        let differ =
            |now: &Option<String>, then: &Option<String>| matches!((now, then), (Some(now), Some(then)) if now != then);
        differ(&self.software, &remembered.software) || differ(&self.actor_key, &remembered.actor_key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_known_on_both_sides_can_differ() {
        let hands = |software: Option<&str>, key: Option<&str>| Hands {
            software: software.map(str::to_owned),
            actor_key: key.map(str::to_owned),
        };
        let (known, unknown) = (hands(Some("mastodon"), Some("k1")), Hands::default());
        let cases = [
            (hands(Some("mastodon"), Some("k1")), false),
            (hands(Some("mastodon"), None), false),
            (hands(None, Some("k1")), false),
            (unknown.clone(), false),
            (hands(Some("wordpress"), Some("k1")), true),
            (hands(Some("mastodon"), Some("k2")), true),
            (hands(None, Some("k2")), true),
        ];
        for (now, differ) in cases {
            assert_eq!(now.differ_from(&known), differ, "{now:?}");
            assert!(!now.differ_from(&unknown), "{now:?}");
        }
    }
}
