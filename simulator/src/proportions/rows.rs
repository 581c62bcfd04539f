//! The rows of each table, as one statement that makes them.

use super::Proportions;
use crate::world::Tables;

/// A table and the statement that fills it.
pub(super) struct Filled {
    pub(super) name: &'static str,
    pub(super) insert: String,
}

/// New rows get numbers after these.
pub(super) const SEQUENCES: &str = "DO $$
DECLARE it record; last bigint;
BEGIN
  FOR it IN SELECT table_name, substring(column_default FROM '''\"?([^''\"]+)\"?''') AS sequence
    FROM information_schema.columns
    WHERE table_schema = 'public' AND column_name = 'id' AND column_default LIKE 'nextval(%'
  LOOP
    EXECUTE format('SELECT max(id) FROM %I', it.table_name) INTO last;
    IF last IS NOT NULL THEN PERFORM setval(format('%I', it.sequence)::regclass, last); END IF;
  END LOOP;
END $$";

/// A column and what stands in it, where `i` counts the rows.
type Columns = &'static [(&'static str, &'static str)];

const ACCOUNTS: Columns = &[
    ("id", "pg_temp.account(i)"),
    ("username", "'u' || i"),
    ("domain", "CASE WHEN i > MEMBERS THEN 's' || pg_temp.server(i) || '.example' END"),
    ("protocol", "CASE WHEN i > MEMBERS THEN 1 ELSE 0 END"),
    ("uri", "CASE WHEN i > MEMBERS THEN pg_temp.origin(i) || '/users/u' || i ELSE '' END"),
    ("url", "CASE WHEN i > MEMBERS AND i % 2 = 0 THEN pg_temp.origin(i) || '/@u' || i END"),
    ("inbox_url", "CASE WHEN i > MEMBERS THEN pg_temp.origin(i) || '/users/u' || i || '/inbox' ELSE '' END"),
    ("shared_inbox_url", "CASE WHEN i > MEMBERS THEN pg_temp.origin(i) || '/inbox' ELSE '' END"),
    ("display_name", "CASE WHEN i % 2 = 0 THEN 'Person ' || i ELSE '' END"),
    ("note", "CASE WHEN i % 2 = 0 THEN repeat('about me ', (i % 20)::int) ELSE '' END"),
    ("public_key", "repeat('k', 420)"),
    ("private_key", "CASE WHEN i <= MEMBERS THEN 'none' END"),
    ("avatar_file_name", "CASE WHEN i % 2 = 0 THEN lpad(to_hex(i), 16, '0') || '.png' END"),
    ("avatar_content_type", "CASE WHEN i % 2 = 0 THEN 'image/png' END"),
    ("avatar_file_size", "CASE WHEN i % 2 = 0 THEN 20000 + (i % 50000)::int END"),
    ("avatar_updated_at", "CASE WHEN i % 2 = 0 THEN pg_temp.at(pg_temp.joined(i)) END"),
    ("avatar_storage_schema_version", "1"),
    ("avatar_remote_url", "CASE WHEN i > MEMBERS THEN pg_temp.origin(i) || '/a.png' END"),
    ("header_file_name", "CASE WHEN i % 4 = 0 THEN lpad(to_hex(i), 16, '0') || '.png' END"),
    ("header_content_type", "CASE WHEN i % 4 = 0 THEN 'image/png' END"),
    ("header_file_size", "CASE WHEN i % 4 = 0 THEN 90000 + (i % 50000)::int END"),
    ("header_updated_at", "CASE WHEN i % 4 = 0 THEN pg_temp.at(pg_temp.joined(i)) END"),
    ("header_storage_schema_version", "1"),
    ("header_remote_url", "''"),
    ("actor_type", "CASE WHEN i % 2 = 0 THEN 'Person' END"),
    (
        "last_webfingered_at",
        "CASE WHEN i > MEMBERS AND i % 2 = 0 THEN pg_temp.at(pg_temp.joined(i)) + interval '100 days' END",
    ),
    ("created_at", "pg_temp.at(pg_temp.joined(i))"),
    ("updated_at", "pg_temp.at(pg_temp.joined(i)) + interval '200 days'"),
];

