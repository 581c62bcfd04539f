//! Looking at the servers to which Mastodon has given up delivering. Some of them answer, and nobody would notice: Mastodon never tries
//! again by itself until something arrives from there. The others are watched from then on, where somebody of them is known here.
//!
//! A server is given up by the host of its inboxes. Some of these hosts take deliveries and do
//! nothing else; of them it is only asked whether anybody answers at an inbox.

use futures::{FutureExt, StreamExt, stream};
use mastodon::delivery::{self, MOST};
use mastodon::{Mastodon, Writer};
use model::activity::subject;
use model::delivery::StuckDelivery;
use model::time::DAY_MS;
use model::{Act, CaseReason, Domain, Operator, Permission, Silence};

use super::hearing::Heard;
use super::{AGAIN_MS, AT_ONCE, LIMITS, is_believed};
use crate::engine::Engine;
use crate::error::{ActError, EngineError};
use crate::remotes::Asker;
use crate::store::activities::Activity;
use crate::store::{given_up, inbox_hosts};
use crate::views::chain;

/// Days until the next look at one that answers for the first time, at one that still does, and at
/// one that does not.
const DAYS: (i64, i64, i64) = (1, 14, 7);

impl Engine {
    /// Learns from Mastodon whom it has given up; nobody where none is connected.
    ///
    /// # Errors
    /// [`EngineError`]; what was learned stays.
    pub async fn learn_given_up(&self) -> Result<(), EngineError> {
        let mastodon = match self.mastodon().await {
            Err(EngineError::NoMastodon) => return Ok(()),
            mastodon => mastodon?,
        };
        let (now, mut after) = (self.now(), None);
        loop {
            let said = delivery::unavailable_after(&mastodon, after.as_ref(), MOST).await?;
            let Some(last) = said.last() else { break };
            given_up::learn(self.db(), self.site(), &said, now).await?;
            after = Some(last.domain.clone());
        }
        Ok(given_up::forget_others(self.db(), self.site(), now).await?)
    }

    /// Looks at those whose look is due, up to some dozens; returns how many were looked at. Of whom no account is known, there is
    /// nothing that a person could decide, so that one opens no case. While our own connection is broken no silence is written down.
    ///
    /// # Errors
    /// [`EngineError`]; what was written down stays, and the rest is due again within the hour.
    pub async fn look_at_given_up(&self) -> Result<usize, EngineError> {
        let now = self.now();
        let claimed = given_up::claim(self.db(), self.site(), now, now.plus_ms(AGAIN_MS), AT_ONCE).await?;
        if claimed.is_empty() {
            return Ok(0);
        }
        let mastodon = self.mastodon().await?;
        let asker = self.few_at_a_time(&mastodon).await?;
        let known = mastodon::domains::known(&mastodon, &claimed).await?;
        let life = mastodon::domains::last_life(&mastodon, &known, now).await?;
        let (inboxes, servers) = self.told_apart(claimed, &known).await?;
        let looked = self.ask_inboxes(&mastodon, &asker, inboxes).await?;
        let (heard, _) = self.hear_all(&mastodon, &asker, servers).await?;
        for heard in &heard {
            if known.contains(&heard.domain) {
                self.note_heard(&mastodon, heard, &life).await?;
            }
            self.note_delivery(&mastodon, &asker, heard).await?;
        }
        Ok(looked + heard.len())
    }

    /// The hosts of inboxes alone, each with an inbox, and all others. A host of which no account
    /// is known by name has no account that could be asked about, and need not answer as a server
    /// does.
    async fn told_apart(
        &self,
        claimed: Vec<Domain>,
        known: &[Domain],
    ) -> Result<(Vec<(Domain, String)>, Vec<Domain>), EngineError> {
        let (mut inboxes, mut servers) = (Vec::new(), Vec::new());
        for host in claimed {
            let inbox = match known.contains(&host) {
                true => None,
                false => inbox_hosts::inbox_at(self.db(), self.site(), &host).await?,
            };
            match inbox {
                Some(inbox) => inboxes.push((host, inbox)),
                None => servers.push(host),
            }
        }
        Ok((inboxes, servers))
    }

