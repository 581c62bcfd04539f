//! A file per command.

mod check;
mod migrate;
mod opening;
mod operator;
mod password;
mod run;
mod serve;
mod worker;

use crate::command_line::{Command, CommandLine, PanelOptions};
use crate::failure::Failure;
use crate::interrupt::interruptible;
use crate::outcome::Outcome;
use crate::settings::Settings;
use crate::surroundings::Surroundings;

pub(crate) use opening::open_engine;

/// How much is logged where GROUNDSKEEPER_LOG says nothing: services tell what they do, other commands only what goes wrong.
///
/// Slow statements are for the database's own log, and a certificate that is not trusted is an answer, which the run records.
pub(crate) fn log_filter(command: &Command) -> &'static str {
    match command {
        Command::Serve(_) | Command::Worker => "info,sqlx=error,rustls_platform_verifier=off",
        #[cfg(feature = "demo")]
        Command::Demo(_) => "warn,sqlx=error,rustls_platform_verifier=off",
        Command::Check(_) | Command::Migrate | Command::Operator(_) | Command::Run(_) => {
            "warn,sqlx=error,rustls_platform_verifier=off"
        }
    }
}

/// Does what was typed.
///
/// # Errors
/// With the reason why it could not be done.
pub(crate) async fn carry_out(line: CommandLine) -> Result<Outcome, Failure> {
    let panel = match &line.command {
        Command::Serve(panel) => panel.clone(),
        _ => PanelOptions::default(),
    };
    let read = || Settings::read(&line.global, &panel, &Surroundings::of_this_process());
    match line.command {
        Command::Serve(_) => interruptible(|stop| async { serve::serve(read()?, stop).await }).await,
        Command::Worker => interruptible(|stop| async { worker::worker(read()?, stop).await }).await,
        #[cfg(feature = "demo")]
        Command::Demo(options) => interruptible(|stop| crate::demo::demo(&options, stop)).await,
        Command::Check(options) => check::check(read(), options.json).await,
        Command::Migrate => migrate::migrate(read()?).await,
        Command::Operator(options) => operator::operator(options, read()?).await,
        Command::Run(options) => interruptible(|stop| run::run(options, read, stop)).await,
    }
}
