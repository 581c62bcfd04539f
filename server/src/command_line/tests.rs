use clap::{CommandFactory, Parser};
use model::{JobKind, Mode};

use super::*;

fn parse(line: &str) -> CommandLine {
    CommandLine::try_parse_from(line.split_whitespace()).unwrap_or_else(|fault| panic!("{line}: {fault}"))
}

fn job(line: &str) -> (model::Job, Mode, bool) {
    let Command::Run(options) = parse(line).command else { panic!("{line} is not a run") };
    let (job, way) = options.into_job();
    (job, way.mode, way.json)
}

#[test]
fn the_definition_has_no_contradictions() {
    CommandLine::command().debug_assert();
}

#[test]
fn global_options_stand_before_or_after_the_command() {
    for line in [
        "groundskeeper --state sqlite://a.db --dns 127.0.0.1 --mastodon-env e --config c check",
        "groundskeeper check --state sqlite://a.db --dns 127.0.0.1 --mastodon-env e --config c",
        "groundskeeper --state sqlite://a.db --mastodon-env e check --dns 127.0.0.1 --config c",
    ] {
        let global = parse(line).global;
        assert_eq!(global.state.as_deref(), Some("sqlite://a.db"), "{line}");
        assert_eq!(global.dns.map(|dns| dns.0.port()), Some(53), "{line}");
        assert!(global.mastodon_env.is_some() && global.config.is_some(), "{line}");
    }
}

#[test]
fn a_run_without_options_is_the_job_with_its_defaults() {
    let cases = [
        ("groundskeeper run cull-accounts --mode preview", JobKind::CullAccounts),
        ("groundskeeper run remove-profile-media --mode preview", JobKind::RemoveProfileMedia),
        ("groundskeeper run restore-profile-media --mode preview", JobKind::RestoreProfileMedia),
        ("groundskeeper run measure-storage --mode preview", JobKind::MeasureStorage),
    ];
    for (line, kind) in cases {
        assert_eq!(job(line), (kind.with_defaults(), Mode::Preview, false));
    }
}

#[test]
fn orphans_are_removed_only_when_that_is_typed() {
    use model::jobs::measure_storage::{Listing, Options};
    let line = "groundskeeper run measure-storage --mode apply --listing remove-orphans --most-orphans-percent 25";
    let expected = Options { listing: Listing::RemoveOrphans, most_orphans_percent: 25, ..Options::default() };
    assert_eq!(job(line).0, model::Job::MeasureStorage(expected));
    assert_eq!(Options::default().listing, Listing::Skip);
    let all = "groundskeeper run measure-storage --mode apply --most-orphans-percent 101";
    CommandLine::try_parse_from(all.split_whitespace()).expect_err(all);
}

#[test]
fn the_options_of_bringing_pictures_back_reach_the_job() {
    let line = "groundskeeper run restore-profile-media --mode apply @Maya@garden.example kai@shore.example \
                --active-days 9 --again-days 0 --limit 5";
    let expected = model::jobs::restore_profile_media::Options {
        active_days: 9,
        handles: vec!["maya@garden.example".to_owned(), "kai@shore.example".to_owned()],
        again_days: 0,
        limit: Some(5),
    };
    assert_eq!(job(line).0, model::Job::RestoreProfileMedia(expected));
    let nobody = "groundskeeper run restore-profile-media --mode apply maya";
    let fault = CommandLine::try_parse_from(nobody.split_whitespace()).expect_err(nobody);
    assert!(fault.to_string().contains("name@server.example"), "{fault}");
}

#[test]
fn the_options_of_a_cull_reach_the_job() {
    let line = "groundskeeper run cull-accounts --mode apply --json --confirmed-within 3 --domain A.example \
                --domain b.example --second-look-410 1 --second-look-404 0 --per-origin 1 --concurrency 8 --limit 5 \
                --remove-reported --release 0193e8a0-7b1c-7def-8123-0123456789ab";
    let (job, mode, json) = job(line);
    let expected = model::jobs::cull_accounts::Options {
        confirmed_within_days: 3,
        domains: vec!["a.example".parse().expect("a name"), "b.example".parse().expect("a name")],
        second_look_410_hours: 1,
        second_look_404_hours: 0,
        first_look_days: 60,
        per_origin: 1,
        concurrency: 8,
        limit: Some(5),
        remove_reported: true,
        release: Some("0193e8a0-7b1c-7def-8123-0123456789ab".parse().expect("an id")),
    };
    assert_eq!((job, mode, json), (model::Job::CullAccounts(expected), Mode::Apply, true));
}

#[test]
fn the_options_of_profile_media_reach_the_job() {
    let line = "groundskeeper run remove-profile-media --inactive-days 7 --headers-only --include-followed \
                --tootctl-selection --mode apply";
    let expected = model::jobs::remove_profile_media::Options {
        inactive_days: 7,
        headers_only: true,
        include_followed: true,
        tootctl_selection: true,
        limit: None,
    };
    assert_eq!(job(line).0, model::Job::RemoveProfileMedia(expected));
}

#[test]
fn a_server_named_twice_is_purged_once() {
    let (job, ..) = job("groundskeeper run purge-domain a.example A.EXAMPLE b.example --mode preview");
    let model::Job::PurgeDomain(options) = job else { panic!("another job") };
    assert_eq!(options.domains.len(), 2);
}

#[test]
fn the_options_of_a_purge_reach_the_job() {
    use model::jobs::purge_domain::Options;
    let cases = [
        ("", false, false),
        ("--include-subdomains", true, false),
        ("--purge-domain-blocks", false, true),
        ("--include-subdomains --purge-domain-blocks", true, true),
    ];
    for (typed, subdomains, domain_blocks) in cases {
        let line = format!("groundskeeper run purge-domain a.example --mode apply {typed}");
        let Command::Run(options) = parse(&line).command else { panic!("{line} is not a run") };
        let (job, way) = options.into_job();
        let expected = Options { domains: vec!["a.example".parse().expect("a name")], domain_blocks };
        assert_eq!((job, way.include_subdomains), (model::Job::PurgeDomain(expected), subdomains), "{line}");
    }
}

#[test]
fn bad_arguments_are_refused_with_status_2() {
    for line in [
        "groundskeeper",
        "groundskeeper sweep",
        "groundskeeper run cull-accounts",
        "groundskeeper run cull-accounts --mode maybe",
        "groundskeeper run cull-accounts --mode preview --per-origin 5",
        "groundskeeper run cull-accounts --mode preview --domain https://a.example/x",
        "groundskeeper run purge-domain --mode preview",
        "groundskeeper run cull-accounts --mode preview --frobnicate",
        "groundskeeper check --dns nobody",
        "groundskeeper check --second-dns nobody",
        "groundskeeper operator add alice --role king",
    ] {
        let fault = CommandLine::try_parse_from(line.split_whitespace()).expect_err(line);
        assert_eq!(fault.exit_code(), 2, "{line}");
    }
}
