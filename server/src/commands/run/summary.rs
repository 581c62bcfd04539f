//! What came of a run, in a few plain lines.

use std::fmt::Write;

use model::jobs::cull_accounts::CullReport;
use model::jobs::measure_storage::MeasureReport;
use model::jobs::purge_domain::PurgeReport;
use model::jobs::remove_profile_media::ProfileMediaReport;
use model::jobs::restore_profile_media::RestoreReport;
use model::receipt::Receipt;
use model::run::RunFailure;
use model::storage::StoredKind;
use model::storage::comparison::Brake;
use model::{Failures, Mode, Report, Run, RunState};

use super::no_file_went;

/// Most servers named in the summary; all are in the report.
const NAMED: usize = 20;

/// The summary, ending with a line break; of a purge with the receipt that it saved.
pub(super) fn of_run(run: &Run, receipt: Option<Receipt>) -> String {
    let mut lines = Lines::default();
    lines.say(&format!("{} {}, run {}", run.job.kind(), in_words(run), run.id));
    if run.damaged {
        lines.say("What was written down about this run is damaged; what cannot be read is missing here.");
    }
    match &run.report {
        Some(Report::CullAccounts(report)) => cull(&mut lines, report, run.mode),
        Some(Report::RemoveProfileMedia(report)) => profile_media(&mut lines, report, run.mode),
        Some(Report::PurgeDomain(report)) => purge(&mut lines, report, run.mode),
        Some(Report::RestoreProfileMedia(report)) => restore(&mut lines, report, run.mode),
        Some(Report::MeasureStorage(report)) => storage(&mut lines, report, run.mode),
        None => {}
    }
    if let Some(receipt) = receipt {
        saved(&mut lines, &receipt, run);
    }
    if let RunState::Failed { failure, .. } = &run.state {
        lines.say(&why(failure));
    }
    lines.0
}

fn cull(lines: &mut Lines, report: &CullReport, mode: Mode) {
    lines.count("accounts visited", report.visited);
    lines.count("still there", report.confirmed);
    lines.count(if mode == Mode::Preview { "would be removed" } else { "removed" }, report.removed);
    lines.count("wait for a second look", report.second_look);
    lines.count("held for a decision", report.held);
    for held in &report.held_because {
        lines.say(&format!("  held: {} on {} servers ({})", held.accounts, held.servers, held.reason.as_str()));
    }
    lines.count("without a clear answer", report.unanswered);
    lines.count("posts with them", report.statuses_removed);
    lines.text("storage", &report.bytes_reclaimed.to_string());
    for skipped in report.skipped_domains.iter().take(NAMED) {
        lines.say(&format!("  left alone: {} ({})", skipped.domain, skipped.reason.as_str()));
    }
    if let Some(more) = report.skipped_domains.len().checked_sub(NAMED).filter(|more| *more > 0) {
        lines.say(&format!("  left alone: {more} more servers"));
    }
    if report.limit_reached {
        lines.say("The limit of this run was reached; a later run goes on.");
    }
    lines.failures(&report.failures);
    if report.all_green() {
        lines.say("All green: no server was left unanswered.");
    }
}

fn profile_media(lines: &mut Lines, report: &ProfileMediaReport, mode: Mode) {
    lines.count("accounts visited", report.visited);
    let preview = mode == Mode::Preview;
    lines.count(if preview { "would lose pictures" } else { "lost pictures" }, report.accounts);
    lines.count(if preview { "files to remove" } else { "files removed" }, report.files_removed);
    lines.text(if preview { "would be freed" } else { "freed" }, &report.bytes_reclaimed.to_string());
    for (reason, accounts) in &report.spared {
        lines.count(&format!("spared ({})", reason.as_str().replace('-', " ")), *accounts);
    }
    if report.limit_reached {
        lines.say("The limit of this run was reached; a later run goes on.");
    }
    lines.failures(&report.failures);
}

fn restore(lines: &mut Lines, report: &RestoreReport, mode: Mode) {
    lines.count("missing and missed", report.candidates);
    for (urgency, accounts) in &report.waiting {
        lines.count(&format!("of them {}", urgency.as_str().replace('-', " ")), *accounts);
    }
    if mode == Mode::Apply {
        lines.count("asked for", report.asked);
        lines.count("came so far", report.came);
        lines.count("their server is silent", report.silent);
    }
    if report.limit_reached {
        lines.say("The limit of this run was reached; a later run goes on.");
    }
    lines.failures(&report.failures);
}

