//! Storage over time: a stepped line, and under it the runs that freed some of it.

mod plot;

use leptos::prelude::*;
use leptos_i18n::td_string;
use model::{Bytes, JobKind, Millis};

use super::axis::{axis, grid};
use super::scale::HEIGHT;
use crate::i18n::Locale;
use crate::words::{self, moment};
use plot::{Lane, Plot, plot};

/// A line through at least two measurements, oldest first.
#[component]
pub fn LevelLine(
    line: Vec<(Millis, Bytes)>,
    /// Runs that freed storage: which job, and when.
    marks: Vec<(JobKind, Millis)>,
    /// Its result in one sentence.
    label: String,
) -> impl IntoView {
    let locale = words::locale();
    let Some(Plot { ticks, path, marks, first, last, days, .. }) = plot(&line, &marks) else {
        return ().into_any();
    };
    let area = format!("{path}V{HEIGHT}H0Z");
    let drops = marks.iter().filter(|mark| mark.lane == Lane::Pictures).map(|mark| {
        let x = percent(mark.x);
        view! {
            <line
                x1=x.clone()
                x2=x
                y1=format!("{:.1}", mark.y)
                y2=HEIGHT.to_string()
                stroke="var(--gk-line)"
                stroke-dasharray="2 3"
            ></line>
        }
    });
    let drops = drops.collect_view();
    let drawn = marks.iter().map(|mark| dot(locale, mark.lane, mark.x, &moment::short_day(locale, mark.at)));
    let drawn = drawn.collect_view();
    let count = days.len();
    let names = days.into_iter().enumerate().map(|(nth, (x, at))| {
        let place = match nth {
            0 => "",
            nth if nth + 1 == count => "-translate-x-full",
            _ => "-translate-x-1/2 max-md:hidden",
        };
        let class = format!("absolute whitespace-nowrap {place}");
        view! { <span class=class style=format!("left:{}", percent(x))>{moment::short_day(locale, at)}</span> }
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
                        height=(HEIGHT + 43.0).to_string()
                        role="img"
                        aria-label=label
                    >
                        {grid(&ticks)}
                        {drops}
                        <svg
                            x="0"
                            y="0"
                            width="100%"
                            height=HEIGHT.to_string()
                            viewBox=format!("0 0 100 {HEIGHT}")
                            preserveAspectRatio="none"
                            overflow="visible"
                        >
                            <path d=area fill="var(--gk-c1)" opacity=".10"></path>
                            <path
                                d=path
                                fill="none"
                                stroke="var(--gk-c1)"
                                stroke-width="2"
                                vector-effect="non-scaling-stroke"
                                stroke-linejoin="round"
                            ></path>
                        </svg>
                        {drawn}
                        <circle
                            cx="100%"
                            cy=format!("{:.1}", last.0)
                            r="4.5"
                            fill="var(--gk-c1)"
                            stroke="var(--color-base-100)"
                            stroke-width="2"
                        ></circle>
                        <text x="100%" y=format!("{:.1}", last.0 - 12.0) text-anchor="end" class="strong halo">
                            {last.1}
                        </text>
                        <text x="6" y=format!("{:.1}", first.0 - 9.0) class="strong halo">{first.1}</text>
                    </svg>
                    <div class="relative mt-1 h-5 text-xs text-ink-3" aria-hidden="true">{names}</div>
                </div>
            </div>
        </figure>
    }
    .into_any()
}

fn percent(x: f64) -> String {
    format!("{x:.2}%")
}

/// The name of the runs of a lane.
fn lane_name(locale: Locale, lane: Lane) -> &'static str {
    match lane {
        Lane::Pictures => td_string!(locale, overview.pictures),
        Lane::Accounts => td_string!(locale, overview.accounts),
        Lane::Purges => td_string!(locale, overview.purged),
    }
}

/// The mark of a run in its lane under the axis.
fn dot(locale: Locale, lane: Lane, x: f64, day: &str) -> impl IntoView + use<> {
    let title = format!("{day}: {}", lane_name(locale, lane));
    let (x, y) = (percent(x), HEIGHT + lane.depth());
    match lane {
        Lane::Purges => view! {
            <svg x=x y=y.to_string() overflow="visible">
                <path d="M0-4.5 4.5 0 0 4.5-4.5 0z" fill="none" stroke="var(--gk-c3)" stroke-width="2">
                    <title>{title}</title>
                </path>
            </svg>
        }
        .into_any(),
        Lane::Pictures | Lane::Accounts => {
            let class = if lane == Lane::Pictures { "c1" } else { "c2" };
            view! {
                <circle class=class cx=x cy=y.to_string() r="4">
                    <title>{title}</title>
                </circle>
            }
            .into_any()
        }
    }
}

/// What the marks under the line mean.
#[component]
pub fn LevelKey() -> impl IntoView {
    let locale = words::locale();
    let rows = [Lane::Pictures, Lane::Accounts, Lane::Purges].map(|lane| {
        let sign = match lane {
            Lane::Pictures => {
                view! { <span class="size-2.5 rounded-full" style="background:var(--gk-c1)"></span> }.into_any()
            }
            Lane::Accounts => {
                view! { <span class="size-2.5 rounded-full" style="background:var(--gk-c2)"></span> }.into_any()
            }
            Lane::Purges => {
                view! { <span class="size-2.5 rotate-45 border-2" style="border-color:var(--gk-c3)"></span> }.into_any()
            }
        };
        view! { <li class="flex items-center gap-1.5">{sign}{lane_name(locale, lane)}</li> }
    });
    view! { <ul class="flex flex-wrap gap-x-5 gap-y-1 text-sm text-ink-2">{rows}</ul> }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::time::DAY_MS;

    #[test]
    fn the_line_says_its_result_and_names_the_runs_on_its_way() {
        let line = vec![(Millis(0), Bytes(96_000_000_000)), (Millis(10 * DAY_MS), Bytes(61_300_000_000))];
        let marks = vec![(JobKind::RemoveProfileMedia, Millis(4 * DAY_MS)), (JobKind::PurgeDomain, Millis(5 * DAY_MS))];
        let html = Owner::new().with(|| {
            provide_context(Locale::en);
            view! { <LevelLine line=line marks=marks label="It fell.".to_owned()/> }.to_html()
        });
        for told in ["aria-label=\"It fell.\"", "5 Jan: Old profile pictures", "6 Jan: Purged servers", ">61.3 GB<"] {
            assert!(html.contains(told), "{told}: {html}");
        }
    }
}