const STATUSES: Columns = &[
    ("id", "pg_temp.post(i)"),
    ("account_id", "pg_temp.account(pg_temp.author(i))"),
    ("uri", "'https://x.example/p/' || i"),
    ("url", "CASE WHEN i % 2 = 0 THEN 'https://x.example/p/' || i END"),
    ("text", "CASE WHEN i % 5 = 0 THEN '' ELSE repeat('word ', (i % 60)::int) END"),
    ("local", "pg_temp.u(3, i) < 0.1"),
    ("language", "CASE WHEN i % 2 = 0 THEN 'en' END"),
    ("reblog_of_id", "CASE WHEN i % 5 = 0 THEN pg_temp.post(pg_temp.before(7, i)) END"),
    ("reply", "i % 4 = 1"),
    ("in_reply_to_id", "CASE WHEN i % 4 = 1 THEN pg_temp.post(pg_temp.before(8, i)) END"),
    ("in_reply_to_account_id", "CASE WHEN i % 4 = 1 THEN pg_temp.account(pg_temp.author(pg_temp.before(8, i))) END"),
    ("conversation_id", "1 + i / 3"),
    ("visibility", "CASE i % 50 WHEN 3 THEN 3 WHEN 7 THEN 2 WHEN 11 THEN 2 WHEN 17 THEN 1 WHEN 19 THEN 1 ELSE 0 END"),
    ("deleted_at", "CASE WHEN i % 5000 = 77 THEN pg_temp.at(pg_temp.posted(i)) END"),
    ("created_at", "pg_temp.at(pg_temp.posted(i))"),
    ("updated_at", "pg_temp.at(pg_temp.posted(i))"),
];

const MEDIA_ATTACHMENTS: Columns = &[
    ("id", "pg_temp.post(1 + i * POSTS / ATTACHMENTS) + i % 7 * 8192"),
    ("status_id", "CASE WHEN i % 50 <> 0 THEN pg_temp.post(1 + i * POSTS / ATTACHMENTS) END"),
    ("account_id", "pg_temp.account(pg_temp.author(1 + i * POSTS / ATTACHMENTS))"),
    (
        "remote_url",
        "CASE WHEN pg_temp.u(3, 1 + i * POSTS / ATTACHMENTS) < 0.1 THEN '' ELSE 'https://x.example/m/' || i END",
    ),
    ("file_file_name", "CASE WHEN i % 2 = 0 THEN lpad(to_hex(i), 16, '0') || '.png' END"),
    ("file_content_type", "CASE WHEN i % 2 = 0 THEN 'image/png' END"),
    ("file_file_size", "CASE WHEN i % 2 = 0 THEN 100000 + (i % 900000)::int END"),
    ("file_storage_schema_version", "1"),
    ("blurhash", "CASE WHEN i % 2 = 0 THEN repeat('b', 36) END"),
    ("description", "CASE WHEN i % 10 = 0 THEN repeat('alt ', 20) END"),
    ("created_at", "pg_temp.at(pg_temp.posted(1 + i * POSTS / ATTACHMENTS))"),
    ("updated_at", "pg_temp.at(pg_temp.posted(1 + i * POSTS / ATTACHMENTS))"),
];

const FAVOURITES: Columns = &[
    ("id", "i"),
    ("account_id", "pg_temp.account(CASE WHEN i % 10 < 3 THEN pg_temp.member(5, i) ELSE pg_temp.remote(5, i) END)"),
    ("status_id", "pg_temp.post(1 + floor(POSTS * pg_temp.u(9, i))::bigint)"),
    ("created_at", "pg_temp.at(pg_temp.posted(1 + i * POSTS / FAVOURITES))"),
    ("updated_at", "pg_temp.at(pg_temp.posted(1 + i * POSTS / FAVOURITES))"),
];

const MENTIONS: Columns = &[
    ("id", "i"),
    ("account_id", "pg_temp.account(CASE WHEN i % 2 = 0 THEN pg_temp.member(10, i) ELSE pg_temp.remote(10, i) END)"),
    ("status_id", "pg_temp.post(1 + i * POSTS / MENTIONS)"),
    ("created_at", "pg_temp.at(pg_temp.posted(1 + i * POSTS / MENTIONS))"),
    ("updated_at", "pg_temp.at(pg_temp.posted(1 + i * POSTS / MENTIONS))"),
];

