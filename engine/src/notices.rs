//! Telling members what a purge took from them: a person drafts and approves, the site's account writes.

mod sender;
mod web_api;

use mastodon::members;
use model::notice::{Audience, Example, Language, Notice, Sending, Texts, text};
use model::{Act, Domain, Job, Mode, Operator, Permission, RunId, RunState};

use crate::engine::Engine;
use crate::error::{ActError, EngineError};
use crate::store::activities::Activity;
use crate::store::notices::{self, sending, turns};
use crate::store::runs::read;

pub use web_api::NoticeSettings;
pub(crate) use web_api::WebApi;

/// Members read at once.
const AT_ONCE: u32 = 1_000;

/// Who can be written to about a purge.
#[derive(Default)]
struct Readers {
    /// By name.
    members: Vec<(String, Language)>,
    left_out: u64,
}

impl Readers {
    fn audience(&self) -> Audience {
        let mut audience = Audience { left_out: self.left_out, ..Audience::default() };
        self.members.iter().for_each(|(_, language)| audience.add(*language, 1));
        audience
    }
}

impl Engine {
    /// Whether members can be written to: the site's web API and a token for it are set.
    #[must_use]
    pub fn sends_notices(&self) -> bool {
        self.web_api().is_some()
    }

    /// The notice about a purge that has finished: as it is drafted and to whom it would go, or how far the sending is.
    ///
    /// # Errors
    /// [`ActError::NotAllowed`], [`ActError::NoSuchRun`], [`ActError::Store`].
    pub async fn notice(&self, by: &Operator, run: &RunId) -> Result<Notice, ActError> {
        let servers = self.purged(by, run).await?;
        let halted = turns::halted(self.db(), self.site()).await?;
        let stored = notices::lookup(self.db(), run).await?;
        let (texts, approved) =
            stored.map_or_else(|| (Texts::default(), None), |stored| (stored.texts, stored.approved));
        if approved.is_some() {
            let (sending, languages) = sending::stands(self.db(), run).await?;
            let mut audience = Audience::default();
            for (language, n) in languages {
                audience.add(language, n);
            }
            return Ok(Notice { servers, texts, audience, examples: Vec::new(), approved, sending, halted });
        }
        let readers = self.readers(run).await?;
        let mut examples = Vec::new();
        for language in Language::ALL {
            if let Some((member, _)) = readers.members.iter().find(|(_, of)| *of == language) {
                let affected = notices::affected(self.db(), run, member).await?;
                examples.push(Example { language, text: text::post(texts.of(language), language, &affected) });
            }
        }
        let sending = Sending::default();
        Ok(Notice { servers, texts, audience: readers.audience(), examples, approved, sending, halted })
    }

    /// Keeps the texts of a draft, whatever is wrong with them; after it was approved nothing changes any more.
    ///
    /// # Errors
    /// [`ActError::NotAllowed`], [`ActError::NoWebApi`], [`ActError::NoSuchRun`], [`ActError::Store`].
    pub async fn draft_notice(&self, by: &Operator, run: &RunId, texts: &Texts) -> Result<(), ActError> {
        self.noticeable(by, run).await?;
        Ok(notices::draft(self.db(), run, texts).await?)
    }

    /// Approves these texts: they go to every member who lost a follow and can read them. `false` when they cannot be sent or nobody
    /// would get them; they are a draft then. What was approved before stays as it is.
    ///
    /// # Errors
    /// [`ActError::NotAllowed`], [`ActError::NoWebApi`], [`ActError::NoSuchRun`], [`ActError::Store`].
    pub async fn approve_notice(&self, by: &Operator, run: &RunId, texts: &Texts) -> Result<bool, ActError> {
        let servers = self.noticeable(by, run).await?;
        let readers = self.readers(run).await?;
        if readers.members.is_empty() || !texts.faults(&servers).is_empty() {
            notices::draft(self.db(), run, texts).await?;
            return Ok(false);
        }
        let activity = Activity::new(self.site(), self.now(), by, Act::ApproveNotice, run.as_str());
        let activity = activity.seeing(&readers.audience());
        notices::approve(self.db(), run, texts, &readers.members, &activity).await?;
        Ok(true)
    }

    /// Sends nothing more of a notice; what was sent stays sent.
    ///
    /// # Errors
    /// [`ActError::NotAllowed`], [`ActError::NoSuchRun`], [`ActError::Store`].
    pub async fn cancel_notice(&self, by: &Operator, run: &RunId) -> Result<(), ActError> {
        self.purged(by, run).await?;
        let activity = Activity::new(self.site(), self.now(), by, Act::CancelNotice, run.as_str());
        Ok(sending::cancel(self.db(), run, &activity).await?)
    }

    /// Lets the sending of all notices go on after it was halted.
    ///
    /// # Errors
    /// [`ActError::NotAllowed`], [`ActError::Store`].
    pub async fn resume_notices(&self, by: &Operator) -> Result<(), ActError> {
        Self::allow(by, Permission::Decide)?;
        let activity = Activity::new(self.site(), self.now(), by, Act::ResumeNotices, "notices");
        Ok(turns::resume(self.db(), &activity).await?)
    }

    /// The servers of a purge that members can be told about now.
    async fn noticeable(&self, by: &Operator, run: &RunId) -> Result<Vec<Domain>, ActError> {
        let servers = self.purged(by, run).await?;
        if !self.sends_notices() {
            return Err(ActError::NoWebApi);
        }
        // A draft without a receipt would never be deleted.
        match notices::followers(self.db(), run, "", 1).await?.is_empty() {
            true => Err(ActError::NoSuchRun),
            false => Ok(servers),
        }
    }

    /// The servers of a purge that has finished.
    async fn purged(&self, by: &Operator, run: &RunId) -> Result<Vec<Domain>, ActError> {
        Self::allow(by, Permission::Decide)?;
        let run = read::lookup(self.db(), run).await?;
        match run.map(|run| (run.job, run.mode, run.state)) {
            Some((Job::PurgeDomain(options), Mode::Apply, RunState::Finished { .. }))
                if !options.domains.is_empty() =>
            {
                Ok(options.domains)
            }
            _ => Err(ActError::NoSuchRun),
        }
    }

    /// The members who lost a follow: those who can read a message, and how many cannot.
    async fn readers(&self, run: &RunId) -> Result<Readers, EngineError> {
        let mut readers = Readers::default();
        let mut after = String::new();
        loop {
            let names = notices::followers(self.db(), run, &after, AT_ONCE).await?;
            let Some(last) = names.last() else { return Ok(readers) };
            after.clone_from(last);
            let locales = members::readers(&self.mastodon().await?, &names).await?;
            for name in names {
                match locales.get(&name) {
                    Some(locale) => readers.members.push((name, Language::of_locale(locale.as_deref()))),
                    None => readers.left_out += 1,
                }
            }
        }
    }
}
