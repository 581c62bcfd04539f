//! The panel as a service would run it, and a person who is signed in.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use reqwest::header::{COOKIE, SET_COOKIE};
use reqwest::redirect::Policy;
use reqwest::{Client, StatusCode};
use simulator::{MastodonVersion, TestDatabase};

/// The name of the site in our state.
pub(super) const SITE: &str = "here.example";
const NAME: &str = "mika";
const PASSWORD: &str = "correct horse battery";

/// A panel at work; it ends with the measurement.
pub(super) struct Panel {
    program: Child,
    address: String,
    client: Client,
    cookie: String,
    _mastodon: TestDatabase,
}

impl Panel {
    /// Starts the program on that state and signs in.
    pub(super) async fn start(folder: &Path, state: &str) -> Self {
        let mastodon = TestDatabase::fresh(MastodonVersion::V4_6).await;
        let settings = folder.join(".env.production");
        let media = folder.display();
        let env = format!("LOCAL_DOMAIN={SITE}\nDATABASE_URL={}\nPAPERCLIP_ROOT_PATH={media}\n", mastodon.url());
        std::fs::write(&settings, env).expect("is written");
        let program = || {
            let mut program = Command::new(env!("CARGO_BIN_EXE_groundskeeper"));
            program.args(["--state", state, "--mastodon-env"]).arg(&settings);
            program.env("GROUNDSKEEPER_LOG", "error").stdin(Stdio::piped()).stdout(Stdio::piped());
            program
        };
        let mut add = program().args(["operator", "add", NAME]).spawn().expect("the program starts");
        add.stdin.take().expect("is piped").write_all(PASSWORD.as_bytes()).expect("is written");
        assert!(add.wait().expect("ends").success(), "the operator is added");
        let mut program = program().args(["serve", "--listen", "127.0.0.1:0"]).spawn().expect("the program starts");
        let lines = BufReader::new(program.stdout.take().expect("is piped")).lines();
        let told = lines.map(|line| line.expect("is text")).find(|line| line.contains("http://")).expect("an address");
        let address = told[told.find("http://").expect("an address")..].trim_end_matches('/').to_owned();
        let client = Client::builder().redirect(Policy::none()).no_proxy().build().expect("a client");
        let form = [("name", NAME), ("password", PASSWORD)];
        let form = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let sign_in = client.post(format!("{address}/sign-in")).header("origin", &address).body(form);
        let sign_in = sign_in.header("content-type", "application/x-www-form-urlencoded");
        let answer = sign_in.send().await.expect("the panel answers");
        let cookie = answer.headers().get(SET_COOKIE).expect("a session").to_str().expect("is text");
        let cookie = cookie.split(';').next().unwrap_or_default().to_owned();
        Self { program, address, client, cookie, _mastodon: mastodon }
    }

    /// How long a page takes until the last of it is there, sent compressed as to any browser.
    pub(super) async fn page(&self, path: &str) -> Duration {
        let begun = Instant::now();
        let asked = self.client.get(format!("{}{path}", self.address)).header(COOKIE, &self.cookie).send();
        let answer = asked.await.expect("the panel answers");
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        answer.bytes().await.expect("the page comes");
        begun.elapsed()
    }
}

impl Drop for Panel {
    fn drop(&mut self) {
        // Nothing of it is wanted any more.
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}
