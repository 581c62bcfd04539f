//! What the simulated world promises.

mod databases;
mod fediverse;
mod worlds;
