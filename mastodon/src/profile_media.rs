//! Saved profile pictures: `avatar_…` and `header_…` of the table `accounts`, with the signs of life around them.

mod estimate;
mod missing;
mod selection;
mod signs;
mod stretch;

pub use estimate::estimate_after;
pub use missing::{HeldPicture, HeldPictures, Missing, MissingPictures, held_now, missing_after, missing_of};
pub use selection::{Selection, select_after};
pub use signs::{ProfilePictures, Signs, signs_after, signs_of_accounts};
