//! Charts, drawn on the server; every one has the same figures as a table, closed until asked for.
//!
//! Storage freed each week as stacked bars; storage over time as a line; saved pictures by the quiet of their owners.

pub mod axis;
pub mod bars;
pub mod geometry;
pub mod scale;
pub mod table;

pub mod ages;
pub mod level;
