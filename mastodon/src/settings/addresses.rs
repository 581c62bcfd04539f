//! Private networks that may be reached nevertheless.

use std::net::IpAddr;

use ipnet::IpNet;

use super::SettingsFault;
use crate::env_file::Env;

const VARIABLE: &str = "ALLOWED_PRIVATE_ADDRESSES";

/// Networks or single addresses, between commas, blanks or both.
pub(super) fn read(env: &Env, faults: &mut Vec<SettingsFault>) -> Vec<IpNet> {
    let mut networks = Vec::new();
    let listed = env.get(VARIABLE).map_or("", String::as_str);
    for word in listed.split([',', ' ', '\t']).filter(|word| !word.is_empty()) {
        let network = word.parse::<IpNet>().or_else(|_| word.parse::<IpAddr>().map(IpNet::from));
        match network {
            Ok(network) => networks.push(network),
            Err(_) => {
                faults.push(SettingsFault::new(VARIABLE, format!("“{word}” is not a network such as 10.0.0.0/8")));
            }
        }
    }
    networks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks_are_listed_with_commas_or_blanks() {
        for text in ["127.0.0.1,10.0.0.0/8,::1", "127.0.0.1 10.0.0.0/8 ::1", " 127.0.0.1/32, 10.0.0.0/8,, ::1/128 "] {
            let mut faults = Vec::new();
            let networks = read(&Env::from([(VARIABLE.to_owned(), text.to_owned())]), &mut faults);
            let shown: Vec<_> = networks.iter().map(ToString::to_string).collect();
            assert_eq!(shown, ["127.0.0.1/32", "10.0.0.0/8", "::1/128"], "{text}");
            assert!(faults.is_empty());
        }
    }
}
