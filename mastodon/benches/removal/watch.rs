//! How long the longest transaction is.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use sqlx::PgPool;
use tokio::task::JoinHandle;

/// How long the longest transaction of a removal has been going on.
const LONGEST: &str = "SELECT coalesce(max(extract(epoch FROM clock_timestamp() - xact_start) * 1000), 0)::float8
FROM pg_stat_activity WHERE application_name = 'groundskeeper'";

/// Looks again and again at how long a transaction of ours takes.
pub(crate) struct Watch {
    looking: JoinHandle<f64>,
    end: Arc<AtomicBool>,
}

impl Watch {
    pub(crate) fn start(pool: &PgPool) -> Self {
        let end = Arc::<AtomicBool>::default();
        let (pool, ended) = (pool.clone(), end.clone());
        let looking = tokio::spawn(async move {
            let mut longest: f64 = 0.0;
            while !ended.load(Ordering::Relaxed) {
                longest = longest.max(sqlx::query_scalar(LONGEST).fetch_one(&pool).await.expect("it is read"));
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
            longest
        });
        Self { looking, end }
    }

    pub(crate) async fn stop(self) -> f64 {
        self.end.store(true, Ordering::Relaxed);
        self.looking.await.expect("it looked")
    }
}
