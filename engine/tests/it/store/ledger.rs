use engine::store::condemned_accounts::{self, Condemned};
use engine::store::counts::{self, Count, Counts};
use engine::store::removed_accounts::{self, Remember};
use engine::store::run_domains::{PageDone, Sighted, checkpoint, set_aside, standings};
use engine::store::runs::lease;
use engine::store::{ledger, remembered_servers};
use model::case::CaseReason;
use model::jobs::cull_accounts::{Hands, HeldAccounts, HeldReason, Options};
use model::probe::Proof;
use model::time::days_ms;
use model::{AccountId, JobKind, Millis, RunId, SiteId};

use super::{NOW, name, queued, site};
use crate::support::state::on_both_engines;

const OLD: AccountId = AccountId(109_512_345_678_901_234);
const NEW: AccountId = AccountId(7);
const SIGHTED_OLD: Sighted = Sighted { id: OLD, counts_from: Millis(0), life: None };
const SIGHTED_NEW: Sighted = Sighted { id: NEW, ..SIGHTED_OLD };
static NOTHING: Proof =
    Proof { status: None, final_url: None, silence: None, headers: Vec::new(), tombstone: false, moved_to: None };

fn page<'a>(site: SiteId, run: &'a RunId, domain: &'a model::Domain, now: Millis) -> PageDone<'a> {
    PageDone {
        site,
        run,
        owner: "owner",
        domain,
        after: OLD,
        turn: false,
        done: false,
        reason: None,
        confirmed: &[],
        sighted: &[],
        condemned: &[],
        spared: &[],
        proof: &NOTHING,
        write_ledger: true,
        counts: Counts::default(),
        now,
    }
}