fn purge(lines: &mut Lines, report: &PurgeReport, mode: Mode) {
    let preview = mode == Mode::Preview;
    lines.count("servers", u64::try_from(report.domains.len()).unwrap_or(u64::MAX));
    lines.count(if preview { "accounts to remove" } else { "accounts removed" }, report.accounts);
    lines.count("posts with them", report.statuses_removed);
    lines.count("custom emojis", report.emojis);
    if report.domain_blocks > 0 {
        lines.count("domain blocks", report.domain_blocks);
    }
    lines.count(if preview { "files to remove" } else { "files removed" }, report.files_removed);
    lines.text(if preview { "would be freed" } else { "freed" }, &report.bytes_reclaimed.to_string());
    lines.failures(&report.failures);
}

fn saved(lines: &mut Lines, receipt: &Receipt, run: &Run) {
    lines.count("follows saved", receipt.lines.follows);
    if receipt.lines.is_empty() {
        lines.say("No receipt: members had nothing there.");
    } else {
        lines.say(&format!("The receipt of what members had there is in the panel, on the page /runs/{}.", run.id));
    }
}

fn storage(lines: &mut Lines, report: &MeasureReport, mode: Mode) {
    for kind in StoredKind::ALL {
        let share = report.stock.of(kind);
        let label = match kind {
            StoredKind::Avatars => "avatars",
            StoredKind::Headers => "headers",
            StoredKind::Attachments => "attachments",
            StoredKind::Emojis => "custom emojis",
            StoredKind::PreviewCards => "preview cards",
        };
        let total = share.total();
        lines.text(label, &format!("{} in {} files ({} local)", total.bytes, grouped(total.files), share.local.bytes));
    }
    lines.text("in all", &report.stock.total().bytes.to_string());
    if let Some(comparison) = &report.comparison {
        let (owned, orphans) = (comparison.all_owned(), comparison.all_orphans());
        lines.text("in the storage", &format!("{} in {} files", owned.bytes, grouped(owned.files)));
        lines.text("belongs to nobody", &format!("{} in {} files", orphans.bytes, grouped(orphans.files)));
        lines.count("not judged yet", comparison.pending.files);
        lines.count("not recognised", comparison.unknown.files);
        for key in comparison.orphan_examples.iter().take(3) {
            lines.say(&format!("  such as {key}"));
        }
    }
    match report.held {
        Some(Brake::TooMany) => lines.say("Nothing was removed: more belongs to nobody than --most-orphans-percent."),
        Some(Brake::NothingIsOurs) => lines.say("Nothing was removed: nothing in the storage is this Mastodon's."),
        None if report.removed.files > 0 => {
            let preview = mode == Mode::Preview;
            lines.count(if preview { "orphans to remove" } else { "orphans removed" }, report.removed.files);
            lines.text(if preview { "would be freed" } else { "freed" }, &report.removed.bytes.to_string());
        }
        None => {}
    }
    if mode == Mode::Preview {
        lines.say("A preview keeps no measurement.");
    }
    lines.failures(&report.failures);
}

fn in_words(run: &Run) -> &'static str {
    match (&run.state, run.mode) {
        (RunState::Finished { .. }, Mode::Apply) if no_file_went(run) => {
            "finished, but none of its files could be removed"
        }
        (RunState::Finished { .. }, Mode::Preview) => "preview finished",
        (RunState::Finished { .. }, Mode::Apply) => "finished",
        (RunState::Stopped { .. }, _) => "stopped after a batch; what was done stays done",
        (RunState::Failed { .. }, _) => "failed; what was done stays done",
        (RunState::Queued { .. } | RunState::Running { .. }, _) => "goes on elsewhere",
    }
}

