//! Runs jobs: keeps our own state, claims and executes runs, asks other servers, and removes by the journal.
//!
//! The way in is [`Engine`]; what changes anything takes an [`model::Operator`].

pub mod clock;
pub mod engine;
pub mod error;
pub mod remotes;
pub mod store;

mod activities;
mod calendar;
mod decisions;
mod failure;
mod impacts;
mod jobs;
mod lease_owner;
mod looks;
mod notices;
mod passwords;
mod receipts;
mod run_context;
mod runner;
mod scheduler;
mod sentinels;
mod settling;
mod signing;
mod storage;
mod views;
mod waiting_room;

pub use calendar::UnknownZone;
pub use clock::Clock;
pub use engine::{Engine, EngineSettings, Timing};
pub use error::{ActError, EngineError};
pub use notices::NoticeSettings;
pub use runner::foreground::{Refused, RunError};
pub use scheduler::NewSchedule;
pub use storage::StorageView;
pub use store::activities::ActivityFilter;
pub use store::runs::read::RunFilter;
