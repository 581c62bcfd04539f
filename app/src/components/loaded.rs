//! What a page shows once its data is there: the page itself, or why not.

use leptos::prelude::*;

use super::refusal::Refusal;
use crate::api::{self, ApiError};

/// Waits for the data of a page and shows it. On the server the page is sent when it is complete.
#[component]
pub fn Loaded<T, F, V>(
    /// The data.
    data: Resource<Result<T, ApiError>>,
    /// The page made of it.
    view: F,
) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
    F: Fn(T) -> V + Clone + Send + Sync + 'static,
    V: IntoView + 'static,
{
    view! {
        <Transition fallback=|| ()>
            {move || {
                let view = view.clone();
                Suspend::new(async move {
                    match data.await {
                        Ok(data) => view(data).into_any(),
                        Err(error) => {
                            api::answer_with(&error);
                            view! { <Refusal error=error/> }.into_any()
                        }
                    }
                })
            }}
        </Transition>
    }
}
