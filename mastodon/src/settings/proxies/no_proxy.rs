//! Who is asked without a proxy.

use std::net::IpAddr;

use ipnet::IpNet;

/// Names, addresses and networks that a proxy is not for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NoProxy(Vec<Rule>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Rule {
    Everybody,
    Network(IpNet),
    /// A name and everything below it, where one is given only at that port.
    Name {
        name: String,
        port: Option<u16>,
    },
}

impl NoProxy {
    /// What is listed, between commas, blanks or both: `*`, a name with or without a dot or `*.`
    /// before it and a port behind it, an address or a network.
    pub(super) fn listed(list: &str) -> Self {
        Self(list.split([',', ' ', '\t']).filter(|word| !word.is_empty()).map(Rule::written).collect())
    }

    /// Whether a host is asked without a proxy. `host` as in a URL.
    #[must_use]
    pub fn covers(&self, host: &str, port: u16) -> bool {
        let host = host.trim_matches(['[', ']']).trim_end_matches('.').to_ascii_lowercase();
        let address = host.parse::<IpAddr>().ok();
        self.0.iter().any(|rule| match rule {
            Rule::Everybody => true,
            Rule::Network(network) => address.is_some_and(|address| network.contains(&address)),
            Rule::Name { name, port: only } => {
                let below = host.strip_suffix(name.as_str()).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
                below && only.is_none_or(|only| only == port)
            }
        })
    }
}

impl Rule {
    fn written(word: &str) -> Self {
        if word == "*" {
            return Self::Everybody;
        }
        let bare = word.trim_matches(['[', ']']);
        if let Ok(network) = bare.parse::<IpNet>().or_else(|_| bare.parse::<IpAddr>().map(IpNet::from)) {
            return Self::Network(network);
        }
        let (name, port) = match word.rsplit_once(':').map(|(name, port)| (name, port.parse())) {
            Some((name, Ok(port))) => (name, Some(port)),
            _ => (word, None),
        };
        let name = name.trim_start_matches('*').trim_matches('.').to_ascii_lowercase();
        Self::Name { name, port }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_cover_what_is_below_them_and_networks_what_is_in_them() {
        let list = NoProxy::listed(
            "Here.example, .dot.example *.star.example\t127.0.0.1,10.0.0.0/8 [::1] fd00::/8,port.example:8443",
        );
        let covered = [
            ("here.example", 443),
            ("a.b.here.example", 80),
            ("HERE.example.", 80),
            ("dot.example", 443),
            ("a.dot.example", 443),
            ("star.example", 443),
            ("a.star.example", 443),
            ("127.0.0.1", 80),
            ("10.9.8.7", 80),
            ("[::1]", 80),
            ("[fd12::1]", 80),
            ("port.example", 8443),
        ];
        for (host, port) in covered {
            assert!(list.covers(host, port), "{host}:{port}");
        }
        for (host, port) in [
            ("there.example", 443),
            ("nothere.example", 443),
            ("127.0.0.2", 80),
            ("port.example", 443),
            ("example", 80),
        ] {
            assert!(!list.covers(host, port), "{host}:{port}");
        }
    }

    #[test]
    fn a_star_covers_everybody_and_nothing_nobody() {
        assert!(NoProxy::listed("*").covers("any.example", 443));
        assert!(!NoProxy::listed("").covers("any.example", 443));
        assert!(!NoProxy::default().covers("any.example", 443));
    }
}
