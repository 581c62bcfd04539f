//! The one JSON document of `run … --json`.

use std::io::Write;

use engine::Engine;
use model::receipt::Receipt;
use model::{Job, JobKind, Mode, Run};
use serde_json::{Map, Value, json};

use crate::failure::{Failure, chain};
use crate::outcome::Outcome;

/// Accounts read at a time, so that memory does not grow with their number.
const PAGE: u32 = 1_000;

/// What was asked for, for the document of a run that never began.
#[derive(Clone, Copy, Debug)]
pub(super) struct Told {
    pub(super) job: JobKind,
    pub(super) mode: Mode,
}

/// Writes a run and its report as one object: the report's fields stand beside `run`, `job`, `mode` and `state`; a cull's has
/// `removed_accounts` (in a preview those it would remove), read in pages; a purge's the `receipt` that it saved, in numbers.
///
/// Returns `false` when that list broke off, which `"removed_accounts_complete": false` then says.
///
/// # Errors
/// [`Failure::Output`], [`Failure::Json`].
pub(super) async fn of_run(
    out: &mut impl Write,
    engine: &Engine,
    run: &Run,
    receipt: Option<Receipt>,
) -> Result<bool, Failure> {
    let head = serde_json::to_string(&head_of(run, receipt)?)?;
    let Some(open) = head.strip_suffix('}').filter(|_| matches!(run.job, Job::CullAccounts(_))) else {
        writeln!(out, "{head}")?;
        return Ok(true);
    };
    write!(out, "{open},\"removed_accounts\":[")?;
    let (mut after, mut whole) = (0, true);
    loop {
        let page = match engine.removed_accounts(&run.id, after, PAGE).await {
            Ok(page) => page,
            Err(error) => {
                tracing::error!(error = %chain(&error), run.id = %run.id, "The removed accounts could not be listed.");
                whole = false;
                break;
            }
        };
        for removed in &page {
            let comma = if after == 0 { "" } else { "," };
            write!(out, "{comma}{}", serde_json::to_string(&removed.account)?)?;
            after = removed.position;
        }
        if page.is_empty() {
            break;
        }
    }
    writeln!(out, "]{}}}", if whole { "" } else { ",\"removed_accounts_complete\":false" })?;
    Ok(whole)
}

/// Writes why there is no run.
///
/// # Errors
/// [`Failure::Output`].
pub(super) fn of_failure(out: &mut impl Write, told: Told, failure: &Failure) -> Result<(), Failure> {
    let state = if failure.outcome() == Outcome::Refused { "refused" } else { "failed" };
    let document = json!({
        "job": told.job.as_str(),
        "mode": told.mode.as_str(),
        "state": state,
        "message": chain(failure),
    });
    Ok(writeln!(out, "{document}")?)
}

fn head_of(run: &Run, receipt: Option<Receipt>) -> Result<Map<String, Value>, Failure> {
    let mut head = Map::new();
    let mut put = |name: &str, value: Value| head.insert(name.to_owned(), value);
    put("run", run.id.as_str().into());
    put("job", run.job.kind().as_str().into());
    put("mode", run.mode.as_str().into());
    if run.damaged {
        put("damaged", true.into());
    }
    for (name, value) in fields(serde_json::to_value(&run.state)?) {
        put(&name, value);
    }
    if let Some(report) = &run.report {
        let mut report = serde_json::to_value(report)?;
        for (name, value) in fields(report["report"].take()) {
            put(&name, value);
        }
    }
    if let Some(receipt) = receipt {
        put("receipt", serde_json::to_value(receipt)?);
    }
    Ok(head)
}

fn fields(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}

#[cfg(test)]
mod tests {
    use model::jobs::remove_profile_media::{Options, ProfileMediaReport};
    use model::run::RunState;
    use model::{Bytes, Millis, Progress, Report, Trigger};

    use super::*;

    #[test]
    fn the_reports_fields_stand_beside_the_run() {
        let run = Run {
            id: "0193e8a0-7b1c-7def-8123-0123456789ab".parse().expect("an id"),
            job: Job::RemoveProfileMedia(Options::default()),
            mode: Mode::Preview,
            trigger: Trigger::CommandLine,
            state: RunState::Finished { since: Millis(1), at: Millis(2) },
            progress: Progress::default(),
            created_at: Millis(0),
            report: Some(Report::RemoveProfileMedia(ProfileMediaReport {
                visited: 3,
                bytes_reclaimed: Bytes(9),
                ..ProfileMediaReport::default()
            })),
            damaged: false,
        };
        let head = Value::Object(head_of(&run, None).expect("is JSON"));
        let expected = json!({
            "run": "0193e8a0-7b1c-7def-8123-0123456789ab", "job": "remove-profile-media", "mode": "preview",
            "state": "finished", "since": 1, "at": 2, "visited": 3, "accounts": 0, "spared": {}, "files_removed": 0,
            "bytes_reclaimed": 9, "limit_reached": false, "failures": [],
        });
        assert_eq!(head, expected);
        let damaged = head_of(&Run { damaged: true, report: None, ..run }, None).expect("is JSON");
        assert_eq!((damaged.get("damaged"), damaged.get("visited")), (Some(&Value::Bool(true)), None));
    }

    #[test]
    fn a_failure_is_one_document_too() {
        let mut out = Vec::new();
        let told = Told { job: JobKind::CullAccounts, mode: Mode::Apply };
        of_failure(&mut out, told, &Failure::NoMastodon).expect("is written");
        let document: Value = serde_json::from_slice(&out).expect("one document");
        assert_eq!(document["state"], "failed");
        assert!(document["message"].as_str().is_some_and(|message| message.contains("--mastodon-env")));
    }
}
