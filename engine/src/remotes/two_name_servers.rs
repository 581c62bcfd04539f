//! What is concluded from what two name servers say of a name.

use std::net::IpAddr;

use model::Silence;

/// What one name server says of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// Its addresses, never none.
    Addresses(Vec<IpAddr>),
    /// The name exists but has no address.
    NoAddress,
    /// NXDOMAIN: the name does not exist.
    NoSuchName,
    /// SERVFAIL, REFUSED or nothing at all.
    Trouble,
}

impl From<Vec<IpAddr>> for Said {
    fn from(addresses: Vec<IpAddr>) -> Self {
        if addresses.is_empty() { Self::NoAddress } else { Self::Addresses(addresses) }
    }
}

/// The addresses of a name, or why it has none. `second` is absent where nobody else was asked.
///
/// That a name has no address is believed of two name servers only when both say so: whichever of them lies or is broken, no server
/// is taken for gone.
///
/// # Errors
/// [`Silence::NoSuchName`], [`Silence::NoAddress`], [`Silence::NameServer`].
pub(super) fn concluded(first: Said, second: Option<Said>) -> Result<Vec<IpAddr>, Silence> {
    use Said::{Addresses, NoAddress, NoSuchName, Trouble};
    match (first, second) {
        (Addresses(found), _) | (_, Some(Addresses(found))) => Ok(found),
        (Trouble, _) | (_, Some(Trouble)) => Err(Silence::NameServer),
        (NoSuchName, None | Some(NoSuchName)) => Err(Silence::NoSuchName),
        // Whether the name exists is left open, but not that it has no address: it is enough that either of them is honest.
        (NoAddress, _) | (NoSuchName, Some(NoAddress)) => Err(Silence::NoAddress),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(last: u8) -> Said {
        vec![IpAddr::from([192, 0, 2, last])].into()
    }

    #[test]
    fn one_name_server_alone_is_believed() {
        let cases = [
            (found(1), Ok(vec![IpAddr::from([192, 0, 2, 1])])),
            (Said::NoAddress, Err(Silence::NoAddress)),
            (Said::NoSuchName, Err(Silence::NoSuchName)),
            (Said::Trouble, Err(Silence::NameServer)),
        ];
        for (first, conclusion) in cases {
            assert_eq!(concluded(first.clone(), None), conclusion, "{first:?}");
        }
    }

    #[test]
    fn a_name_is_missing_only_when_both_name_servers_say_so() {
        use Said::{NoAddress, NoSuchName, Trouble};
        let cases = [
            (NoSuchName, NoSuchName, Silence::NoSuchName),
            (NoAddress, NoAddress, Silence::NoAddress),
            (NoSuchName, NoAddress, Silence::NoAddress),
            (NoAddress, NoSuchName, Silence::NoAddress),
            (NoSuchName, Trouble, Silence::NameServer),
            (NoAddress, Trouble, Silence::NameServer),
            (Trouble, NoSuchName, Silence::NameServer),
            (Trouble, NoAddress, Silence::NameServer),
            (Trouble, Trouble, Silence::NameServer),
        ];
        for (first, second, silence) in cases {
            assert_eq!(concluded(first.clone(), Some(second.clone())), Err(silence), "{first:?}, then {second:?}");
        }
    }

    #[test]
    fn an_address_of_the_second_is_taken_whatever_the_first_said_in_its_place() {
        for first in [Said::NoAddress, Said::NoSuchName, Said::Trouble] {
            assert_eq!(concluded(first.clone(), Some(found(2))), Ok(vec![IpAddr::from([192, 0, 2, 2])]), "{first:?}");
        }
    }

    #[test]
    fn an_address_of_the_first_stands_whatever_the_second_says() {
        for second in [found(2), Said::NoAddress, Said::NoSuchName, Said::Trouble] {
            assert_eq!(concluded(found(1), Some(second.clone())), Ok(vec![IpAddr::from([192, 0, 2, 1])]), "{second:?}");
        }
    }

    #[test]
    fn an_empty_answer_is_a_name_without_address() {
        assert_eq!(Said::from(Vec::new()), Said::NoAddress);
    }
}
