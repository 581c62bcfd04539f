//! What people decide about cases: wait, keep, purge; and the waiting room in which a purge can still be undone.

use model::case::confirmation::Confirmation;
use model::case::{Affected, CaseFilter, CaseSum, Impact, Order, Turn};
use model::jobs::purge_domain;
use model::{Case, Decision, Domain, Job, Mode, Operator, Permission, RunId, Trigger};

use crate::engine::Engine;
use crate::error::{ActError, EngineError};
use crate::impacts;
use crate::store::activities::Activity;
use crate::store::cases::{self, Decided, Set};
use crate::store::queue::{self, QueuePage};
use crate::store::runs::NewRun;
use crate::store::{agreements, kept_servers, waiting_room};

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
        Ok(queue::sum(self.db(), self.site(), filter, self.now()).await?)
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

    /// The cases of all servers in the waiting room, by name.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn waiting_room(&self) -> Result<Vec<Case>, EngineError> {
        let domains = waiting_room::domains(self.db(), self.site()).await?;
        Ok(cases::named(self.db(), self.site(), &domains).await?)
    }

    /// How many purges wait for their time or are at work.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn purges_waiting(&self) -> Result<u64, EngineError> {
        Ok(waiting_room::purges(self.db(), self.site()).await?)
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
        let activity = Activity::new(self.site(), self.now(), by, "ask-again", domain.as_str());
        match cases::ask_again(self.db(), std::slice::from_ref(domain), &activity).await? {
            0 => Err(ActError::NoSuchCase),
            _ => Ok(()),
        }
    }

    /// What a purge of each of these servers would touch, counted now and kept with their cases.
    ///
    /// # Errors
    /// [`EngineError`].
    pub async fn impact_now(&self, domains: &[Domain]) -> Result<Vec<Impact>, EngineError> {
        impacts::count(self.db(), self.site(), &self.mastodon().await?, domains, self.now()).await
    }

    /// The same purge, of the servers below its servers as well, as far as Mastodon knows them; each once, below the one that it stands under.
    ///
    /// # Errors
    /// [`EngineError`] when Mastodon's database cannot be read.
    pub async fn with_subdomains(&self, purge: purge_domain::Options) -> Result<purge_domain::Options, EngineError> {
        let mastodon = self.mastodon().await?;
        let mut domains: Vec<Domain> = Vec::with_capacity(purge.domains.len());
        for domain in &purge.domains {
            let below = mastodon::domains::subdomains(&mastodon, domain).await?;
            for one in std::iter::once(domain.clone()).chain(below) {
                if !domains.contains(&one) {
                    domains.push(one);
                }
            }
        }
        Ok(purge_domain::Options { domains, ..purge })
    }

    /// Members who follow somebody on that server or are followed from there, by name after that one; up to `limit`. Their names are for those
    /// who may decide.
    ///
    /// # Errors
    /// [`ActError::NotAllowed`]; [`ActError::Engine`] when Mastodon's database cannot be read.
    pub async fn affected(
        &self,
        by: &Operator,
        server: &Domain,
        after: &str,
        limit: u32,
    ) -> Result<Vec<Affected>, ActError> {
        Self::allow(by, Permission::Decide)?;
        let mastodon = self.mastodon().await?;
        Ok(mastodon::domains::members(&mastodon, server, after, limit).await.map_err(EngineError::from)?)
    }

    /// How long a purge waits before it happens, in milliseconds.
    #[must_use]
    pub fn purge_wait_ms(&self) -> i64 {
        i64::try_from(self.timing().waiting_room.as_millis()).unwrap_or(i64::MAX)
    }

    /// Which purges a person has to confirm.
    #[must_use]
    pub fn confirmation(&self) -> Confirmation {
        Confirmation { from_accounts: self.timing().confirm_from_accounts, can_be_undone: self.purge_wait_ms() > 0 }
    }

    /// Carries out a decision about one or more servers. A purge enters the waiting room.
    ///
    /// # Errors
    /// [`ActError::NotAllowed`], [`ActError::NoSuchCase`], [`ActError::NothingToPurge`], [`ActError::Store`].
    pub async fn decide(&self, by: &Operator, domains: &[Domain], decision: Decision) -> Result<(), ActError> {
        Self::allow(by, Permission::Decide)?;
        if domains.is_empty() {
            return Err(ActError::NothingToPurge);
        }
        let seen = self.cases(domains).await?;
        let names: Vec<&str> = domains.iter().map(Domain::as_str).collect();
        let activity = |act| Activity::new(self.site(), self.now(), by, act, names.join(" ")).seeing(&seen);
        let decided = match decision {
            Decision::Wait { until } => {
                cases::decide(self.db(), domains, Set::WaitUntil(until), &activity("decide-wait")).await?
            }
            Decision::Keep => cases::decide(self.db(), domains, Set::Keep, &activity("decide-keep")).await?,
            Decision::Purge => {
                let purge = self.purge_ordered(by, domains);
                let agreement = self.wants_agreement(domains).await?;
                let activity = activity("decide-purge");
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

    /// Whether a second person has to agree to the purge of these servers, because they hold many accounts.
    async fn wants_agreement(&self, domains: &[Domain]) -> Result<bool, ActError> {
        let Some(from) = self.timing().second_person_from_accounts else { return Ok(false) };
        let mastodon = self.mastodon().await?;
        let accounts = mastodon::domains::accounts(&mastodon, domains).await.map_err(EngineError::from)?;
        Ok(accounts.values().sum::<u64>() >= from)
    }

    /// Agrees, as a second person, to a purge that somebody else ordered.
    ///
    /// # Errors
    /// [`ActError::NotAllowed`], [`ActError::SamePerson`], [`ActError::NoSuchRun`] when nobody has to agree, [`ActError::Store`].
    pub async fn agree(&self, by: &Operator, run: &RunId) -> Result<(), ActError> {
        Self::allow(by, Permission::Decide)?;
        if agreements::wanted_by(self.db(), run).await?.is_some_and(|ordered_by| ordered_by == by.name) {
            return Err(ActError::SamePerson);
        }
        let activity = Activity::new(self.site(), self.now(), by, "agree-purge", run.as_str());
        if !agreements::agree(self.db(), run, &activity).await? {
            return Err(ActError::NoSuchRun);
        }
        self.wake().notify_one();
        Ok(())
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
        let names: Vec<&str> = domains.iter().map(Domain::as_str).collect();
        let activity = Activity::new(self.site(), self.now(), by, "keep", names.join(" "));
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

    /// Takes a purge out of the waiting room: nothing was removed, the servers are back on the list.
    ///
    /// # Errors
    /// [`ActError::NotAllowed`], [`ActError::NoSuchRun`] when it has begun, [`ActError::Store`].
    pub async fn undo_purge(&self, by: &Operator, run: &RunId) -> Result<(), ActError> {
        Self::allow(by, Permission::Decide)?;
        self.is_purge(run).await?;
        let activity = Activity::new(self.site(), self.now(), by, "undo-purge", run.as_str());
        if waiting_room::undo(self.db(), run, &activity).await? { Ok(()) } else { Err(ActError::NoSuchRun) }
    }

    /// Ends the wait of a purge: after a last look at its servers it happens and cannot be undone.
    ///
    /// # Errors
    /// [`ActError::NotAllowed`], [`ActError::WantsAgreement`], [`ActError::NoSuchRun`] when it no longer waits, [`ActError::Store`].
    pub async fn purge_now(&self, by: &Operator, run: &RunId) -> Result<(), ActError> {
        Self::allow(by, Permission::Decide)?;
        self.is_purge(run).await?;
        if agreements::wanted_by(self.db(), run).await?.is_some() {
            return Err(ActError::WantsAgreement);
        }
        let activity = Activity::new(self.site(), self.now(), by, "purge-now", run.as_str());
        if !waiting_room::begin(self.db(), run, &activity).await? {
            return Err(ActError::NoSuchRun);
        }
        self.wake().notify_one();
        Ok(())
    }

    /// Refuses a run that is not a purge.
    async fn is_purge(&self, run: &RunId) -> Result<(), ActError> {
        match self.run(run).await?.map(|run| run.job) {
            Some(Job::PurgeDomain(_)) => Ok(()),
            _ => Err(ActError::NoSuchRun),
        }
    }
}
