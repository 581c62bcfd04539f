//! The questions of one run.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use model::jobs::cull_accounts::{HeardKey, Witness};
use model::probe::Proof;
use model::{Answer, CaseReason, Domain, Silence};
use tokio::sync::Semaphore;
use url::Url;

use super::addresses_at_work::AddressesAtWork;
use super::check_now::CheckNow;
use super::dates::Dates;
use super::document::{Document, is_same};
use super::domain_check::{Also, DomainCheck};
use super::evidence::of_silence;
use super::failed_names::FailedNames;
use super::known_accounts::{KnownAccount, webfinger};
use super::origins::Origins;
use super::question::{Reply, Wanted, askable};
use super::same_server::same_server;
use super::signature::Signer;
use super::{Limits, Shared};

/// The questions of one run, within its limits. Cheap to clone; all clones share the limits.
#[derive(Clone)]
pub struct Asker {
    asking: Arc<Asking>,
}

/// What all questions of a run share.
pub(super) struct Asking {
    pub(super) shared: Arc<Shared>,
    pub(super) signer: Option<Arc<Signer>>,
    pub(super) origins: Origins,
    pub(super) addresses: AddressesAtWork,
    pub(super) slots: Semaphore,
    pub(super) failed_names: FailedNames,
    pub(super) dates: Dates,
}

/// One question about an account, and its answer with what proves it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Probe {
    pub answer: Answer,
    pub proof: Proof,
}

impl Asker {
    pub(super) fn new(shared: Arc<Shared>, limits: Limits, signer: Option<Arc<Signer>>) -> Self {
        let asking = Asking {
            shared,
            signer,
            origins: Origins::new(limits.per_origin.max(1)),
            addresses: AddressesAtWork::new(limits.per_address),
            slots: Semaphore::new(limits.concurrency.max(1)),
            failed_names: FailedNames::default(),
            dates: Dates::default(),
        };
        Self { asking: Arc::new(asking) }
    }

    /// Asks for one account by its `uri`, once, with a GET for its ActivityPub form.
    ///
    /// Differs from `tootctl`: a 404 or 410 that came from another server after a redirect, or over plain HTTP where HTTPS was asked, does not say that the account is gone, and
    /// a page that is no account does not say that it is there.
    pub async fn ask(&self, uri: &str) -> Probe {
        let Some(url) = askable(uri) else { return Probe::silent(Silence::BadAddress) };
        match self.asking.get(&url, Wanted::Actor).await {
            Ok(reply) if is_gone_of_old(&reply) => self.ask_past_caches(&url).await,
            Ok(reply) => Probe::of_reply(&url, &reply),
            Err(silence) => Probe::silent(silence),
        }
    }

    /// Asks once more where a cache says since long ago that an account is gone: it may be back by
    /// now. A cache that does not ask its server says nothing.
    async fn ask_past_caches(&self, url: &Url) -> Probe {
        match self.asking.get(url, Wanted::ActorNow).await {
            Ok(reply) if is_gone_of_old(&reply) => {
                Probe { answer: Answer::Trouble { status: reply.status }, proof: reply.proof() }
            }
            Ok(reply) => Probe::of_reply(url, &reply),
            Err(silence) => Probe::silent(silence),
        }
    }

    /// Like [`Self::ask`], but without the body where the headers alone say that the account is there. For servers whose check showed
    /// that they answer so truthfully; whatever else they say is asked again in full.
    pub async fn glance(&self, uri: &str) -> Probe {
        let Some(url) = askable(uri) else { return Probe::silent(Silence::BadAddress) };
        match self.asking.get(&url, Wanted::ActorHead).await {
            Ok(reply) if reply.answer() == Answer::Present && reply.is_activity_pub() => {
                Probe { answer: Answer::Present, proof: reply.proof() }
            }
            // Who wants quiet is not asked again at once.
            Ok(reply) if matches!(reply.answer(), Answer::SlowDown { .. }) => Probe::of_reply(&url, &reply),
            // A server may send the two kinds of questions different ways, so not even a redirect that leads astray is the last word.
            _ => self.ask(uri).await,
        }
    }

