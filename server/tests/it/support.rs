//! What every test needs: a server to look after, the program, and a browser without JavaScript.

mod browser;
mod panel;
mod program;
mod server;

pub(crate) use browser::{Answer, Browser};
pub(crate) use panel::Panel;
pub(crate) use program::{Program, Started};
pub(crate) use server::MastodonServer;
