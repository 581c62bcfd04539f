//! Whose server it is.

use serde::{Deserialize, Serialize};

use crate::case::CaseReason;

/// What is remembered of who runs a server: the software it names and the key with which its
/// instance actor signs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hands {
    /// In lower case.
    pub software: Option<String>,
    /// A public key, or its digest, without white space.
    pub actor_key: Option<String>,
}

/// What was heard of the key with which the instance actor of a server signs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HeardKey {
    /// The key, or its digest as it is remembered, without white space.
    Found(String),
    /// The server answered, and there is no such actor, or no key in what it said.
    NotFound,
    /// Silence, trouble or a refusal: that says nothing of the key.
    Unknown(CaseReason),
}

impl HeardKey {
    fn found(&self) -> Option<&String> {
        match self {
            Self::Found(key) => Some(key),
            Self::NotFound | Self::Unknown(_) => None,
        }
    }
}

/// Who answers for a server now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeardHands {
    /// In lower case; nothing where NodeInfo names none.
    pub software: Option<String>,
    /// Nothing when nobody asked.
    pub actor_key: Option<HeardKey>,
}

/// Whether who answers for a server now is who is remembered for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sameness {
    /// Nothing speaks against it.
    Same,
    /// It is not, and why: another software or key answers, or nothing is where the key was.
    NotTheSame(CaseReason),
    /// The key that is remembered could not be asked for, and why. Nothing is removed on such an
    /// answer.
    Unproven(CaseReason),
}

impl Sameness {
    /// Why nothing of the server may be removed; nothing where it may.
    #[must_use]
    pub fn doubt(self) -> Option<CaseReason> {
        match self {
            Self::Same => None,
            Self::NotTheSame(reason) | Self::Unproven(reason) => Some(reason),
        }
    }
}

impl HeardHands {
    /// Compares who answers now with who is remembered. What is not remembered is not demanded:
    /// many kinds of software never had an instance actor. A software that is not named now says
    /// nothing, and one that is another says nothing where the key is the same: a server may change
    /// its software.
    #[must_use]
    pub fn compared_to(&self, remembered: &Hands) -> Sameness {
        if let (Some(HeardKey::Found(now)), Some(then)) = (&self.actor_key, &remembered.actor_key)
            && now == then
        {
            return Sameness::Same;
        }
        if matches!((&self.software, &remembered.software), (Some(now), Some(then)) if now != then) {
            return Sameness::NotTheSame(CaseReason::ChangedHands);
        }
        match (&self.actor_key, &remembered.actor_key) {
            (_, None) | (None, Some(_)) => Sameness::Same,
            (Some(HeardKey::Found(_)), Some(_)) => Sameness::NotTheSame(CaseReason::ChangedHands),
            (Some(HeardKey::NotFound), Some(_)) => Sameness::NotTheSame(CaseReason::NothingFound),
            (Some(HeardKey::Unknown(reason)), Some(_)) => Sameness::Unproven(*reason),
        }
    }

    /// What can be remembered of it.
    #[must_use]
    pub fn known(&self) -> Hands {
        let actor_key = self.actor_key.as_ref().and_then(HeardKey::found).cloned();
        Hands { software: self.software.clone(), actor_key }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(software: Option<&str>, actor_key: Option<HeardKey>) -> HeardHands {
        HeardHands { software: software.map(str::to_owned), actor_key }
    }

    #[test]
    fn hands_are_told_apart_by_what_was_known_before() {
        use Sameness::{NotTheSame, Same, Unproven};
        let key = |key: &str| Some(HeardKey::Found(key.to_owned()));
        let known = Hands { software: Some("mastodon".to_owned()), actor_key: Some("k1".to_owned()) };
        let (changed, missing) = (NotTheSame(CaseReason::ChangedHands), NotTheSame(CaseReason::NothingFound));
        let cases = [
            (heard(Some("mastodon"), key("k1")), Same),
            (heard(None, key("k1")), Same),
            (heard(Some("mastodon"), None), Same),
            (heard(Some("hometown"), key("k1")), Same),
            (heard(Some("wordpress"), Some(HeardKey::NotFound)), changed),
            (heard(Some("mastodon"), key("k2")), changed),
            (heard(None, key("k2")), changed),
            (heard(Some("mastodon"), Some(HeardKey::NotFound)), missing),
            (heard(None, Some(HeardKey::NotFound)), missing),
            (heard(Some("mastodon"), Some(HeardKey::Unknown(CaseReason::TooSlow))), Unproven(CaseReason::TooSlow)),
        ];
        for (now, sameness) in cases {
            assert_eq!(now.compared_to(&known), sameness, "{now:?}");
            assert_eq!(now.compared_to(&Hands::default()), Same, "nothing remembered, nothing demanded: {now:?}");
        }
        let only_software = Hands { actor_key: None, ..known };
        assert_eq!(heard(Some("mastodon"), Some(HeardKey::NotFound)).compared_to(&only_software), Same);
    }

    #[test]
    fn only_the_same_hands_remove_without_a_doubt() {
        assert_eq!(Sameness::Same.doubt(), None);
        assert_eq!(Sameness::NotTheSame(CaseReason::ChangedHands).doubt(), Some(CaseReason::ChangedHands));
        assert_eq!(Sameness::Unproven(CaseReason::Errors).doubt(), Some(CaseReason::Errors));
    }

    #[test]
    fn what_was_not_found_is_not_remembered() {
        let keys = [Some(HeardKey::NotFound), Some(HeardKey::Unknown(CaseReason::Errors)), None];
        for key in keys {
            assert_eq!(heard(None, key).known(), Hands::default());
        }
        let found = heard(Some("mastodon"), Some(HeardKey::Found("k1".to_owned())));
        assert_eq!(found.known(), Hands { software: Some("mastodon".to_owned()), actor_key: Some("k1".to_owned()) });
    }
}