    /// What WebFinger at the domain of a handle says of it: the second witness where the account's
    /// address is not found. Where that is another server than the account's, only its own word
    /// counts against the account: nothing is clear while it is silent or in trouble.
    pub async fn second_witness(&self, uri: &str, username: &str, domain: &Domain) -> Witness {
        let Some(url) = askable(uri).and_then(|url| webfinger(&url, username, domain)) else {
            return Witness::SaysNothing;
        };
        let said = match self.asking.get_patiently(&url, Wanted::Json).await {
            Ok(reply) => {
                let finger = reply.document.as_ref().and_then(Document::finger);
                Witness::of(&reply.answer(), finger.as_ref(), &format!("{username}@{domain}"), uri, is_same)
            }
            Err(_) => Witness::SaysNothing,
        };
        let is_split = askable(uri).is_some_and(|account| account.host_str() != url.host_str());
        if said == Witness::SaysNothing && is_split { Witness::Unclear } else { said }
    }

    /// Asks the canary pair at the origin of this account: whether that server's answers about its accounts can be trusted.
    pub async fn check_domain(&self, sample_uri: &str, also: Also) -> DomainCheck {
        match askable(sample_uri) {
            Some(url) => self.asking.check_domain(&url, also).await,
            None => DomainCheck::silent(Silence::BadAddress),
        }
    }

    /// Goes on with a check that found neither NodeInfo nor an instance actor, as small software
    /// has neither: one of these accounts that answers as itself, or that WebFinger knows, stands
    /// in for them. At most three at the origin of the sample are asked. Any other check is
    /// returned as it is, without asking.
    pub async fn check_by_accounts(
        &self,
        sample_uri: &str,
        known: &[KnownAccount],
        also: Also,
        check: DomainCheck,
    ) -> DomainCheck {
        match askable(sample_uri) {
            Some(url) => self.asking.check_by_accounts(&url, known, also, check).await,
            None => check,
        }
    }

    /// What proves that one of these accounts answers at the origin of the sample as itself, or
    /// that WebFinger there knows it; nothing where none does.
    pub async fn knows_one_of(&self, sample_uri: &str, known: &[KnownAccount]) -> Option<Proof> {
        let url = askable(sample_uri)?;
        match self.asking.about_known(&url, known, Wanted::Actor).await {
            Ok(Some((Answer::Present, reply))) => Some(reply.proof()),
            _ => None,
        }
    }

    /// Asks the canary pair past caches, at the moment when something of that server is about to be
    /// removed.
    ///
    /// NodeInfo shows little then: caches may answer it for days after its server has gone. It is
    /// asked past them, and only where nothing else can be asked.
    /// The instance actor has to be there, or one of the accounts of that origin which are known
    /// here and are not to be removed; a few of them are asked, in this order.
    pub async fn check_domain_now(&self, sample_uri: &str, known: &[KnownAccount]) -> CheckNow {
        match askable(sample_uri) {
            Some(url) => self.asking.check_domain_now(&url, known).await,
            None => CheckNow::silent(Silence::BadAddress),
        }
    }

    /// The key of the instance actor at the origin of this account, as its digest.
    pub async fn instance_key(&self, sample_uri: &str) -> HeardKey {
        match askable(sample_uri) {
            Some(url) => self.asking.instance_key(&url).await,
            None => HeardKey::Unknown(CaseReason::of_silence(Silence::BadAddress)),
        }
    }

    /// Whether anybody answers at the origin of this account, whatever they say; nothing where
    /// there is no way to it from here.
    pub async fn answers(&self, sample_uri: &str) -> Option<bool> {
        let Some(url) = askable(sample_uri) else { return Some(false) };
        match self.asking.answers(&url).await {
            Ok(()) => Some(true),
            Err(silence) => silence.may_be_ours().then_some(false),
        }
    }

