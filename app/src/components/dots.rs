//! Evidence dots: the last twelve times that we asked a server, shape first and colour second.

use leptos::prelude::*;
use leptos_i18n::td_string;
use model::case::Evidence;

use crate::words::{self, cause};

/// How many questions the dots show.
pub const DOTS: usize = 12;

/// The class of each dot, oldest first: filled when it answered, a ring when not, a struck ring for an error or a
/// farewell, a short line where there was no question yet.
#[must_use]
pub fn classes(evidence: &[Evidence]) -> [&'static str; DOTS] {
    let mut dots = ["skip"; DOTS];
    let latest = &evidence[evidence.len().saturating_sub(DOTS)..];
    for (dot, asked) in dots[DOTS - latest.len()..].iter_mut().zip(latest) {
        *dot = class(asked);
    }
    dots
}

/// The class of one dot.
#[must_use]
pub fn class(asked: &Evidence) -> &'static str {
    match asked.reason {
        None => "ok",
        Some(reason) if cause::is_an_answer(reason) => "bad",
        Some(_) => "no",
    }
}

/// The dots as one picture with a sentence for those who can't see it.
#[component]
pub fn Dots(evidence: Vec<Evidence>) -> impl IntoView {
    let latest = evidence.len().min(DOTS);
    let answered = evidence.iter().rev().take(DOTS).filter(|asked| asked.reason.is_none()).count();
    let label = td_string!(words::locale(), queue.dots, all = latest, n = answered);
    let dots = classes(&evidence).map(|class| view! { <b class=class></b> });
    view! { <span class="gk-dots" role="img" aria-label=label>{dots}</span> }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{CaseReason, Millis};

    fn asked(reason: Option<CaseReason>) -> Evidence {
        Evidence { at: Millis(0), reason }
    }

    #[test]
    fn the_newest_answer_is_at_the_right_and_the_unknown_at_the_left() {
        let evidence = [asked(None), asked(Some(CaseReason::TooSlow)), asked(Some(CaseReason::SaysClosed))];
        let dots = classes(&evidence);
        assert_eq!(dots[..9], ["skip"; 9]);
        assert_eq!(dots[9..], ["ok", "no", "bad"]);
    }

    #[test]
    fn only_the_latest_twelve_are_shown() {
        let mut evidence = vec![asked(None); 5];
        evidence.extend([asked(Some(CaseReason::NoAddress)); DOTS]);
        assert_eq!(classes(&evidence), ["no"; DOTS]);
    }
}
