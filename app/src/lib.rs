//! What is seen: the pages of the panel, rendered on the server and taken over by the browser.
//!
//! A page is a plain document with links and forms that works without JavaScript; the browser only makes it move. The
//! site map is on this screen. `ssr` and `hydrate` are the two ways to compile it.

#![recursion_limit = "512"]

pub mod address;
pub mod api;
pub mod components;
pub mod jobs;
pub mod live;
pub mod pages;
pub mod words;

include!(concat!(env!("OUT_DIR"), "/i18n/mod.rs"));

use leptos::prelude::*;
use leptos_i18n::Locale as _;
use leptos_meta::{MetaTags, provide_meta_context};
use leptos_router::components::{ParentRoute, Route, Router, Routes};
use leptos_router::{SsrMode, path};

use components::frame::Frame;
use pages::activity::ActivityLog;
use pages::decided::Decided;
use pages::deliveries::Deliveries;
use pages::history::History;
use pages::import::Import;
use pages::job::{CullAccounts, RemoveProfileMedia, RestoreProfileMedia};
use pages::members::Members;
use pages::more::More;
use pages::not_found::NotFound;
use pages::notice::NoticePage;
use pages::overview::Overview;
use pages::purge_asked::PurgeAsked;
use pages::purge_now::PurgeNow;
use pages::run::RunPage;
use pages::sign_in::SignIn;
use pages::storage::Storage;
use pages::unreachable::Unreachable;
use pages::visitor_page::VisitorPage;
use pages::waiting_room::WaitingRoom;

/// The document around the app. Language and theme are the person's, from their cookies.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    let locale = words::choose_locale();
    view! {
        <!DOCTYPE html>
        <html lang=locale.as_str() data-theme=theme()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <link rel="icon" href="/logo.svg" type="image/svg+xml"/>
                <link rel="stylesheet" href="/pkg/groundskeeper.css"/>
                <AutoReload options=options.clone()/>
                <HydrationScripts options/>
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}

/// The theme that the person chose; nothing means as their device has it.
fn theme() -> Option<&'static str> {
    #[cfg(feature = "ssr")]
    {
        let parts = use_context::<axum::http::request::Parts>()?;
        let cookies = parts.headers.get_all(axum::http::header::COOKIE);
        let chosen = |name| cookies.iter().filter_map(|line| line.to_str().ok()).any(|line| cookie_is(line, name));
        if chosen("day") {
            Some("grounds-day")
        } else if chosen("night") {
            Some("grounds-night")
        } else {
            None
        }
    }
    #[cfg(not(feature = "ssr"))]
    None
}

/// Whether the cookies of a request have this theme.
#[cfg(feature = "ssr")]
fn cookie_is(line: &str, theme: &str) -> bool {
    line.split(';').filter_map(|pair| pair.trim().split_once('=')).any(|pair| pair == ("theme", theme))
}

/// The panel: its site map.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    provide_context(words::choose_locale());
    // Tests wait for this mark before they click.
    Effect::new(|_| {
        if let Some(html) = document().document_element() {
            // Nothing is lost when the mark can't be set.
            let _ = html.set_attribute("data-hydrated", "");
        }
    });
    view! {
        <Router>
            <Routes fallback=NotFound>
                <Route path=path!("/sign-in") view=SignIn ssr=SsrMode::Async/>
                <Route path=path!("/visitor") view=VisitorPage ssr=SsrMode::Async/>
                <ParentRoute path=path!("") view=Frame ssr=SsrMode::Async>
                    <Route path=path!("/") view=Overview/>
                    <Route path=path!("/unreachable") view=Unreachable/>
                    <Route path=path!("/unreachable/decided") view=Decided/>
                    <Route path=path!("/unreachable/members") view=Members/>
                    <Route path=path!("/unreachable/deliveries") view=Deliveries/>
                    <Route path=path!("/unreachable/import") view=Import/>
                    <Route path=path!("/unreachable/purge") view=PurgeAsked/>
                    <Route path=path!("/waiting-room") view=WaitingRoom/>
                    <Route path=path!("/waiting-room/:run/now") view=PurgeNow/>
                    <Route path=path!("/jobs/cull-accounts") view=CullAccounts/>
                    <Route path=path!("/jobs/remove-profile-media") view=RemoveProfileMedia/>
                    <Route path=path!("/jobs/restore-profile-media") view=RestoreProfileMedia/>
                    <Route path=path!("/runs/:id") view=RunPage/>
                    <Route path=path!("/runs/:id/notice") view=NoticePage/>
                    <Route path=path!("/history") view=History/>
                    <Route path=path!("/history/activity") view=ActivityLog/>
                    <Route path=path!("/storage") view=Storage/>
                    <Route path=path!("/more") view=More/>
                </ParentRoute>
            </Routes>
        </Router>
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::cookie_is;

    #[test]
    fn the_theme_is_read_from_among_other_cookies() {
        assert!(cookie_is("id=x; theme=night; i18n_pref_locale=ja", "night"));
        assert!(!cookie_is("id=x; theme=nightly; mytheme=night", "night"));
    }
}
