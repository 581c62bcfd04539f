//! Theme and language of one browser, kept in its cookies so that the first page already looks right.

use axum::extract::Form;
use axum::http::header::SET_COOKIE;
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use serde::Deserialize;

use crate::local_path::LocalPath;

/// A year, in seconds.
const KEPT_S: u32 = 365 * 24 * 60 * 60;

/// The fields of the preferences form; what is left out stays as it is.
#[derive(Deserialize)]
pub(crate) struct Preferences {
    theme: Option<Theme>,
    locale: Option<Language>,
    next: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Theme {
    Day,
    Night,
    /// As the browser's own preference says.
    System,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Language {
    En,
    Ja,
}

/// `POST /preferences`: sets the cookies and goes back.
pub(crate) async fn set(Form(preferences): Form<Preferences>) -> Response {
    let theme = preferences.theme.map(|theme| match theme {
        Theme::Day => cookie("theme", "day", KEPT_S),
        Theme::Night => cookie("theme", "night", KEPT_S),
        Theme::System => cookie("theme", "", 0),
    });
    let locale = preferences.locale.map(|locale| match locale {
        Language::En => cookie("i18n_pref_locale", "en", KEPT_S),
        Language::Ja => cookie("i18n_pref_locale", "ja", KEPT_S),
    });
    let cookies = [theme, locale].into_iter().flatten().map(|cookie| (SET_COOKIE, cookie)).collect::<Vec<_>>();
    let next = LocalPath::of_wish(preferences.next.as_deref());
    (AppendHeaders(cookies), Redirect::to(next.as_str())).into_response()
}

/// Readable by the page's own script, which shows the language; neither is a secret.
fn cookie(name: &str, value: &str, max_age_s: u32) -> String {
    format!("{name}={value}; Path=/; Max-Age={max_age_s}; SameSite=Lax")
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn cookies(preferences: Preferences) -> Vec<String> {
        let response = set(Form(preferences)).await;
        response.headers().get_all(SET_COOKIE).iter().map(|value| value.to_str().expect("text").to_owned()).collect()
    }

    #[tokio::test]
    async fn only_what_was_sent_is_changed() {
        let night = Preferences { theme: Some(Theme::Night), locale: None, next: None };
        assert_eq!(cookies(night).await, ["theme=night; Path=/; Max-Age=31536000; SameSite=Lax"]);
        let japanese = Preferences { theme: None, locale: Some(Language::Ja), next: None };
        assert_eq!(cookies(japanese).await, ["i18n_pref_locale=ja; Path=/; Max-Age=31536000; SameSite=Lax"]);
        let system = Preferences { theme: Some(Theme::System), locale: None, next: None };
        assert_eq!(cookies(system).await, ["theme=; Path=/; Max-Age=0; SameSite=Lax"]);
    }
}
