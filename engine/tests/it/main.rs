//! How the engine behaves: our own state on both databases, runs, and each job in fours.

mod cull_accounts;
mod damage;
mod disk_full;
mod given_up;
mod looks;
mod measure_storage;
mod moments_to_come;
mod no_way;
mod notices;
mod previews;
mod purge_beginnings;
mod purge_domain;
mod receipts;
mod regret;
mod remotes;
mod remove_profile_media;
mod restore_profile_media;
mod runs;
mod schedules;
mod storage_itself;
mod store;
mod strange_names;
mod support;
mod suspects;
mod upgrades;
mod years;
