//! What a server answers at a moment.

use model::{Millis, Silence};

use super::condition::{Condition, Proxy, Wall};
use super::documents::{
    actor, challenge, instance_actor, no_document, node_info, node_info_pointer, page, redirect, robots, slow_down,
    webfinger,
};
use super::{History, Own, Server, Software, Standing};

/// A request as far as an answer depends on it.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    pub host: &'a str,
    /// With its query.
    pub path: &'a str,
    /// A document is wanted, not a page.
    pub wants_document: bool,
    pub signed: bool,
    /// Caches are told to ask the server.
    pub past_caches: bool,
}

/// A response as far as anybody here reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
}

impl Question<'_> {
    fn place(&self) -> &str {
        self.path.split('?').next().unwrap_or_default()
    }

    fn is_node_info(&self) -> bool {
        matches!(self.place(), "/.well-known/nodeinfo" | "/nodeinfo/2.0")
    }

    fn is_well_known(&self) -> bool {
        self.is_node_info() || matches!(self.place(), "/.well-known/webfinger" | "/robots.txt")
    }

    fn is_fresh(&self) -> bool {
        self.past_caches || (self.is_node_info() && self.path.contains('?'))
    }
}

impl History {
    /// What comes back to a request.
    ///
    /// # Errors
    /// Why nothing comes back.
    pub fn reply(&self, at: Millis, asked: &Question<'_>) -> Result<Reply, Silence> {
        let place = *self.hosts.get(asked.host).ok_or(Silence::ConnectionRefused)?;
        match self.own(at) {
            Some(Own::Offline) => return Err(Silence::Timeout),
            Some(Own::PartlyOffline(third)) if place % 3 == third => return Err(Silence::Timeout),
            _ => {}
        }
        let server = &self.servers[place];
        if asked.host == server.next_host() {
            return Ok(self.well(at, server, asked, "mastodon", "first"));
        }
        let software = server.software.name().unwrap_or_default();
        let well = |asked| self.well(at, server, asked, software, "first");
        if asked.host != server.host && server.condition(at).is_there() {
            // The front of a server whose accounts live elsewhere.
            return Ok(self.front(server, asked));
        }
        Ok(match server.condition(at) {
            Condition::Well | Condition::OneBookLies => well(asked),
            Condition::Down(silence) | Condition::Nameless(silence) => return Err(silence),
            Condition::Everything(status) => page(status),
            Condition::Cached { proxy, .. }
                if self.is_cached(server, asked) && (proxy == Proxy::Stubborn || !asked.is_fresh()) =>
            {
                let since = server.spell(at).map_or(at, |spell| spell.from);
                aged(well(asked), at.0 - since.0)
            }
            Condition::Cached { status, .. } => page(status),
            Condition::Walled(Wall::ChallengeButNodeInfo | Wall::PageButWellKnown) if asked.is_well_known() => {
                well(asked)
            }
            Condition::Walled(Wall::Challenge | Wall::ChallengeButNodeInfo) => challenge(),
            Condition::Walled(Wall::Busy) => page(503),
            Condition::Walled(Wall::Page | Wall::PageButWellKnown) => page(200),
            Condition::Secure if asked.wants_document && !asked.signed && !asked.is_well_known() => no_document(401),
            Condition::Secure => well(asked),
            Condition::RateLimited => slow_down(),
            Condition::Refusing if asked.wants_document && !asked.is_well_known() => no_document(403),
            Condition::Refusing => well(asked),
            Condition::Hiding { named } if asked.is_node_info() || asked.place() == "/actor" => {
                let _ = named;
                well(asked)
            }
            Condition::Hiding { named: true } if asked.is_well_known() => well(asked),
            Condition::Hiding { .. } => no_document(404),
            Condition::Parked => page(200),
            Condition::OtherHands { software } => of_others(software, asked),
            Condition::MovedAway => redirect(format!("https://{}{}", server.next_host(), asked.path)),
            Condition::Renewed { software: other, key } => {
                let hands = if key { "second" } else { "first" };
                self.well(at, server, asked, other.unwrap_or(software), hands)
            }
        })
    }

    /// Whether a cache has what is asked for: NodeInfo, and every third account's document, which
    /// somebody asked for of late.
    fn is_cached(&self, server: &Server, asked: &Question<'_>) -> bool {
        asked.is_node_info()
            || server.paths.get(asked.path).is_some_and(|place| place % 3 == 0 && server.keeps_documents())
    }

