//! What happens beside, on the same history, where `tootctl accounts cull` runs every week and an
//! admin purges what stays on its list.

use std::collections::{BTreeMap, BTreeSet};

use model::time::DAY_MS;
use model::{Millis, Silence};

use super::reach::Sign;
use super::{History, How, Judge, Question};

/// Most redirects that it follows.
const REDIRECTS: usize = 3;
/// A server that is listed in so many weeks in a row is purged.
const WEEKS: u32 = 4;

/// The rule of `tootctl accounts cull` every Sunday, and an admin who purges every server that it
/// lists four weeks in a row.
///
/// Mirrors lib/mastodon/cli/accounts.rs: whoever was updated, fetched or got to know within 7 days
/// is passed over; everybody else gets one unsigned HEAD; 404 and 410 remove at once; no answer
/// puts the server on the list and ends it for this run; whoever was asked counts as updated now.
#[must_use]
pub fn cull_and_purge(history: &History) -> Judge<'_> {
    let mut site = Site::new(history);
    for day in 0..history.years.days {
        if day % 7 == 0
            && let Some(sunday) = history.years.sundays().nth(day as usize / 7)
        {
            site.cull(sunday);
        }
        site.signs(&history.signs(day));
    }
    site.judge
}

struct Site<'a> {
    history: &'a History,
    judge: Judge<'a>,
    /// When each account was last updated, fetched or got to know.
    fresh: Vec<Millis>,
    /// Weeks in a row on the list, by server.
    weeks: BTreeMap<usize, u32>,
}

impl<'a> Site<'a> {
    fn new(history: &'a History) -> Self {
        let fresh = (0..history.accounts.len()).map(|place| history.seen_at_first(place)).collect();
        Self { history, judge: Judge::new(history), fresh, weeks: BTreeMap::new() }
    }

    fn signs(&mut self, signs: &[Sign]) {
        for sign in signs.iter().filter(|sign| sign.fetched) {
            self.fresh[sign.account] = sign.at;
        }
    }

    fn cull(&mut self, now: Millis) {
        let since = now.plus_ms(-7 * DAY_MS);
        let mut listed = BTreeSet::new();
        for place in 0..self.history.accounts.len() {
            let account = &self.history.accounts[place];
            let there = account.known_from < now && !self.judge.is_removed(place);
            if !there || self.fresh[place] >= since || listed.contains(&account.server) {
                continue;
            }
            match self.head(now, place) {
                Ok(404 | 410) => self.judge.removed(place, now, How::Cull),
                Ok(_) => self.fresh[place] = now,
                Err(_) => {
                    self.fresh[place] = now;
                    listed.insert(account.server);
                }
            }
        }
        self.weeks.retain(|server, _| listed.contains(server));
        for server in listed {
            let weeks = self.weeks.entry(server).or_default();
            *weeks += 1;
            if *weeks >= WEEKS {
                self.purge(server, now);
            }
        }
    }

    fn purge(&mut self, server: usize, now: Millis) {
        self.weeks.remove(&server);
        self.judge.suggested(server, now);
        self.judge.purged(server, now);
        for (place, account) in self.history.accounts.iter().enumerate() {
            if account.server == server && account.known_from < now {
                self.judge.removed(place, now, How::Purge);
            }
        }
    }

    /// One unsigned HEAD for a page, through its redirects.
    fn head(&mut self, now: Millis, place: usize) -> Result<u16, Silence> {
        let account = &self.history.accounts[place];
        let mut host = self.history.servers[account.server].host.clone();
        let mut path = account.path.clone();
        for _ in 0..=REDIRECTS {
            self.history.addresses(now, &host, false)?;
            self.judge.requests += 1;
            let asked = Question { host: &host, path: &path, wants_document: false, signed: false, past_caches: false };
            let reply = self.history.reply(now, &asked)?;
            let to = reply.headers.iter().find(|(name, _)| *name == "location").map(|(_, to)| to.as_str());
            let Some((to, rest)) = to.and_then(|to| to.strip_prefix("https://")?.split_once('/')) else {
                return Ok(reply.status);
            };
            (host, path) = (to.to_owned(), format!("/{rest}"));
        }
        Err(Silence::Redirects)
    }
}
