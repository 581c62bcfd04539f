//! `demo`: a believable Mastodon server and a fediverse on this machine, with a panel that has looked after it for weeks.

mod evidence;
mod history;
mod kept;
mod world;

use std::fs;
use std::path::PathBuf;

use engine::store::StoreError;
use engine::{ActError, Engine, EngineError, RunError};
use secrecy::ExposeSecret;
use simulator::fediverse::FediverseError;
use simulator::redis::RedisError;
use simulator::{PopulationError, PostgresError};
use tokio_util::sync::CancellationToken;

use crate::command_line::{DemoOptions, GlobalOptions};
use crate::commands::open_engine;
use crate::failure::Failure;
use crate::outcome::Outcome;
use crate::panel;
use crate::say::say;
use crate::settings::Settings;
use crate::surroundings::Surroundings;
use kept::{Kept, Place, SignIn};
use world::World;

/// Why there is no demo.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DemoError {
    #[error("the folder {} cannot be used", path.display())]
    Folder { path: PathBuf, source: std::io::Error },
    #[error("another demo is at work in {}", path.display())]
    InUse { path: PathBuf },
    #[error("what the demo kept in {} cannot be read; make demo-reset starts afresh", path.display())]
    Kept { path: PathBuf, source: serde_json::Error },
    #[error(transparent)]
    Postgres(#[from] PostgresError),
    #[error("the simulated Mastodon's database could not be made")]
    Database(#[source] sqlx::Error),
    #[error(transparent)]
    Redis(#[from] RedisError),
    #[error(transparent)]
    Population(#[from] PopulationError),
    #[error(transparent)]
    Fediverse(#[from] FediverseError),
    #[error("the history could not be written")]
    History(#[from] StoreError),
    #[error("the demo's own engine did not answer")]
    Engine(#[from] EngineError),
    #[error("a schedule of the demo could not be set")]
    Schedule(#[from] ActError),
    #[error("what the simulated servers say could not be counted")]
    Impact(#[from] mastodon::ReadError),
    #[error("the storage of the demo could not be measured")]
    Measure(#[from] RunError),
}

/// Makes the demo at its first start, wakes it at a later one, and serves it until a signal comes.
///
/// # Errors
/// [`Failure::Demo`], and whatever keeps a panel from starting.
pub(crate) async fn demo(options: &DemoOptions, stop: CancellationToken) -> Result<Outcome, Failure> {
    let place = Place::take(&options.demo_dir)?;
    let demo = tokio::select! {
        awake = Demo::wake(&place, options) => awake?,
        () = stop.cancelled() => return Ok(Outcome::Cancelled),
    };
    let panel = panel::listen(&demo.settings.panel).await?;
    demo.announce(&place, &panel.address())?;
    panel.serve(demo.engine, stop).await?;
    demo.world.stop().await;
    Ok(Outcome::Finished)
}

/// Everything that the panel of a demo works on. Whatever was started stops when this value is dropped.
struct Demo {
    world: World,
    engine: Engine,
    settings: Settings,
    kept: Kept,
}

impl Demo {
    /// Makes what an earlier start has not left.
    async fn wake(place: &Place, options: &DemoOptions) -> Result<Self, Failure> {
        let kept = place.kept()?;
        if kept.is_none() {
            let (accounts, servers) = (options.accounts(), options.servers());
            say(format_args!("Making a Mastodon server that knows {accounts} accounts of {servers} other servers."))?;
            place.clear()?;
        }
        let world = World::start(place, kept.as_ref(), options).await?;
        let settings = settings(place, &world, options)?;
        let engine = open_engine(&settings).await?;
        let kept = match kept {
            Some(kept) => kept,
            None => {
                let sign_in = SignIn::new();
                history::write(&engine, &world, &sign_in.operator()).await?;
                let added = engine.put_operator(&sign_in.operator(), sign_in.password.clone()).await;
                added.map_err(DemoError::Engine)?;
                place.keep(world.shape(), sign_in)?
            }
        };
        Ok(Self { world, engine, settings, kept })
    }

    /// Says plainly where the panel is and how to sign in, to a person and, in a file, to the end-to-end tests.
    fn announce(&self, place: &Place, address: &str) -> Result<(), Failure> {
        place.announce(address, &self.kept)?;
        let SignIn { name, password } = &self.kept.sign_in;
        say(format_args!("\n  Groundskeeper   {address}"))?;
        say(format_args!("  Name            {name}"))?;
        say(format_args!("  Password        {}\n", password.expose_secret()))?;
        let config = place.config();
        say(format_args!("The same server on the command line: groundskeeper check --config {}", config.display()))?;
        say("Ctrl-C stops everything; the next start is quick and keeps the data.")?;
        Ok(())
    }
}

/// The demo's settings, read as those of any other server: from a config file that names Mastodon's `.env.production`.
fn settings(place: &Place, world: &World, options: &DemoOptions) -> Result<Settings, Failure> {
    let told = |source| DemoError::Folder { path: place.folder().to_owned(), source };
    fs::copy(world.authority(), place.authority()).map_err(told)?;
    fs::write(place.env_file(), world.env_file(&place.media())).map_err(told)?;
    fs::write(place.config(), place.config_text(world.dns(), world.web_api())).map_err(told)?;
    let global = GlobalOptions { config: Some(place.config()), ..GlobalOptions::default() };
    Ok(Settings::read(&global, &options.panel, &Surroundings::of_this_process())?)
}