    /// Whether the host of this inbox answers for itself, whatever it says. Delivers nothing: one
    /// HEAD, and a GET where that got no answer.
    ///
    /// # Errors
    /// The silence, when nobody answers.
    pub async fn inbox_answers(&self, inbox: &str) -> Result<bool, Silence> {
        self.asking.inbox_answers(&askable(inbox).ok_or(Silence::BadAddress)?).await
    }

    /// A short while, by the settings of the process.
    #[must_use]
    pub fn pause(&self) -> Duration {
        self.asking.shared.retry_pause
    }

    /// Lets every name be looked up once more, and every date be told: what failed may have been
    /// our own fault.
    pub fn forget_failures(&self) {
        self.asking.failed_names.forget_all();
        self.asking.dates.forget();
    }

    /// Whether a server that was asked told another time than our clock shows, by more than an
    /// hour, and nobody knows yet whose clock is wrong.
    #[must_use]
    pub fn doubts_clock(&self) -> bool {
        self.asking.dates.doubt_ours()
    }

    /// Our clock is right: the servers that told another time have wrong ones.
    pub fn trust_clock(&self) {
        self.asking.dates.explain();
    }

    /// How far our clock is ahead of the date that the server of this account told last, in
    /// milliseconds; nothing where it told none.
    #[must_use]
    pub fn clock_ahead_ms(&self, uri: &str) -> Option<i64> {
        self.asking.dates.ahead_ms(&askable(uri)?)
    }

    /// Whether the proxy through which nearly everybody is asked takes connections; also where
    /// there is none.
    pub async fn is_proxy_open(&self) -> bool {
        self.asking.shared.ways.is_open(self.asking.shared.connector.patience()).await
    }

    /// Whether nearly everybody is asked through a proxy.
    #[must_use]
    pub fn is_behind_a_proxy(&self) -> bool {
        self.asking.shared.ways.has_proxy_for_all()
    }

    /// The network address that would be asked about this account, if it can be found; behind a
    /// proxy it cannot.
    pub async fn address_of(&self, uri: &str) -> Option<IpAddr> {
        let url = askable(uri)?;
        let lease = self.asking.origins.enter(&url);
        self.asking.contact(&lease.origin.client, &url).await.ok()?.home.address()
    }
}

/// Whether a cache says so of an account, and has not asked its server for long.
fn is_gone_of_old(reply: &Reply) -> bool {
    reply.is_old() && matches!(reply.answer(), Answer::NotFound | Answer::Gone { .. })
}

impl Probe {
    fn silent(silence: Silence) -> Self {
        Self { answer: silence.into(), proof: of_silence(silence) }
    }

    fn of_reply(asked: &Url, reply: &Reply) -> Self {
        let hosts = (asked.host_str().unwrap_or_default(), reply.url.host_str().unwrap_or_default());
        // On an unencrypted way anybody could have spoken for the server that we asked.
        let in_the_clear = asked.scheme() == "https" && reply.url.scheme() != "https";
        let elsewhere = reply.redirected.filter(|_| in_the_clear || !same_server(hosts.0, hosts.1));
        let is_unproven = reply.by_proxy && reply.url.scheme() != "https";
        let answer = match (reply.answer_about(Document::is_actor), elsewhere) {
            // Proxies say 404 themselves of a name that they do not find.
            (Answer::NotFound | Answer::Gone { .. }, _) if is_unproven => Answer::Refused { status: reply.status },
            // What is not known *there* is not thereby gone.
            (Answer::NotFound | Answer::Gone { .. }, Some(status)) => Answer::Trouble { status },
            // Who wants quiet there says nothing for this server.
            (Answer::SlowDown { .. }, Some(status)) => Answer::Trouble { status },
            (answer, _) => answer,
        };
        Self { answer, proof: reply.proof() }
    }
}
