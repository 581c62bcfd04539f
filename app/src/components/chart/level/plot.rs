//! From measurements to the places of a stepped line: x in percent, y in pixels.

use std::fmt::Write;

use model::{Bytes, JobKind, Millis};

use super::super::scale::{Scale, Tick};

/// Names of days under the line.
const NAMES: i64 = 5;

/// Everything that the line draws.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Plot {
    pub(super) ticks: Vec<Tick>,
    /// The line, in a box of 100 by the height.
    pub(super) path: String,
    pub(super) marks: Vec<Mark>,
    /// The height of the first and the last value, and the value.
    pub(super) first: (f64, String),
    pub(super) last: (f64, String),
    /// Where days are named.
    pub(super) days: Vec<(f64, Millis)>,
}

/// A run under the line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Mark {
    pub(super) lane: Lane,
    pub(super) at: Millis,
    pub(super) x: f64,
    /// How high the line is there.
    pub(super) y: f64,
}

/// A row of marks of its own for each job, so that they never collide on a phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lane {
    Pictures,
    Accounts,
    Purges,
}

impl Lane {
    fn of(kind: JobKind) -> Option<Self> {
        match kind {
            JobKind::RemoveProfileMedia => Some(Self::Pictures),
            JobKind::CullAccounts => Some(Self::Accounts),
            JobKind::PurgeDomain => Some(Self::Purges),
            JobKind::RestoreProfileMedia | JobKind::MeasureStorage => None,
        }
    }

    /// How far it is under the axis.
    pub(super) fn depth(self) -> f64 {
        match self {
            Self::Pictures => 11.0,
            Self::Accounts => 23.0,
            Self::Purges => 35.0,
        }
    }
}

/// Lays out the line; nothing for fewer than two moments. Runs before the first measurement are left out.
pub(super) fn plot(line: &[(Millis, Bytes)], runs: &[(JobKind, Millis)]) -> Option<Plot> {
    let (first, last) = (line.first()?, line.last()?);
    let width = last.0.0 - first.0.0;
    if width <= 0 {
        return None;
    }
    let scale = Scale::over(line.iter().map(|(_, bytes)| bytes.0).max()?);
    let x = |at: Millis| (at.0 - first.0.0) as f64 / width as f64 * 100.0;
    let y = |bytes: Bytes| scale.y(bytes.0 as f64);
    let mut path = format!("M0 {:.1}", y(first.1));
    for (at, bytes) in &line[1..] {
        // What changed in between did so at moments; a slope would say that it flowed.
        // Writing into a String cannot fail.
        let _ = write!(path, "H{:.2}V{:.1}", x(*at), y(*bytes));
    }
    let marks = runs.iter().filter(|(_, at)| *at >= first.0 && *at <= last.0).filter_map(|&(kind, at)| {
        let before = line.iter().take_while(|(moment, _)| *moment <= at).last()?;
        Some(Mark { lane: Lane::of(kind)?, at, x: x(at), y: y(before.1) })
    });
    let days = (0..NAMES).map(|nth| Millis(first.0.0 + width / (NAMES - 1) * nth)).map(|at| (x(at), at));
    Some(Plot {
        path,
        marks: marks.collect(),
        first: (y(first.1), first.1.to_string()),
        last: (y(last.1), last.1.to_string()),
        days: days.collect(),
        ticks: scale.ticks(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::components::chart::scale::{HEIGHT, TOP};

    const GB: u64 = 1_000_000_000;

    fn points(of: &[(i64, u64)]) -> Vec<(Millis, Bytes)> {
        of.iter().map(|&(at, gb)| (Millis(at), Bytes(gb * GB))).collect()
    }

    #[test]
    fn the_line_goes_in_steps_from_a_base_of_nothing() {
        let plot = plot(&points(&[(0, 8), (50, 4), (100, 8)]), &[]).expect("a line");
        let middle = (TOP + HEIGHT) / 2.0;
        assert_eq!(plot.path, format!("M0 {TOP:.1}H50.00V{middle:.1}H100.00V{TOP:.1}"));
        assert_eq!(plot.ticks[0].y, HEIGHT);
    }

    #[test]
    fn one_measurement_is_no_line() {
        assert_eq!(plot(&points(&[(5, 8)]), &[]), None);
        assert_eq!(plot(&points(&[(5, 8), (5, 9)]), &[]), None);
        assert_eq!(plot(&[], &[]), None);
    }

    #[test]
    fn a_run_stands_where_it_was_and_one_before_the_line_nowhere() {
        let runs = [
            (JobKind::PurgeDomain, Millis(-1)),
            (JobKind::CullAccounts, Millis(25)),
            (JobKind::MeasureStorage, Millis(30)),
            (JobKind::RemoveProfileMedia, Millis(101)),
        ];
        let plot = plot(&points(&[(0, 8), (100, 8)]), &runs).expect("a line");
        assert_eq!(plot.marks, [Mark { lane: Lane::Accounts, at: Millis(25), x: 25.0, y: TOP }]);
    }
}
