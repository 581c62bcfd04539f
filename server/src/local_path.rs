//! A place inside the panel to go on to; never another site.

use std::fmt;

use url::Url;

/// A path of the panel with its query, such as `/runs/…?page=2`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LocalPath(String);

/// An origin that nobody has, against which a wish is read as browsers read it.
const NOWHERE: &str = "http://panel.invalid";

impl LocalPath {
    /// The wished place if it is inside the panel, else the first page.
    ///
    /// A browser takes `//host`, `/\host` and tabs within as another site, so the wish is read by the same rules.
    pub(crate) fn of_wish(wish: Option<&str>) -> Self {
        let inside = |wish: &str| {
            let url = Url::parse(NOWHERE).ok()?.join(wish).ok()?;
            let path = match url.query() {
                Some(query) => format!("{}?{query}", url.path()),
                None => url.path().to_owned(),
            };
            let local = wish.starts_with('/') && url.as_str().starts_with(NOWHERE) && !path.starts_with("//");
            (local && !path.starts_with("/sign-in") && !path.starts_with("/api/")).then_some(Self(path))
        };
        wish.and_then(inside).unwrap_or_else(|| Self("/".to_owned()))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// The sign-in page, which goes on to this place afterwards.
    pub(crate) fn by_sign_in(&self, failed: Option<&str>) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        if let Some(failed) = failed {
            query.append_pair("failed", failed);
        }
        if self.0 != "/" {
            query.append_pair("next", &self.0);
        }
        match query.finish() {
            query if query.is_empty() => "/sign-in".to_owned(),
            query => format!("/sign-in?{query}"),
        }
    }
}

impl fmt::Display for LocalPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wish_inside_the_panel_is_kept() {
        for wish in ["/", "/history", "/runs/1?after=3&x=%2F", "/unreachable?q=a%20b"] {
            assert_eq!(LocalPath::of_wish(Some(wish)).as_str(), wish);
        }
    }

    #[test]
    fn another_site_is_never_gone_to() {
        for wish in [
            "https://evil.example/",
            "//evil.example/",
            "/\\evil.example/",
            "\\\\evil.example",
            "/\t/evil.example",
            "/..//evil.example",
            "javascript:alert(1)",
            "evil.example",
            "",
            "/sign-in?next=/sign-in",
            "/api/start",
            "http://panel.invalid@evil.example/",
            "http://panel.invalid.evil.example/",
        ] {
            assert_eq!(LocalPath::of_wish(Some(wish)).as_str(), "/", "{wish:?}");
        }
        assert_eq!(LocalPath::of_wish(None).as_str(), "/");
    }

    #[test]
    fn the_sign_in_page_remembers_the_place() {
        let place = LocalPath::of_wish(Some("/history?job=cull-accounts"));
        assert_eq!(place.by_sign_in(None), "/sign-in?next=%2Fhistory%3Fjob%3Dcull-accounts");
        assert_eq!(LocalPath::of_wish(None).by_sign_in(Some("credentials")), "/sign-in?failed=credentials");
        assert_eq!(LocalPath::of_wish(None).by_sign_in(None), "/sign-in");
    }
}
