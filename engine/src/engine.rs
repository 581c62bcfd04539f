//! The engine: the one way in for panel, worker and command line.

use std::sync::Arc;
use std::time::Duration;

use mastodon::Mastodon;
use model::case::StateSettings;
use model::case::confirmation::Confirmation;
use model::receipt::KEPT_DAYS;
use model::{Act, Job, JobKind, Millis, Mode, Operator, Permission, Report, Run, RunId, RunState, SiteId, Trigger};
use secrecy::SecretString;
use tokio::sync::{Mutex, Notify};

use crate::clock::Clock;
use crate::error::{ActError, EngineError};
use crate::notices::{NoticeSettings, WebApi};
use crate::passwords;
use crate::remotes::{Remotes, RemotesSettings};
use crate::runner::far_leases::FarLeases;
use crate::store::activities::Activity;
use crate::store::damage::readable;
use crate::store::runs::{self, NewRun};
use crate::store::{Count, Db, condemned_accounts, counts, kept_servers, operators, sites};

/// What an engine needs to open.
#[derive(Clone, Debug)]
pub struct EngineSettings {
    /// `sqlite://FILE` or `postgres://…`.
    pub state: String,
    /// The site's name, such as `example.social`.
    pub site: String,
    /// Mastodon's own settings; absent when only our state is to be used.
    pub mastodon: Option<mastodon::Settings>,
    pub remotes: RemotesSettings,
    /// How members are written to; absent when they are not.
    pub notices: Option<NoticeSettings>,
    pub timing: Timing,
    pub clock: Clock,
}

/// The engine's own rhythm.
#[derive(Clone, Copy, Debug)]
pub struct Timing {
    /// How long a lease lasts without a heartbeat.
    pub lease: Duration,
    /// How often workers look for due runs when nobody wakes them.
    pub poll: Duration,
    /// How long a purge waits before it happens.
    pub waiting_room: Duration,
    /// By which numbers it is told what has become of a server, and when we look again.
    pub states: StateSettings,
    /// From how many accounts on a purge is to be confirmed.
    pub confirm_from_accounts: u64,
    /// From how many accounts on a second person has to agree to a purge; nothing when one decides alone.
    pub second_person_from_accounts: Option<u64>,
    /// For how long a run waits for a database that is away.
    pub outages: Duration,
    /// How long the receipt of a purge is kept after its end.
    pub keep_receipts: Duration,
}

impl Default for Timing {
    fn default() -> Self {
        Self {
            lease: Duration::from_secs(30),
            poll: Duration::from_secs(1),
            waiting_room: Duration::from_secs(24 * 60 * 60),
            states: StateSettings::default(),
            confirm_from_accounts: Confirmation::default().from_accounts,
            second_person_from_accounts: None,
            outages: Duration::from_hours(6),
            keep_receipts: Duration::from_secs(u64::from(KEPT_DAYS) * 24 * 60 * 60),
        }
    }
}

/// The engine of one site. Clones share everything.
#[derive(Clone, Debug)]
pub struct Engine {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    db: Db,
    site: SiteId,
    site_name: String,
    mastodon: Option<mastodon::Settings>,
    connected: Mutex<Option<Mastodon>>,
    remotes: Remotes,
    web_api: Option<WebApi>,
    timing: Timing,
    clock: Clock,
    wake: Notify,
    far_leases: FarLeases,
}

impl Engine {
    /// Opens our own state and brings it up to date. Mastodon is connected when it is first needed, so that the panel can say
    /// what is wrong with it.
    ///
    /// # Errors
    /// [`EngineError::Store`], [`EngineError::Remotes`].
    pub async fn open(settings: EngineSettings) -> Result<Self, EngineError> {
        let db = Db::open(&settings.state).await?;
        db.migrate().await?;
        let site = sites::ensure(&db, &settings.site, settings.clock.now()).await?;
        let remotes = Remotes::new(&settings.remotes)?;
        let web_domain = settings.mastodon.as_ref().map(|mastodon| mastodon.web_domain.as_str());
        let web_api = settings.notices.map(|notices| WebApi::new(notices, remotes.own_services(), web_domain));
        Ok(Self {
            shared: Arc::new(Shared {
                db,
                site,
                site_name: settings.site,
                mastodon: settings.mastodon,
                connected: Mutex::new(None),
                remotes,
                web_api,
                timing: settings.timing,
                clock: settings.clock,
                wake: Notify::new(),
                far_leases: FarLeases::default(),
            }),
        })
    }

    /// Our own state, for what belongs to the program and not to a job: sessions, the demo's history.
    #[must_use]
    pub fn db(&self) -> &Db {
        &self.shared.db
    }

