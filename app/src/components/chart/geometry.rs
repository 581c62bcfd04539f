//! From a series to the places of its bars: x in percent, y in pixels, so that words keep their size at every width.

use model::{Bytes, Series};

use super::scale::{Scale, Tick};

/// The share of its step that a bar is wide.
const BAR: f64 = 0.62;
/// Pixels between two parts of a bar.
const GAP: f64 = 2.0;

/// What freed a part of a bar, from the base up. The number is its colour's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Pictures,
    Accounts,
    Purged,
}

/// Everything that the chart draws.
#[derive(Clone, Debug, PartialEq)]
pub struct Geometry {
    /// The unit of the figures: "GB".
    pub unit: &'static str,
    pub ticks: Vec<Tick>,
    pub bars: Vec<Bar>,
}

/// One week.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// The left edge and the width, in percent.
    pub x: f64,
    pub width: f64,
    pub segments: Vec<Segment>,
    /// Where the figure over the bar stands, and the figure; none for an empty week.
    pub total: Option<(f64, String)>,
}

/// One part of a bar.
#[derive(Clone, Debug, PartialEq)]
pub struct Segment {
    pub part: Part,
    pub bytes: Bytes,
    pub y: f64,
    pub height: f64,
}

/// Lays out the chart. An empty series, or one in which nothing was freed, has a grid and no bars.
#[must_use]
pub fn geometry(series: &Series) -> Geometry {
    let highest = series.weeks.iter().map(|week| week.total().0).max().unwrap_or(0);
    let scale = Scale::over(highest);
    let y = |bytes: f64| scale.y(bytes);
    let step = 100.0 / series.weeks.len().max(1) as f64;
    let bars = series.weeks.iter().enumerate().map(|(place, week)| {
        let parts = [(Part::Pictures, week.pictures), (Part::Accounts, week.accounts), (Part::Purged, week.purged)];
        let present: Vec<_> = parts.into_iter().filter(|(_, bytes)| *bytes > Bytes::ZERO).collect();
        let mut base = 0.0;
        let segments = present.iter().enumerate().map(|(nth, &(part, bytes))| {
            let (bottom, top) = (y(base), y(base + bytes.0 as f64));
            base += bytes.0 as f64;
            let gap = if nth + 1 < present.len() { GAP } else { 0.0 };
            let height = (bottom - top - gap).max(1.0);
            Segment { part, bytes, y: bottom - height, height }
        });
        let segments = segments.collect();
        let sum = week.total();
        Bar {
            x: (place as f64 + 0.5 - BAR / 2.0) * step,
            width: BAR * step,
            segments,
            total: (sum > Bytes::ZERO).then(|| (y(sum.0 as f64) - 6.0, scale.figure(sum))),
        }
    });
    Geometry { unit: scale.unit, bars: bars.collect(), ticks: scale.ticks() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::components::chart::scale::{HEIGHT, TOP};
    use model::series::Week;

    const GB: u64 = 1_000_000_000;

    fn weeks(parts: &[(u64, u64, u64)]) -> Series {
        let week = |&(pictures, accounts, purged): &(u64, u64, u64)| Week {
            pictures: Bytes(pictures),
            accounts: Bytes(accounts),
            purged: Bytes(purged),
            ..Week::default()
        };
        Series { weeks: parts.iter().map(week).collect() }
    }

    #[test]
    fn the_axis_has_round_ticks_and_names_its_unit_once() {
        let chart = geometry(&weeks(&[(5 * GB, 2 * GB, GB / 2)]));
        let labels: Vec<_> = chart.ticks.iter().map(|tick| tick.label.as_str()).collect();
        assert_eq!(labels, ["0", "2", "4", "6", "8 GB"]);
        assert_eq!(chart.ticks[0].y, HEIGHT);
        assert_eq!(chart.ticks[4].y, TOP);
    }

    #[test]
    fn parts_stand_on_each_other_with_a_gap_and_never_leave_the_plot() {
        let chart = geometry(&weeks(&[(5 * GB, 2 * GB, GB), (0, 0, 0)]));
        let [pictures, accounts, purged] = &chart.bars[0].segments[..] else { panic!("three parts") };
        assert_eq!([pictures.part, accounts.part, purged.part], [Part::Pictures, Part::Accounts, Part::Purged]);
        assert_eq!(pictures.y + pictures.height, HEIGHT);
        assert!((pictures.y - GAP - (accounts.y + accounts.height)).abs() < 1e-9);
        assert!((purged.y - TOP).abs() < 1e-9, "8 GB reach the top tick");
        assert!(chart.bars[1].segments.is_empty() && chart.bars[1].total.is_none());
    }

    #[test]
    fn the_smallest_part_is_still_seen() {
        let chart = geometry(&weeks(&[(100 * GB, 1, 0)]));
        assert_eq!(chart.bars[0].segments[1].height, 1.0);
    }

    #[test]
    fn the_figure_over_a_bar_is_never_nought() {
        let parts = [(160 * GB, 0, 0), (7 * GB, 0, 0), (GB / 10, 0, 0), (GB / 25, 0, 0), (1, 0, 0)];
        let chart = geometry(&weeks(&parts));
        let figures: Vec<_> = chart.bars.iter().map(|bar| bar.total.clone().expect("a figure").1).collect();
        assert_eq!(figures, ["160", "7.0", "0.1", "0.04", "<0.01"]);
    }

    #[test]
    fn bars_fill_the_width_evenly() {
        let chart = geometry(&weeks(&[(GB, 0, 0); 12]));
        let centre = |bar: &Bar| bar.x + bar.width / 2.0;
        assert!((centre(&chart.bars[0]) - 100.0 / 24.0).abs() < 1e-9);
        assert!((centre(&chart.bars[11]) - (100.0 - 100.0 / 24.0)).abs() < 1e-9);
    }

    #[test]
    fn the_unit_follows_the_highest_bar() {
        for (bytes, unit, top) in
            [(0, "KB", "1 KB"), (750_000, "KB", "800 KB"), (18_000_000, "MB", "20 MB"), (2_300 * GB, "TB", "3 TB")]
        {
            let chart = geometry(&weeks(&[(bytes, 0, 0)]));
            assert_eq!(chart.unit, unit);
            assert_eq!(chart.ticks.last().expect("a tick").label, top, "{bytes}");
            assert!((3..=6).contains(&chart.ticks.len()), "{bytes}: {:?}", chart.ticks);
        }
    }
}
