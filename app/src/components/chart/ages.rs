//! Saved pictures by the quiet of their owners: a bar a week, one set apart for everything older, and the threshold.

mod plot;

use leptos::prelude::*;
use leptos_i18n::td_string;
use model::Bytes;

use super::axis::{axis, grid};
use super::scale::HEIGHT;
use crate::i18n::Locale;
use crate::words::{self, quantity};
use plot::{Piece, Plot, older_middle, plot};

/// The bars; what goes is moss, what stays is outlined stone.
#[component]
pub fn AgeBars(
    /// Bytes by weeks of quiet, the last everything older.
    weeks: Vec<Bytes>,
    /// The threshold.
    days: u32,
    /// Its result in one sentence.
    label: String,
) -> impl IntoView {
    let locale = words::locale();
    let Plot { ticks, pieces, threshold, older, names } = plot(&weeks, days);
    let bars = pieces.iter().map(|piece| bar(locale, piece)).collect_view();
    let x = format!("{threshold:.2}%");
    let names = names.into_iter().enumerate().map(|(nth, (x, day))| {
        let hidden = if nth % 2 == 1 { "max-md:hidden" } else { "" };
        let class = format!("absolute -translate-x-1/2 whitespace-nowrap {hidden}");
        view! { <span class=class style=format!("left:{x:.2}%")>{day.to_string()}</span> }
    });
    let names = names.collect_view();
    let older = older.map(|(x, y, figure)| {
        let (x, y) = (format!("{x:.2}%"), format!("{y:.1}"));
        view! { <text x=x y=y text-anchor="middle" class="strong halo">{figure}</text> }
    });
    let older_x = older_middle();
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
                        {grid(&ticks)}
                        {bars}
                        {older}
                        <line
                            x1=x.clone()
                            x2=x
                            y1="0"
                            y2=HEIGHT.to_string()
                            stroke="var(--color-primary)"
                            stroke-width="2"
                        ></line>
                    </svg>
                    <div class="relative mt-1.5 h-5 text-xs text-ink-3" aria-hidden="true">
                        {names}
                        <span class="absolute -translate-x-1/2 whitespace-nowrap" style=format!("left:{older_x:.2}%")>
                            {td_string!(locale, storage.older)}
                        </span>
                    </div>
                </div>
            </div>
        </figure>
    }
}

fn bar(locale: Locale, piece: &Piece) -> impl IntoView + use<> {
    let size = quantity::size(locale, piece.bytes);
    let title = match piece.from {
        Some(from) => td_string!(locale, storage.bar, from = from, to = from + 6, size = size),
        None => td_string!(locale, storage.bar_older, size = size),
    };
    // What is cut off at the top is torn, and says its figure.
    let torn = piece.torn.then(|| {
        let (x, width) = (format!("{:.2}%", piece.x), format!("{:.2}%", piece.width));
        view! { <rect x=x width=width y=format!("{:.1}", piece.y + 14.0) height="5" fill="var(--color-base-100)"></rect> }
    });
    view! {
        <rect
            class=if piece.goes { "c1" } else { "quiet" }
            x=format!("{:.2}%", piece.x)
            width=format!("{:.2}%", piece.width)
            y=format!("{:.1}", piece.y)
            height=format!("{:.1}", piece.height)
        >
            <title>{title}</title>
        </rect>
        {torn}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bar_says_what_it_stands_for() {
        let mut weeks = vec![Bytes::ZERO; 53];
        weeks[4] = Bytes(2_000_000_000);
        weeks[52] = Bytes(5_000_000_000);
        let html = Owner::new().with(|| {
            provide_context(Locale::en);
            view! { <AgeBars weeks=weeks days=30 label="About 5 GB.".to_owned()/> }.to_html()
        });
        for told in ["aria-label=\"About 5 GB.\"", "28 to 34 days: 2.0 GB", "A year or more, or never: 5.0 GB"] {
            assert!(html.contains(told), "{told}: {html}");
        }
    }
}
