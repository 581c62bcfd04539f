//! What every test here needs: our own state on each engine, and an engine over a simulated Mastodon.

pub(crate) mod cases;
pub(crate) mod ground;
pub(crate) mod name_server;
pub(crate) mod plans;
pub(crate) mod proxy;
pub(crate) mod sidekiq;
pub(crate) mod state;
pub(crate) mod told_network;
pub(crate) mod told_server;
pub(crate) mod web_api;
pub(crate) mod wire;
