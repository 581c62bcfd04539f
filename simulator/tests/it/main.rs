//! What the simulated world promises.

mod databases;
