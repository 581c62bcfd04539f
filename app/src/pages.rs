//! A file per address.

pub mod activity;
pub mod decided;
pub mod deliveries;
pub mod history;
pub mod import;
pub mod job;
pub mod members;
pub mod more;
pub mod not_found;
pub mod notice;
pub mod overview;
pub mod purge_asked;
pub mod purge_now;
pub mod run;
pub mod sign_in;
pub mod storage;
pub mod unreachable;
pub mod visitor_page;
pub mod waiting_room;
