//! The chart of storage freed each week, drawn on the server: stacked bars, their key, and the same figures as a table.

pub mod bars;
pub mod geometry;
pub mod table;
