//! What name servers say.

use std::net::{IpAddr, Ipv4Addr};

use model::{Millis, Silence};

use super::{Condition, History, Own};

/// Where names for sale lead.
const PARKING: Ipv4Addr = Ipv4Addr::new(45, 79, 0, 1);
/// Where names lead that somebody else has bought.
const SOLD: Ipv4Addr = Ipv4Addr::new(45, 79, 0, 2);

impl History {
    /// The addresses of a name, by the first or by the second of our name servers.
    ///
    /// # Errors
    /// Why it has none.
    pub fn addresses(&self, at: Millis, name: &str, second: bool) -> Result<Vec<IpAddr>, Silence> {
        let place = self.hosts.get(name).copied();
        match self.own(at) {
            Some(Own::Offline) => return Err(Silence::NameServer),
            Some(Own::NamesFail) if !second => return Err(Silence::NameServer),
            Some(Own::NamesMissing) if !second => return Err(Silence::NoSuchName),
            Some(Own::SomeNamesMissing(third)) if !second && place.is_some_and(|place| place % 3 == third) => {
                return Err(Silence::NoSuchName);
            }
            _ => {}
        }
        let server = &self.servers[place.ok_or(Silence::NoSuchName)?];
        let address = match server.condition(at) {
            _ if name == server.next_host() => server.address,
            Condition::Nameless(silence) => return Err(silence),
            Condition::OneBookLies if !second => return Err(Silence::NoSuchName),
            Condition::Parked => PARKING,
            Condition::OtherHands { .. } => SOLD,
            _ => server.address,
        };
        Ok(vec![IpAddr::V4(address)])
    }
}
