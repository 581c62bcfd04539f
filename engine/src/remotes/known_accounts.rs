//! Accounts that are known here: by them a server shows that it is still itself.

use mastodon::accounts::RemoteAccount;
use model::{Answer, Domain, Silence};
use url::Url;

use super::asker::Asking;
use super::document::Document;
use super::question::{Reply, Wanted, askable};

/// Most known accounts that one check asks about.
const ASKED: usize = 3;

/// An account of another server that is known here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownAccount {
    /// Its ActivityPub address.
    pub uri: String,
    pub username: String,
    /// The domain of its handle, which may be another than the host of its address.
    pub domain: Domain,
}

impl From<RemoteAccount> for KnownAccount {
    fn from(account: RemoteAccount) -> Self {
        Self { uri: account.uri, username: account.username, domain: account.domain }
    }
}

impl Asking {
    /// What the origin of the sample says about those of these accounts that live there: `Present`
    /// when one answers as itself, or when WebFinger knows it; else the clearest of what it said,
    /// `NotFound` for a 410, too, because that is about the account alone. A refusal may be about
    /// one account as well, and so may a silence, because an account may lead to another server:
    /// the next one is asked. Nothing when none of them lives there. Where it is wanted of now, an
    /// old copy in a cache is not found.
    pub(super) async fn about_known(
        &self,
        sample: &Url,
        known: &[KnownAccount],
        wanted: Wanted,
    ) -> Result<Option<(Answer, Reply)>, Silence> {
        let now = wanted == Wanted::ActorNow;
        let mut told: Option<(Answer, Reply)> = None;
        let mut silent = None;
        let here = known.iter().filter_map(|account| Some((account, askable(&account.uri)?)));
        for (account, url) in here.filter(|(_, url)| url.origin() == sample.origin()).take(ASKED) {
            let reply = match self.get_patiently(&url, wanted).await {
                Ok(reply) => reply,
                Err(silence) => {
                    silent.get_or_insert(silence);
                    continue;
                }
            };
            let answer = match reply.answer_about(|document| document.is_actor() && document.is_at(&account.uri)) {
                // A cache tells that it was there.
                Answer::Present if now && reply.is_old() => Answer::NotFound,
                Answer::NotFound | Answer::Gone { .. } => match self.webfinger(account, &url, now).await {
                    Some(reply) => return Ok(Some((Answer::Present, reply))),
                    None => Answer::NotFound,
                },
                answer => answer,
            };
            if matches!(answer, Answer::Present | Answer::SlowDown { .. }) {
                return Ok(Some((answer, reply)));
            }
            if told.as_ref().is_none_or(|(before, _)| clarity(before) < clarity(&answer)) {
                told = Some((answer, reply));
            }
        }
        match (told, silent) {
            (None, Some(silence)) => Err(silence),
            (told, _) => Ok(told),
        }
    }

    /// What WebFinger says of an account that it knows at this server, where the name belongs to
    /// the host of the address; of `now`, past caches. A file that leads elsewhere may be all that
    /// a server has left behind.
    async fn webfinger(&self, account: &KnownAccount, url: &Url, now: bool) -> Option<Reply> {
        url.host_str().filter(|host| host.eq_ignore_ascii_case(account.domain.as_str()))?;
        let question = webfinger(url, &account.username, &account.domain)?;
        let reply = self.get(&question, if now { Wanted::JsonNow } else { Wanted::Json }).await.ok()?;
        let is_here = |address: &String| askable(address).is_some_and(|address| address.origin() == url.origin());
        let leads_here = |document: &Document| document.finger().is_some_and(|it| it.accounts.iter().any(is_here));
        let is_there = reply.answer_about(leads_here) == Answer::Present;
        (is_there && !(now && reply.is_old())).then_some(reply)
    }
}

/// How much an answer about a known account tells of its server.
fn clarity(answer: &Answer) -> u8 {
    match answer {
        Answer::NotFound => 0,
        Answer::SomethingElse => 1,
        _ => 2,
    }
}

/// Where WebFinger is asked about a handle: at its domain, by the scheme and the port of the
/// account's address. Nowhere when its domain is no name of a host: that would lead to another one.
pub(super) fn webfinger(account: &Url, username: &str, domain: &Domain) -> Option<Url> {
    domain.front_page()?;
    let mut url = askable(&format!("{}://{domain}/.well-known/webfinger", account.scheme()))?;
    if url.port().is_none() {
        url.set_port(account.port()).ok()?;
    }
    url.query_pairs_mut().append_pair("resource", &format!("acct:{username}@{domain}"));
    Some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn webfinger_is_asked_at_the_domain_of_the_handle() {
        let cases = [
            ("https://a.example/users/alice", "a.example", "https://a.example/"),
            ("https://web.a.example/users/alice", "a.example", "https://a.example/"),
            ("http://web.a.example:3000/users/alice?x=1", "a.example", "http://a.example:3000/"),
            ("https://web.a.example/users/alice", "a.example:8443", "https://a.example:8443/"),
        ];
        for (account, domain, origin) in cases {
            let account = account.parse().expect("the test names a URL");
            let url = webfinger(&account, "alice", &Domain::from_database(domain.to_owned())).expect("can be asked");
            let resource = format!("acct:alice@{domain}").replace(':', "%3A").replace('@', "%40");
            assert_eq!(url.as_str(), format!("{origin}.well-known/webfinger?resource={resource}"));
        }
        let account = "https://a.example/users/alice".parse().expect("the test names a URL");
        for domain in ["x@victim.example", "victim.example/x", "victim.example#", "victim.example?x", "2130706433"] {
            assert_eq!(webfinger(&account, "alice", &Domain::from_database(domain.to_owned())), None, "{domain}");
        }
    }
}
