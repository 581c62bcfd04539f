//! People who use the site while accounts are removed.

use std::mem;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use sqlx::PgPool;
use tokio::task::JoinHandle;

/// Between two requests of one reader.
const PAUSE: Duration = Duration::from_millis(20);

/// What a page of posts asks for.
const READ: &str = "SELECT s.id, s.text, a.username, st.favourites_count
FROM follows f JOIN statuses s ON s.account_id = f.target_account_id JOIN accounts a ON a.id = s.account_id
LEFT JOIN status_stats st ON st.status_id = s.id
WHERE f.account_id = (SELECT id FROM accounts WHERE domain IS NULL ORDER BY id OFFSET $1 LIMIT 1)
ORDER BY s.id DESC LIMIT 20";
/// What somebody's new post counts.
const WRITE: &str = "UPDATE account_stats SET statuses_count = statuses_count + 1, updated_at = now()
WHERE account_id = (SELECT id FROM accounts WHERE domain IS NULL ORDER BY id OFFSET $1 LIMIT 1)";

/// Readers and writers at work.
pub(crate) struct Load {
    people: Vec<JoinHandle<()>>,
    took: Arc<Mutex<Vec<f64>>>,
}

impl Load {
    pub(crate) fn start(pool: &PgPool) -> Self {
        let took = Arc::<Mutex<Vec<f64>>>::default();
        let people = (0..4_i64).map(|nth| tokio::spawn(person(nth, pool.clone(), Arc::clone(&took)))).collect();
        Self { people, took }
    }

    /// The time within which 95 of 100 requests since the last call were answered, in milliseconds.
    pub(crate) fn p95(&self) -> f64 {
        let mut took = mem::take(&mut *self.took.lock().unwrap_or_else(PoisonError::into_inner));
        took.sort_by(f64::total_cmp);
        took.get(took.len() * 95 / 100).copied().unwrap_or(f64::NAN)
    }

    pub(crate) async fn stop(self) {
        for person in self.people {
            person.abort();
            // It was told to stop, and that is its answer.
            let _ = person.await;
        }
    }
}

async fn person(nth: i64, pool: PgPool, took: Arc<Mutex<Vec<f64>>>) {
    for turn in 0_i64.. {
        let statement = if turn % 4 == 0 { WRITE } else { READ };
        let begun = Instant::now();
        sqlx::query(statement).bind((nth * 7 + turn) % 40).execute(&pool).await.expect("the site answers");
        let ms = begun.elapsed().as_secs_f64() * 1_000.0;
        took.lock().unwrap_or_else(PoisonError::into_inner).push(ms);
        tokio::time::sleep(PAUSE).await;
    }
}
