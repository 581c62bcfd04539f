//! Servers in trouble with their evidence, as months of looks would leave them.

use engine::Engine;
use engine::store::Db;
use model::time::DAY_MS;

/// Every server has its case; those after the first `$3` are kept, hidden by a decision to wait, or merely watched.
const CASES: &str = "INSERT INTO cases (site_id, domain, reason, silent_since, last_asked_at, wait_until, kept, purge_run, impact, state,
        state_since, purge_from, next_look_at, accounts, media, members_following, followers_there)
    WITH RECURSIVE n(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM n WHERE n + 1 < $2)
    SELECT $1, 's' || n || '.example', CASE n % 3 WHEN 0 THEN 'no-address' WHEN 1 THEN 'too-slow' ELSE 'says-closed' END,
        $4 - (n % 400 + 10) * $5, $4, CASE WHEN n >= $3 AND n % 3 = 0 THEN $4 + 90 * $5 END,
        CASE WHEN n >= $3 AND n % 3 = 1 THEN 1 ELSE 0 END, NULL,
        '{\"accounts\":10,\"statuses\":300,\"media\":70000,\"members_following\":0,\"followed_there\":0,\"followers_there\":0,\"last_sign_of_life\":null,\"unavailable_since\":null}',
        CASE WHEN n >= $3 AND n % 3 = 2 THEN 'wobbly'
            ELSE CASE n % 4 WHEN 0 THEN 'silent' WHEN 1 THEN 'says-closed' WHEN 2 THEN 'probably-closed' ELSE 'long-silent' END END,
        $4, $4, $4 + n * $5 / 1000 % (7 * $5), n % 5000, n * CAST(1000 AS BIGINT), CASE WHEN n % 4 = 0 THEN n % 7 ELSE 0 END, 0
    FROM n";
/// Twelve looks at each that waits for a decision.
const EVIDENCE: &str = "INSERT INTO evidence (site_id, domain, at, reason)
    WITH RECURSIVE look(look) AS (SELECT 0 UNION ALL SELECT look + 1 FROM look WHERE look < 11)
    SELECT c.site_id, c.domain, c.last_asked_at - look * $2, c.reason FROM cases c CROSS JOIN look WHERE c.site_id = $1";

/// Fills our state with `servers` of which `waiting` wait for a decision.
pub(super) async fn fill(engine: &Engine, servers: usize, waiting: usize) {
    let [servers, waiting] = [servers, waiting].map(|n| i64::try_from(n).expect("is small"));
    let (site, now) = (engine.site().0, engine.now().0);
    macro_rules! filled {
        ($pool:expr, $($tidy:literal),+) => {{
            let cases = sqlx::query(CASES).bind(site).bind(servers).bind(waiting).bind(now).bind(DAY_MS);
            cases.execute($pool).await.expect("cases are written");
            sqlx::query(EVIDENCE).bind(site).bind(DAY_MS).execute($pool).await.expect("looks are written");
            $(sqlx::query($tidy).execute($pool).await.expect("is tidied");)+
        }};
    }
    match engine.db() {
        Db::Lite { write, .. } => filled!(write, "ANALYZE"),
        // As PostgreSQL does by itself after so many new rows. The one of a benchmark flushes nothing unasked, and a vacuum takes only
        // what is flushed as visible to all.
        Db::Postgres(pool) => filled!(pool, "ANALYZE", "CHECKPOINT", "VACUUM cases"),
    }
}
