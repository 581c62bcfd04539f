//! The second witness of a 404: what WebFinger at the domain of a handle says of it.

use crate::probe::Answer;

/// Whom WebFinger told about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Finger {
    /// The handle, as `acct:name@domain`.
    pub subject: String,
    /// The addresses of its account (links with `rel` `self`).
    pub accounts: Vec<String>,
}

/// What the second witness says of an account whose address is not found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Witness {
    /// It knows the account by that very address: the server contradicts itself.
    Contradicts,
    /// It knows the handle by another address: the account has moved.
    Moved,
    /// It tells about somebody else instead, or nothing at all of an account of another server, so
    /// that nothing is clear.
    Unclear,
    /// It does not know the handle either.
    Confirms,
    /// It said nothing that counts: silence, trouble, a refusal or a web page.
    SaysNothing,
}

impl Witness {
    /// What a reply says of a handle, `name@domain`, whose account had that address. `is_same`
    /// tells whether two addresses are one.
    #[must_use]
    pub fn of(
        answer: &Answer,
        finger: Option<&Finger>,
        handle: &str,
        uri: &str,
        is_same: impl Fn(&str, &str) -> bool,
    ) -> Self {
        match (answer, finger) {
            (Answer::Present, Some(finger)) if finger.accounts.iter().any(|account| is_same(account, uri)) => {
                Self::Contradicts
            }
            (Answer::Present, Some(finger)) if !finger.accounts.is_empty() => {
                if is_of(handle, &finger.subject) {
                    Self::Moved
                } else {
                    Self::Unclear
                }
            }
            (Answer::NotFound | Answer::Gone { .. }, _) => Self::Confirms,
            _ => Self::SaysNothing,
        }
    }

    /// Whether the account is kept for it. In doubt it is; a witness that says nothing leaves the
    /// matter to the address itself.
    #[must_use]
    pub fn keeps(self) -> bool {
        matches!(self, Self::Contradicts | Self::Moved | Self::Unclear)
    }
}

/// Whether the subject is this handle, in whatever case, or the same name at the domain to which
/// its server has moved.
fn is_of(handle: &str, subject: &str) -> bool {
    let name = |handle: &str| handle.split('@').next().unwrap_or_default().to_lowercase();
    let subject = match subject.split_once(':') {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("acct") => rest,
        _ => subject,
    };
    name(handle) == name(subject)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::probe::Silence;

    const HANDLE: &str = "alice@town.example";
    const URI: &str = "https://web.town.example/users/alice";

    fn finger(subject: &str, accounts: &[&str]) -> Option<Finger> {
        Some(Finger { subject: subject.to_owned(), accounts: accounts.iter().map(|uri| (*uri).to_owned()).collect() })
    }

    #[test]
    fn a_404_is_confirmed_contradicted_or_left_alone() {
        const NEW: &str = "https://new.town.example/users/1";
        use Answer::{NotFound, Present, SomethingElse};
        use Witness::{Confirms, Contradicts, Moved, SaysNothing, Unclear};
        let table = [
            (Present, finger("acct:alice@town.example", &[URI]), Contradicts, true),
            (Present, finger("acct:Alice@Town.example", &[URI]), Contradicts, true),
            (Present, finger("acct:bob@town.example", &[URI]), Contradicts, true),
            (Present, finger("acct:alice@town.example", &[NEW, URI]), Contradicts, true),
            (Present, finger("acct:alice@town.example", &[NEW]), Moved, true),
            (Present, finger("ACCT:ALICE@TOWN.EXAMPLE", &[NEW]), Moved, true),
            (Present, finger("alice@town.example", &[NEW]), Moved, true),
            (Present, finger("acct:alice@new.town.example", &[NEW]), Moved, true),
            (Present, finger("acct:bob@town.example", &[NEW]), Unclear, true),
            (Present, finger("acct:alice@town.example", &[]), SaysNothing, false),
            (Present, None, SaysNothing, false),
            (SomethingElse, None, SaysNothing, false),
            (NotFound, None, Confirms, false),
            (NotFound, finger("acct:alice@town.example", &[URI]), Confirms, false),
            (Answer::Gone { tombstone: false }, None, Confirms, false),
            (Answer::Refused { status: 403 }, None, SaysNothing, false),
            (Answer::SlowDown { retry_after_s: None }, None, SaysNothing, false),
            (Answer::Trouble { status: 502 }, None, SaysNothing, false),
            (Silence::Timeout.into(), None, SaysNothing, false),
        ];
        for (answer, finger, witness, keeps) in table {
            let said = Witness::of(&answer, finger.as_ref(), HANDLE, URI, |one, other| one == other);
            assert_eq!((said, said.keeps()), (witness, keeps), "{answer:?} {finger:?}");
        }
    }
}
