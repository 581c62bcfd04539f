//! A banner: one thing that matters before the rest of the page, with at most one button.

use leptos::prelude::*;

use super::icon::{Icon, icon};

/// What a banner is about; its colour never says it alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Needs a person.
    Amber,
    /// All is well.
    Moss,
    /// At work, or a preview.
    Slate,
    /// Stopped or paused.
    Stone,
}

impl Tone {
    fn class(self) -> &'static str {
        match self {
            Self::Amber => "gk-banner gk-banner-amber",
            Self::Moss => "gk-banner gk-banner-moss",
            Self::Slate => "gk-banner gk-banner-slate",
            Self::Stone => "gk-banner gk-banner-stone",
        }
    }
}

/// A banner: a bold first clause, then the fact, then perhaps a button as child.
#[component]
pub fn Banner(
    tone: Tone,
    picture: Icon,
    /// The first clause.
    #[prop(into)]
    says: String,
    /// The fact after it.
    #[prop(into, optional)]
    because: String,
    /// The one button.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class=tone.class()>
            {icon(picture, "size-6")} <p class="flex-1"><b>{says}</b> " " {because}</p> {children.map(|button| button())}
        </div>
    }
}