    /// What a server answers that is well.
    fn well(&self, at: Millis, server: &Server, asked: &Question<'_>, software: &str, hands: &str) -> Reply {
        let kind = server.software;
        match asked.place() {
            "/.well-known/nodeinfo" if kind != Software::Handmade => node_info_pointer(asked.host),
            "/nodeinfo/2.0" if kind != Software::Handmade => node_info(software),
            "/actor" if kind == Software::Mastodon => instance_actor(asked.host, hands),
            "/robots.txt" if kind != Software::Handmade => robots(),
            "/.well-known/webfinger" => self.finger(at, server, asked),
            _ if !asked.wants_document && kind.shows_pages_of_nobody() => page(200),
            _ => match server.paths.get(asked.path) {
                Some(account) => self.account(at, server, *account, asked),
                None if asked.path == "/" => page(200),
                None if kind.shows_pages_of_nobody() && !asked.path.starts_with("/users/") => page(200),
                None if kind == Software::GoToSocial && asked.wants_document && !asked.signed => no_document(401),
                None => missing(asked, 404),
            },
        }
    }

    fn account(&self, at: Millis, server: &Server, place: usize, asked: &Question<'_>) -> Reply {
        let account = &self.accounts[place];
        if server.software == Software::GoToSocial && asked.wants_document && !asked.signed {
            return no_document(401);
        }
        let moved_to = match account.standing(at) {
            Standing::Here => None,
            Standing::Moved => Some("https://elsewhere.example/users/somebody"),
            Standing::Suspended => return missing(asked, 403),
            Standing::Unknown | Standing::Readdressed => return missing(asked, 404),
            Standing::Deleted => return missing(asked, 410),
        };
        if asked.wants_document { actor(asked.host, &account.path, &account.name, moved_to) } else { page(200) }
    }

    fn finger(&self, at: Millis, server: &Server, asked: &Question<'_>) -> Reply {
        let Some(name) = named(asked.path) else { return missing(asked, 400) };
        let Some(account) = server.names.get(&name).map(|place| &self.accounts[*place]) else {
            return missing(asked, 404);
        };
        let address = format!("https://{}{}", server.host, account.path);
        match account.standing(at) {
            Standing::Here | Standing::Moved | Standing::Suspended => webfinger(&name, &server.domain, &address),
            Standing::Readdressed => webfinger(&name, &server.domain, &format!("{address}-anew")),
            Standing::Unknown => missing(asked, 404),
            Standing::Deleted => missing(asked, 410),
        }
    }

    /// A web site that knows only where the names of its people lead.
    fn front(&self, server: &Server, asked: &Question<'_>) -> Reply {
        match asked.place() {
            "/.well-known/webfinger" | "/.well-known/nodeinfo" => {
                redirect(format!("https://{}{}", server.host, asked.path))
            }
            "/" => page(200),
            _ => page(404),
        }
    }
}

/// The same out of a cache, which has to say so (RFC 9111, section 5.1).
fn aged(mut reply: Reply, age_ms: i64) -> Reply {
    reply.headers.push(("age", (age_ms / 1_000 + 60).to_string()));
    reply
}

impl Server {
    /// Whether the cache before it keeps accounts' documents, too.
    fn keeps_documents(&self) -> bool {
        self.address.octets()[3].is_multiple_of(2)
    }
}

/// What a web site or another server answers at a name that was sold.
fn of_others(software: Option<&'static str>, asked: &Question<'_>) -> Reply {
    match (software, asked.place()) {
        (_, "/") => page(200),
        (Some(_), "/.well-known/nodeinfo") => node_info_pointer(asked.host),
        (Some(software), "/nodeinfo/2.0") => node_info(software),
        (Some("mastodon"), "/actor") => instance_actor(asked.host, "other"),
        _ => missing(asked, 404),
    }
}

fn missing(asked: &Question<'_>, status: u16) -> Reply {
    if asked.wants_document { no_document(status) } else { page(status) }
}

/// The user name that WebFinger is asked about.
fn named(path: &str) -> Option<String> {
    let query = path.split_once('?')?.1.replace("%3A", ":").replace("%40", "@");
    let acct = query.strip_prefix("resource=acct:")?;
    Some(acct.split(['@', '&']).next()?.to_owned())
}

impl Condition {
    /// Whether the name still leads to its owner's machines.
    fn is_there(self) -> bool {
        !matches!(self, Self::Nameless(_) | Self::Parked | Self::OtherHands { .. } | Self::MovedAway)
    }
}
