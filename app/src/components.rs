//! The parts that pages are made of. None of them knows a job.

pub mod badge;
pub mod banner;
pub mod chart;
pub mod counted;
pub mod done;
pub mod dots;
pub mod edits;
pub mod field;
pub mod frame;
pub mod head;
pub mod icon;
pub mod ledger;
pub mod loaded;
pub mod logo;
pub mod names_field;
pub mod pager;
pub mod progress;
pub mod refusal;
pub mod toast;
pub mod when;
