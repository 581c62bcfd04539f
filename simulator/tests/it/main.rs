//! What the simulated world promises.

mod databases;
mod worlds;
