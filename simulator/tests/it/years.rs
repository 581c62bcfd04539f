//! Histories of years: drawn by a seed, true to themselves, and answered for.

use std::collections::BTreeSet;

use model::Millis;
use model::Silence;
use model::time::DAY_MS;
use simulator::years::{
    Condition, History, How, Judge, Question, Reply, Software, Standing, Story, Years, cull_and_purge,
};

fn years(seed: u64) -> Years {
    Years { seed, days: 200, servers: 300, accounts: 2_000 }
}

fn asked<'a>(host: &'a str, path: &'a str) -> Question<'a> {
    Question { host, path, wants_document: true, signed: true, past_caches: false }
}

fn status(reply: Result<Reply, Silence>) -> u16 {
    reply.map_or(0, |reply| reply.status)
}

/// A server whose life is about that, and which the predicate finds fit.
fn about(history: &History, story: Story) -> usize {
    history.servers.iter().position(|server| server.story == story).expect("every story comes up")
}

#[test]
fn a_seed_gives_the_same_history_each_time_and_another_seed_another() {
    let lives = |seed| {
        let history = years(seed).history();
        let turns: Vec<_> = history.accounts.iter().map(|account| account.turns.clone()).collect();
        let spells: Vec<_> = history.servers.iter().map(|server| server.spells.clone()).collect();
        (turns, spells, history.own, history.follows)
    };
    assert_eq!(lives(3), lives(3));
    assert_ne!(lives(3), lives(4));
}

#[test]
fn every_story_comes_up_and_spells_never_overlap() {
    let history = years(1).history();
    let stories: BTreeSet<Story> = history.servers.iter().map(|server| server.story).collect();
    assert_eq!(stories.len(), 27);
    for server in &history.servers {
        assert!(server.spells.windows(2).all(|two| two[0].to <= two[1].from), "{server:?}");
    }
}

#[test]
fn who_comes_back_lives_and_who_does_not_is_dead_from_the_first_moment_of_the_end() {
    let history = years(2).history();
    for server in &history.servers {
        let ended = server.spells.iter().any(|spell| spell.end);
        assert_eq!(server.dead_from().is_some(), ended, "{server:?}");
        if let Some(dead) = server.dead_from() {
            assert!(server.lives(dead.plus_ms(-1)) && !server.lives(dead));
            assert!(server.spells.iter().filter(|spell| spell.from >= dead).all(|spell| spell.end));
        }
    }
    let renewed = &history.servers[about(&history, Story::Renewed)];
    assert_eq!(renewed.dead_from(), None);
}

#[test]
fn a_suspended_account_lives_while_it_comes_back() {
    let history = years(1).history();
    let back = |place: &usize| {
        let account = &history.accounts[*place];
        matches!(account.turns[..], [gone, here] if gone.standing == Standing::Unknown && here.standing == Standing::Here)
    };
    let place = (0..history.accounts.len()).find(back).expect("somebody is suspended without a word");
    let account = &history.accounts[place];
    assert_eq!((account.gone_from(), account.standing(account.turns[0].from)), (None, Standing::Unknown));
}

#[test]
fn a_server_that_is_well_tells_accounts_apart() {
    let history = years(1).history();
    let at = Millis(history.years.day(100).0 + DAY_MS / 3);
    for (place, account) in history.accounts.iter().enumerate() {
        let server = &history.servers[account.server];
        if server.condition(at) != Condition::Well || history.own(at).is_some() {
            continue;
        }
        let said = status(history.reply(at, &asked(&server.host, &account.path)));
        let (expected, alive) = match account.standing(at) {
            Standing::Here | Standing::Moved => (200, true),
            Standing::Readdressed => (404, true),
            Standing::Suspended => (403, true),
            Standing::Unknown => (404, false),
            Standing::Deleted => (410, false),
        };
        assert_eq!(said, expected, "{account:?} of {server:?}");
        assert!(alive || account.gone_from().is_none_or(|gone| gone > at) || !history.lives(place, at));
        let stranger = status(history.reply(at, &asked(&server.host, "/users/gk0123456789abcdef")));
        assert_eq!(stranger, 404, "{server:?}");
        let node_info = status(history.reply(at, &asked(&server.host, "/.well-known/nodeinfo")));
        assert_eq!(node_info, if server.software == Software::Handmade { 404 } else { 200 });
    }
}

#[test]
fn a_cache_is_got_past_unless_it_is_stubborn() {
    let histories: Vec<History> = (1..6).map(|seed| years(seed).history()).collect();
    let mut seen = BTreeSet::new();
    for history in &histories {
        for server in history.servers.iter().filter(|server| server.story == Story::Maintenance) {
            let Some(spell) = server.spells.iter().find(|spell| matches!(spell.condition, Condition::Cached { .. }))
            else {
                continue;
            };
            if server.software == Software::Handmade || history.own(spell.from).is_some() {
                continue;
            }
            let pointer = asked(&server.host, "/.well-known/nodeinfo");
            let fresh = Question { past_caches: true, ..pointer };
            assert_eq!(status(history.reply(spell.from, &pointer)), 200);
            seen.insert(status(history.reply(spell.from, &fresh)));
        }
    }
    assert_eq!(seen, BTreeSet::from([200, 404]));
}

#[test]
fn the_judge_knows_a_loss_from_what_was_due() {
    let history = years(1).history();
    let closed = about(&history, Story::ClosedWithGone);
    let dead = history.servers[closed].dead_from().expect("it closes");
    let its = (0..history.accounts.len())
        .find(|at| history.accounts[*at].server == closed && history.accounts[*at].gone_from().is_none());
    let Some(its) = its else { return };
    let mut early = Judge::new(&history);
    early.removed(its, dead.plus_ms(-1), How::Purge);
    early.purged(closed, dead.plus_ms(-1));
    assert_eq!((early.tally().accounts_lost, early.tally().servers_lost), (1, 1));
    let mut due = Judge::new(&history);
    due.suggested(closed, dead.plus_ms(-DAY_MS));
    due.suggested(closed, dead.plus_ms(9 * DAY_MS));
    due.removed(its, dead.plus_ms(9 * DAY_MS), How::Purge);
    due.purged(closed, dead.plus_ms(9 * DAY_MS));
    assert_eq!((due.tally().accounts_lost, due.tally().servers_lost), (0, 0));
}

#[test]
fn the_old_rule_loses_the_living_in_this_world() {
    let history = years(1).history();
    let tally = cull_and_purge(&history).tally();
    assert!(tally.accounts_lost > 0 && tally.servers_lost > 0, "{tally:?}");
}
