//! The program: reads what was typed, does it, and says how it ended.

mod activity;
mod command_line;
mod commands;
#[cfg(feature = "demo")]
mod demo;
mod events;
mod failure;
mod health;
mod interrupt;
mod local_path;
mod logs;
mod open_files;
mod outcome;
mod panel;
mod preferences;
mod receipts;
mod say;
mod settings;
mod sign_in;
mod site;
mod surroundings;

use std::process::ExitCode;

use clap::Parser;

use command_line::CommandLine;
use outcome::Outcome;

/// A page of fifty servers is some ten thousand small pieces of text, made by one thread and often freed by another: in a profile a quarter
/// of the panel's own time was the allocator of the system.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let line = CommandLine::parse();
    logs::start(commands::log_filter(&line.command));
    open_files::raise_limit();
    rustls::crypto::ring::default_provider().install_default().expect("nobody installed a provider before");
    let runtime = tokio::runtime::Runtime::new().expect("the system gives threads and timers");
    let outcome = runtime.block_on(commands::carry_out(line)).unwrap_or_else(|failure| {
        say::complain(format_args!("groundskeeper: {}", failure::chain(&failure)));
        failure.outcome()
    });
    // What a second signal or a stuck name server left behind must not hold up the end.
    runtime.shutdown_background();
    if outcome == Outcome::Finished { ExitCode::SUCCESS } else { outcome.into() }
}
