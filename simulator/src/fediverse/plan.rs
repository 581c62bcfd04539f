//! What the servers of the simulated fediverse are like.

use std::collections::{BTreeMap, HashMap};

/// How a server behaves towards everybody who asks it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Behaviour {
    /// Answers as its software does.
    #[default]
    Healthy,
    /// Healthy, but each answer takes that many milliseconds.
    Slow(u64),
    /// Secure mode: 401 for an account's document unless the site's instance actor signed the request.
    SignedOnly,
    /// 403 for everything.
    Forbidden,
    /// Sends everybody to a page that wants to see a browser, and would lead back from there.
    Challenge,
    /// 429 for everything.
    TooManyRequests(RetryAfter),
    /// That status, 5xx, for everything.
    Trouble(u16),
    /// Sends its answer one byte a second.
    Tarpit,
    /// Takes the request and resets the connection.
    Dropped,
    /// Its address refuses connections.
    Refused,
    /// Its name does not exist (NXDOMAIN).
    NoSuchName,
    /// Its name servers are broken (SERVFAIL).
    BrokenName,
    /// Its name servers refuse to answer (REFUSED).
    RefusedName,
    /// Its name servers say nothing at all.
    SilentName,
    /// Its name is there and has no address.
    NameWithoutAddress,
    /// Its name leads to a private address, where a trap counts who comes.
    PrivateAddress,
    /// Healthy behind a certificate that ended in 2020.
    ExpiredCertificate,
    /// Healthy behind a certificate for another name.
    WrongCertificate,
    /// Healthy after that many redirects.
    Redirects(u32),
    /// Sends who asks over HTTPS to the same address over plain HTTP, where it is healthy.
    PlainOnly,
    /// Redirects to itself for ever.
    RedirectLoop,
    /// Redirects to a private address, where a trap counts who comes.
    RedirectToPrivate,
    /// 404 for everything, NodeInfo included.
    CatchAllNotFound,
    /// Healthy, but small: it has accounts and WebFinger, and neither NodeInfo nor an instance
    /// actor.
    ActorsOnly,
    /// Healthy, but NodeInfo and the instance actor answer with this status.
    BrokenNodeInfo(u16),
    /// NodeInfo from a cache, by its exact address, and 404 for everything else: the server behind
    /// it has gone.
    CachedNodeInfo,
    /// 410 for everything, NodeInfo included: the whole server says it closed.
    CatchAllGone,
    /// The same HTML page with 200 for everything, NodeInfo included: a parked name.
    CatchAllPage,
    /// Healthy, but its instance actor signs with another key than before.
    ChangedHands,
}

/// The value of a `Retry-After` header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RetryAfter {
    Absent,
    Seconds(u32),
    /// A moment, sent as a date.
    At(model::Millis),
}

/// What a server says of one account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum AccountState {
    /// Its document.
    #[default]
    Living,
    /// 410 with a `Tombstone`.
    Gone,
    /// 404.
    NotFound,
    /// 404 at its address, while WebFinger still knows its name.
    Mislaid,
    /// 403, for some weeks: suspended, or deleted a moment ago.
    Suspended,
    /// 404 at its address here, while WebFinger names that address for it: the accounts of this
    /// domain live at another name.
    At(String),
    /// Its document with `movedTo`.
    Moved(String),
}

/// One server: how it behaves and whom it knows. An account it does not know is 404.
#[derive(Clone, Debug, Default)]
pub struct Server {
    pub behaviour: Behaviour,
    pub software: Software,
    /// By user name.
    pub accounts: HashMap<String, AccountState>,
}

/// What runs on a server; it decides NodeInfo and the path of accounts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Software {
    #[default]
    Mastodon,
    Pleroma,
    Misskey,
    GoToSocial,
    Pixelfed,
    Lemmy,
    PeerTube,
}

impl Software {
    /// `software.name` of NodeInfo.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Mastodon => "mastodon",
            Self::Pleroma => "pleroma",
            Self::Misskey => "misskey",
            Self::GoToSocial => "gotosocial",
            Self::Pixelfed => "pixelfed",
            Self::Lemmy => "lemmy",
            Self::PeerTube => "peertube",
        }
    }

    /// What stands before a user name in the path of an account.
    #[must_use]
    pub fn account_path(self) -> &'static str {
        match self {
            Self::Lemmy => "/u/",
            Self::PeerTube => "/accounts/",
            _ => "/users/",
        }
    }
}

/// All servers there are, and where to listen.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// By name, lower case.
    pub servers: BTreeMap<String, Server>,
    /// The ports of DNS, HTTP and HTTPS; 0 takes a free one.
    pub dns_port: u16,
    pub http_port: u16,
    pub https_port: u16,
    /// How long every healthy answer takes, in milliseconds, so that what happens at once can be seen.
    pub latency_ms: u64,
    /// Over how many addresses of loopback (127.0.1.1 and up) the servers are spread; 0 has them all on 127.0.0.1.
    pub addresses: u8,
}

impl Plan {
    /// A fediverse without servers on free ports.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a server, or changes how it behaves.
    #[must_use]
    pub fn server(mut self, domain: &str, behaviour: Behaviour) -> Self {
        self.servers.entry(domain.to_owned()).or_default().behaviour = behaviour;
        self
    }

    /// Adds an account, `name@server`, and its server when that is new.
    #[must_use]
    pub fn account(mut self, acct: &str, state: AccountState) -> Self {
        let (name, domain) = acct.split_once('@').expect("an account is written name@server");
        self.servers.entry(domain.to_owned()).or_default().accounts.insert(name.to_owned(), state);
        self
    }

    /// Spreads the servers over so many addresses, as real ones are.
    #[must_use]
    pub fn spread_over(mut self, addresses: u8) -> Self {
        self.addresses = addresses;
        self
    }

    /// Makes every answer take that long.
    #[must_use]
    pub fn latency_ms(mut self, latency_ms: u64) -> Self {
        self.latency_ms = latency_ms;
        self
    }
}
