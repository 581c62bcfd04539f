//! What people decide about servers: wait, keep, purge.

use model::activity::subject;
use model::case::{CaseFilter, CaseSum, Order, Turn};
use model::jobs::purge_domain;
use model::{Act, Case, Decision, Domain, Job, Millis, Mode, Operator, Permission, Trigger};

use crate::engine::Engine;
use crate::error::{ActError, EngineError};
use crate::looks::signs::note_life;
use crate::store::activities::Activity;
use crate::store::cases::{self, Decided, Set};
use crate::store::queue::{self, QueuePage};
use crate::store::runs::NewRun;
use crate::store::{kept_servers, looks, waiting_room};

/// Servers whose signs of life are read at once.
const AT_ONCE: usize = 100;

impl Engine {
    /// A page of the servers that wait for a person.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn case_page(
        &self,
        filter: &CaseFilter,
        order: Order,
        turn: Option<&Turn>,
    ) -> Result<QueuePage, EngineError> {
        Ok(queue::page(self.db(), self.site(), filter, order, turn, self.now()).await?)
    }

    /// What the latest looks at a server heard, newest first, as JSON for the curious; up to `limit`.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn raw_answers(&self, domain: &Domain, limit: u32) -> Result<Vec<(Millis, String)>, EngineError> {
        Ok(looks::answers(self.db(), self.site(), domain, limit).await?)
    }

    /// How many servers wait for a person.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn cases_waiting(&self) -> Result<u64, EngineError> {
        Ok(queue::count(self.db(), self.site(), self.now()).await?)
    }

    /// What all servers of a list are together, as last counted.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn case_sum(&self, filter: &CaseFilter) -> Result<CaseSum, EngineError> {
        Ok(queue::sums(self.db(), self.site(), filter, self.now()).await?.1)
    }

    /// All servers of a list, on whatever page, by name.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn matching_domains(&self, filter: &CaseFilter) -> Result<Vec<Domain>, EngineError> {
        Ok(queue::domains(self.db(), self.site(), filter, self.now()).await?)
    }

    /// These servers' cases, also those in the waiting room; who has none is left out.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn cases(&self, domains: &[Domain]) -> Result<Vec<Case>, EngineError> {
        Ok(cases::named(self.db(), self.site(), domains).await?)
    }

    /// Servers that failed lately but about which nobody is asked yet, and those whose purge was cancelled because they live: up to `limit`,
    /// and how many there are.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn watched(&self, limit: u32) -> Result<(Vec<Case>, u64), EngineError> {
        Ok(cases::watched(self.db(), self.site(), limit).await?)
    }

    /// Servers that a person decided to keep or to wait for, by name, behind a name; up to `limit`.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn decided(&self, after: &str, limit: u32) -> Result<Vec<Decided>, EngineError> {
        Ok(cases::decided(self.db(), self.site(), after, limit, self.now()).await?)
    }

    /// Takes a decision to wait or to keep back.
    ///
    /// # Errors
    /// [`ActError::NotAllowed`], [`ActError::NoSuchCase`], [`ActError::Store`].
    pub async fn ask_again(&self, by: &Operator, domain: &Domain) -> Result<(), ActError> {
        Self::allow(by, Permission::Decide)?;
        let one = std::slice::from_ref(domain);
        let activity = Activity::new(self.site(), self.now(), by, Act::AskAgain, subject(one));
        match cases::ask_again(self.db(), one, &activity).await? {
            0 => Err(ActError::NoSuchCase),
            _ => Ok(()),
        }
    }

    /// Carries out a decision about one or more servers. A purge enters the waiting room.
    ///
    /// # Errors
    /// [`ActError::NotAllowed`], [`ActError::NoSuchCase`], [`ActError::NothingToPurge`], [`ActError::Heard`], [`ActError::Store`].
    pub async fn decide(&self, by: &Operator, domains: &[Domain], decision: Decision) -> Result<(), ActError> {
        Self::allow(by, Permission::Decide)?;
        if domains.is_empty() {
            return Err(ActError::NothingToPurge);
        }
        let seen = self.cases(domains).await?;
        let activity = |act| Activity::new(self.site(), self.now(), by, act, subject(domains)).seeing(&seen);
        let decided = match decision {
            Decision::Wait { until } => {
                cases::decide(self.db(), domains, Set::WaitUntil(until), &activity(Act::DecideWait)).await?
            }
            Decision::Keep => cases::decide(self.db(), domains, Set::Keep, &activity(Act::DecideKeep)).await?,
            Decision::Purge => {
                self.refuse_the_living(&seen).await?;
                let purge = self.purge_ordered(by, domains);
                let agreement = self.wants_agreement(domains).await?;
                let activity = activity(Act::DecidePurge);
                waiting_room::order(self.db(), &purge, domains, agreement, &activity).await?.is_some()
            }
        };
        // The page may be old: who is back by now, or was decided about by somebody else, is not touched.
        if !decided {
            return Err(ActError::NoSuchCase);
        }
        self.wake().notify_one();
        Ok(())
    }

    /// Refuses a purge that rests on a silence which is over: something reached us from one of these servers since it began. Each is judged
    /// anew by that.
    async fn refuse_the_living(&self, seen: &[Case]) -> Result<(), ActError> {
        let mastodon = match self.mastodon().await {
            // Nothing could be purged, either.
            Err(EngineError::NoMastodon) => return Ok(()),
            mastodon => mastodon?,
        };
        let (now, mut living) = (self.now(), None);
        for some in seen.chunks(AT_ONCE) {
            let domains: Vec<Domain> = some.iter().map(|case| case.domain.clone()).collect();
            let life = mastodon::domains::last_life(&mastodon, &domains, now).await.map_err(EngineError::from)?;
            for case in some {
                let Some(at) = life.get(&case.domain).copied().filter(|at| *at > case.silent_since) else { continue };
                let states = &self.timing().states;
                note_life(self.db(), self.site(), &case.domain, Some(at), now, states).await?;
                living.get_or_insert((case.domain.clone(), at));
            }
        }
        match living {
            Some((domain, at)) => Err(ActError::Heard { domain, at }),
            None => Ok(()),
        }
    }

    /// Whether a second person has to agree to the purge of these servers, because they hold many accounts.
    async fn wants_agreement(&self, domains: &[Domain]) -> Result<bool, ActError> {
        let Some(from) = self.timing().second_person_from_accounts else { return Ok(false) };
        let mastodon = self.mastodon().await?;
        let accounts = mastodon::domains::accounts(&mastodon, domains).await.map_err(EngineError::from)?;
        Ok(accounts.values().sum::<u64>() >= from)
    }

    /// Keeps servers for ever, in trouble or not. Returns of how many of them no account is known.
    ///
    /// # Errors
    /// [`ActError::NotAllowed`], [`ActError::InWaitingRoom`] when one of them is to be purged, [`ActError::Store`].
    pub async fn keep(&self, by: &Operator, domains: &[Domain]) -> Result<usize, ActError> {
        Self::allow(by, Permission::Decide)?;
        let mastodon = self.mastodon().await?;
        let accounts = mastodon::domains::accounts(&mastodon, domains).await.map_err(EngineError::from)?;
        let with_accounts = |domain: &Domain| (domain.clone(), accounts.get(domain).copied().unwrap_or_default());
        let servers: Vec<(Domain, u64)> = domains.iter().map(with_accounts).collect();
        let activity = Activity::new(self.site(), self.now(), by, Act::Keep, subject(domains));
        if !kept_servers::keep(self.db(), &servers, &activity).await? {
            return Err(ActError::InWaitingRoom);
        }
        Ok(servers.iter().filter(|(_, accounts)| *accounts == 0).count())
    }

    /// A purge that comes due when its wait is over.
    fn purge_ordered(&self, by: &Operator, domains: &[Domain]) -> NewRun {
        let now = self.now();
        NewRun {
            site: self.site(),
            job: Job::PurgeDomain(purge_domain::Options::of(domains.to_vec())),
            mode: Mode::Apply,
            trigger: Trigger::Operator { name: by.name.clone() },
            fired: None,
            created_at: now,
            due_at: now.plus_ms(self.purge_wait_ms()),
        }
    }
}
