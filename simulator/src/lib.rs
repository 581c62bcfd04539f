//! The simulated world for demo, tests and benchmarks: Mastodon-shaped databases, their files, and a fediverse on loopback.
//!
//! Nothing here is linked into a release of Groundskeeper. It knows Mastodon's tables from the catalogue and from `mastodon/schemas`
//! only, so that what it builds is a witness independent of the code under test.

pub mod postgres;
pub mod redis;
pub mod services;
pub mod sidekiq;
pub mod test_database;
pub mod version;

pub mod fediverse;
pub mod file_tree;
pub mod instance_key;
pub mod population;
pub mod proportions;
pub mod snapshot;
pub mod stores;
pub mod web_api;
pub mod world;
pub mod years;

pub use postgres::{Durability, PostgresError, PrivatePostgres};
pub use redis::PrivateRedis;
pub use sidekiq::Sidekiq;
pub use test_database::TestDatabase;
pub use version::MastodonVersion;

pub use fediverse::{AccountState, Behaviour, Fediverse, Plan, RetryAfter, Seen, Software};
pub use file_tree::FileTree;
pub use population::{Populated, Population, PopulationError};
pub use proportions::{Condition, Proportions};
pub use snapshot::{Snapshot, snapshot};
pub use stores::{AzureServer, BulkDelete, S3Fault, S3Seen, S3Server, SwiftServer};
pub use web_api::WebApi;
pub use world::{Account, Ago, Kind, Status, Visibility, World, days_ago, hours_ago, minutes_ago};
