use std::fs;
use std::path::PathBuf;

use secrecy::ExposeSecret;
use tempfile::TempDir;

use super::described::{example, example_without};
use super::*;

/// A folder with a config file, and options that name it.
fn config(text: &str) -> (TempDir, GlobalOptions) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("config.toml");
    fs::write(&path, text).expect("is written");
    (folder, GlobalOptions { config: Some(path), ..GlobalOptions::default() })
}

fn read(global: &GlobalOptions) -> Result<Settings, SettingsError> {
    Settings::read(global, &PanelOptions::default(), &Surroundings::default())
}

fn faults(global: &GlobalOptions) -> Vec<String> {
    read(global).expect_err("is not usable").0
}

#[test]
fn the_example_file_is_what_the_settings_say() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../config.example.toml");
    let found = fs::read_to_string(&path).expect("config.example.toml is there");
    assert_eq!(found, example(), "write it again from settings/described.rs");
}

#[test]
fn every_described_setting_is_known() {
    let (folder, global) = config(&example_without(&["env_file", "ca_file"]));
    let settings = read(&global).expect("is usable");
    let mastodon = settings.mastodon.expect("is described");
    assert_eq!(mastodon.local_domain, "example.social");
    assert_eq!(mastodon.web_domain, "social.example.social");
    assert_eq!(mastodon.allowed_private_addresses.len(), 1);
    let proxies =
        [&mastodon.proxies.all, &mastodon.proxies.hidden].map(|proxy| proxy.as_ref().map(ToString::to_string));
    assert_eq!(proxies, ["http://127.0.0.1:8118", "http://127.0.0.1:8119"].map(|proxy| Some(proxy.to_owned())));
    assert!(mastodon.proxies.hidden_services && mastodon.proxies.not_for.covers("example.com", 443));
    assert_eq!(settings.remotes.dns.map(|dns| dns.to_string()).as_deref(), Some("127.0.0.1:53"));
    assert_eq!(settings.remotes.second_dns.map(|dns| dns.to_string()).as_deref(), Some("192.0.2.53:53"));
    assert_eq!((settings.purges.wait.as_secs(), settings.purges.confirm_from_accounts), (24 * 60 * 60, 1_000));
    assert_eq!(settings.receipts.kept.as_secs(), 30 * 24 * 60 * 60);
    let notices = settings.notices.expect("is described");
    assert_eq!(notices.api_address.as_str(), "https://social.example.social/");
    assert_eq!(notices.token.expose_secret(), "an-access-token");
    assert_eq!(settings.states, model::case::StateSettings::default());
    assert!(settings.panel.is_https());
    assert_eq!(settings.panel.trusted_proxies.len(), 1);

    fs::write(folder.path().join("ca.pem"), "").expect("is written");
    let env_file = folder.path().join(".env.production");
    fs::write(&env_file, "LOCAL_DOMAIN=env.example\n").expect("is written");
    let (_other, global) = config(&format!(
        "[mastodon]\nenv_file = {env_file:?}\n[remotes]\nca_file = {:?}\n",
        folder.path().join("ca.pem")
    ));
    let settings = read(&global).expect("is usable");
    assert_eq!(settings.mastodon.map(|mastodon| mastodon.local_domain).as_deref(), Some("env.example"));
    assert!(settings.remotes.ca_file.is_some());
}

#[test]
fn what_is_typed_wins_over_the_file() {
    let (_folder, mut global) = config(
        "[state]\nurl = \"postgres://me:hunter2@db/own\"\n[remotes]\ndns = \"10.0.0.1\"\nsecond_dns = \"10.0.0.3\"\n",
    );
    global.state = Some("sqlite://typed.db".to_owned());
    global.dns = Some("10.0.0.2:53".parse().expect("an address"));
    global.second_dns = Some("10.0.0.4:5353".parse().expect("an address"));
    let settings = read(&global).expect("is usable");
    assert_eq!(settings.state.url.expose_secret(), "sqlite://typed.db");
    assert_eq!(settings.remotes.dns.map(|dns| dns.to_string()).as_deref(), Some("10.0.0.2:53"));
    assert_eq!(settings.remotes.second_dns.map(|dns| dns.to_string()).as_deref(), Some("10.0.0.4:5353"));
}

#[test]
fn a_second_name_server_is_another_one_and_there_is_none_by_default() {
    assert_eq!(read(&GlobalOptions::default()).expect("is usable").remotes.second_dns, None);
    let (_folder, mut global) = config("[remotes]\ndns = \"10.0.0.1\"\nsecond_dns = \"10.0.0.1:53\"\n");
    let sentence = "The second name server must be another one than the first; both are 10.0.0.1:53.";
    assert_eq!(faults(&global), [sentence]);
    global.second_dns = Some("10.0.0.2".parse().expect("an address"));
    assert!(read(&global).is_ok(), "what is typed wins");
}

#[test]
fn members_are_written_to_only_with_an_address_and_a_token() {
    let notices = |text: &str, token: Option<&str>| {
        let (_folder, mut global) = config(text);
        global.api_token = token.map(Into::into);
        read(&global).expect("is usable").notices
    };
    assert!(notices("[notices]\napi_address = \"http://127.0.0.1:3000\"\n", None).is_none());
    assert!(notices("[notices]\ntoken = \"hunter2\"\n", None).is_none());
    let both = notices("[notices]\napi_address = \"http://127.0.0.1:3000\"\ntoken = \"file\"\n", Some("typed"));
    assert_eq!(both.map(|notices| notices.token.expose_secret().to_owned()).as_deref(), Some("typed"));
}

