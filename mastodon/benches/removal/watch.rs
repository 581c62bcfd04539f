//! How long the longest transaction is.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use sqlx::PgPool;
use tokio::task::JoinHandle;

/// How long the longest transaction of ours has been going on, and its latest statement.
const LONGEST: &str = "SELECT (extract(epoch FROM clock_timestamp() - xact_start) * 1000)::float8, query
FROM pg_stat_activity WHERE application_name = 'groundskeeper' AND xact_start IS NOT NULL ORDER BY xact_start LIMIT 1";

/// A transaction that takes longer is told with its statement.
const NOTICED_MS: f64 = 200.0;

/// The longest transaction that was seen.
#[derive(Debug, Default)]
pub(crate) struct Longest {
    pub(crate) ms: f64,
    /// Its latest statement.
    pub(crate) statement: String,
}

impl Longest {
    /// Tells the statement of one that somebody would notice.
    pub(crate) fn tell(&self) {
        if self.ms > NOTICED_MS {
            let words: Vec<&str> = self.statement.split_whitespace().collect();
            println!("    longest: {:.200}", words.join(" "));
        }
    }
}

/// Looks again and again at how long a transaction of ours takes.
pub(crate) struct Watch {
    looking: JoinHandle<Longest>,
    end: Arc<AtomicBool>,
}

impl Watch {
    pub(crate) fn start(pool: &PgPool) -> Self {
        let end = Arc::<AtomicBool>::default();
        let (pool, ended) = (pool.clone(), end.clone());
        let looking = tokio::spawn(async move {
            let mut longest = Longest::default();
            while !ended.load(Ordering::Relaxed) {
                let seen: Option<(f64, String)> =
                    sqlx::query_as(LONGEST).fetch_optional(&pool).await.expect("it is read");
                if let Some((ms, statement)) = seen.filter(|(ms, _)| *ms > longest.ms) {
                    longest = Longest { ms, statement };
                }
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
            longest
        });
        Self { looking, end }
    }

    pub(crate) async fn stop(self) -> Longest {
        self.end.store(true, Ordering::Relaxed);
        self.looking.await.expect("it looked")
    }
}