    #[must_use]
    pub fn site(&self) -> SiteId {
        self.shared.site
    }

    #[must_use]
    pub fn site_name(&self) -> &str {
        &self.shared.site_name
    }

    #[must_use]
    pub fn now(&self) -> Millis {
        self.shared.clock.now()
    }

    pub(crate) fn clock(&self) -> &Clock {
        &self.shared.clock
    }

    pub(crate) fn timing(&self) -> Timing {
        self.shared.timing
    }

    pub(crate) fn remotes(&self) -> &Remotes {
        &self.shared.remotes
    }

    pub(crate) fn web_api(&self) -> Option<&WebApi> {
        self.shared.web_api.as_ref()
    }

    pub(crate) fn wake(&self) -> &Notify {
        &self.shared.wake
    }

    pub(crate) fn far_leases(&self) -> &FarLeases {
        &self.shared.far_leases
    }

    /// Whether Mastodon's background jobs can be given work, which fetch missing pictures: they wait in its Redis.
    #[must_use]
    pub fn fetches_pictures(&self) -> bool {
        self.shared.mastodon.as_ref().is_some_and(|settings| settings.redis.is_some())
    }

    /// The connected Mastodon; connects at first use and tries again after a failure.
    ///
    /// # Errors
    /// [`EngineError::NoMastodon`], [`EngineError::Connect`].
    pub async fn mastodon(&self) -> Result<Mastodon, EngineError> {
        let settings = self.shared.mastodon.as_ref().ok_or(EngineError::NoMastodon)?;
        let mut connected = self.shared.connected.lock().await;
        if let Some(mastodon) = connected.as_ref() {
            return Ok(mastodon.clone());
        }
        let mastodon = Mastodon::connect(settings).await?;
        *connected = Some(mastodon.clone());
        Ok(mastodon)
    }

    /// The connected Mastodon with the shape that its database has now, also for whoever asks next: a Mastodon that was upgraded under a
    /// running panel has other tables.
    ///
    /// # Errors
    /// As [`Self::mastodon`]; a shape that is no longer supported is read again by whoever asks next.
    pub(crate) async fn mastodon_as_it_is(&self) -> Result<Mastodon, EngineError> {
        let connected = self.mastodon().await?;
        let mut held = self.shared.connected.lock().await;
        *held = None;
        let mastodon = connected.read_again().await?;
        *held = Some(mastodon.clone());
        Ok(mastodon)
    }

    /// Has Mastodon connected anew by whoever asks next: an error said that its tables have changed.
    pub(crate) async fn forget_mastodon(&self) {
        *self.shared.connected.lock().await = None;
    }

    /// Has the folder of Mastodon's files opened anew, where there is one again: a disk that was
    /// mounted again is another one to the system.
    pub(crate) async fn reopen_storage(&self) {
        let settings = self.shared.mastodon.as_ref();
        if settings.is_some_and(|settings| mastodon::files::Files::of(settings).is_ok()) {
            self.forget_mastodon().await;
        }
    }

    /// Starts a job in the name of an operator. A purge is only previewed so: to order one is to decide about servers.
    ///
    /// # Errors
    /// [`ActError::NotAllowed`], [`ActError::AlreadyRunning`], [`ActError::NothingToPurge`], [`ActError::Kept`],
    /// [`ActError::NotDecided`], [`ActError::NoRedis`], [`ActError::Store`].
    pub async fn start(&self, by: &Operator, job: Job, mode: Mode) -> Result<RunId, ActError> {
        let permission = match job.kind() {
            JobKind::CullAccounts
            | JobKind::RemoveProfileMedia
            | JobKind::RestoreProfileMedia
            | JobKind::MeasureStorage => Permission::Run,
            JobKind::PurgeDomain => Permission::Decide,
        };
        Self::allow(by, permission)?;
        if job.kind() == JobKind::PurgeDomain && mode == Mode::Apply {
            return Err(ActError::NotDecided);
        }
        let now = self.now();
        let act = match mode {
            Mode::Preview => Act::StartPreview,
            Mode::Apply => Act::StartRun,
        };
        let activity = Activity::new(self.site(), now, by, act, job.kind().as_str()).seeing(&job);
        self.queue(job, mode, Trigger::Operator { name: by.name.clone() }, now, Some(&activity)).await
    }