fn why(failure: &RunFailure) -> String {
    match failure {
        RunFailure::Database => "Mastodon's database did not answer, or refused a statement.".to_owned(),
        RunFailure::Damaged => "What was written down about this run cannot be read.".to_owned(),
        RunFailure::OwnState => "Groundskeeper's own state could not be read or written.".to_owned(),
        RunFailure::Permission { table } => format!("The database role may not change the table {table}."),
        RunFailure::Unsupported { sentence } => sentence.clone(),
        RunFailure::Storage => "The folder or bucket of Mastodon's media files cannot be used.".to_owned(),
        RunFailure::DiskFull => "The disk that holds Groundskeeper's own state is full.".to_owned(),
        RunFailure::Interrupted => "The process ended and nobody took the run over.".to_owned(),
        RunFailure::Internal => "A fault of Groundskeeper's own; the log above says more.".to_owned(),
    }
}

#[derive(Debug, Default)]
struct Lines(String);

impl Lines {
    /// Names that others chose may hold what a terminal would obey.
    fn say(&mut self, line: &str) {
        self.0.extend(line.chars().map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c }));
        self.0.push('\n');
    }

    fn text(&mut self, label: &str, value: &str) {
        self.say(&format!("  {label:<24}{value:>12}"));
    }

    fn count(&mut self, label: &str, value: u64) {
        self.text(label, &grouped(value));
    }

    fn failures(&mut self, failures: &Failures) {
        for group in failures.groups() {
            let cause = serde_json::to_value(group.cause).unwrap_or_default();
            let mut line = format!("  {}: {}", cause.as_str().unwrap_or("failure"), grouped(group.count));
            if let Some(example) = group.examples.first() {
                // Writing into a String cannot fail.
                let _ = write!(line, ", such as {example}");
            }
            self.say(&line);
        }
    }
}

/// A number with a comma per thousand.
pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use model::jobs::cull_accounts::{Options, SkippedDomain};
    use model::{CaseReason, Job, Millis, Progress, Trigger};

    use super::*;

    const ID: &str = "0193e8a0-7b1c-7def-8123-0123456789ab";

    fn finished(job: Job, report: Report) -> Run {
        Run {
            id: ID.parse().expect("an id"),
            job,
            mode: Mode::Apply,
            trigger: Trigger::CommandLine,
            state: RunState::Finished { since: Millis(1), at: Millis(2) },
            progress: Progress::default(),
            created_at: Millis(0),
            report: Some(report),
            damaged: false,
        }
    }

    fn summary(report: CullReport) -> String {
        of_run(&finished(Job::CullAccounts(Options::default()), Report::CullAccounts(report)), None)
    }

    #[test]
    fn all_green_is_said_only_when_nothing_is_left() {
        assert!(summary(CullReport::default()).contains("All green"));
        let skipped = SkippedDomain { domain: "quiet.example".parse().expect("a name"), reason: CaseReason::TooSlow };
        let text = summary(CullReport { skipped_domains: vec![skipped], ..CullReport::default() });
        assert!(!text.contains("All green"));
        assert!(text.contains("left alone: quiet.example (too-slow)"), "{text}");
        let domain = model::Domain::from_database("a\u{1b}[2J\nb".to_owned());
        let skipped = SkippedDomain { domain, reason: CaseReason::TooSlow };
        let text = summary(CullReport { skipped_domains: vec![skipped], ..CullReport::default() });
        assert!(text.contains("left alone: a\u{fffd}[2J\u{fffd}b (too-slow)"), "{text}");
    }

    #[test]
    fn a_purge_says_how_many_follows_it_saved_and_where_they_are() {
        let job = Job::PurgeDomain(model::jobs::purge_domain::Options::default());
        let run = finished(job, Report::PurgeDomain(PurgeReport::default()));
        let lines = model::receipt::Lines { follows: 1_204, ..model::receipt::Lines::default() };
        let text = of_run(&run, Some(Receipt { lines, ..Receipt::default() }));
        assert!(text.lines().any(|line| line.contains("follows saved") && line.ends_with("1,204")), "{text}");
        assert!(text.contains(&format!("in the panel, on the page /runs/{ID}.")), "{text}");
        let nothing = of_run(&run, Some(Receipt::default()));
        assert!(nothing.contains("No receipt") && !nothing.contains("/runs/"), "{nothing}");
        assert!(!of_run(&run, None).contains("receipt"), "a preview saves none");
    }

    #[test]
    fn thousands_are_grouped() {
        for (number, text) in [(0, "0"), (999, "999"), (1_000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(grouped(number), text);
        }
    }
}