const FOLLOWS: Columns = &[
    ("id", "i"),
    ("account_id", "pg_temp.account(CASE WHEN i % 5 < 2 THEN pg_temp.member(11, i) ELSE pg_temp.remote(11, i) END)"),
    (
        "target_account_id",
        "pg_temp.account(CASE WHEN i % 5 < 2 THEN pg_temp.remote(12, i) ELSE pg_temp.member(12, i) END)",
    ),
    ("uri", "CASE WHEN i % 2 = 0 THEN 'https://x.example/f/' || i END"),
    ("created_at", "pg_temp.at(pg_temp.joined(1 + i % MEMBERS) + i % 500 * 86400000)"),
    ("updated_at", "pg_temp.at(pg_temp.joined(1 + i % MEMBERS) + i % 500 * 86400000)"),
];

const NOTIFICATIONS: Columns = &[
    ("id", "i"),
    ("account_id", "pg_temp.account(pg_temp.member(13, i))"),
    ("from_account_id", "pg_temp.account(pg_temp.remote(5, i / 2))"),
    (
        "activity_type",
        "CASE WHEN i % 2 = 0 THEN 'Favourite' WHEN i % 4 = 1 THEN 'Mention' WHEN i % 8 = 3 THEN 'Status' ELSE 'Follow' END",
    ),
    (
        "activity_id",
        "CASE WHEN i % 2 = 0 THEN i / 2 WHEN i % 4 = 1 THEN i / 4 WHEN i % 8 = 3 THEN pg_temp.post(i * POSTS / NOTIFICATIONS) ELSE i / 8 END",
    ),
    (
        "type",
        "CASE WHEN i % 2 = 0 THEN 'favourite' WHEN i % 4 = 1 THEN 'mention' WHEN i % 8 = 3 THEN 'reblog' ELSE 'follow' END",
    ),
    ("created_at", "pg_temp.at(pg_temp.posted(1 + i * POSTS / NOTIFICATIONS))"),
    ("updated_at", "pg_temp.at(pg_temp.posted(1 + i * POSTS / NOTIFICATIONS))"),
];

const TIMES: Columns = &[("created_at", "pg_temp.now()"), ("updated_at", "pg_temp.now()")];

