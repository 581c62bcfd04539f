//! Who wrote what, as functions of numbers, so that every table agrees with every other.

use model::Millis;
use model::time::DAY_MS;

use super::Proportions;

/// The functions of one site; they go with the connection.
///
/// People are numbered from 1, the members first; so are posts, in the order of their time.
pub(super) fn text(size: &Proportions, now: Millis) -> String {
    let Proportions { members, accounts, servers, posts, .. } = *size;
    let now = now.0;
    let (people, began) = (members + accounts, now - 900 * DAY_MS);
    // The newest post is some minutes old.
    let (account_step, post_step) = (300 * DAY_MS / people.cast_signed(), 600 * DAY_MS / posts.cast_signed());
    let posted = now - 600 * DAY_MS - 300_000;
    let (scheme, port) = size.http_port.map_or(("https", String::new()), |port| ("http", format!(":{port}")));
    format!(
        "-- A number from 0 up to 1 by chance, the same for the same two numbers.
        CREATE FUNCTION pg_temp.u(seed bigint, i bigint) RETURNS float8 LANGUAGE sql IMMUTABLE AS
          $$ SELECT ((hashint8extended(i, seed) >> 11) & 9007199254740991)::float8 / 9007199254740992 $$;
        CREATE FUNCTION pg_temp.at(ms bigint) RETURNS timestamp LANGUAGE sql IMMUTABLE AS
          $$ SELECT timestamp 'epoch' + ms * interval '1 millisecond' $$;
        CREATE FUNCTION pg_temp.now() RETURNS timestamp LANGUAGE sql IMMUTABLE AS $$ SELECT pg_temp.at({now}) $$;
        CREATE FUNCTION pg_temp.joined(n bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS
          $$ SELECT {began} + n * {account_step} $$;
        CREATE FUNCTION pg_temp.account(n bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS
          $$ SELECT (({began} + n * {account_step}) << 16) + n % 65536 $$;
        CREATE FUNCTION pg_temp.posted(p bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS
          $$ SELECT {posted} + p * {post_step} $$;
        CREATE FUNCTION pg_temp.post(p bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS
          $$ SELECT (({posted} + p * {post_step}) << 16) + p % 65536 $$;
        -- A few members have nearly everything.
        CREATE FUNCTION pg_temp.member(seed bigint, i bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS
          $$ SELECT 1 + floor({members} * power(pg_temp.u(seed, i), 3))::bigint $$;
        -- Of those elsewhere every second is silent, and a few are everywhere.
        CREATE FUNCTION pg_temp.remote(seed bigint, i bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS
          $$ SELECT {members} + 1 + (floor({accounts} / 2 * power(pg_temp.u(seed, i), 3))::bigint * 7919) % {accounts} $$;
        CREATE FUNCTION pg_temp.server(n bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS
          $$ SELECT floor({servers} * power(pg_temp.u(2, n), 3))::bigint $$;
        CREATE FUNCTION pg_temp.origin(n bigint) RETURNS text LANGUAGE sql IMMUTABLE AS
          $$ SELECT '{scheme}://s' || pg_temp.server(n) || '.example{port}' $$;
        -- Every tenth post is a member's.
        CREATE FUNCTION pg_temp.author(p bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS
          $$ SELECT CASE WHEN pg_temp.u(3, p) < 0.1 THEN pg_temp.member(4, p) ELSE pg_temp.remote(4, p) END $$;
        -- A post before that one, of late rather than long ago.
        CREATE FUNCTION pg_temp.before(seed bigint, p bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS
          $$ SELECT greatest(1, p - 1 - floor(20000 * power(pg_temp.u(seed, p), 4))::bigint) $$;
        "
    )
}
