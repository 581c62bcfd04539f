//! The only way from a page to the engine: server functions, what they return, and what they may refuse.
//!
//! Each one has a fixed address below `/api`, asks for the operator first, and changes something only by POST. What
//! travels is `model`'s words, or a view struct beside its function; nothing secret is ever in either.

pub mod activity;
pub mod cases;
pub mod frame;
pub mod jobs;
pub mod notices;
pub mod overview;
pub mod receipts;
pub mod runs;
pub mod schedules;
pub mod storage;

use leptos::server_fn::codec::JsonEncoding;
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use model::{Domain, Permission, RunId};
use serde::{Deserialize, Serialize};

/// Why a server function refused, in what a person can do about it.
///
/// There is no free text in it: without JavaScript it comes back in an address, which anybody could have made up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "error", content = "of", rename_all = "kebab-case")]
pub enum ApiError {
    #[error("nobody is signed in")]
    SignedOut,
    #[error("the operator may not do that")]
    NotAllowed(Permission),
    #[error("the job is already at work in run {0}")]
    AlreadyRunning(RunId),
    #[error("there is no such run")]
    NoSuchRun,
    #[error("there is no such case")]
    NoSuchCase,
    #[error("a second person has to agree first")]
    WantsAgreement,
    #[error("somebody else has to agree")]
    SamePerson,
    #[error("a server is in the waiting room")]
    InWaitingRoom,
    #[error("there is no such time zone")]
    UnknownZone,
    #[error("no server was chosen")]
    NothingToPurge,
    #[error("other servers match the filter by now")]
    ListChanged,
    #[error("what was to be typed was not")]
    NotTyped,
    #[error("that is not a day to come")]
    NoSuchDay,
    #[error("that is not the name of a server")]
    NotAServerName,
    #[error("that is not an account")]
    NotAHandle,
    #[error("Mastodon's Redis is not set up")]
    NoRedis,
    #[error("something reached us from {0} after it fell silent")]
    Heard(Domain),
    #[error("the site's web API is not set up")]
    NoWebApi,
    #[error("the text names no server")]
    NobodyNamed,
    #[error("Mastodon could not be told to deliver again")]
    DeliveryNotRestarted,
    #[error("a number is out of its bounds")]
    OutOfBounds,
    #[error("that is not a price, a size or a currency")]
    NotAPrice,
    #[error("the request could not be read")]
    BadRequest,
    #[error("the server could not be reached")]
    Unreachable,
    #[error("an internal fault")]
    Internal,
}

impl FromServerFnError for ApiError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(value: ServerFnErrorErr) -> Self {
        match value {
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) | ServerFnErrorErr::Serialization(_) => {
                Self::BadRequest
            }
            ServerFnErrorErr::Request(_) => Self::Unreachable,
            _ => Self::Internal,
        }
    }
}

#[cfg(feature = "ssr")]
mod server_side {
    use engine::{ActError, Engine, EngineError};
    use leptos::prelude::*;
    use model::Operator;

    use super::ApiError;

    /// The engine of this process.
    pub(crate) fn engine() -> Result<Engine, ApiError> {
        use_context::<Engine>().ok_or_else(|| {
            tracing::error!("the engine was not provided to the page");
            ApiError::Internal
        })
    }

    /// Gives a script the status of a refusal. A plain form gets none: it is sent back to its page, which a status would
    /// prevent.
    pub(crate) fn told(error: ApiError) -> ApiError {
        let plain = use_context::<axum::http::request::Parts>().is_some_and(|parts| {
            let accepted = parts.headers.get(axum::http::header::ACCEPT);
            accepted.and_then(|accepted| accepted.to_str().ok()).is_some_and(|accepted| accepted.contains("text/html"))
        });
        if !plain {
            super::answer_with(&error);
        }
        error
    }

