//! Why a command could not be carried out, and with which exit status that ends.

use std::error::Error;
use std::net::SocketAddr;
use std::path::PathBuf;

use engine::store::StoreError;
use engine::{EngineError, Refused, RunError};
use mastodon::ConnectError;

use crate::outcome::Outcome;
use crate::settings::SettingsError;

/// A variant per thing that a command does and that can fail.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error(transparent)]
    Settings(#[from] SettingsError),
    #[error("nobody said where Mastodon is; name its settings with --mastodon-env FILE")]
    NoMastodon,
    #[error("the folder {} for Groundskeeper's own state could not be made", path.display())]
    StateFolder { path: PathBuf, source: std::io::Error },
    #[error("Groundskeeper's own state at {address} cannot be used")]
    State { address: String, source: StoreError },
    #[error("the engine could not be started")]
    Open(#[source] EngineError),
    #[error("the engine did not answer")]
    Engine(#[from] EngineError),
    #[error("nothing was done")]
    Refused(#[from] Refused),
    #[error("the run came to no end here")]
    Run(#[source] RunError),
    #[error("{address} cannot be listened on")]
    Listen { address: SocketAddr, source: std::io::Error },
    #[error("the panel stopped")]
    Serve(#[source] std::io::Error),
    #[error("{0}")]
    Operator(&'static str),
    #[error("the password could not be read")]
    ReadPassword(#[source] std::io::Error),
    #[error("the result could not be written to standard output")]
    Output(#[from] std::io::Error),
    #[error("the report could not be put into JSON")]
    Json(#[from] serde_json::Error),
    #[cfg(feature = "demo")]
    #[error("the demo could not be made")]
    Demo(#[from] crate::demo::DemoError),
}

impl Failure {
    /// The status a command ends with: who gave bad input learns it from 2, what we refuse to touch from 3.
    pub(crate) fn outcome(&self) -> Outcome {
        match self {
            Self::Settings(_) | Self::NoMastodon | Self::Operator(_) => Outcome::BadArguments,
            Self::State { source: StoreError::Address(_), .. } => Outcome::BadArguments,
            Self::Open(error) | Self::Engine(error) => of_engine(error),
            Self::Refused(_) => Outcome::Refused,
            _ => Outcome::Failed,
        }
    }
}

fn of_engine(error: &EngineError) -> Outcome {
    match error {
        EngineError::NoMastodon => Outcome::BadArguments,
        EngineError::Connect(ConnectError::NotMastodon { .. }) => Outcome::Refused,
        _ => Outcome::Failed,
    }
}

/// An error with everything under it, in one line, for the one place that tells it.
pub(crate) fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let words = inner.to_string();
        if !text.ends_with(&words) {
            text.push_str(": ");
            text.push_str(&words);
        }
        cause = inner.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bad_input_and_refusals_have_their_own_status() {
        assert_eq!(Failure::NoMastodon.outcome(), Outcome::BadArguments);
        let missing = Failure::Engine(EngineError::Connect(ConnectError::NotMastodon {
            name: "postgres".to_owned(),
            missing: Vec::new(),
        }));
        assert_eq!(missing.outcome(), Outcome::Refused);
        assert_eq!(Failure::Output(std::io::Error::other("full")).outcome(), Outcome::Failed);
    }

    #[test]
    fn a_chain_tells_each_cause_once() {
        let error = Failure::Output(std::io::Error::other("no space left"));
        assert_eq!(chain(&error), "the result could not be written to standard output: no space left");
    }
}
