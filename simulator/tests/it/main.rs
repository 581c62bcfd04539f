//! What the simulated world promises.

mod databases;
mod fediverse;
mod populations;
mod services;
mod worlds;
mod years;
