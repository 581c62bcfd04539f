//! What each setting of the config file means: `config.example.toml` is written from here, and a test keeps it equal.

/// One setting: its section and key, an example as TOML, and what it is.
struct Described {
    section: &'static str,
    key: &'static str,
    example: &'static str,
    says: &'static [&'static str],
}

const HEAD: &str = "\
# Every setting of Groundskeeper's own config file, named by --config or GROUNDSKEEPER_CONFIG.
# What is given on the command line or in the environment wins. Relative paths are meant from this file's folder.
";

const DESCRIBED: &[Described] = &[
    Described {
        section: "state",
        key: "url",
        example: r#""sqlite:///var/lib/groundskeeper/groundskeeper.db""#,
        says: &[
            "Where Groundskeeper keeps its own state: sqlite://FILE or postgres://USER:PASSWORD@HOST/DATABASE.",
            "Default: groundskeeper.db in $STATE_DIRECTORY, else in $XDG_DATA_HOME/groundskeeper, else in",
            "~/.local/share/groundskeeper. Also --state, GROUNDSKEEPER_STATE.",
        ],
    },
    Described {
        section: "mastodon",
        key: "env_file",
        example: r#""/home/mastodon/live/.env.production""#,
        says: &[
            "Mastodon's own settings; everything below is then read from there.",
            "Also --mastodon-env, GROUNDSKEEPER_MASTODON_ENV.",
        ],
    },
    Described {
        section: "mastodon",
        key: "database_url",
        example: r#""postgres://mastodon@localhost/mastodon_production""#,
        says: &["Mastodon's database, where there is no such file."],
    },
    Described {
        section: "mastodon",
        key: "storage_path",
        example: r#""/home/mastodon/live/public/system""#,
        says: &["The folder of Mastodon's media files. S3, Swift and Azure are read from env_file only."],
    },
    Described {
        section: "mastodon",
        key: "local_domain",
        example: r#""example.social""#,
        says: &["The name in its members' addresses."],
    },
    Described {
        section: "mastodon",
        key: "web_domain",
        example: r#""social.example.social""#,
        says: &["The name it is reached by. Default: local_domain."],
    },
    Described {
        section: "mastodon",
        key: "allowed_private_addresses",
        example: r#"["10.1.0.0/16"]"#,
        says: &["Private networks in which other servers may be asked. Default: none."],
    },
    Described {
        section: "mastodon",
        key: "http_proxy",
        example: r#""http://127.0.0.1:8118""#,
        says: &[
            "The HTTP proxy through which Mastodon asks other servers; Groundskeeper asks through it, too. USER:PASSWORD@ may",
            "stand before the host. Default: none.",
        ],
    },
    Described {
        section: "mastodon",
        key: "http_hidden_proxy",
        example: r#""http://127.0.0.1:8119""#,
        says: &[
            "The HTTP proxy for names that end in .onion or .i2p, which are asked only with one. Default: none. In env_file it",
            "counts as for Mastodon only with ALLOW_ACCESS_TO_HIDDEN_SERVICE=true.",
        ],
    },
    Described {
        section: "mastodon",
        key: "no_proxy",
        example: r#""example.com,10.1.0.0/16""#,
        says: &[
            "Servers that are asked without a proxy: names, addresses and networks, with commas between. Default: none.",
        ],
    },
    Described {
        section: "remotes",
        key: "dns",
        example: r#""127.0.0.1:53""#,
        says: &["The name server to ask about other servers. Default: the system's. Also --dns, GROUNDSKEEPER_DNS."],
    },
    Described {
        section: "remotes",
        key: "second_dns",
        example: r#""192.0.2.53""#,
        says: &[
            "A second name server, asked about every name for which the first gives no address: a name is taken for missing",
            "only when both say so. Default: none. Also --second-dns, GROUNDSKEEPER_SECOND_DNS.",
        ],
    },
    Described {
        section: "remotes",
        key: "ca_file",
        example: r#""/etc/groundskeeper/ca.pem""#,
        says: &[
            "Certificates (PEM) to trust besides the system's when asking other servers. Default: none.",
            "Also --ca-file, GROUNDSKEEPER_CA_FILE.",
        ],
    },
    Described {
        section: "purges",
        key: "wait_hours",
        example: "24",
        says: &["Hours that a purge waits and can be undone; 0 purges at once. Default: 24."],
    },
    Described {
        section: "purges",
        key: "confirm_from_accounts",
        example: "1000",
        says: &[
            "Accounts from which a purge is to be confirmed by typing. One that members would notice always is. Default: 1000.",
        ],
    },
    Described {
        section: "purges",
        key: "second_person_from_accounts",
        example: "10000",
        says: &["Accounts from which a second operator has to agree to a purge. Default: one decides alone."],
    },
    Described {
        section: "receipts",
        key: "keep_days",
        example: "30",
        says: &["Days that the receipt of a purge is kept: what members had on the server that is gone. Default: 90."],
    },
    Described {
        section: "notices",
        key: "api_address",
        example: r#""https://social.example.social""#,
        says: &[
            "Where the site's own web API answers; also http://127.0.0.1:3000 beside it. With the token, members can be told about a",
            "purge by the account of the token. Default: none. Also --api-address, GROUNDSKEEPER_API_ADDRESS.",
        ],
    },
    Described {
        section: "notices",
        key: "token",
        example: r#""an-access-token""#,
        says: &[
            "The access token of the account that writes to members, with the scope write:statuses. Default: none.",
            "Also GROUNDSKEEPER_API_TOKEN, --api-token.",
        ],
    },
    Described {
        section: "servers",
        key: "life_days",
        example: "7",
        says: &["Days after a sign of life for which a server is here, whatever our looks say. Default: 7."],
    },
    Described {
        section: "servers",
        key: "good_looks",
        example: "2",
        says: &["Good looks in a row after which a server in trouble is here again. Default: 2."],
    },
    Described {
        section: "servers",
        key: "silent_failing_days",
        example: "3",
        says: &["Days with failed looks from which a server is silent, and a person is asked. Default: 3."],
    },
    Described {
        section: "servers",
        key: "closed_looks",
        example: "3",
        says: &["Looks in a row that must say that a server has closed. Default: 3."],
    },
    Described {
        section: "servers",
        key: "closed_hours",
        example: "48",
        says: &["Hours from the first of them to the latest. Default: 48."],
    },
    Described {
        section: "servers",
        key: "closed_purge_days",
        example: "45",
        says: &["Days after the first of them from which a purge is suggested. Default: 45."],
    },
    Described {
        section: "servers",
        key: "no_address_looks",
        example: "3",
        says: &["Looks in a row for which the name must not exist before a server has probably closed. Default: 3."],
    },
    Described {
        section: "servers",
        key: "no_address_distinct_days",
        example: "3",
        says: &["Days on which these looks must have been made. Default: 3."],
    },
    Described {
        section: "servers",
        key: "no_address_silent_days",
        example: "60",
        says: &[
            "Days of silence from which a server without a name has probably closed: its owner may renew the name for some weeks. Default: 60.",
        ],
    },
    Described {
        section: "servers",
        key: "long_silent_days",
        example: "90",
        says: &["Days of silence from which a purge is suggested for any server. Default: 90."],
    },
    Described {
        section: "servers",
        key: "changed_hands_days",
        example: "3",
        says: &["Days for which a stranger must answer before a server has changed hands. Default: 3."],
    },
    Described {
        section: "servers",
        key: "early_looks_minutes",
        example: "[15, 60, 360, 1440]",
        says: &[
            "Minutes after the first failure at which a server is looked at again, before there is a look each day: 1 to 8 numbers,",
            "each greater than the one before and from 1 to 10080. Default: 15 minutes, 1, 6 and 24 hours.",
        ],
    },
    Described {
        section: "servers",
        key: "confirm_minutes",
        example: "15",
        says: &["Minutes after a good look until the one that confirms it. Default: 15."],
    },
    Described {
        section: "servers",
        key: "daily_until_day",
        example: "14",
        says: &["Days after the first failure for which a silent server is looked at daily. Default: 14."],
    },
    Described {
        section: "servers",
        key: "weekly_until_day",
        example: "90",
        says: &["Days after the first failure for which it is then looked at weekly. Default: 90."],
    },
    Described {
        section: "servers",
        key: "then_every_days",
        example: "30",
        says: &["Days between the looks after that. Default: 30."],
    },
    Described {
        section: "panel",
        key: "listen",
        example: r#""127.0.0.1:3000""#,
        says: &["The address to listen on. Also --listen, GROUNDSKEEPER_LISTEN."],
    },
    Described {
        section: "panel",
        key: "public_url",
        example: r#""https://tidy.example.social""#,
        says: &[
            "The address in people's browsers, when a proxy stands before the panel. With https, cookies are kept to it.",
            "Default: none. Also --public-url, GROUNDSKEEPER_PUBLIC_URL.",
        ],
    },
    Described {
        section: "panel",
        key: "site_root",
        example: r#""/usr/share/groundskeeper/site""#,
        says: &[
            "The folder of style sheet, scripts and fonts. Default: target/site, else site beside the program or its",
            "folder. Also --site-root, GROUNDSKEEPER_SITE_ROOT.",
        ],
    },
    Described {
        section: "panel",
        key: "trusted_proxies",
        example: r#"["127.0.0.1"]"#,
        says: &[
            "Proxies (addresses or networks) whose X-Forwarded-For is believed when sign-ins are counted per address.",
            "Default: none.",
        ],
    },
];

/// The example file: every setting explained and commented out.
pub(super) fn example() -> String {
    let mut text = HEAD.to_owned();
    let mut section = "";
    for described in DESCRIBED {
        if described.section != section {
            section = described.section;
            text += &format!("\n[{section}]\n");
        }
        for line in described.says {
            text += &format!("# {line}\n");
        }
        text += &format!("#{} = {}\n", described.key, described.example);
    }
    text
}

/// The same with every setting switched on, except those of the named keys.
pub(super) fn example_without(keys: &[&str]) -> String {
    let mut text = String::new();
    let mut section = "";
    for described in DESCRIBED.iter().filter(|described| !keys.contains(&described.key)) {
        if described.section != section {
            section = described.section;
            text += &format!("[{section}]\n");
        }
        text += &format!("{} = {}\n", described.key, described.example);
    }
    text
}
