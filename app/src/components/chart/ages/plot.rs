//! From weeks of quiet to the places of bars: x in percent, y in pixels.

use model::Bytes;

use super::super::scale::{HEIGHT, Scale, TOP, Tick};

/// The share of the width that the weeks take; the rest is a gap and the bar of everything older.
const WEEKS_SHARE: f64 = 88.0;
/// Where the bar of everything older begins, and its width.
const OLDER: (f64, f64) = (91.0, 9.0);
/// Share of a week's step that its bar is wide.
const BAR: f64 = 0.8;
/// How many times as high as the highest week the bar of everything older may be before it is cut off.
const TALLEST: u64 = 2;
/// Days between two names.
const NAMED: u32 = 60;

/// Everything that the bars draw.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Plot {
    pub(super) ticks: Vec<Tick>,
    pub(super) pieces: Vec<Piece>,
    /// Where the threshold stands.
    pub(super) threshold: f64,
    /// Where the figure over everything older stands, and the figure; none for nothing.
    pub(super) older: Option<(f64, f64, String)>,
    /// Where numbers of days stand.
    pub(super) names: Vec<(f64, u32)>,
}

/// A bar, or the part of one on one side of the threshold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Piece {
    /// The first day of its week; absent for everything older.
    pub(super) from: Option<u32>,
    /// Of the whole bar.
    pub(super) bytes: Bytes,
    pub(super) goes: bool,
    /// It is higher than the plot.
    pub(super) torn: bool,
    pub(super) x: f64,
    pub(super) width: f64,
    pub(super) y: f64,
    pub(super) height: f64,
}

/// The middle of the bar of everything older.
pub(super) fn older_middle() -> f64 {
    OLDER.0 + OLDER.1 / 2.0
}

/// Lays out the bars of `weeks`, of which the last is everything older, with a threshold of that many days.
pub(super) fn plot(weeks: &[Bytes], days: u32) -> Plot {
    let (older, weeks) = weeks.split_last().map_or((Bytes::ZERO, weeks), |(older, weeks)| (*older, weeks));
    let highest = weeks.iter().map(|bytes| bytes.0).max().unwrap_or(0);
    let top = if highest == 0 { older.0 } else { highest.max(older.0.min(highest.saturating_mul(TALLEST))) };
    let scale = Scale::over(top);
    let step = WEEKS_SHARE / weeks.len().max(1) as f64;
    let at_day = |day: u32| f64::from(day) / 7.0 * step;
    let threshold = at_day(days).min(WEEKS_SHARE);
    let mut pieces = Vec::new();
    for (from, bytes) in (0..).step_by(7).zip(weeks).filter(|(_, bytes)| **bytes > Bytes::ZERO) {
        let y = scale.y(bytes.0 as f64).min(HEIGHT - 1.0);
        let left = at_day(from) + (1.0 - BAR) / 2.0 * step;
        let right = left + BAR * step;
        let cut = threshold.clamp(left, right);
        for (goes, x, end) in [(false, left, cut), (true, cut, right)] {
            if end - x > 0.01 {
                let piece = Piece {
                    from: Some(from),
                    bytes: *bytes,
                    goes,
                    torn: false,
                    x,
                    width: end - x,
                    y,
                    height: HEIGHT - y,
                };
                pieces.push(piece);
            }
        }
    }
    let torn = older.0 > top;
    let y = if torn { TOP } else { scale.y(older.0 as f64).min(HEIGHT - 1.0) };
    if older > Bytes::ZERO {
        let (x, width) = OLDER;
        pieces.push(Piece { from: None, bytes: older, goes: true, torn, x, width, y, height: HEIGHT - y });
    }
    let last = u32::try_from(weeks.len()).unwrap_or(0) * 7;
    Plot {
        ticks: scale.ticks(),
        pieces,
        threshold,
        older: (older > Bytes::ZERO).then(|| (older_middle(), y - 6.0, older.to_string())),
        names: (0..last.saturating_sub(20)).step_by(NAMED as usize).map(|day| (at_day(day), day)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GB: u64 = 1_000_000_000;

    fn weeks(of: &[(usize, u64)]) -> Vec<Bytes> {
        let mut weeks = vec![Bytes::ZERO; 53];
        for &(week, gb) in of {
            weeks[week] = Bytes(gb * GB);
        }
        weeks
    }

    #[test]
    fn the_threshold_parts_what_stays_from_what_goes() {
        let plot = plot(&weeks(&[(0, 1), (4, 1), (9, 1), (52, 1)]), 30);
        let told: Vec<_> = plot.pieces.iter().map(|piece| (piece.from, piece.goes)).collect();
        assert_eq!(told, [(Some(0), false), (Some(28), false), (Some(28), true), (Some(63), true), (None, true)]);
        let (stays, goes) = (plot.pieces[1], plot.pieces[2]);
        assert!((stays.x + stays.width - plot.threshold).abs() < 1e-9 && (goes.x - plot.threshold).abs() < 1e-9);
    }

    #[test]
    fn a_mountain_of_old_pictures_does_not_flatten_the_weeks() {
        let plot = plot(&weeks(&[(3, 2), (52, 500)]), 30);
        let older = plot.pieces.last().expect("a bar");
        assert!(older.torn && (older.y - TOP).abs() < 1e-9);
        assert_eq!(plot.older.map(|(_, _, figure)| figure), Some("500.0 GB".to_owned()));
        assert!(plot.pieces[0].height > HEIGHT / 3.0, "{:?}", plot.pieces[0]);
    }

    #[test]
    fn nothing_saved_is_an_empty_plot() {
        let plot = plot(&weeks(&[]), 365);
        assert!(plot.pieces.is_empty() && plot.older.is_none() && plot.threshold <= WEEKS_SHARE);
        assert_eq!(plot.names.first(), Some(&(0.0, 0)));
    }
}