on_both_engines! {
    async fn a_living_answer_clears_a_sighting_and_the_first_sighting_stays_first(state) {
        let (site, run, domain) = (site(&state.db).await, queued(&state.db, JobKind::CullAccounts).await, name("a.example"));
        lease::claim(&state.db, "owner", None, NOW, NOW.plus_ms(30_000)).await.expect("asks").expect("is free");
        let later = NOW.plus_ms(1_000);
        for now in [NOW, later] {
            let page = PageDone { sighted: &[SIGHTED_OLD], confirmed: &[NEW], ..page(site, &run, &domain, now) };
            checkpoint(&state.db, &page).await.expect("writes");
        }
        let known = ledger::known(&state.db, site, &[OLD, NEW, AccountId(1)], (later, later)).await.expect("reads");
        assert_eq!(known.sightings.get(&OLD).map(|s| s.at), Some(NOW));
        assert!(known.confirmed.contains(&NEW) && known.confirmed.len() == 1);
        let alive = PageDone { confirmed: &[OLD], ..page(site, &run, &domain, later) };
        checkpoint(&state.db, &alive).await.expect("writes");
        let known = ledger::known(&state.db, site, &[OLD], (later.plus_ms(1), later.plus_ms(1))).await.expect("reads");
        assert!(known.sightings.is_empty() && known.confirmed.is_empty(), "confirmed, but not since then");
    }

    async fn a_second_look_is_due_once_and_until_somebody_has_made_it(state) {
        let (site, run, domain) = (site(&state.db).await, queued(&state.db, JobKind::CullAccounts).await, name("a.example"));
        lease::claim(&state.db, "owner", None, NOW, NOW.plus_ms(30_000)).await.expect("asks").expect("is free");
        let seen = PageDone { sighted: &[SIGHTED_OLD, SIGHTED_NEW], ..page(site, &run, &domain, NOW) };
        checkpoint(&state.db, &seen).await.expect("writes");
        let options = Options::default();
        let due = NOW.plus_ms(days_ms(13));
        let of = async |after: AccountId, now: Millis| {
            let wish = (&options, now);
            ledger::second_looks_of(&state.db, site, &domain, after, wish, 9).await.expect("reads")
        };
        let counted = async |now: Millis| ledger::second_looks_due(&state.db, site, &options, now).await.expect("reads");
        assert!(counted(due.plus_ms(-1)).await.is_empty() && of(AccountId(0), due.plus_ms(-1)).await.is_empty());
        let counts = counted(due.plus_ms(9)).await;
        assert_eq!(counts.get(&domain).map(|looks| (looks.accounts, looks.since)), Some((2, due)));
        assert_eq!((of(AccountId(0), due).await, of(NEW, due).await), (vec![NEW, OLD], vec![OLD]));
        assert!(counted(NOW.plus_ms(days_ms(60) + 1)).await.is_empty(), "a first look counts for sixty days");

        ledger::note_asked(&state.db, site, &[NEW], due).await.expect("writes");
        let asked = ledger::asked_at(&state.db, site, &[NEW, OLD]).await.expect("reads");
        assert_eq!((asked[&NEW], asked[&OLD]), (due, NOW));
        assert_eq!(of(AccountId(0), due).await, [OLD], "the other one is made");
        let alive = PageDone { confirmed: &[OLD], ..page(site, &run, &domain, due) };
        checkpoint(&state.db, &alive).await.expect("writes");
        assert!(counted(due).await.is_empty(), "it is there after all");
    }

    async fn a_server_had_its_turn_when_all_of_it_was_asked(state) {
        let (site, run, domain) = (site(&state.db).await, queued(&state.db, JobKind::CullAccounts).await, name("a.example"));
        lease::claim(&state.db, "owner", None, NOW, NOW.plus_ms(30_000)).await.expect("asks").expect("is free");
        let turn_at = async || {
            let all = remembered_servers::all(&state.db, site).await.expect("reads");
            all.get(&domain).and_then(|known| known.turn_at)
        };
        checkpoint(&state.db, &page(site, &run, &domain, NOW)).await.expect("writes");
        let preview = PageDone { turn: true, write_ledger: false, ..page(site, &run, &domain, NOW) };
        checkpoint(&state.db, &preview).await.expect("writes");
        assert_eq!(turn_at().await, None);
        checkpoint(&state.db, &PageDone { turn: true, ..page(site, &run, &domain, NOW) }).await.expect("writes");
        assert_eq!(turn_at().await, Some(NOW));
    }

    async fn a_preview_leaves_no_trace_in_the_ledger(state) {
        let (site, run, domain) = (site(&state.db).await, queued(&state.db, JobKind::CullAccounts).await, name("a.example"));
        lease::claim(&state.db, "owner", None, NOW, NOW.plus_ms(30_000)).await.expect("asks").expect("is free");
        let preview = PageDone { confirmed: &[OLD], sighted: &[SIGHTED_NEW], write_ledger: false, ..page(site, &run, &domain, NOW) };
        checkpoint(&state.db, &preview).await.expect("writes");
        assert_eq!(ledger::confirmed_since(&state.db, site, Millis(0), NOW).await.expect("reads"), 0);
    }

    async fn standings_and_reasons_of_servers_are_kept(state) {
        let (site, run) = (site(&state.db).await, queued(&state.db, JobKind::CullAccounts).await);
        lease::claim(&state.db, "owner", None, NOW, NOW.plus_ms(30_000)).await.expect("asks").expect("is free");
        let (fine, quiet) = (name("fine.example"), name("quiet.example"));
        checkpoint(&state.db, &page(site, &run, &fine, NOW)).await.expect("writes");
        let aside = PageDone { done: true, reason: Some(CaseReason::TooSlow), ..page(site, &run, &quiet, NOW) };
        checkpoint(&state.db, &aside).await.expect("writes");
        let standings = standings(&state.db, &run).await.expect("reads");
        assert_eq!((standings[&fine].after, standings[&fine].done, standings[&quiet].done), (OLD, false, true));
        let reasons = set_aside(&state.db, &run).await.expect("reads");
        assert_eq!(reasons.len(), 1);
        assert_eq!((&reasons[0].domain, reasons[0].reason), (&quiet, CaseReason::TooSlow));
    }

    async fn the_condemned_wait_until_they_are_held_or_their_removal_is_written_down(state) {
        let (site, run, domain) = (site(&state.db).await, queued(&state.db, JobKind::CullAccounts).await, name("a.example"));
        lease::claim(&state.db, "owner", None, NOW, NOW.plus_ms(30_000)).await.expect("asks").expect("is free");
        let proof = Proof { status: Some(410), tombstone: true, ..NOTHING.clone() };
        let all = [NEW, OLD].map(|id| Condemned {
            id, account: format!("{id}@a.example"), domain: domain.clone(), status: 410, answered_at: NOW, life: None, proof: proof.clone(),
        });
        for _ in 0..2 {
            let page = PageDone { condemned: &all, ..page(site, &run, &domain, NOW) };
            checkpoint(&state.db, &page).await.expect("writes");
        }
        assert_eq!(condemned_accounts::undecided(&state.db, &run, &domain, 9).await.expect("reads"), all);
        for _ in 0..2 {
            condemned_accounts::hold(&state.db, &run, &[OLD], HeldReason::MassGone).await.expect("writes");
        }
        removed_accounts::intend(&state.db, &run, &all[..1]).await.expect("writes");
        assert!(condemned_accounts::undecided(&state.db, &run, &domain, 9).await.expect("reads").is_empty());
        let held = condemned_accounts::held(&state.db, &run).await.expect("reads");
        assert_eq!(held, [HeldAccounts { reason: HeldReason::MassGone, accounts: 1, servers: 1 }]);
        assert_eq!(condemned_accounts::held_by_domain(&state.db, &run).await.expect("reads"), [(domain.clone(), 1)]);
        let counted = counts::of_run(&state.db, &run).await.expect("reads");
        assert_eq!((counted.get(Count::Held), counted.get(Count::Visited)), (1, 1), "held twice, counted once");
        removed_accounts::done(&state.db, site, &run, &[NEW], Remember::Vanished).await.expect("writes");
        let listed = removed_accounts::after(&state.db, &run, 0, 10).await.expect("reads");
        assert_eq!(listed[0].proof, proof, "the evidence is kept");
        condemned_accounts::released(&state.db, &run, &domain).await.expect("writes");
        assert!(condemned_accounts::held(&state.db, &run).await.expect("reads").is_empty());
    }

    async fn what_is_not_known_of_a_server_this_time_stays_remembered(state) {
        let (site, domain) = (site(&state.db).await, name("a.example"));
        assert_eq!(remembered_servers::lookup(&state.db, site, &domain).await.expect("reads"), Hands::default());
        let hands = |software: Option<&str>, key: Option<&str>| Hands {
            software: software.map(str::to_owned), actor_key: key.map(str::to_owned),
        };
        for known in [hands(Some("mastodon"), None), hands(None, Some("k1")), hands(None, None)] {
            remembered_servers::remember(&state.db, site, &domain, &known, None, NOW).await.expect("writes");
        }
        let remembered = remembered_servers::lookup(&state.db, site, &domain).await.expect("reads");
        assert_eq!(remembered, hands(Some("mastodon"), Some("k1")));
    }

    async fn a_removal_that_is_taken_back_is_over_or_waits_for_another_answer(state) {
        let run = queued(&state.db, JobKind::CullAccounts).await;
        let (domain, third) = (name("a.example"), AccountId(8));
        let all = [NEW, third, OLD].map(|id| Condemned {
            id, account: format!("{id}@a.example"), domain: domain.clone(), status: 410, answered_at: NOW, life: None, proof: Proof::default(),
        });
        removed_accounts::intend(&state.db, &run, &all).await.expect("writes");
        for _ in 0..2 {
            removed_accounts::take_back(&state.db, &run, &[NEW], false).await.expect("writes");
            removed_accounts::take_back(&state.db, &run, &[third], true).await.expect("writes");
        }
        assert_eq!(removed_accounts::begun(&state.db, &run, 9).await.expect("reads"), [OLD]);
        let waiting = condemned_accounts::undecided(&state.db, &run, &domain, 9).await.expect("reads");
        assert_eq!(waiting, [Condemned { answered_at: Millis(0), ..all[1].clone() }]);
        condemned_accounts::hold(&state.db, &run, &[third], HeldReason::Limit).await.expect("writes");
        let since = condemned_accounts::held_since(&state.db, &run, &[NEW, third, OLD]).await.expect("reads");
        assert_eq!(since.into_iter().collect::<Vec<_>>(), [(third, Millis(0))]);
    }

    async fn a_removal_is_counted_once_however_often_it_is_recorded(state) {
        let (site, run) = (site(&state.db).await, queued(&state.db, JobKind::CullAccounts).await);
        let account = |id, at: &str| Condemned { id, account: at.to_owned(), domain: name("a.example"), status: 410, answered_at: NOW, life: None, proof: Proof::default() };
        let both = [account(OLD, "old@a.example"), account(NEW, "new@a.example")];
        for _ in 0..2 {
            removed_accounts::intend(&state.db, &run, &both).await.expect("writes");
        }
        assert_eq!(removed_accounts::begun(&state.db, &run, 10).await.expect("reads"), [OLD, NEW]);
        assert!(removed_accounts::after(&state.db, &run, 0, 10).await.expect("reads").is_empty(), "not yet removed");
        for _ in 0..2 {
            removed_accounts::done(&state.db, site, &run, &[OLD], Remember::Vanished).await.expect("writes");
        }
        assert_eq!(removed_accounts::begun(&state.db, &run, 10).await.expect("reads"), [NEW]);
        let listed = removed_accounts::after(&state.db, &run, 0, 10).await.expect("reads");
        assert_eq!((listed.len(), listed[0].account.as_str(), listed[0].evidence_status), (1, "old@a.example", 410));
        let run = engine::store::runs::read::lookup(&state.db, &run).await.expect("reads").expect("is there");
        assert_eq!((run.progress.removed, run.progress.done), (1, 1));
    }
}