    /// Who asks. Only the session layer puts an operator into a request.
    pub(crate) fn operator() -> Result<Operator, ApiError> {
        use_context::<axum::http::request::Parts>()
            .and_then(|parts| parts.extensions.get::<Operator>().cloned())
            .ok_or(ApiError::SignedOut)
    }

    impl From<EngineError> for ApiError {
        fn from(error: EngineError) -> Self {
            tracing::error!(error = &error as &(dyn std::error::Error + 'static), "a page could not be read");
            Self::Internal
        }
    }

    impl From<ActError> for ApiError {
        fn from(error: ActError) -> Self {
            told(match error {
                ActError::NotAllowed(permission) => Self::NotAllowed(permission),
                ActError::AlreadyRunning(run) => Self::AlreadyRunning(run),
                ActError::NoSuchRun | ActError::NotDecided => Self::NoSuchRun,
                ActError::NoSuchCase | ActError::Kept(_) => Self::NoSuchCase,
                ActError::Heard { domain, .. } => Self::Heard(domain),
                ActError::WantsAgreement => Self::WantsAgreement,
                ActError::SamePerson => Self::SamePerson,
                ActError::InWaitingRoom => Self::InWaitingRoom,
                ActError::UnknownZone => Self::UnknownZone,
                ActError::NothingToPurge => Self::NothingToPurge,
                ActError::NoRedis => Self::NoRedis,
                ActError::NoWebApi => Self::NoWebApi,
                ActError::Delivery(error) => {
                    tracing::error!(
                        error = &error as &(dyn std::error::Error + 'static),
                        "a delivery was not restarted"
                    );
                    Self::DeliveryNotRestarted
                }
                ActError::Store(error) => error.into(),
            })
        }
    }
}
#[cfg(feature = "ssr")]
pub(crate) use server_side::{engine, operator, told};

/// Tells the browser with the status of the page that its matter is missing or failed; in the browser there is nothing
/// to tell.
pub fn answer_with(error: &ApiError) {
    #[cfg(feature = "ssr")]
    if let Some(response) = leptos::prelude::use_context::<leptos_axum::ResponseOptions>() {
        use axum::http::StatusCode;
        response.set_status(match error {
            ApiError::SignedOut => StatusCode::UNAUTHORIZED,
            ApiError::NotAllowed(_) | ApiError::SamePerson => StatusCode::FORBIDDEN,
            ApiError::NoSuchRun | ApiError::NoSuchCase => StatusCode::NOT_FOUND,
            ApiError::AlreadyRunning(_)
            | ApiError::ListChanged
            | ApiError::WantsAgreement
            | ApiError::InWaitingRoom => StatusCode::CONFLICT,
            ApiError::BadRequest
            | ApiError::UnknownZone
            | ApiError::NothingToPurge
            | ApiError::NotTyped
            | ApiError::NoSuchDay
            | ApiError::NotAServerName
            | ApiError::NobodyNamed
            | ApiError::NotAHandle
            | ApiError::NoRedis
            | ApiError::NoWebApi
            | ApiError::NotAPrice
            | ApiError::OutOfBounds => StatusCode::UNPROCESSABLE_ENTITY,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        });
    }
    #[cfg(not(feature = "ssr"))]
    let _ = error;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_survives_its_trip_through_an_address() {
        let run: RunId = "0193e8a0-7b1c-7def-8123-0123456789ab".parse().expect("an id");
        for error in [ApiError::AlreadyRunning(run), ApiError::NotAllowed(Permission::Decide), ApiError::NoSuchRun] {
            let json = serde_json::to_string(&error).expect("serializes");
            assert_eq!(serde_json::from_str::<ApiError>(&json).expect("parses"), error);
        }
    }

    #[test]
    fn what_the_framework_says_never_reaches_a_person() {
        let error = ApiError::from_server_fn_error(ServerFnErrorErr::ServerError("secret".to_owned()));
        assert!(!serde_json::to_string(&error).expect("serializes").contains("secret"));
    }
}
