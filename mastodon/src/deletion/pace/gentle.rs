//! Letting those who use the site go first.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use sqlx::{PgPool, Row};

/// Whether work waits while the site is busy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Manner {
    /// Before each transaction, up to five seconds while the database is busy; and one at a time while anybody else uses it.
    #[default]
    Gentle,
    /// Never.
    Brisk,
}

/// The longest wait before one transaction: a site that is always busy is still worked on.
const MOST: Duration = Duration::from_secs(5);
const FIRST: Duration = Duration::from_millis(50);
/// How long an answer is believed.
const FRESH: Duration = Duration::from_millis(250);
/// An answer within this time is quick, whatever the best was: one on the same machine takes a tenth of a millisecond.
const QUICK: Duration = Duration::from_millis(25);
/// So many times as long as the best answer is much longer.
const MUCH: u32 = 10;

/// What was learned about how the site's database answers.
#[derive(Debug, Default)]
pub(crate) struct Pulse {
    known: Mutex<Known>,
}

#[derive(Debug, Default)]
struct Known {
    best: Option<Duration>,
    /// When it was found to have room.
    calm: Option<Instant>,
    /// Whether nobody else used it then.
    alone: bool,
}

/// How the database is at a moment.
#[derive(Clone, Copy, Debug)]
struct Load {
    answered_in: Duration,
    best: Duration,
    /// Connections at work and the most there may be, where that can be read.
    connections: Option<(i64, i64)>,
    /// Whether nobody else has used the database of late, as far as that can be read.
    alone: bool,
}

/// Whether others are waiting already: an answer took much longer than the best one seen, or half of the connections are at work.
fn busy(load: Load) -> bool {
    let slow = load.answered_in > QUICK && load.answered_in > load.best * MUCH;
    slow || load.connections.is_some_and(|(active, most)| active * 2 >= most)
}

/// How long to wait before looking again, after having waited so long; nothing when it is time to go on. Each wait doubles the whole.
fn pause(load: Load, waited: Duration) -> Option<Duration> {
    let left = MOST.saturating_sub(waited);
    (busy(load) && !left.is_zero()).then(|| waited.max(FIRST).min(left))
}

impl Pulse {
    /// Waits while the database is busy, up to a bound; tells whether nobody else uses it. A database that does not answer at all is left
    /// to the transaction to tell of.
    pub(crate) async fn room(&self, pool: &PgPool) -> bool {
        let mut waited = Duration::ZERO;
        loop {
            if let Some(alone) = self.known(|known| known.calm.filter(|at| at.elapsed() < FRESH).map(|_| known.alone)) {
                return alone;
            }
            let Ok(load) = self.look(pool).await else {
                return false;
            };
            let Some(pause) = pause(load, waited) else {
                self.known(|known| (known.calm, known.alone) = (Some(Instant::now()), load.alone));
                return load.alone;
            };
            tracing::debug!(?load, pause_ms = pause.as_millis(), "the site's database is busy");
            tokio::time::sleep(pause).await;
            waited += pause;
        }
    }

    /// Asks in the simple protocol, which a PgBouncer in between takes for a transaction of its own.
    async fn look(&self, pool: &PgPool) -> Result<Load, sqlx::Error> {
        let mut connection = pool.acquire().await?;
        let asked = Instant::now();
        sqlx::raw_sql("SELECT 1").execute(&mut *connection).await?;
        let answered_in = asked.elapsed();
        // The right to look at the others may have been taken away; then the time alone counts.
        let (connections, alone) = match sqlx::raw_sql(CONNECTIONS).fetch_one(&mut *connection).await {
            Ok(row) => (Some((row.try_get("active")?, row.try_get("most")?)), row.try_get("alone")?),
            Err(_) => (None, false),
        };
        let best = self.known(|known| *known.best.insert(known.best.map_or(answered_in, |best| best.min(answered_in))));
        Ok(Load { answered_in, best, connections, alone })
    }

    fn known<T>(&self, look: impl FnOnce(&mut Known) -> T) -> T {
        look(&mut self.known.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// What somebody else does may be hidden, and then nobody is known to be idle.
const CONNECTIONS: &str = "SELECT
  (SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND pid <> pg_backend_pid()) AS active,
  current_setting('max_connections')::bigint AS most,
  NOT EXISTS (
    SELECT FROM pg_stat_activity
    WHERE datname = current_database() AND backend_type = 'client backend'
      AND application_name NOT LIKE 'groundskeeper%'
      AND (state IS DISTINCT FROM 'idle' OR state_change > clock_timestamp() - interval '1 second')) AS alone";

#[cfg(test)]
mod tests {
    use super::*;

    fn load(answered_in_ms: u64, best_ms: u64, connections: Option<(i64, i64)>) -> Load {
        let ms = Duration::from_millis;
        Load { answered_in: ms(answered_in_ms), best: ms(best_ms), connections, alone: true }
    }

    #[test]
    fn a_database_is_busy_when_it_answers_late_or_half_of_it_is_at_work() {
        let cases = [
            (load(1, 1, None), false),
            (load(25, 1, None), false),
            (load(26, 1, None), true),
            (load(200, 20, None), false),
            (load(201, 20, None), true),
            (load(1, 1, Some((49, 100))), false),
            (load(1, 1, Some((50, 100))), true),
            (load(300, 1, Some((0, 100))), true),
        ];
        for (load, expected) in cases {
            assert_eq!(busy(load), expected, "{load:?}");
        }
    }

    #[test]
    fn waiting_doubles_and_ends() {
        let (late, calm) = (load(900, 1, None), load(1, 1, None));
        let cases =
            [(0, Some(50)), (50, Some(50)), (100, Some(100)), (3_200, Some(1_800)), (5_000, None), (9_000, None)];
        for (waited, expected) in cases {
            let pause = pause(late, Duration::from_millis(waited));
            assert_eq!(pause, expected.map(Duration::from_millis), "after {waited} ms");
        }
        assert_eq!(pause(calm, Duration::ZERO), None);
    }
}
