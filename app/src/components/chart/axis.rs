//! The figures and lines of the vertical axis.

use leptos::prelude::*;

use super::scale::{HEIGHT, Tick};

/// The figures beside the plot; words tell screen readers more than they would.
pub fn axis(ticks: &[Tick]) -> impl IntoView + use<> {
    let figures = ticks.iter().map(|tick| {
        let place = format!("top:{:.1}px", tick.y);
        view! { <span class="absolute right-2 -translate-y-1/2" style=place>{tick.label.clone()}</span> }
    });
    let figures = figures.collect_view();
    view! {
        <div
            class="relative w-14 shrink-0 whitespace-nowrap text-right text-xs text-ink-3"
            style=format!("height:{HEIGHT}px")
            aria-hidden="true"
        >
            {figures}
        </div>
    }
}

/// A hairline for each figure, and the base.
pub fn grid(ticks: &[Tick]) -> impl IntoView + use<> {
    let lines = ticks.iter().enumerate().map(|(nth, tick)| {
        let y = tick.y.round().to_string();
        let class = if nth == 0 { "base" } else { "grid" };
        view! { <line class=class x1="0" x2="100%" y1=y.clone() y2=y></line> }
    });
    lines.collect_view()
}
