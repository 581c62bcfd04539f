//! What one look at a server hears.

use mastodon::Mastodon;
use mastodon::accounts;
use model::case::{CaseReason, StateSettings};
use model::jobs::cull_accounts::{Hands, Health, HeardHands, Sameness};
use model::probe::Proof;
use model::{Answer, Domain, Millis, Silence};

use crate::engine::Engine;
use crate::error::EngineError;
use crate::remotes::{Also, Asker, DomainCheck, KnownAccount, askable};
use crate::store::{cases, remembered_servers};

/// Accounts that a look knows of its server.
const SAMPLES: usize = 9;
/// Most origins that one look asks.
const ORIGINS: usize = 3;

/// From so many days of silence on a look asks about accounts, too, where NodeInfo and the actor
/// fail, or from when a purge may be advised: before that it would only be asked more.
const SILENT_FOR_LONG_DAYS: u32 = 30;

/// What one look heard.
pub(super) struct Heard {
    pub(super) domain: Domain,
    /// When the first question was asked: what came later, an order say, this look did not know.
    pub(super) at: Millis,
    pub(super) found: Option<CaseReason>,
    pub(super) proof: Proof,
    /// Nobody answered, which may have been us.
    pub(super) silent: bool,
}

/// A server that is looked at.
struct Server {
    domain: Domain,
    asked_at: Millis,
    known: Vec<KnownAccount>,
    remembered: Hands,
    /// A purge may be near, so that any account that answers has to be found.
    by_any_account: bool,
}

impl Engine {
    /// Asks one server by the canary pair, and who answers for it, at the origins of a few of its
    /// accounts. The first origin that is well is life; the server fails when each of them does.
    pub(super) async fn hear(&self, mastodon: &Mastodon, asker: &Asker, domain: Domain) -> Result<Heard, EngineError> {
        let asked_at = self.now();
        let samples = accounts::samples(mastodon, &domain, SAMPLES, asked_at).await?;
        let known: Vec<KnownAccount> = samples.into_iter().map(KnownAccount::from).collect();
        let remembered = remembered_servers::lookup(self.db(), self.site(), &domain).await?;
        let since = silent_for_long(&self.timing().states, asked_at);
        let is_near = cases::may_be_purged_soon(self.db(), self.site(), &domain, since).await?;
        let server = Server { domain, asked_at, known, remembered, by_any_account: is_near };
        let origins = one_of_each_origin(&server.known);
        let (first, others) = origins.split_first().map_or((None, &[][..]), |(first, others)| (Some(*first), others));
        // A name that is no host has no front page: nobody else is asked in its place.
        let anywhere = server.domain.front_page().unwrap_or_default();
        let mut heard = hear_at(asker, first.unwrap_or(&anywhere), &server).await;
        for sample in others {
            if heard.found.is_none() {
                break;
            }
            let other = hear_at(asker, sample, &server).await;
            // Who refuses us is there as well, and one that cannot be reached from here may be.
            // Otherwise the origin that was heard from last tells most.
            let is_refused = heard.found.is_some_and(CaseReason::is_refusal);
            let tells_more = |reason: CaseReason| reason.is_refusal() || reason.says_nothing() && !is_refused;
            if other.found.is_none_or(tells_more) {
                heard = other;
            }
        }
        Ok(heard)
    }
}

/// Since when a server is silent for which a purge may be near.
pub(crate) fn silent_for_long(states: &StateSettings, now: Millis) -> Millis {
    let advised = [states.closed_purge_days, states.no_address_silent_days, states.long_silent_days];
    now.days_before(advised.into_iter().fold(SILENT_FOR_LONG_DAYS, u32::min))
}

/// Asks one origin.
async fn hear_at(asker: &Asker, sample: &str, server: &Server) -> Heard {
    let Server { domain, asked_at, known, remembered, by_any_account } = server;
    let also = if remembered.software.is_some() { Also::SOFTWARE } else { Also::NOTHING };
    let check = asker.check_domain(sample, also).await;
    if *by_any_account
        && may_hide_accounts(&check)
        && let Some(proof) = asker.knows_one_of(sample, known).await
    {
        return Heard { domain: domain.clone(), at: *asked_at, found: None, silent: false, proof };
    }
    let check = asker.check_by_accounts(sample, known, also, check).await;
    let found = match check.health {
        Health::SetAside(reason) => Some(reason),
        Health::Healthy => {
            // What is not remembered has nothing to be compared with.
            let actor_key = match remembered.actor_key {
                Some(_) => Some(asker.instance_key(sample).await),
                None => None,
            };
            let hands = HeardHands { software: check.software.clone(), actor_key };
            match hands.compared_to(remembered) {
                // A look removes nothing: a key that could not be asked for is no failure.
                Sameness::Same | Sameness::Unproven(_) => None,
                // A cache may have answered for NodeInfo; who still knows its accounts is there.
                Sameness::NotTheSame(CaseReason::NothingFound) if asker.knows_one_of(sample, known).await.is_some() => {
                    None
                }
                Sameness::NotTheSame(reason) => Some(reason),
            }
        }
    };
    Heard { domain: domain.clone(), at: *asked_at, found, silent: check.is_silent(), proof: check.proof }
}

/// Whether a server that failed its check may show its accounts all the same: NodeInfo and the
/// actor may be broken, too slow, or said to be gone. Not where accounts stand in for them anyway,
/// nor where nobody answers at all, nor where the same is said of everybody.
fn may_hide_accounts(check: &DomainCheck) -> bool {
    let Health::SetAside(reason) = check.health else { return false };
    let nobody_answers = match check.must_exist {
        Answer::Silent { silence } => {
            !matches!(silence, Silence::Timeout | Silence::ConnectionLost | Silence::Redirects)
        }
        _ => false,
    };
    let is_said_of_all = check.must_exist == Answer::Present && check.cannot_exist == Answer::Present;
    reason.opens_case() && !check.found_nothing() && !nobody_answers && !is_said_of_all
}

/// The addresses of these accounts, the first of each origin, in their order.
fn one_of_each_origin(known: &[KnownAccount]) -> Vec<&str> {
    let mut origins = Vec::new();
    let mut samples = Vec::new();
    for account in known {
        let Some(origin) = askable(&account.uri).map(|url| url.origin()) else { continue };
        if !origins.contains(&origin) && origins.len() < ORIGINS {
            origins.push(origin);
            samples.push(account.uri.as_str());
        }
    }
    samples
}
