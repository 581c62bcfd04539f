//! Downloads of what a purge saved: everything, or one member's follows as Mastodon imports them, as they were or where they can go on.

use std::future::Future;

use axum::Extension;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use engine::ActError;
use futures::{StreamExt, TryStreamExt, stream};
use model::receipt::{Kind, Line, csv};
use model::{Operator, RunId};

use crate::failure::chain;
use crate::site::Site;

/// Lines read, and sent, at once.
const AT_ONCE: u32 = 1_000;

/// `GET /runs/{id}/receipt.csv`: every line of the receipt of a run.
pub(crate) async fn everything(
    State(site): State<Site>,
    Extension(operator): Extension<Operator>,
    Path(run): Path<String>,
) -> Response {
    let Ok(run) = run.parse::<RunId>() else { return StatusCode::NOT_FOUND.into_response() };
    let name = format!("receipt-{run}.csv");
    let read = move |last: Option<Line>| {
        let (site, operator, run) = (site.clone(), operator.clone(), run.clone());
        async move { site.engine.receipt_lines(&operator, &run, last.as_ref(), AT_ONCE).await }
    };
    let rows = |lines: &[Line]| lines.iter().map(csv::anything).collect();
    download(&name, csv::EVERYTHING_HEAD, rows, read).await
}

/// `GET /runs/{id}/receipt/{member}/following_accounts.csv`: the follows of one member that the purge took.
pub(crate) async fn follows(
    site: State<Site>,
    operator: Extension<Operator>,
    path: Path<(String, String)>,
) -> Response {
    of_member(site, operator, path, Kind::Follow, "following_accounts").await
}

/// `GET /runs/{id}/receipt/{member}/moved_accounts.csv`: where those moved to whom one member followed.
pub(crate) async fn moves(site: State<Site>, operator: Extension<Operator>, path: Path<(String, String)>) -> Response {
    of_member(site, operator, path, Kind::Move, "moved_accounts").await
}

/// The lines of that kind as Mastodon imports them.
async fn of_member(
    State(site): State<Site>,
    Extension(operator): Extension<Operator>,
    Path((run, member)): Path<(String, String)>,
    kind: Kind,
    file: &str,
) -> Response {
    let Ok(run) = run.parse::<RunId>() else { return StatusCode::NOT_FOUND.into_response() };
    // Mastodon names no member otherwise; nothing else may get into a header.
    if !member.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-')) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let name = format!("{file}-{member}.csv");
    let read = move |last: Option<Line>| {
        let (site, operator, run, member) = (site.clone(), operator.clone(), run.clone(), member.clone());
        async move { site.engine.receipt_of_member(&operator, &run, &member, kind, last.as_ref(), AT_ONCE).await }
    };
    let rows = |lines: &[Line]| lines.iter().filter_map(csv::follow).collect();
    download(&name, csv::FOLLOWS_HEAD, rows, read).await
}

/// A file that is read and sent page by page. Nothing of it is kept here, so it may be of any length. A page that cannot be read breaks
/// the connection, so that nobody takes a part for the whole.
async fn download<R, F>(
    name: &str,
    head: &'static str,
    rows: impl Fn(&[Line]) -> String + Send + 'static,
    read: R,
) -> Response
where
    R: Fn(Option<Line>) -> F + Send + 'static,
    F: Future<Output = Result<Vec<Line>, ActError>> + Send,
{
    let first = match read(None).await {
        Ok(first) if first.is_empty() => return StatusCode::NOT_FOUND.into_response(),
        Ok(first) => first,
        Err(ActError::NotAllowed(_)) => {
            return (StatusCode::FORBIDDEN, "Your role may not see this.").into_response();
        }
        Err(error) => {
            tracing::error!(error = %chain(&error), "A receipt could not be read.");
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        }
    };
    let beginning = format!("{head}{}", rows(&first));
    let rest = stream::try_unfold((first.last().cloned(), rows, read), |(last, rows, read)| async move {
        let lines = read(last).await.inspect_err(|error| {
            tracing::error!(error = %chain(error), "A receipt broke off while it was sent.");
        })?;
        let text = rows(&lines);
        Ok::<_, ActError>(lines.last().cloned().map(|last| (text, (Some(last), rows, read))))
    });
    let body = Body::from_stream(stream::once(async move { Ok(beginning) }).chain(rest.into_stream()));
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    (headers, body).into_response()
}
