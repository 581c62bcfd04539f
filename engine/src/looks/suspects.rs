//! Looking at servers that somebody names, such as those that `tootctl accounts cull` found unavailable.

use model::activity::subject;
use model::case::pasted;
use model::{Act, Domain, Operator, Permission};

use super::{AGAIN_MS, AT_ONCE, Round};
use crate::engine::Engine;
use crate::error::{ActError, EngineError};
use crate::store::activities::Activity;
use crate::store::suspects;

impl Engine {
    /// The servers that a pasted text names, each once. A line that is exactly the name of a server
    /// of which Mastodon knows an account is that server, whatever the line looks like; in the
    /// others what looks like a name is taken for one.
    ///
    /// # Errors
    /// [`EngineError`] when Mastodon's database cannot be read.
    pub async fn named_in(&self, text: &str) -> Result<Vec<Domain>, EngineError> {
        let lines = pasted::strange_lines(text);
        let mut named = Vec::new();
        if !lines.is_empty() {
            named = mastodon::domains::known(&self.mastodon().await?, &lines).await?;
        }
        let is_known = |line: &&str| named.iter().any(|known| known.as_str() == *line || known.as_str() == line.trim());
        let rest: Vec<&str> = text.lines().filter(|line| !is_known(line)).collect();
        named.extend(pasted::named(&rest.join("\n")));
        named.sort_unstable();
        named.dedup();
        Ok(named)
    }

    /// Has those of these servers looked at soon of which Mastodon knows an account; returns how many those are. Whoever fails is watched
    /// from then on: a list is a reason to look, and no evidence.
    ///
    /// # Errors
    /// [`ActError::NotAllowed`], [`ActError::Store`].
    pub async fn suspect(&self, by: &Operator, domains: &[Domain]) -> Result<usize, ActError> {
        Self::allow(by, Permission::Decide)?;
        let mastodon = self.mastodon().await?;
        let known = mastodon::domains::known(&mastodon, domains).await.map_err(EngineError::from)?;
        let activity = Activity::new(self.site(), self.now(), by, Act::Suspect, subject(&known));
        suspects::add(self.db(), &known, &activity).await?;
        Ok(known.len())
    }

    /// How many of them wait for their look.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn suspects(&self) -> Result<u64, EngineError> {
        Ok(suspects::count(self.db(), self.site()).await?)
    }

    /// Looks at some of them, up to some dozens; returns how many were looked at. While our own connection is broken nothing is held
    /// against anybody.
    ///
    /// # Errors
    /// [`EngineError`]; what was written down stays, and the rest is due again within the hour.
    pub async fn look_at_suspects(&self) -> Result<usize, EngineError> {
        Ok(self.round_of_suspects().await?.looked)
    }

    pub(super) async fn round_of_suspects(&self) -> Result<Round, EngineError> {
        let now = self.now();
        let claimed = suspects::claim(self.db(), self.site(), now, now.plus_ms(AGAIN_MS), AT_ONCE).await?;
        if claimed.is_empty() {
            return Ok(Round::default());
        }
        let mastodon = self.mastodon().await?;
        let asker = self.few_at_a_time(&mastodon).await?;
        let life = mastodon::domains::last_life(&mastodon, &claimed, now).await?;
        let (heard, is_us) = self.hear_all(&mastodon, &asker, claimed).await?;
        for heard in &heard {
            self.note_heard(&mastodon, heard, &life).await?;
            suspects::looked_at(self.db(), self.site(), &heard.domain).await?;
        }
        Ok(Round { looked: heard.len(), is_us })
    }
}
