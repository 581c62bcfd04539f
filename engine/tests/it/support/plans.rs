//! What PostgreSQL really did for each statement, told by its own `auto_explain`.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex};

use serde_json::Value;
use sqlx::{AssertSqlSafe, PgPool, raw_sql};
use tracing::field::{Field, Visit};
use tracing::span;
use tracing::{Event, Metadata, Subscriber};

/// Rows from which on a table is large.
const LARGE: i64 = 10_000;
/// Pages that a statement may read whatever it returns.
const FREE: u64 = 1_000;
/// Pages that it may read for each row that it is asked about, returns, sums up or changes: what
/// two or three dozen look-ups take.
const PER_ROW: u64 = 100;

/// Everything that was told, by statement.
#[derive(Clone, Default)]
pub(crate) struct Plans(Arc<Mutex<Vec<Value>>>);

/// One statement in its worst run.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) times: u64,
    pub(crate) pages: u64,
    pub(crate) rows: u64,
    pub(crate) complaint: Option<String>,
}

impl Plans {
    /// Listens in this process to every connection that has something to tell. Once per process.
    pub(crate) fn listen() -> Self {
        let plans = Self::default();
        tracing::subscriber::set_global_default(Listener(plans.clone())).expect("is the only one");
        plans
    }

    /// Has the database tell what it does on every connection from now on.
    pub(crate) async fn of(pool: &PgPool) {
        let name: String = sqlx::query_scalar("SELECT current_database()").fetch_one(pool).await.expect("reads");
        let settings = [
            ("session_preload_libraries", "auto_explain"),
            ("auto_explain.log_min_duration", "0"),
            ("auto_explain.log_analyze", "on"),
            ("auto_explain.log_buffers", "on"),
            ("auto_explain.log_timing", "off"),
            ("auto_explain.log_format", "json"),
            ("auto_explain.log_nested_statements", "on"),
            // To whom it is about, not to a log that all share.
            ("auto_explain.log_level", "notice"),
        ];
        for (setting, value) in settings {
            let set = format!("ALTER DATABASE {name} SET {setting} = '{value}'");
            raw_sql(AssertSqlSafe(set)).execute(pool).await.expect("is set");
        }
    }

    /// The statements so far, each in its worst run.
    pub(crate) async fn seen(&self, pool: &PgPool) -> BTreeMap<String, Seen> {
        let large = large(pool).await;
        let told = self.0.lock().expect("nobody panicked").clone();
        assert!(told.len() > 100, "auto_explain tells: {}", told.len());
        let mut seen: BTreeMap<String, Seen> = BTreeMap::new();
        for one in &told {
            let text = one["Query Text"].as_str().expect("has a text").to_owned();
            let plan = &one["Plan"];
            let (pages, rows) = (pages(plan), returned(plan).max(changed(plan)).max(asked(plan)));
            let complaint = complaint(&one["Plan"], &large, pages, rows);
            let entry = seen.entry(text).or_insert(Seen { times: 0, pages: 0, rows: 0, complaint: None });
            entry.times += 1;
            if pages >= entry.pages {
                (entry.pages, entry.rows) = (pages, rows);
            }
            entry.complaint = entry.complaint.take().or(complaint);
        }
        seen
    }
}

/// Tables of many rows.
async fn large(pool: &PgPool) -> Vec<String> {
    let sql = "SELECT relname::text FROM pg_class
        WHERE relkind = 'r' AND reltuples > $1 AND relnamespace = 'public'::regnamespace";
    sqlx::query_scalar(sql).bind(LARGE).fetch_all(pool).await.expect("reads")
}

fn complaint(plan: &Value, large: &[String], pages: u64, rows: u64) -> Option<String> {
    if let Some(table) = walked(plan).into_iter().find(|table| large.contains(table)) {
        return Some(format!("reads all of {table}"));
    }
    (pages > FREE + PER_ROW * rows).then(|| format!("reads {pages} pages for {rows} rows"))
}

fn parts(plan: &Value) -> impl Iterator<Item = &Value> {
    plan["Plans"].as_array().into_iter().flatten()
}

/// Tables that were read from one end to the other.
fn walked(plan: &Value) -> Vec<String> {
    let walks = plan["Node Type"] == "Seq Scan" && plan["Actual Loops"].as_u64() != Some(0);
    let here = walks.then(|| plan["Relation Name"].as_str().unwrap_or_default().to_owned());
    here.into_iter().chain(parts(plan).flat_map(walked)).collect()
}

fn pages(plan: &Value) -> u64 {
    ["Shared Hit Blocks", "Shared Read Blocks"].iter().filter_map(|name| plan[name].as_u64()).sum()
}

fn rows(plan: &Value) -> u64 {
    plan["Actual Rows"].as_u64().unwrap_or(0) * plan["Actual Loops"].as_u64().unwrap_or(1)
}

/// Rows that came out, or went into a sum of them.
fn returned(plan: &Value) -> u64 {
    let sums = ["Aggregate", "Group", "Unique", "Sort", "Incremental Sort", "Limit", "Result", "Subquery Scan"];
    let below = match sums.iter().any(|kind| plan["Node Type"] == *kind) {
        true => parts(plan).filter(|part| part["Parent Relationship"] == "Outer").map(returned).max(),
        false => None,
    };
    rows(plan).max(below.unwrap_or(0))
}

/// Rows of what was given with the statement, such as an array of ids.
fn asked(plan: &Value) -> u64 {
    let here = if plan["Node Type"] == "Function Scan" { rows(plan) } else { 0 };
    parts(plan).map(asked).max().unwrap_or(0).max(here)
}

/// Rows that went into each change.
fn changed(plan: &Value) -> u64 {
    let here = if plan["Node Type"] == "ModifyTable" { parts(plan).map(rows).sum() } else { 0 };
    here + parts(plan).map(changed).sum::<u64>()
}

struct Listener(Plans);

impl Subscriber for Listener {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "sqlx::postgres::notice"
    }

    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}
    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}
    fn enter(&self, _: &span::Id) {}
    fn exit(&self, _: &span::Id) {}

    fn event(&self, event: &Event<'_>) {
        event.record(&mut Told(&self.0));
    }
}

struct Told<'a>(&'a Plans);

impl Visit for Told<'_> {
    fn record_str(&mut self, _: &Field, text: &str) {
        if let Some(at) = text.find('{').filter(|_| text.contains("plan:"))
            && let Ok(plan) = serde_json::from_str(&text[at..])
        {
            self.0.0.lock().expect("nobody panicked").push(plan);
        }
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.record_str(field, &format!("{value:?}"));
    }
}
