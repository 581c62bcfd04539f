//! The bars, their axis, and the key with its sums.

use leptos::prelude::*;
use leptos_i18n::td_string;
use model::{Bytes, Series};

use super::axis::{axis, grid};
use super::geometry::{Bar, Geometry, Part, Segment, geometry};
use super::scale::HEIGHT;
use crate::i18n::Locale;
use crate::words::{self, moment, quantity};

/// The name of what freed a part.
#[must_use]
pub fn part_name(locale: Locale, part: Part) -> &'static str {
    match part {
        Part::Pictures => td_string!(locale, overview.pictures),
        Part::Accounts => td_string!(locale, overview.accounts),
        Part::Purged => td_string!(locale, overview.purged),
    }
}

/// Stacked bars of one series. Every figure is also in [`super::table::WeekTable`].
#[component]
pub fn Bars(series: Series) -> impl IntoView {
    let locale = words::locale();
    let Geometry { ticks, bars, .. } = geometry(&series);
    let days: Vec<String> = series.weeks.iter().map(|week| moment::short_day(locale, week.from)).collect();
    let ends = (days.first().cloned().unwrap_or_default(), days.last().cloned().unwrap_or_default());
    let total = quantity::size(locale, series.total());
    let label = td_string!(locale, overview.chart, from = ends.0, to = ends.1, total = total);
    let count = bars.len();
    let drawn = bars.iter().zip(&days).enumerate().map(|(nth, (bar, day))| draw(locale, bar, day, nth + 1 == count));
    let drawn = drawn.collect_view();
    let centres: Vec<f64> = bars.iter().map(|bar| bar.x + bar.width / 2.0).collect();
    let names = days.into_iter().zip(centres).enumerate().map(|(nth, (day, centre))| {
        let class = format!("absolute -translate-x-1/2 whitespace-nowrap {}", thinned(count - 1 - nth));
        view! { <span class=class style=format!("left:{centre:.2}%")>{day}</span> }
    });
    let names = names.collect_view();
    view! {
        <figure>
            <div class="flex">
                {axis(&ticks)}
                <div class="min-w-0 flex-1">
                    <svg
                        class="gk-chart block overflow-visible"
                        width="100%"
                        height=HEIGHT.to_string()
                        role="img"
                        aria-label=label
                    >
                        <defs>
                            <pattern
                                id="hatch"
                                width="5"
                                height="5"
                                patternUnits="userSpaceOnUse"
                                patternTransform="rotate(45)"
                            >
                                <rect width="2.2" height="5" fill="var(--gk-c3)"></rect>
                            </pattern>
                        </defs>
                        {grid(&ticks)}
                        {drawn}
                    </svg>
                    <div class="relative mt-1.5 h-5 text-xs text-ink-3" aria-hidden="true">{names}</div>
                </div>
            </div>
        </figure>
    }
}

/// Which widths show the name of a week, counted from the newest: every second one, and on phones every fourth.
fn thinned(from_the_end: usize) -> &'static str {
    match from_the_end % 4 {
        0 => "",
        2 => "max-md:hidden",
        _ => "hidden",
    }
}

fn draw(locale: Locale, bar: &Bar, day: &str, newest: bool) -> impl IntoView + use<> {
    let (x, width) = (format!("{:.2}%", bar.x), format!("{:.2}%", bar.width));
    let segments = bar.segments.iter().map(|segment| {
        let Segment { part, bytes, y, height } = *segment;
        let hatched = part == Part::Purged;
        let class = match part {
            Part::Pictures => "c1",
            Part::Accounts => "c2",
            Part::Purged => "c3",
        };
        let title = format!("{day}: {} {bytes}", part_name(locale, part));
        view! {
            <rect
                class=class
                x=x.clone()
                width=width.clone()
                y=format!("{y:.1}")
                height=format!("{height:.1}")
                fill=hatched.then_some("url(#hatch)")
                stroke=hatched.then_some("var(--gk-c3)")
                stroke-width=hatched.then_some("1.5")
            >
                <title>{title}</title>
            </rect>
        }
    });
    let segments = segments.collect_view();
    let class = if newest { "strong" } else { "max-md:hidden" };
    let centre = format!("{:.2}%", bar.x + bar.width / 2.0);
    let total = bar.total.clone().map(|(y, figure)| {
        view! { <text x=centre y=format!("{y:.1}") text-anchor="middle" class=class>{figure}</text> }
    });
    view! { {segments}{total} }
}

/// What the colours mean, each with its sum.
#[component]
pub fn Key(series: Series) -> impl IntoView {
    let locale = words::locale();
    let sum = |part: fn(&model::series::Week) -> Bytes| series.weeks.iter().map(part).sum::<Bytes>();
    let rows = [
        ("gk-key c1", Part::Pictures, sum(|week| week.pictures)),
        ("gk-key c2", Part::Accounts, sum(|week| week.accounts)),
        ("gk-key c3", Part::Purged, sum(|week| week.purged)),
    ];
    let rows = rows.map(|(class, part, bytes)| {
        view! {
            <li class="flex items-center gap-1.5">
                <span class=class></span>
                {part_name(locale, part)}
                " "
                <b class="text-base-content">{quantity::size(locale, bytes)}</b>
            </li>
        }
    });
    view! { <ul class="flex flex-wrap gap-x-5 gap-y-1 text-sm text-ink-2">{rows}</ul> }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::Millis;
    use model::series::Week;

    #[test]
    fn the_chart_says_its_result_in_words() {
        let week = |from, pictures| Week { from: Millis(from), pictures: Bytes(pictures), ..Week::default() };
        let series = Series { weeks: vec![week(0, 5_000_000_000), week(604_800_000, 1_900_000_000)] };
        let html = Owner::new().with(|| {
            provide_context(Locale::en);
            view! { <Bars series=series/> }.to_html()
        });
        assert!(html.contains("1 Jan to 8 Jan: 6.9 GB in all"), "{html}");
        assert_eq!(html.matches("class=\"c1\"").count(), 2, "{html}");
        assert!(html.contains("8 Jan: Old profile pictures 1.9 GB"), "{html}");
    }
}
