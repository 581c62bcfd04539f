//! Whether a run may change anything.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// `Preview` changes nothing at all; `Apply` does the work. There is no default on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    Preview,
    Apply,
}

impl Mode {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Preview => "preview",
            Self::Apply => "apply",
        }
    }
}

impl FromStr for Mode {
    type Err = UnknownMode;
    fn from_str(text: &str) -> Result<Self, UnknownMode> {
        match text {
            "preview" => Ok(Self::Preview),
            "apply" => Ok(Self::Apply),
            _ => Err(UnknownMode),
        }
    }
}

/// A mode is `preview` or `apply`.
#[derive(Debug, thiserror::Error)]
#[error("the mode is either “preview” or “apply”")]
pub struct UnknownMode;
