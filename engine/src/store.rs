//! Our own state, on SQLite or PostgreSQL. SQL on our tables lives only below here, a file per table.

pub mod activities;
pub mod agreements;
pub mod cases;
pub mod condemned_accounts;
pub mod counts;
pub(crate) mod damage;
pub mod db;
pub mod given_up;
pub mod impacts;
pub mod inbox_hosts;
pub mod kept_servers;
pub mod ledger;
pub mod looks;
pub mod missing_pictures;
pub mod notices;
pub mod operators;
pub mod queue;
pub mod receipts;
pub mod remembered_servers;
pub mod removal_journal;
pub mod removed_accounts;
pub mod run_domains;
pub mod runs;
pub mod schedules;
pub mod sessions;
pub mod sites;
pub mod waiting_room;

pub mod measured_servers;
pub mod orphans;
pub mod removed_pictures;
pub mod spared_servers;
pub mod storage_snapshots;
pub mod storage_terms;
pub mod suspects;
pub mod vanishings;

pub use counts::Count;
pub use db::{Db, StoreError};
