//! How often an action has succeeded: what a page depends on that shows what the action changes.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use crate::api::ApiError;

/// Counts the successes of an action. A refusal changes nothing, so the page stays as it is, with what was typed into it.
pub fn successes<S>(action: ServerAction<S>) -> Memo<usize>
where
    S: ServerFn<Error = ApiError> + Clone + Send + Sync + 'static,
    S::Output: Send + Sync + 'static,
{
    Memo::new(move |before: Option<&usize>| {
        let version = action.version().get();
        let done = action.value().with_untracked(|value| matches!(value, Some(Ok(_))));
        if done { version } else { before.copied().unwrap_or_default() }
    })
}
