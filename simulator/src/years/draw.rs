//! Draws a history.

use std::collections::HashMap;
use std::net::Ipv4Addr;

use model::time::DAY_MS;

use super::luck::{Luck, Stream};
use super::story::blips;
use super::{Account, History, START, Server, Software, Story, Years, account_story, own};

/// Members of the site who follow others.
pub(super) const MEMBERS: usize = 30;
/// Servers of a hosting company share one of so many addresses.
const SHARED: usize = 12;

impl Years {
    /// The history of this seed: the same each time.
    #[must_use]
    pub fn history(self) -> History {
        let mut servers = servers(&self);
        let mut accounts = accounts(&self, &servers);
        for (place, server) in servers.iter_mut().enumerate() {
            let luck = &mut Luck::new(self.seed, Stream::Server, self.servers + place);
            let its: Vec<&mut Account> = accounts.iter_mut().filter(|one| one.server == place).collect();
            account_story::restored(server, its, &self, luck);
            blips(server, &self, luck);
        }
        account_story::wave(&servers, &mut accounts, &self);
        for (place, account) in accounts.iter().enumerate() {
            let server = &mut servers[account.server];
            server.paths.insert(account.path.clone(), place);
            server.names.insert(account.name.clone(), place);
        }
        let follows = follows(&self, &accounts);
        let hosts = hosts(&servers);
        History { years: self, servers, accounts, own: own::troubles(&self), follows, hosts }
    }
}

fn servers(years: &Years) -> Vec<Server> {
    let stories = Story::dealt(years.servers, &mut Luck::new(years.seed, Stream::Deck, 0));
    stories.into_iter().enumerate().map(|(place, story)| server(years, place, story)).collect()
}

fn server(years: &Years, place: usize, story: Story) -> Server {
    let luck = &mut Luck::new(years.seed, Stream::Server, place);
    let software = Software::drawn(luck);
    let domain = format!("s{place}.example");
    let host = match luck.number(0, 99) {
        0..=7 if software.can_be_split() => format!("social.s{place}.example"),
        8..=11 if software.can_be_split() => format!("home{place}.example"),
        _ => domain.clone(),
    };
    let nth = if luck.percent(40) { luck.below(SHARED) } else { SHARED + place };
    let [high, low] = u16::try_from(nth).unwrap_or(u16::MAX).to_be_bytes();
    let address = Ipv4Addr::new(45, 80, high, low);
    let mut server = Server {
        domain,
        host,
        software,
        address,
        story,
        spells: Vec::new(),
        paths: HashMap::new(),
        names: HashMap::new(),
    };
    for spell in story.spells(years, luck) {
        server.add(spell);
    }
    server
}

/// Accounts as they are spread in the fediverse: few servers have many, most have few.
fn accounts(years: &Years, servers: &[Server]) -> Vec<Account> {
    let weight = |rank: usize| 1.0 / (rank as f64 + 4.0);
    let all: f64 = (0..servers.len()).map(weight).sum();
    let spare = years.accounts.saturating_sub(servers.len()) as f64;
    let mut accounts = Vec::with_capacity(years.accounts);
    for (place, server) in servers.iter().enumerate() {
        let its = 1 + (spare * weight(place) / all).round() as usize;
        let quiet = Luck::new(years.seed, Stream::Server, place).percent(40);
        for _ in 0..its {
            accounts.push(account(years, server.software, place, accounts.len(), quiet));
        }
    }
    accounts
}

fn account(years: &Years, software: Software, server: usize, number: usize, quiet: bool) -> Account {
    let luck = &mut Luck::new(years.seed, Stream::Account, number);
    let name = format!("a{number}");
    let path = software.path(&name, number);
    let known_from = if luck.percent(75) {
        START.plus_ms(-luck.days(10, 500))
    } else {
        luck.moment(START.plus_ms(DAY_MS), years.end())
    };
    let created = known_from.plus_ms(-luck.days(0, 700));
    let lively = !quiet && luck.percent(35);
    let mut account = Account { server, name, path, known_from, created, turns: Vec::new(), lively, in_a_mass: false };
    account_story::by_itself(&mut account, software, years, luck);
    account
}

/// Members follow the lively more often than the quiet.
fn follows(years: &Years, accounts: &[Account]) -> Vec<(usize, usize)> {
    let mut follows = Vec::new();
    for (place, account) in accounts.iter().enumerate() {
        let luck = &mut Luck::new(years.seed, Stream::Follows, place);
        if luck.percent(if account.lively { 50 } else { 15 }) {
            let mut members: Vec<usize> = (0..MEMBERS).collect();
            luck.shuffle(&mut members);
            let some = luck.number(1, 3) as usize;
            follows.extend(members.into_iter().take(some).map(|member| (member, place)));
        }
    }
    follows
}

/// Every name that leads to a server: its host, its domain, and the name it moves to.
fn hosts(servers: &[Server]) -> HashMap<String, usize> {
    let names = |(place, server): (usize, &Server)| {
        [(server.host.clone(), place), (server.domain.clone(), place), (server.next_host(), place)]
    };
    servers.iter().enumerate().flat_map(names).collect()
}

impl Server {
    /// The name it moves to, where its story is about moving.
    pub(super) fn next_host(&self) -> String {
        format!("next-{}", self.host)
    }
}
