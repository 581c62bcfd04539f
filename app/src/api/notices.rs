//! The notice about a purge: its page, its draft, its approval.

use leptos::prelude::*;
use model::notice::Notice;
use model::{Millis, RunId};
use serde::{Deserialize, Serialize};

use super::ApiError;
#[cfg(feature = "ssr")]
use super::{engine, operator};

/// What the page of a notice shows; only to those who may decide.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticePage {
    pub run: RunId,
    pub notice: Notice,
    /// Whether members can be written to: the site's web API and a token are set.
    pub sends: bool,
    pub now: Millis,
}

/// What one of the two buttons of the draft does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoticeAct {
    /// Keeps the texts and shows what members would read.
    Show,
    /// Sends them.
    Approve,
}

impl NoticeAct {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Show => "show",
            Self::Approve => "approve",
        }
    }
}

/// Reads the notice about a purge. An id that is not one is a run that is not there.
#[server(prefix = "/api", endpoint = "notice")]
pub async fn read_notice(id: String) -> Result<NoticePage, ApiError> {
    let operator = operator()?;
    let run: RunId = id.parse().map_err(|_| ApiError::NoSuchRun)?;
    let engine = engine()?;
    let notice = engine.notice(&operator, &run).await?;
    Ok(NoticePage { run, notice, sends: engine.sends_notices(), now: engine.now() })
}

/// Keeps what was typed, and approves it if that was asked for and nothing is wrong with it. What is wrong the page says, which shows the
/// texts as they were kept.
#[server(prefix = "/api", endpoint = "write-notice")]
pub async fn write_notice(run: RunId, en: String, ja: String, act: NoticeAct) -> Result<(), ApiError> {
    let operator = operator()?;
    let (engine, texts) = (engine()?, model::notice::Texts::typed(&en, &ja));
    match act {
        NoticeAct::Show => engine.draft_notice(&operator, &run, &texts).await?,
        NoticeAct::Approve => {
            engine.approve_notice(&operator, &run, &texts).await?;
        }
    }
    leptos_axum::redirect(&format!("/runs/{run}/notice"));
    Ok(())
}

/// Sends nothing more of a notice.
#[server(prefix = "/api", endpoint = "cancel-notice")]
pub async fn cancel_notice(run: RunId) -> Result<(), ApiError> {
    let operator = operator()?;
    engine()?.cancel_notice(&operator, &run).await?;
    leptos_axum::redirect(&format!("/runs/{run}/notice"));
    Ok(())
}

/// Lets the sending of all notices go on after it was halted, and shows this one.
#[server(prefix = "/api", endpoint = "resume-notices")]
pub async fn resume_notices(run: RunId) -> Result<(), ApiError> {
    let operator = operator()?;
    engine()?.resume_notices(&operator).await?;
    leptos_axum::redirect(&format!("/runs/{run}/notice"));
    Ok(())
}
