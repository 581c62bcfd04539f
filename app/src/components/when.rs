//! A moment as people read it, with the full value for machines.

use leptos::prelude::*;
use model::Millis;

use crate::words::{self, moment};

/// "today 06:10" in a `<time>`. `now` is the server's clock in the data, so that both sides print the same.
#[component]
pub fn When(at: Millis, now: Millis) -> impl IntoView {
    let text = moment::moment(words::locale(), at, now);
    view! { <time datetime=moment::machine(at)>{text}</time> }
}
