//! Every way in which Mastodon is told of its Redis.

use secrecy::ExposeSecret;

use super::*;
use crate::env_file;

fn of(text: &str) -> (Option<Redis>, Vec<SettingsFault>) {
    let mut faults = Vec::new();
    let redis = read(&env_file::parse(text).expect("is read"), &mut faults);
    (redis, faults)
}

fn redis(text: &str) -> Redis {
    let (redis, faults) = of(text);
    assert!(faults.is_empty(), "{faults:?}");
    redis.expect("there is one")
}

/// A server in one line, its secrets included.
fn shown(server: &RedisServer) -> String {
    let who = |user: &Option<String>, password: &Option<SecretString>| {
        let password = password.as_ref().map_or("", |password| password.expose_secret());
        format!("{}:{password}", user.as_deref().unwrap_or_default())
    };
    let place = match &server.place {
        RedisPlace::Server { host, port, tls } => format!("{host}:{port}{}", if *tls { " tls" } else { "" }),
        RedisPlace::Socket(path) => path.display().to_string(),
        RedisPlace::Sentinels { sentinels, master, user, password } => {
            format!("{master} by {sentinels:?} as {}", who(user, password))
        }
    };
    format!("{place} /{} {}", server.database, who(&server.user, &server.password))
}

#[test]
fn a_server_is_told_in_many_ways() {
    let cases = [
        ("REDIS_HOST=db", "db:6379 /0 :"),
        ("REDIS_PORT=7000", "localhost:7000 /0 :"),
        ("REDIS_HOST=db\nREDIS_DB=3\nREDIS_USER=u\nREDIS_PASSWORD=p", "db:6379 /3 u:p"),
        ("REDIS_URL=redis://db", "db:6379 /0 :"),
        ("REDIS_URL=rediss://u:p%40ss@db:7000/4\nREDIS_HOST=other", "db:7000 tls /4 u:p@ss"),
        ("REDIS_URL=redis://:p@[::1]:7000", "::1:7000 /0 :p"),
        ("REDIS_URL='unix:///run/redis.sock?db=2'", "/run/redis.sock /2 :"),
        ("REDIS_SENTINELS=a,b:7\nREDIS_SENTINEL_MASTER=m", "m by [(\"a\", 26379), (\"b\", 7)] as : /0 :"),
        (
            "REDIS_SENTINELS=a\nREDIS_SENTINEL_MASTER=m\nREDIS_SENTINEL_PORT=5\nREDIS_PASSWORD=p\nREDIS_SENTINEL_USERNAME=s",
            "m by [(\"a\", 5)] as s:p /0 :p",
        ),
        ("REDIS_SENTINELS=a\nREDIS_HOST=db", "db:6379 /0 :"),
        ("REDIS_SENTINELS=a\nREDIS_SENTINEL_MASTER=m\nREDIS_URL=redis://db", "db:6379 /0 :"),
    ];
    for (text, expected) in cases {
        assert_eq!(shown(&redis(text).base), expected, "{text}");
        assert_eq!(shown(&redis(text).cache), expected, "{text}");
    }
}

#[test]
fn the_cache_may_be_elsewhere() {
    let cases = [
        ("CACHE_REDIS_HOST=cache", "cache:6379 /0 :"),
        ("CACHE_REDIS_URL=redis://cache/1", "cache:6379 /1 :"),
        ("CACHE_REDIS_DB=5", "db:6379 /0 :secret"),
    ];
    for (text, expected) in cases {
        let redis = redis(&format!("REDIS_URL=redis://:secret@db\n{text}"));
        assert_eq!(shown(&redis.cache), expected, "{text}");
        assert_eq!(shown(&redis.base), "db:6379 /0 :secret");
    }
}

#[test]
fn a_namespace_goes_before_every_key() {
    let plain = redis("REDIS_HOST=db");
    assert_eq!((plain.key("feed:home:1"), plain.cache_key("x")), ("feed:home:1".into(), "cache:x".into()));
    let named = redis("REDIS_NAMESPACE=mastodon");
    let keys = (named.key("feed:home:1"), named.cache_key("x"));
    assert_eq!(keys, ("mastodon:feed:home:1".into(), "mastodon_cache:x".into()));
}

#[test]
fn without_a_word_of_it_there_is_none() {
    let (redis, faults) = of("LOCAL_DOMAIN=a.example\nSIDEKIQ_REDIS_HOST=db\nREDIS_HOST=");
    assert!(redis.is_none() && faults.is_empty());
}

#[test]
fn every_fault_names_its_variable_and_shows_no_secret() {
    let cases = [
        ("REDIS_URL=http://:hunter2@db", "REDIS_URL"),
        ("REDIS_URL=redis://:hunter2@db:many", "REDIS_URL"),
        ("REDIS_URL=redis://:hunter2@db/first", "REDIS_URL"),
        ("REDIS_PORT=many", "REDIS_PORT"),
        ("REDIS_DB=first", "REDIS_DB"),
        ("REDIS_SENTINELS=a:many", "REDIS_SENTINELS"),
        ("REDIS_SENTINELS=a\nREDIS_SENTINEL_PORT=many", "REDIS_SENTINEL_PORT"),
        ("REDIS_HOST=db\nCACHE_REDIS_URL=hunter2", "CACHE_REDIS_URL"),
    ];
    for (text, variable) in cases {
        let (_, faults) = of(text);
        assert_eq!(faults.iter().map(|fault| fault.variable).collect::<Vec<_>>(), [variable], "{text}");
        assert!(!faults[0].to_string().contains("hunter2"), "{}", faults[0]);
    }
}

#[test]
fn a_password_is_never_shown() {
    assert!(!format!("{:?}", redis("REDIS_URL=redis://:hunter2@db")).contains("hunter2"));
}
