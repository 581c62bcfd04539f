//! The head of a page: where it belongs, its title, how things stand, one sentence, and what can be done.

use leptos::prelude::*;
use leptos_i18n::td_string;
use leptos_meta::Title;

use super::icon::{Icon, icon};
use crate::words;

/// The head of a page. The title is also the window's.
#[component]
pub fn Head(
    #[prop(into)] title: String,
    /// The page above this one: its address and its name.
    #[prop(optional)]
    above: Option<(&'static str, &'static str)>,
    /// What stood behind the `?` of its address when one left it.
    #[prop(into, optional)]
    from: String,
    /// The sentence under the title.
    #[prop(into, optional)]
    lead: String,
    /// A badge beside the title.
    #[prop(into, optional)]
    badge: Option<AnyView>,
    /// Buttons.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let locale = words::locale();
    let above = above.map(|(page, name)| {
        let href = if from.is_empty() { page.to_owned() } else { format!("{page}?{from}") };
        view! {
            <p class="mb-1.5 text-sm">
                <a class="gk-link inline-flex items-center gap-1" href=href>{icon(Icon::ArrowLeft, "size-3.5")}{name}</a>
            </p>
        }
    });
    view! {
        <Title text=of_window(&title, td_string!(locale, common.product))/>
        <header class="mb-5 md:mb-6">
            {above}
            <div class="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
                <div class="min-w-0 flex-1 basis-80">
                    <div class="flex flex-wrap items-center gap-x-3 gap-y-1">
                        <h1 class="gk-title">{title}</h1>
                        {badge}
                    </div>
                    {(!lead.is_empty()).then(|| view! { <p class="gk-lead">{lead}</p> })}
                </div>
                {children.map(|buttons| view! { <div class="flex flex-wrap gap-2 pt-1">{buttons()}</div> })}
            </div>
        </header>
    }
}

/// The title of the window. Into a document it is written as it is, so that a name in it could
/// become a part of the page; the browser takes it as text.
fn of_window(title: &str, product: &str) -> String {
    let title = format!("{title} – {product}");
    if cfg!(feature = "ssr") { title.replace('&', "&amp;").replace('<', "&lt;") } else { title }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn a_title_never_becomes_a_part_of_the_page() {
        let title = of_window("Purge </title><script>&", "Groundskeeper");
        assert_eq!(title, "Purge &lt;/title>&lt;script>&amp; – Groundskeeper");
    }
}
