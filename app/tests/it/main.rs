//! What concerns the whole panel.

mod languages;