/// The smaller tables, each with how many rows it has for so many posts.
const OTHERS: &[(&str, &str, Columns)] = &[
    (
        "account_stats",
        "PEOPLE",
        &[
            ("id", "i"),
            ("account_id", "pg_temp.account(i)"),
            ("statuses_count", "i % 500"),
            ("following_count", "i % 300"),
            ("followers_count", "i % 200"),
            ("last_status_at", "CASE WHEN i % 2 = 0 THEN pg_temp.at(pg_temp.joined(i)) + interval '150 days' END"),
        ],
    ),
    (
        "status_stats",
        "POSTS / 3",
        &[
            ("id", "i"),
            ("status_id", "pg_temp.post(i * 3)"),
            ("replies_count", "i % 3"),
            ("reblogs_count", "i % 5"),
            ("favourites_count", "i % 7"),
        ],
    ),
    (
        "conversations",
        "POSTS / 3 + 1",
        &[
            ("id", "i"),
            ("uri", "CASE WHEN i % 2 = 0 THEN 'tag:x.example,' || i END"),
            ("parent_status_id", "CASE WHEN i % 2 = 0 THEN pg_temp.post(i * 3) END"),
            ("parent_account_id", "CASE WHEN i % 2 = 0 THEN pg_temp.account(pg_temp.author(i * 3)) END"),
        ],
    ),
    (
        "account_conversations",
        "POSTS / 50",
        &[
            ("id", "i"),
            ("account_id", "pg_temp.account(pg_temp.member(14, i))"),
            ("conversation_id", "1 + (i * 50 - 47) / 3"),
            ("last_status_id", "pg_temp.post(i * 50 - 47)"),
            ("status_ids", "ARRAY[pg_temp.post(i * 50 - 47)]"),
            ("participant_account_ids", "ARRAY[pg_temp.account(pg_temp.author(i * 50 - 47))]"),
        ],
    ),
    (
        "users",
        "MEMBERS",
        &[
            ("id", "i"),
            ("account_id", "pg_temp.account(i)"),
            ("email", "'u' || i || '@home.example'"),
            ("current_sign_in_at", "CASE WHEN i % 2 = 0 THEN pg_temp.now() END"),
            ("confirmed_at", "pg_temp.now()"),
            ("approved", "true"),
        ],
    ),
    (
        "bookmarks",
        "POSTS / 50",
        &[("id", "i"), ("account_id", "pg_temp.account(pg_temp.member(15, i))"), ("status_id", "pg_temp.post(i * 50)")],
    ),
    (
        "polls",
        "POSTS / 100",
        &[
            ("id", "i"),
            ("account_id", "pg_temp.account(pg_temp.author(i * 100))"),
            ("status_id", "pg_temp.post(i * 100)"),
            ("options", "ARRAY['a', 'b']"),
            ("cached_tallies", "ARRAY[3, 4]"),
            ("votes_count", "7"),
            ("voters_count", "7"),
        ],
    ),
    (
        "poll_votes",
        "POSTS / 15",
        &[
            ("id", "i"),
            ("account_id", "pg_temp.account(pg_temp.remote(16, i))"),
            ("poll_id", "1 + i % (POSTS / 100)"),
            ("choice", "i % 2"),
        ],
    ),
    (
        "custom_emojis",
        "ACCOUNTS",
        &[
            ("id", "i"),
            ("shortcode", "'e' || i"),
            ("domain", "'s' || pg_temp.server(i) || '.example'"),
            ("image_file_name", "lpad(to_hex(i), 16, '0') || '.png'"),
            ("image_content_type", "'image/png'"),
            ("image_file_size", "9000"),
            ("image_storage_schema_version", "1"),
        ],
    ),
    (
        "preview_cards",
        "POSTS / 8",
        &[
            ("id", "i"),
            ("url", "'https://news.example/' || i"),
            ("title", "'News ' || i"),
            ("image_file_name", "CASE WHEN i % 2 = 0 THEN lpad(to_hex(i), 16, '0') || '.png' END"),
            ("image_file_size", "CASE WHEN i % 2 = 0 THEN 40000 END"),
        ],
    ),
    (
        "preview_cards_statuses",
        "POSTS / 6",
        &[("status_id", "pg_temp.post(i * 6)"), ("preview_card_id", "1 + i % (POSTS / 8)")],
    ),
    ("tags", "POSTS / 100", &[("id", "i"), ("name", "'tag' || i")]),
    (
        "statuses_tags",
        "POSTS / 5",
        &[
            ("status_id", "pg_temp.post(i * 5 - 2)"),
            ("tag_id", "1 + floor((POSTS / 100) * power(pg_temp.u(17, i), 3))::bigint"),
        ],
    ),
    (
        "quotes",
        "POSTS / 40",
        &[
            ("id", "i"),
            ("status_id", "pg_temp.post(i * 40 - 1)"),
            ("account_id", "pg_temp.account(pg_temp.author(i * 40 - 1))"),
            ("quoted_status_id", "pg_temp.post(pg_temp.before(18, i * 40 - 1))"),
            ("quoted_account_id", "pg_temp.account(pg_temp.author(pg_temp.before(18, i * 40 - 1)))"),
            ("state", "1"),
        ],
    ),
    (
        "reports",
        "MEMBERS * 5",
        &[
            ("id", "i"),
            ("account_id", "pg_temp.account(pg_temp.member(19, i))"),
            ("target_account_id", "pg_temp.account(pg_temp.remote(19, i))"),
            ("status_ids", "'{}'"),
            ("action_taken_at", "pg_temp.now()"),
        ],
    ),
    (
        "blocks",
        "ACCOUNTS / 4",
        &[
            ("id", "i"),
            (
                "account_id",
                "pg_temp.account(CASE WHEN i % 2 = 0 THEN pg_temp.member(20, i) ELSE pg_temp.remote(20, i) END)",
            ),
            (
                "target_account_id",
                "pg_temp.account(CASE WHEN i % 2 = 0 THEN pg_temp.remote(21, i) ELSE pg_temp.member(21, i) END)",
            ),
        ],
    ),
    (
        "mutes",
        "MEMBERS * 40",
        &[
            ("id", "i"),
            ("account_id", "pg_temp.account(pg_temp.member(22, i))"),
            ("target_account_id", "pg_temp.account(pg_temp.remote(22, i))"),
        ],
    ),
    ("lists", "MEMBERS", &[("id", "i"), ("account_id", "pg_temp.account(i)"), ("title", "'list'")]),
    (
        "list_accounts",
        "MEMBERS * 40",
        &[("id", "i"), ("list_id", "1 + i % MEMBERS"), ("account_id", "pg_temp.account(pg_temp.remote(23, i))")],
    ),
    (
        "accounts_tags",
        "ACCOUNTS / 4",
        &[("account_id", "pg_temp.account(pg_temp.remote(24, i))"), ("tag_id", "1 + i % (POSTS / 100)")],
    ),
    ("unavailable_domains", "SERVERS / 20", &[("id", "i"), ("domain", "'s' || i * 20 || '.example'")]),
    ("domain_blocks", "SERVERS / 30", &[("id", "i"), ("domain", "'s' || i * 30 || '.example'"), ("severity", "1")]),
];

