//! Where the line of measurements leads: how much comes each day, and when a limit is reached.

use crate::bytes::Bytes;
use crate::time::{DAY_MS, Millis};

/// How far back measurements count.
const WINDOW_DAYS: u32 = 90;
/// Fewer measurements say nothing.
const LEAST: usize = 3;
/// Nobody plans further ahead, in days: ten years.
const HORIZON_DAYS: f64 = 3_650.0;

/// Steady growth, as a straight line through the measurements.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Growth {
    now: Millis,
    /// Bytes that the line has now.
    level: f64,
    per_day: f64,
}

/// The straight line through the measurements of the last 90 days (least squares); nothing when they are fewer than three, all of
/// one moment, or the line does not rise.
#[must_use]
pub fn growth(levels: &[(Millis, Bytes)], now: Millis) -> Option<Growth> {
    let since = now.days_before(WINDOW_DAYS);
    let points: Vec<(f64, f64)> = levels
        .iter()
        .filter(|(at, _)| *at >= since && *at <= now)
        .map(|(at, bytes)| ((at.0 - now.0) as f64 / DAY_MS as f64, bytes.0 as f64))
        .collect();
    if points.len() < LEAST {
        return None;
    }
    let count = points.len() as f64;
    let mean_day = points.iter().map(|(day, _)| day).sum::<f64>() / count;
    let mean_bytes = points.iter().map(|(_, bytes)| bytes).sum::<f64>() / count;
    let spread: f64 = points.iter().map(|(day, _)| (day - mean_day).powi(2)).sum();
    let together: f64 = points.iter().map(|(day, bytes)| (day - mean_day) * (bytes - mean_bytes)).sum();
    let per_day = together / spread;
    // No spread at all divides by nothing, which no comparison lets through.
    (per_day > 0.0 && per_day.is_finite()).then_some(Growth { now, level: mean_bytes - per_day * mean_day, per_day })
}

impl Growth {
    /// What comes each day.
    #[must_use]
    pub fn per_day(&self) -> Bytes {
        Bytes(self.per_day as u64)
    }

    /// When the line reaches that much: now, if it is there already; nothing when that is more than ten years away.
    #[must_use]
    pub fn reaches(&self, limit: Bytes) -> Option<Millis> {
        let days = ((limit.0 as f64 - self.level) / self.per_day).max(0.0);
        (days <= HORIZON_DAYS).then(|| self.now.plus_ms((days * DAY_MS as f64) as i64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Millis = Millis(1_800_000_000_000);
    const GB: u64 = 1_000_000_000;

    fn levels(of: &[(u32, u64)]) -> Vec<(Millis, Bytes)> {
        of.iter().map(|&(days, gb)| (NOW.days_before(days), Bytes(gb * GB))).collect()
    }

    #[test]
    fn only_a_line_that_rises_through_three_measurements_leads_anywhere() {
        let gb_a_day = |points: &[(u32, u64)]| {
            growth(&levels(points), NOW).map(|line| (line.per_day().0 as f64 / GB as f64).round() as u64)
        };
        assert_eq!(gb_a_day(&[]), None);
        assert_eq!(gb_a_day(&[(10, 1), (0, 2)]), None, "two");
        assert_eq!(gb_a_day(&[(10, 10), (5, 15), (0, 20)]), Some(1), "three");
        assert_eq!(gb_a_day(&[(10, 20), (5, 15), (0, 10)]), None, "a fall");
        assert_eq!(gb_a_day(&[(10, 20), (5, 20), (0, 20)]), None, "level");
        assert_eq!(gb_a_day(&[(5, 20), (5, 21), (5, 22)]), None, "all of one moment");
        assert_eq!(gb_a_day(&[(200, 1), (5, 15), (0, 20)]), None, "only two of them of late");
        assert_eq!(gb_a_day(&[(91, 900), (10, 10), (5, 15), (0, 20)]), Some(1), "an old mountain does not count");
    }

    #[test]
    fn a_limit_is_reached_where_the_line_meets_it() {
        let line = growth(&levels(&[(10, 10), (5, 15), (0, 20)]), NOW).expect("rises");
        let days = |gb: u64| line.reaches(Bytes(gb * GB)).map(|at| ((at.0 - NOW.0) as f64 / DAY_MS as f64).round());
        assert_eq!(days(30), Some(10.0));
        assert_eq!(days(20), Some(0.0));
        assert_eq!(days(5), Some(0.0), "it is full already");
        assert_eq!(days(100_000), None, "nobody plans so far ahead");
    }

    #[test]
    fn one_odd_measurement_bends_the_line_a_little_only() {
        let line = growth(&levels(&[(4, 10), (3, 11), (2, 12), (1, 11), (0, 14)]), NOW).expect("rises");
        assert_eq!(line.per_day(), Bytes(800_000_000));
    }
}
