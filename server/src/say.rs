//! Lines on standard output and standard error, whose reader may have gone or whose disk may be full.

use std::fmt::Display;
use std::io::{self, Write};

/// Writes one line.
///
/// # Errors
/// When standard output does not take it; `println!` would panic then.
pub(crate) fn say(line: impl Display) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{line}")?;
    out.flush()
}

/// Writes one line on standard error; when that cannot be, nobody is there to be told.
pub(crate) fn complain(line: impl Display) {
    let _ = writeln!(io::stderr(), "{line}");
}