/// Every table, in an order in which nothing is pointed at before it is there.
pub(super) fn all(size: &Proportions, tables: &Tables) -> Vec<Filled> {
    let large: [(&str, &str, Columns); 7] = [
        ("accounts", "PEOPLE", ACCOUNTS),
        ("statuses", "POSTS", STATUSES),
        ("media_attachments", "ATTACHMENTS", MEDIA_ATTACHMENTS),
        ("favourites", "FAVOURITES", FAVOURITES),
        ("mentions", "MENTIONS", MENTIONS),
        ("follows", "FOLLOWS", FOLLOWS),
        ("notifications", "NOTIFICATIONS", NOTIFICATIONS),
    ];
    let all = large.iter().chain(OTHERS).filter(|(name, ..)| tables.has(name));
    all.map(|(name, rows, columns)| Filled { name, insert: insert(size, tables, name, rows, columns) }).collect()
}

fn insert(size: &Proportions, tables: &Tables, table: &str, rows: &str, columns: Columns) -> String {
    let given = columns.iter().chain(TIMES.iter().filter(|(name, _)| columns.iter().all(|(other, _)| other != name)));
    let mut filled: Vec<(&str, &str)> = given.copied().filter(|(name, _)| tables.has_column(table, name)).collect();
    for (name, column, _) in tables.required(table) {
        if filled.iter().all(|(there, _)| *there != name) {
            filled.push((name, filler(&column.kind)));
        }
    }
    let (names, values): (Vec<_>, Vec<_>) = filled.into_iter().unzip();
    let text = format!(
        "INSERT INTO {table} ({}) SELECT {} FROM generate_series(1::bigint, {rows}) AS rows (i) ON CONFLICT DO NOTHING",
        names.join(", "),
        values.join(", ")
    );
    [
        ("PEOPLE", size.members + size.accounts),
        ("MEMBERS", size.members),
        ("ACCOUNTS", size.accounts),
        ("SERVERS", size.servers),
        ("POSTS", size.posts),
        ("ATTACHMENTS", size.attachments),
        ("NOTIFICATIONS", size.notifications),
        ("FAVOURITES", size.favourites),
        ("MENTIONS", size.mentions),
        ("FOLLOWS", size.follows),
    ]
    .iter()
    .fold(text, |text, (word, number)| text.replace(word, &number.to_string()))
}

/// A value for a required column that no story needs.
fn filler(kind: &str) -> &'static str {
    match kind {
        "boolean" => "false",
        "integer" | "bigint" => "0",
        "json" | "jsonb" => "'{}'",
        kind if kind.starts_with("timestamp") => "pg_temp.now()",
        _ => "''",
    }
}
