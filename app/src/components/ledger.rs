//! A ledger: label, dotted leader, figure; a double rule only under a true sum.

use leptos::prelude::*;

/// One line of a ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    label: String,
    figure: String,
    total: bool,
}

/// A label and its figure.
pub fn line(label: impl Into<String>, figure: impl Into<String>) -> Line {
    Line { label: label.into(), figure: figure.into(), total: false }
}

/// The sum of the lines above it.
pub fn total(label: impl Into<String>, figure: impl Into<String>) -> Line {
    Line { label: label.into(), figure: figure.into(), total: true }
}

/// At most seven lines of figures.
#[component]
pub fn Ledger(lines: Vec<Line>) -> impl IntoView {
    let lines = lines
        .into_iter()
        .map(|Line { label, figure, total }| {
            view! {
                <div class:total=total>
                    <dt>{label}</dt>
                    <span class="dots" aria-hidden="true"></span>
                    <dd>{figure}</dd>
                </div>
            }
        })
        .collect_view();
    view! { <dl class="gk-ledger">{lines}</dl> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_sum_has_the_double_rule() {
        let html = Owner::new().with(|| {
            view! { <Ledger lines=vec![line("Still there", "376"), total("Accounts checked", "411")]/> }.to_html()
        });
        assert_eq!(html.matches("total").count(), 1);
        assert!(html.find("Still there") < html.find("total"), "{html}");
    }
}
