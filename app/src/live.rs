//! Follows a run while it is at work, in the browser only. On the server, and without JavaScript, the page is the answer.

use leptos::prelude::*;
use model::{Millis, Run};

/// Keeps `run` and `now` at their latest until the run has ended or `on` becomes false. Each message is the whole run,
/// so a missed one is harmless; the browser connects again by itself.
pub fn follow(run: RwSignal<Run>, now: RwSignal<Millis>, on: Memo<bool>) {
    Effect::new(move |_| {
        if on.get() && !run.with_untracked(|run| run.state.is_final()) {
            #[cfg(feature = "hydrate")]
            browser::follow(run, now);
        }
    });
    #[cfg(not(feature = "hydrate"))]
    let _ = now;
}

#[cfg(feature = "hydrate")]
mod browser {
    use leptos::prelude::*;
    use model::{Millis, Run};
    use wasm_bindgen::JsCast;
    use wasm_bindgen::closure::Closure;
    use web_sys::{EventSource, MessageEvent, js_sys};

    /// Listens until the effect that called it runs again or is gone.
    pub(super) fn follow(run: RwSignal<Run>, now: RwSignal<Millis>) {
        let address = run.with_untracked(|run| format!("/runs/{}/events", run.id));
        let Ok(source) = EventSource::new(&address) else { return };
        // The server's clock goes on by what the browser's has gone on, however wrong that one is.
        let (began_at, read_at) = (now.get_untracked(), js_sys::Date::now());
        let seen = {
            let source = source.clone();
            Closure::<dyn FnMut(MessageEvent)>::new(move |message: MessageEvent| {
                let text = message.data().as_string().unwrap_or_default();
                let Ok(latest) = serde_json::from_str::<Run>(&text) else { return };
                if latest.state.is_final() {
                    source.close();
                }
                now.set(began_at.plus_ms((js_sys::Date::now() - read_at) as i64));
                run.set(latest);
            })
        };
        source.set_onmessage(Some(seen.as_ref().unchecked_ref()));
        let held = StoredValue::new_local((source, seen));
        on_cleanup(move || {
            held.with_value(|(source, _)| source.close());
        });
    }
}
