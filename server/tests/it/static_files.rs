//! Style sheet, scripts and fonts.

use std::fs;

use crate::support::Panel;

#[tokio::test]
async fn files_of_the_panel_are_open_and_nothing_beside_them() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("site");
    for (path, text) in [
        ("site/pkg/groundskeeper.css", "body { color: green }"),
        ("site/fonts/serif.woff2", "font"),
        ("site/logo.svg", "<svg/>"),
        ("site/hash.txt", "not for strangers"),
        ("secret.txt", "secret"),
    ] {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("is made");
        fs::write(path, text).expect("is written");
    }
    let panel = Panel::start_with(&["--site-root", &root.display().to_string()]).await;
    let mut browser = panel.browser();

    let style = browser.get("/pkg/groundskeeper.css").await;
    assert_eq!((style.status, style.header("content-type")), (200, "text/css"));
    assert_eq!(style.header("cache-control"), "no-cache");
    let unchanged = [("if-modified-since", style.header("last-modified"))];
    assert_eq!(browser.get_with("/pkg/groundskeeper.css", &unchanged).await.status, 304);
    assert_eq!(browser.get("/logo.svg").await.header("content-type"), "image/svg+xml");
    assert_eq!(browser.get("/fonts/serif.woff2").await.header("cache-control"), "public, max-age=86400");

    for path in ["/hash.txt", "/secret.txt", "/pkg/../hash.txt"] {
        assert_eq!(browser.get(path).await.status, 303, "{path} leads to the sign-in page");
    }
    for path in ["/pkg/..%2f..%2fsecret.txt", "/fonts/%2e%2e/%2e%2e/secret.txt", "/pkg/"] {
        let answer = browser.get(path).await;
        assert!(!answer.body.contains("secret"), "{path}");
        assert_ne!(answer.status, 200, "{path}");
    }
}
