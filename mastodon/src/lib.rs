//! What we know of Mastodon 4.1 to 4.6: its settings, its database, its files, and the order in which things are deleted.
//!
//! SQL on Mastodon's tables is in this crate only. Reading is done by the functions of [`accounts`], [`profile_media`], [`stored_media`], [`stored_objects`],
//! [`receipts`], [`members`], [`delivery`] and [`domains`];
//! changing only by [`Writer`], of which a preview is one of two forms.

pub mod env_file;
pub mod settings;

pub mod catalogue;
pub mod check;
pub mod connect;
mod moments;
mod node;
mod read_error;
mod sql;

pub mod accounts;
pub mod delivery;
pub mod domains;
pub mod instance_actor;
pub mod members;
pub mod profile_media;
pub mod receipts;
pub mod reports;
pub mod sidekiq;
pub mod stored_media;
pub mod stored_objects;

mod deletion;
mod effects;
pub mod files;
pub mod journal;
pub mod writer;

pub use connect::{ConnectError, Mastodon};
pub use deletion::pace::Manner;
pub use journal::Journal;
pub use read_error::ReadError;
pub use settings::Settings;
pub use writer::{WriteError, Writer};
