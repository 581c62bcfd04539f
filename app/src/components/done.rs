//! How often an action has changed something: what a page depends on that shows what the action changes.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use crate::api::ApiError;

/// Counts what was changed from a page, for the frame around it, which shows counts of its own.
#[derive(Clone, Copy, Debug, Default)]
pub struct Changed(pub RwSignal<usize>);

/// Counts the successes of an action. A refusal changes nothing, so the page stays as it is, with what was typed into it.
pub fn successes<S>(action: ServerAction<S>) -> Memo<usize>
where
    S: ServerFn<Error = ApiError> + Clone + Send + Sync + 'static,
    S::Output: Send + Sync + 'static,
{
    counted(action, |result| result.is_ok())
}

/// Counts the successes of an action, and the refusals that say that the page is out of date. The frame is read again at each.
pub fn changes<S>(action: ServerAction<S>) -> Memo<usize>
where
    S: ServerFn<Error = ApiError> + Clone + Send + Sync + 'static,
    S::Output: Send + Sync + 'static,
{
    let changes = counted(action, |result| result.as_ref().err().is_none_or(is_of_an_old_page));
    if let Some(Changed(around)) = use_context() {
        on_rise(changes, move || around.update(|count| *count += 1));
    }
    changes
}

/// Counts the refusals that say that the page is out of date, where success leads to another page.
pub fn refusals_of_an_old_page<S>(action: ServerAction<S>) -> Memo<usize>
where
    S: ServerFn<Error = ApiError> + Clone + Send + Sync + 'static,
    S::Output: Send + Sync + 'static,
{
    counted(action, |result| result.as_ref().err().is_some_and(is_of_an_old_page))
}

/// Does something whenever a count has risen, in the browser; not when the page is made.
pub fn on_rise(count: Memo<usize>, act: impl Fn() + 'static) {
    Effect::new(move |before: Option<usize>| {
        let now = count.get();
        if before.is_some_and(|before| before != now) {
            act();
        }
        now
    });
}

fn counted<S>(action: ServerAction<S>, counts: fn(&Result<S::Output, ApiError>) -> bool) -> Memo<usize>
where
    S: ServerFn<Error = ApiError> + Clone + Send + Sync + 'static,
    S::Output: Send + Sync + 'static,
{
    Memo::new(move |before: Option<&usize>| {
        let version = action.version().get();
        let counts = action.value().with_untracked(|value| value.as_ref().is_some_and(counts));
        if counts { version } else { before.copied().unwrap_or_default() }
    })
}

/// Whether what was asked for is no longer as the page shows it.
fn is_of_an_old_page(error: &ApiError) -> bool {
    use ApiError::{DeliveryNotRestarted, Heard, InWaitingRoom, ListChanged, NoSuchCase, NoSuchRun};
    matches!(error, ListChanged | NoSuchCase | NoSuchRun | InWaitingRoom | DeliveryNotRestarted | Heard(_))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_read_again_where_another_try_would_be_refused_for_the_same_reason() {
        assert!(is_of_an_old_page(&ApiError::ListChanged) && is_of_an_old_page(&ApiError::NoSuchCase));
        assert!(!is_of_an_old_page(&ApiError::NotTyped) && !is_of_an_old_page(&ApiError::NoSuchDay));
    }
}
