//! The words of Groundskeeper and the rules that decide, without any input or output.
//!
//! This is the only crate that the browser and the engine share. What decides about data that cannot be brought back is here,
//! as total functions: [`jobs::cull_accounts::judge`], [`jobs::remove_profile_media::judge`], [`case::state()`].

pub mod activity;
pub mod bytes;
pub mod case;
pub mod delivery;
pub mod domain;
pub mod failures;
pub mod handle;
pub mod ids;
pub mod job;
pub mod jobs;
pub mod mode;
pub mod notice;
pub mod operator;
pub mod overview;
pub mod pace;
pub mod probe;
pub mod progress;
pub mod receipt;
pub mod report;
pub mod run;
pub mod schedule;
pub mod series;
pub mod storage;
pub mod stuck_file;
pub mod time;

pub use activity::Act;
pub use bytes::Bytes;
pub use case::{Case, CaseReason, Decision};
pub use domain::Domain;
pub use failures::Failures;
pub use ids::{AccountId, RunId, ScheduleId, SiteId};
pub use job::{Job, JobKind};
pub use mode::Mode;
pub use operator::{Operator, Permission, Role};
pub use pace::Pace;
pub use probe::{Answer, Silence};
pub use progress::{Outage, Progress, Stage};
pub use receipt::RemovedAccount;
pub use report::Report;
pub use run::{Run, RunFailure, RunState, Trigger};
pub use schedule::{Cadence, Schedule, TimeOfDay, Weekday};
pub use series::Series;
pub use time::Millis;
