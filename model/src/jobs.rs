//! A file per job: its options, its report, its rule.

pub mod cull_accounts;
pub mod purge_domain;
pub mod remove_profile_media;
pub mod restore_profile_media;

pub mod measure_storage;