    /// Asks hosts of inboxes whether they are there, a few at a time, and writes it down; returns
    /// how many. Those that are silent are left out when it is us whom nobody answers.
    async fn ask_inboxes(
        &self,
        mastodon: &Mastodon,
        asker: &Asker,
        inboxes: Vec<(Domain, String)>,
    ) -> Result<usize, EngineError> {
        let questions: Vec<_> = inboxes
            .into_iter()
            .map(|(host, inbox)| async move { (host, asker.inbox_answers(&inbox).await) }.boxed())
            .collect();
        let mut heard: Vec<_> = stream::iter(questions).buffer_unordered(LIMITS.concurrency).collect().await;
        let may_be_us = |heard: &Result<bool, Silence>| heard.is_err_and(Silence::may_be_ours);
        if heard.iter().any(|(_, heard)| may_be_us(heard)) || asker.doubts_clock() {
            let trouble = self.own_trouble(mastodon, asker).await?;
            heard.retain(|(_, heard)| is_believed(trouble, may_be_us(heard)));
        }
        for (host, heard) in &heard {
            self.delivery_heard(host, *heard == Ok(true)).await?;
        }
        Ok(heard.len())
    }

    /// Writes down whether a server answered that Mastodon may have given up: as a server does, or
    /// at least at an inbox.
    pub(super) async fn note_delivery(
        &self,
        mastodon: &Mastodon,
        asker: &Asker,
        heard: &Heard,
    ) -> Result<(), EngineError> {
        let answered = match heard.found {
            None => true,
            // Who said nothing at all is not there, and who wants quiet is not asked once more.
            Some(CaseReason::OptedOut | CaseReason::SlowDown | CaseReason::NotReachableFromHere) => false,
            Some(_) if heard.silent => false,
            // Whether its inbox answers all the same is asked by the timetable of these looks.
            Some(_) => {
                match given_up::is_due(self.db(), self.site(), &heard.domain, self.now().plus_ms(AGAIN_MS)).await? {
                    true => self.takes_deliveries(mastodon, asker, &heard.domain).await?,
                    false => return Ok(()),
                }
            }
        };
        self.delivery_heard(&heard.domain, answered).await
    }

    async fn takes_deliveries(&self, mastodon: &Mastodon, asker: &Asker, host: &Domain) -> Result<bool, EngineError> {
        let inbox = match inbox_hosts::inbox_at(self.db(), self.site(), host).await? {
            Some(inbox) => Some(inbox),
            None => delivery::own_inbox(mastodon, host).await?,
        };
        let Some(inbox) = inbox else { return Ok(false) };
        Ok(asker.inbox_answers(&inbox).await.unwrap_or(false))
    }

    async fn delivery_heard(&self, domain: &Domain, answered: bool) -> Result<(), EngineError> {
        let now = self.now();
        let days = match (answered, given_up::has_answered(self.db(), self.site(), domain).await?) {
            (true, false) => DAYS.0,
            (true, true) => DAYS.1,
            (false, _) => DAYS.2,
        };
        let next = now.plus_ms(days * DAY_MS);
        Ok(given_up::heard(self.db(), self.site(), domain, answered.then_some(now), next).await?)
    }

    /// Servers that answer us although Mastodon has given up, by name after that one; up to `limit`.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn stuck_deliveries(&self, after: &str, limit: u32) -> Result<Vec<StuckDelivery>, EngineError> {
        Ok(given_up::stuck(self.db(), self.site(), after, limit).await?)
    }

    /// How many servers Mastodon has given up, and how many of them answer us.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn given_up(&self) -> Result<(u64, u64), EngineError> {
        Ok(given_up::count(self.db(), self.site()).await?)
    }

    /// On how many days a delivery of Mastodon's to this server failed since one last arrived; nothing where nobody here knows, because
    /// Redis is not set up or does not answer.
    pub async fn failed_days(&self, domain: &Domain) -> Option<u64> {
        let read = async {
            let mastodon = self.mastodon().await?;
            Ok::<_, EngineError>(delivery::failed_days(&mastodon, std::slice::from_ref(domain)).await?)
        };
        let days = read.await.unwrap_or_else(|error| {
            tracing::warn!(error = %chain(&error), "It could not be read on how many days Mastodon's deliveries failed.");
            None
        });
        days.map(|days| days.get(domain).copied().unwrap_or_default())
    }

    /// Has Mastodon deliver to these servers again. Those that it delivers to anyway are fine.
    ///
    /// # Errors
    /// [`ActError::NotAllowed`]; [`ActError::Delivery`] and [`ActError::Store`] leave those that were restarted before.
    pub async fn restart_deliveries(&self, by: &Operator, domains: &[Domain]) -> Result<(), ActError> {
        Self::allow(by, Permission::Decide)?;
        let writer = Writer::Apply(self.mastodon().await?);
        for domain in domains {
            let held = writer.restart_delivery(domain).await?;
            let seen = (held.given_up, held.failed_days);
            let activity =
                Activity::new(self.site(), self.now(), by, Act::RestartDelivery, subject(std::slice::from_ref(domain)));
            given_up::restarted(self.db(), domain, &activity.seeing(&seen)).await?;
        }
        Ok(())
    }
}