    /// Does for real what a preview showed: starts its job with the same options.
    ///
    /// # Errors
    /// [`ActError::NoSuchRun`] unless it is a preview that is finished; as [`Self::start`].
    pub async fn do_now(&self, by: &Operator, preview: &RunId) -> Result<RunId, ActError> {
        let run = self.run(preview).await?.ok_or(ActError::NoSuchRun)?;
        // Of a damaged one nobody knows what it showed.
        if run.damaged || run.mode != Mode::Preview || !matches!(run.state, RunState::Finished { .. }) {
            return Err(ActError::NoSuchRun);
        }
        self.start(by, run.job, Mode::Apply).await
    }

    /// Queues a run; the unique rule of the table refuses a second one of the same job. A purge of a server that somebody keeps for ever is
    /// refused.
    pub(crate) async fn queue(
        &self,
        job: Job,
        mode: Mode,
        trigger: Trigger,
        due_at: Millis,
        activity: Option<&Activity>,
    ) -> Result<RunId, ActError> {
        if let Job::PurgeDomain(options) = &job {
            if options.domains.is_empty() {
                return Err(ActError::NothingToPurge);
            }
            if let Some(kept) = kept_servers::first_of(self.db(), self.site(), &options.domains).await? {
                return Err(ActError::Kept(kept));
            }
        }
        if matches!(job, Job::RestoreProfileMedia(_)) && !self.fetches_pictures() {
            return Err(ActError::NoRedis);
        }
        let kind = job.kind();
        let now = self.now();
        let new = NewRun { site: self.site(), job, mode, trigger, fired: None, created_at: now, due_at };
        match runs::insert(self.db(), &new, activity).await {
            Ok(id) => {
                self.wake().notify_one();
                Ok(id)
            }
            Err(error) if error.is_duplicate() => match runs::open_of(self.db(), self.site(), kind, now).await? {
                Some(open) => Err(ActError::AlreadyRunning(open)),
                None => Err(error.into()),
            },
            Err(error) => Err(error.into()),
        }
    }

    /// Asks a run to stop after its batch; one that has not begun is stopped at once.
    ///
    /// # Errors
    /// [`ActError::NotAllowed`], [`ActError::NoSuchRun`], [`ActError::Store`].
    pub async fn stop(&self, by: &Operator, run: &RunId) -> Result<(), ActError> {
        Self::allow(by, Permission::Run)?;
        let activity = Activity::new(self.site(), self.now(), by, Act::StopRun, run.as_str());
        if runs::stop(self.db(), run, Some(&activity), self.now()).await? { Ok(()) } else { Err(ActError::NoSuchRun) }
    }

    /// One run as it stands. What it holds for a person, and what came of what it asked for, is told as of now.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn run(&self, id: &RunId) -> Result<Option<Run>, EngineError> {
        let mut run = runs::read::lookup(self.db(), id).await?;
        let mut damaged = false;
        match run.as_mut().and_then(|run| run.report.as_mut()) {
            Some(Report::CullAccounts(report)) => {
                report.held_because = readable(condemned_accounts::held(self.db(), id).await, &mut damaged)?;
            }
            // Later runs look whether more has come.
            Some(Report::RestoreProfileMedia(report)) => {
                report.came = counts::of_run(self.db(), id).await?.get(Count::Came);
            }
            _ => {}
        }
        if let Some(run) = &mut run {
            run.damaged |= damaged;
        }
        Ok(run)
    }

    /// Adds an operator, or gives an existing one a new role and password.
    ///
    /// # Errors
    /// [`EngineError::Store`], [`EngineError::Password`].
    pub async fn put_operator(&self, operator: &Operator, password: SecretString) -> Result<(), EngineError> {
        let hash = passwords::hash(password).await?;
        Ok(operators::put(self.db(), operator, &hash, self.now()).await?)
    }

    /// The operator with that name and password. A wrong name takes as long as a wrong password.
    ///
    /// # Errors
    /// [`EngineError::Store`], [`EngineError::Password`].
    pub async fn sign_in(&self, name: &str, password: SecretString) -> Result<Option<Operator>, EngineError> {
        operators::signed_in(self.db(), name, password).await
    }

    /// The operator of that name, for a session that was begun earlier.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn operator(&self, name: &str) -> Result<Option<(Operator, String)>, EngineError> {
        Ok(operators::lookup(self.db(), name).await?.map(|stored| (stored.operator, stored.password_hash)))
    }

    pub(crate) fn allow(by: &Operator, permission: Permission) -> Result<(), ActError> {
        if by.role.may(permission) { Ok(()) } else { Err(ActError::NotAllowed(permission)) }
    }

    /// Closes our own state and gives Mastodon's connections back.
    pub async fn close(&self) {
        if let Some(mastodon) = self.shared.connected.lock().await.take() {
            mastodon.close().await;
        }
        self.db().close().await;
    }
}
