//! Whether this machine and Mastodon's database have the same time.

use model::Millis;
use model::time::MINUTE_MS;
use sqlx::{PgPool, Row};

use super::Finding;
use crate::sql;

const ASK: &str = "SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS ms";

/// By how much clocks may differ.
const SKEW_MS: i64 = MINUTE_MS;

/// The finding about the clocks; nothing where the database does not answer, which is a finding of
/// its own. `now` is this machine's time.
pub(super) async fn finding(pool: &PgPool, now: impl Fn() -> Millis) -> Option<Finding> {
    let row = sql::query(ASK).read_one(pool).await.ok()?;
    Some(told(Millis(row.try_get("ms").ok()?), now()))
}

fn told(theirs: Millis, ours: Millis) -> Finding {
    let ahead = ours.0.saturating_sub(theirs.0);
    if ahead.abs() <= SKEW_MS {
        return Finding::good("clock", "This machine and the database have the same time.");
    }
    let side = if ahead > 0 { "ahead of" } else { "behind" };
    let sentence = format!(
        "The clock of this machine is {} seconds {side} that of Mastodon's database: silences, waiting times and \
         schedules would be wrong.",
        ahead.abs() / 1_000
    );
    Finding::bad("clock", sentence, "Set both clocks by NTP, for example with chrony or systemd-timesyncd.")
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Millis = Millis(1_800_000_000_000);

    #[test]
    fn a_difference_of_more_than_a_minute_is_told_with_its_side() {
        for near in [0, 60_000, -60_000] {
            assert!(told(NOW, NOW.plus_ms(near)).ok, "{near}");
        }
        let ahead = told(NOW, NOW.plus_ms(90_000));
        assert!(!ahead.ok && ahead.sentence.contains("is 90 seconds ahead of"), "{ahead:?}");
        let behind = told(NOW, NOW.plus_ms(-3_600_000));
        assert!(!behind.ok && behind.sentence.contains("is 3600 seconds behind"), "{behind:?}");
    }
}
