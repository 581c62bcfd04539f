//! The panel of a test server, started as a service would.

use super::{Browser, MastodonServer, Started};

/// Name and password of the operator that every panel has.
pub(crate) const NAME: &str = "alice";
pub(crate) const PASSWORD: &str = "correct horse battery";

/// A panel at work.
pub(crate) struct Panel {
    pub(crate) server: MastodonServer,
    started: Option<Started>,
    address: String,
    args: Vec<String>,
}

impl Panel {
    pub(crate) async fn start() -> Self {
        Self::start_with(&[]).await
    }

    pub(crate) async fn start_with(args: &[&str]) -> Self {
        let server = MastodonServer::start().await;
        let added = server.program().args(["operator", "add", NAME]).input(PASSWORD).run();
        added.expect(0);
        let args = args.iter().map(ToString::to_string).collect();
        let mut panel = Self { server, started: None, address: String::new(), args };
        panel.wake();
        panel
    }

    fn wake(&mut self) {
        let args = self.args.iter().map(String::as_str);
        let program = self.server.program().args(["serve", "--listen", "127.0.0.1:0"]).args(args);
        let (started, line) = program.env("GROUNDSKEEPER_LOG", "warn").start("http://127.0.0.1:");
        let start = line.find("http://").expect("an address");
        self.address = line[start..].trim_end_matches('/').to_owned();
        self.started = Some(started);
    }

    /// Stops the panel as a service would and starts it again, on another port.
    pub(crate) fn restart(&mut self) {
        let stopped = self.started.take().expect("is at work").stop("TERM");
        assert_eq!(stopped, Some(0), "the panel stops in order");
        self.wake();
    }

    /// The address on this machine, also when people use another one.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// A browser that has never been here.
    pub(crate) fn browser(&self) -> Browser {
        Browser::at(&self.address)
    }

    /// A browser whose person has signed in.
    pub(crate) async fn signed_in(&self) -> Browser {
        let mut browser = self.browser();
        let answer = browser.post("/sign-in", &[("name", NAME), ("password", PASSWORD)]).await;
        assert_eq!((answer.status, answer.location()), (303, "/"), "signs in");
        browser
    }
}
