//! `demo`: made once, quick afterwards, and gone when it is told to stop.

use serde_json::Value;

use crate::support::{Browser, Program};

#[tokio::test]
async fn a_demo_is_made_once_and_keeps_its_data() {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder");
    let demo_dir = folder.path().display().to_string();
    let start = || {
        let args = ["demo", "--demo-dir", &demo_dir, "--accounts", "200", "--servers", "20"];
        Program::new().args(args).args(["--listen", "127.0.0.1:0"]).start("Ctrl-C")
    };
    let announced = || -> Value {
        let text = std::fs::read_to_string(folder.path().join("demo.json")).expect("is announced");
        serde_json::from_str(&text).expect("JSON")
    };

    let (started, _) = start();
    let first = announced();
    let text = |name: &str| first[name].as_str().expect("a text").to_owned();
    let mut browser = Browser::at(text("address").trim_end_matches('/'));
    let form = [("name", text("name")), ("password", text("password"))];
    let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(browser.post("/sign-in", &form).await.location(), "/");
    for path in ["/", "/history", "/unreachable", "/waiting-room", "/jobs/cull-accounts", "/jobs/remove-profile-media"]
    {
        assert_eq!(browser.get(path).await.status, 200, "{path}");
    }
    let again = start_refused(&demo_dir);
    assert!(again.contains("another demo"), "{again}");
    assert_eq!(started.stop("TERM"), Some(0));
    assert!(!folder.path().join("postgres/data/postmaster.pid").exists(), "PostgreSQL has stopped");

    let (started, _) = start();
    let second = announced();
    assert_eq!(first["password"], second["password"]);
    let address = second["address"].as_str().expect("a text");
    let mut browser = browser.moved_to(address.trim_end_matches('/'));
    assert_eq!(browser.get("/history").await.status, 200, "the session is kept");
    assert_eq!(started.stop("INT"), Some(0));
}

/// What a second demo in the same folder says.
fn start_refused(demo_dir: &str) -> String {
    let ended = Program::new().args(["demo", "--demo-dir", demo_dir, "--listen", "127.0.0.1:0"]).run();
    ended.expect(1);
    ended.stderr
}