#[test]
fn the_early_looks_are_those_of_the_file_and_a_bad_one_is_told_in_a_sentence() {
    let (_folder, global) = config("[servers]\nearly_looks_minutes = [5, 30]\n");
    let looks = read(&global).expect("is usable").states.early_looks_minutes;
    assert_eq!(Vec::from(looks), [5, 30]);
    let table = [
        ("15", "must be a list of whole numbers, such as [15, 60]"),
        ("[15, \"60\"]", "must be a list of whole numbers, such as [15, 60]"),
        ("[-1]", "must be a list of whole numbers, such as [15, 60]"),
        ("[]", "makes no sense: it names 0 looks; there must be from 1 to 8"),
        ("[60, 15]", "makes no sense: 15 does not come after 60: each look must be later than the one before"),
    ];
    for (value, sentence) in table {
        let (_folder, global) = config(&format!("[servers]\nearly_looks_minutes = {value}\n"));
        let faults = faults(&global);
        assert!(
            faults.len() == 1 && faults[0].ends_with(&format!("[servers] early_looks_minutes {sentence}.")),
            "{faults:?}"
        );
    }
}

#[test]
fn all_faults_are_told_together() {
    let (_folder, global) = config(
        "[state]\nurl = \"mysql://me:hunter2@db/own\"\n[mastodon]\nlocal_domain = \"https://x\"\n\
         [remotes]\ndns = 53\nsecond_dns = \"dns.example\"\n[purges]\nwait_hours = 721\n[receipts]\nkeep_days = 0\n[notices]\napi_address = \"home.example\"\ntoken = \"hunter2\\n\"\n[servers]\nlong_silent_days = 3\n[panel]\nlisten = \"3000\"\ncolour = \"red\"\ntrusted_proxies = [\"all\"]\n[nonsense]\na = 1\n",
    );
    let faults = faults(&global).join("\n");
    for word in [
        "sqlite://FILE",
        "local_domain",
        "database_url",
        "storage_path",
        "[remotes] dns must",
        "[remotes] second_dns must be an address",
        "wait_hours",
        "keep_days",
        "api_address",
        "[notices] token",
        "long_silent_days must be at least life_days",
        "listen",
        "colour",
        "“all”",
        "[nonsense]",
    ] {
        assert!(faults.contains(word), "{word} is missing in:\n{faults}");
    }
    assert!(!faults.contains("hunter2"), "{faults}");
}

#[test]
fn a_file_that_is_not_toml_is_named_without_its_text() {
    let (_folder, global) = config("[state]\nurl = \"postgres://me:hunter2@db/own\n");
    let faults = faults(&global).join("\n");
    assert!(faults.contains("line 2"), "{faults}");
    assert!(!faults.contains("hunter2"), "{faults}");
}

#[test]
fn a_malformed_env_file_is_named_with_its_line() {
    let (folder, mut global) = config("");
    let path = folder.path().join(".env.production");
    fs::write(&path, "LOCAL_DOMAIN=a.example\nsecret words here\n").expect("is written");
    global.mastodon_env = Some(path);
    let faults = faults(&global).join("\n");
    assert!(faults.contains(".env.production") && faults.contains("line 2"), "{faults}");
    assert!(!faults.contains("secret"), "{faults}");
}

#[test]
fn the_state_lies_where_programs_keep_their_data() {
    let global = GlobalOptions::default();
    let state = |surroundings: &Surroundings| {
        let settings = Settings::read(&global, &PanelOptions::default(), surroundings).expect("is usable");
        settings.state.url.expose_secret().to_owned()
    };
    let mut surroundings = Surroundings::default();
    assert_eq!(state(&surroundings), "sqlite://groundskeeper.db");
    surroundings.data_home = Some("/home/me/.local/share".into());
    assert_eq!(state(&surroundings), "sqlite:///home/me/.local/share/groundskeeper/groundskeeper.db");
    surroundings.state_directory = Some("/var/lib/groundskeeper".into());
    assert_eq!(state(&surroundings), "sqlite:///var/lib/groundskeeper/groundskeeper.db");
}

#[test]
fn a_relative_state_of_the_file_is_meant_from_its_folder() {
    let (folder, global) = config("[state]\nurl = \"sqlite://own.db\"\n");
    let settings = read(&global).expect("is usable");
    assert_eq!(settings.state.url.expose_secret(), &format!("sqlite://{}", folder.path().join("own.db").display()));
}

#[test]
fn a_command_that_needs_no_mastodon_gets_none() {
    assert!(read(&GlobalOptions::default()).expect("is usable").mastodon.is_none());
}

#[test]
fn a_password_of_the_state_is_never_shown() {
    let state = Some("postgres://me:hunter2@db/own".to_owned());
    let global = GlobalOptions { state, ..GlobalOptions::default() };
    let settings = read(&global).expect("is usable");
    assert_eq!(settings.state.shown(), "postgres://db/own");
    assert!(!format!("{settings:?}").contains("hunter2"));
}

#[test]
fn the_numbers_that_judge_servers_are_taken_from_the_file() {
    let (_folder, global) = config("[servers]\nlong_silent_days = 180\n");
    let states = read(&global).expect("is usable").states;
    assert_eq!((states.long_silent_days, states.life_days), (180, 7));
}
