//! Adding people on the command line.

use crate::support::{MastodonServer, Program};

#[tokio::test]
async fn an_operator_is_added_without_any_mastodon() {
    let folder = tempfile::tempdir().expect("a folder");
    let state = format!("sqlite://{}", folder.path().join("own.db").display());
    let add = || Program::new().args(["operator", "add", "bob", "--role", "visitor", "--state", &state]);
    add().input("long enough\n").run().expect(0);
    add().input("another one\n").run().expect(0);
}

#[tokio::test]
async fn a_short_or_missing_password_changes_nothing() {
    let server = MastodonServer::start().await;
    let add = || server.program().args(["operator", "add", "bob"]);
    add().input("short\n").run().expect(2).says(&["at least 8 characters"]);
    add().run().expect(2).says(&["no password"]);
    assert!(!server.folder().join("own.db").exists(), "our own state was not even made");
}

#[tokio::test]
async fn a_role_that_does_not_exist_is_a_bad_argument() {
    let server = MastodonServer::start().await;
    let add = server.program().args(["operator", "add", "bob", "--role", "king"]).input("long enough");
    add.run().expect(2).says(&["visitor", "moderator", "caretaker"]);
}
