//! Rows that cannot be read: they are shown as damaged and take no list with them.

use engine::store::activities::Activity;
use engine::store::condemned_accounts::{self, Condemned};
use engine::store::counts::Counts;
use engine::store::looks::{self, Look};
use engine::store::missing_pictures::{self, Found};
use engine::store::notices::sending::due;
use engine::store::notices::{self, sending, turns};
use engine::store::receipts;
use engine::store::removal_journal::open_entries;
use engine::store::removed_accounts::{self, Remember};
use engine::store::removed_pictures::{self, Going};
use engine::store::runs::lease::{self, Ending};
use engine::store::runs::read::{self, RunFilter};
use engine::store::runs::{insert, open_of};
use engine::store::{Db, StoreError, cases, counts, queue, schedules, waiting_room};
use mastodon::files::FileOwner;
use mastodon::writer::Wanted;
use model::case::{Advised, CaseFilter, CaseReason, Order, SparedBecause, State as Held, StateSettings};
use model::jobs::purge_domain::PurgeReport;
use model::jobs::restore_profile_media::Urgency;
use model::notice::{Failure, Halt, Language, Texts};
use model::probe::Proof;
use model::receipt::{FollowOptions, Kind, Line};
use model::time::DAY_MS;
use model::{
    AccountId, Act, Cadence, Failures, JobKind, Millis, Operator, Report, Role, RunFailure, RunId, RunState, Schedule,
    ScheduleId, SiteId,
};

use super::cases::ten_days_of_silence;
use super::{NOW, name, new_run, ordered, purge_of, queued, site};
use crate::support::state::on_both_engines;

const OWNER: &str = "owner";
const ALL: RunFilter = RunFilter { job: None, before: None, limit: 9 };

fn activity(site: SiteId, act: Act) -> Activity {
    Activity::new(site, NOW, &Operator { name: "mika".to_owned(), role: Role::Caretaker }, act, "these")
}

/// A purge of a server with that name that has ended with its report.
async fn purged(db: &Db, domain: &str) -> RunId {
    let mut new = new_run(site(db).await, JobKind::PurgeDomain);
    new.job = purge_of(domain);
    let run = insert(db, &new, None).await.expect("is queued");
    lease::claim(db, OWNER, Some(&run), NOW, NOW.plus_ms(30_000)).await.expect("asks").expect("is free");
    let report =
        Report::PurgeDomain(PurgeReport { domains: vec![name(domain)], accounts: 7, ..PurgeReport::default() });
    lease::end(db, &run, OWNER, &Ending::Finished, Some(&report), NOW).await.expect("ends");
    run
}

fn schedule() -> Schedule {
    Schedule {
        id: ScheduleId(0),
        job: JobKind::CullAccounts.with_defaults(),
        cadence: Cadence::Daily,
        time: "03:00".parse().expect("a time"),
        zone: "Asia/Tokyo".to_owned(),
        enabled: true,
        next: vec![NOW],
        damaged: false,
    }
}

on_both_engines! {
    async fn a_damaged_run_stands_in_every_list_beside_the_others(state) {
        let site = site(&state.db).await;
        let (well, spoilt) = (purged(&state.db, "well.example").await, purged(&state.db, "quiet.example").await);
        let columns = [
            ("report", "'{'"), ("options", "'{\"domains\":7}'"), ("stage", "'x'"), ("failure", "'x', state = 'failed'"),
            ("job", "'plant-tree'"),
        ];
        for (column, value) in columns {
            state.spoil(&format!("UPDATE runs SET {column} = {value} WHERE id = '{spoilt}'")).await;
            let page = read::page(&state.db, site, &ALL, NOW).await.expect("is read");
            let told: Vec<_> = page.iter().map(|run| (&run.id, run.damaged)).collect();
            assert_eq!(told, [(&spoilt, true), (&well, false)], "{column}");
            assert!(page[1].report.is_some());
            assert_eq!(read::lately(&state.db, site, 9, NOW).await.expect("is read"), page, "{column}");
            let run = read::lookup(&state.db, &spoilt).await.expect("is read").expect("is there");
            assert_eq!((&run, run.report.is_none()), (&page[0], true), "{column}");
        }
        let run = read::lookup(&state.db, &spoilt).await.expect("is read").expect("is there");
        assert!(matches!(run.state, RunState::Failed { failure: RunFailure::Damaged, .. }), "{:?}", run.state);
        let last = read::last_ended(&state.db, site, JobKind::PurgeDomain).await.expect("is read");
        assert_eq!(last.map(|run| run.id), Some(well), "the other is of no job that we know");
    }

    async fn a_run_whose_id_is_none_is_listed_claimed_and_ended(state) {
        let site = site(&state.db).await;
        let run = queued(&state.db, JobKind::CullAccounts).await;
        state.spoil(&format!("UPDATE runs SET id = 'no id \"' WHERE id = '{run}'")).await;
        let page = read::page(&state.db, site, &ALL, NOW).await.expect("is read");
        assert_eq!(page[0].id.as_str(), "no id \"");
        assert_eq!(open_of(&state.db, site, JobKind::CullAccounts, NOW).await.expect("is read"), Some(page[0].id.clone()));
        let claimed = lease::claim(&state.db, OWNER, None, NOW, NOW).await.expect("asks").expect("is due");
        let held = lease::Held { run: claimed.id.clone(), owner: OWNER.to_owned(), until: NOW };
        assert_eq!(lease::held(&state.db).await.expect("is read"), [held]);
        lease::end(&state.db, &claimed.id, OWNER, &Ending::Stopped, None, NOW).await.expect("ends");
        assert_eq!(lease::held(&state.db).await.expect("is read"), []);
    }

    async fn what_a_job_needs_that_is_damaged_ends_it(state) {
        let run = queued(&state.db, JobKind::CullAccounts).await;
        lease::claim(&state.db, OWNER, Some(&run), NOW, NOW.plus_ms(9)).await.expect("asks").expect("is free");
        lease::checkpoint(&state.db, &run, OWNER, &7, &Counts::default(), &Failures::default()).await.expect("writes");
        state.spoil("UPDATE runs SET checkpoint = '{'").await;
        let read = read::checkpoint::<u32>(&state.db, &run).await;
        assert!(matches!(read, Err(StoreError::Damaged("runs.checkpoint"))), "{read:?}");
    }

    async fn a_damaged_schedule_is_told_and_not_in_the_way_of_others(state) {
        let site = site(&state.db).await;
        for kind in [JobKind::CullAccounts, JobKind::MeasureStorage] {
            let schedule = Schedule { job: kind.with_defaults(), ..schedule() };
            schedules::put(&state.db, site, &schedule, &activity(site, Act::SetSchedule)).await.expect("is set");
        }
        for (column, value) in [("options", "{"), ("cadence", "\"hourly\""), ("time_of_day", "noon")] {
            state.spoil(&format!("UPDATE schedules SET {column} = '{value}' WHERE job = 'cull-accounts'")).await;
            let due = schedules::due(&state.db, NOW).await.expect("is read");
            let told: Vec<_> = due.iter().map(|due| (due.schedule.job.kind(), due.schedule.damaged)).collect();
            assert_eq!(told, [(JobKind::CullAccounts, true), (JobKind::MeasureStorage, false)], "{column}");
            let read = schedules::lookup(&state.db, site, JobKind::CullAccounts).await.expect("is read");
            assert!(read.is_some_and(|schedule| schedule.damaged), "{column}");
        }
    }

    async fn a_damaged_case_is_told_beside_the_others_and_advises_nothing(state) {
        let site = site(&state.db).await;
        for server in ["a.example", "b.example"] {
            ten_days_of_silence(&state.db, site, &name(server), CaseReason::NoAddress).await;
        }
        state.spoil("UPDATE cases SET reason = 'x', impact = 'x' WHERE domain = 'a.example'").await;
        let filter = CaseFilter::default();
        let page = engine::store::queue::page(&state.db, site, &filter, Order::Longest, None, NOW).await.expect("is read");
        let told: Vec<_> = page.cases.iter().map(|case| (case.domain.as_str(), case.damaged, case.state)).collect();
        assert_eq!(told, [("a.example", true, Held::Wobbly), ("b.example", false, Held::Silent)]);
        assert_eq!((page.counts.all, page.matching, page.counts.reasons.len()), (2, 2, 1));
        state.spoil("UPDATE cases SET state = 'x' WHERE domain = 'b.example'").await;
        let named = cases::named(&state.db, site, &[name("b.example"), name("a.example")]).await.expect("is read");
        assert!(named.iter().all(|case| case.damaged) && named.len() == 2);
    }

    async fn a_purge_that_is_damaged_can_be_undone_and_a_sign_of_life_ends_it(state) {
        let site = site(&state.db).await;
        let quiet = name("quiet.example");
        ten_days_of_silence(&state.db, site, &quiet, CaseReason::NoAddress).await;
        let run = ordered(&state.db, site, std::slice::from_ref(&quiet)).await.expect("is ordered");
        state.spoil("UPDATE runs SET options = '{'").await;
        assert!(waiting_room::undo(&state.db, &run, &activity(site, Act::UndoPurge)).await.expect("is undone"));
        let run = ordered(&state.db, site, std::slice::from_ref(&quiet)).await.expect("is ordered again");
        state.spoil(&format!("UPDATE runs SET options = '{{' WHERE id = '{run}'")).await;
        let cancel = activity(site, Act::CancelPurge);
        assert!(waiting_room::spare(&state.db, &run, &quiet, SparedBecause::Answers, &cancel).await.expect("is cancelled"));
        let ended = read::lookup(&state.db, &run).await.expect("is read").expect("is there");
        assert!(matches!(ended.state, RunState::Stopped { .. }), "{:?}", ended.state);
        assert_eq!(waiting_room::domains(&state.db, site).await.expect("is read"), []);
    }

    async fn a_removed_account_whose_proof_is_damaged_is_told_beside_the_others(state) {
        let (site, run) = (site(&state.db).await, queued(&state.db, JobKind::CullAccounts).await);
        let account = |id| Condemned {
            id: AccountId(id),
            account: format!("a{id}@quiet.example"),
            domain: name("quiet.example"),
            status: 410,
            answered_at: NOW,
            life: None,
            proof: Proof::default(),
        };
        removed_accounts::intend(&state.db, &run, &[account(1), account(2)]).await.expect("writes");
        removed_accounts::done(&state.db, site, &run, &[AccountId(1), AccountId(2)], Remember::Vanished).await.expect("writes");
        state.spoil("UPDATE removed_accounts SET proof = '{' WHERE account_id = 1").await;
        let told = removed_accounts::after(&state.db, &run, 0, 9).await.expect("is read");
        let told: Vec<_> = told.iter().map(|one| (one.account.as_str(), one.damaged)).collect();
        assert_eq!(told, [("a1@quiet.example", true), ("a2@quiet.example", false)]);
    }

    async fn an_answer_that_is_damaged_is_asked_for_again_and_ends_no_run(state) {
        let (site, run) = (site(&state.db).await, queued(&state.db, JobKind::CullAccounts).await);
        state
            .spoil(&format!(
                "INSERT INTO condemned_accounts (run_id, account_id, account, domain, status, proof, answered_at, held)
                 VALUES ('{run}', 1, 'a1@quiet.example', 'quiet.example', 404, '{{', {NOW}, NULL),
                        ('{run}', 2, 'a2@quiet.example', 'quiet.example', 404, '{{', {NOW}, 'mass-gone')",
                NOW = NOW.0
            ))
            .await;
        let quiet = name("quiet.example");
        let waiting = condemned_accounts::undecided(&state.db, &run, &quiet, 9).await.expect("is read");
        assert!(waiting.iter().map(|one| (one.id.0, one.answered_at)).eq([(1, Millis(0))]), "{waiting:?}");
        let ids = [AccountId(2)];
        let held = condemned_accounts::held_with_a_mass(&state.db, site, std::slice::from_ref(&run), &ids, NOW).await;
        assert_eq!(held.expect("is read"), []);
    }

    async fn a_look_that_is_damaged_proves_nothing(state) {
        let (site, quiet) = (site(&state.db).await, name("quiet.example"));
        for day in 0..4 {
            let at = NOW.plus_ms(day * DAY_MS);
            let found = Some(CaseReason::NoAddress);
            let look = Look { site, domain: &quiet, found, life: None, proof: None, at };
            looks::record(&state.db, &look, &StateSettings::default()).await.expect("is written");
        }
        let (last, now) = (NOW.plus_ms(3 * DAY_MS), NOW.plus_ms(4 * DAY_MS));
        state.spoil(&format!("UPDATE evidence SET reason = 'x' WHERE at IN ({}, {})", NOW.plus_ms(DAY_MS).0, last.0)).await;
        assert_eq!(looks::latest(&state.db, site, &quiet).await.expect("is read"), Some(CaseReason::NoAddress));
        let look = Look { site, domain: &quiet, found: Some(CaseReason::NoAddress), life: None, proof: None, at: now };
        looks::record(&state.db, &look, &StateSettings::default()).await.expect("is written");
        let case = cases::named(&state.db, site, std::slice::from_ref(&quiet)).await.expect("is read").remove(0);
        assert_eq!(case.silent_since, NOW, "no good answer was in between");
        assert!(case.evidence.iter().all(|look| look.reason.is_some()), "{:?}", case.evidence);
    }

    async fn a_case_that_is_damaged_is_in_one_of_the_lists_and_nothing_is_advised(state) {
        let (site, quiet) = (site(&state.db).await, name("quiet.example"));
        let look =
            Look { site, domain: &quiet, found: Some(CaseReason::NoAddress), life: None, proof: None, at: NOW };
        looks::record(&state.db, &look, &StateSettings::default()).await.expect("is written");
        for (spoilt, is_asked_about) in [
            ("state = 'x'", false),
            ("state = 'long-silent', reason = 'x'", true),
            ("reason = 'no-address', impact = '{'", true),
        ] {
            state.spoil(&format!("UPDATE cases SET {spoilt}")).await;
            let (watched, _) = cases::watched(&state.db, site, 9).await.expect("is read");
            assert_eq!(watched.len(), usize::from(!is_asked_about), "{spoilt}");
            let case = cases::named(&state.db, site, std::slice::from_ref(&quiet)).await.expect("is read").remove(0);
            assert!(case.damaged, "{spoilt}");
        }
        state.spoil("UPDATE cases SET reason = 'x', impact = '{}'").await;
        let purge = CaseFilter { advice: Some(Advised::Purge), ..CaseFilter::default() };
        assert_eq!(queue::domains(&state.db, site, &purge, NOW).await.expect("is read"), []);
    }

    async fn a_schedule_in_no_zone_is_damaged(state) {
        let site = site(&state.db).await;
        state
            .spoil(&format!(
                "INSERT INTO schedules (site_id, job, options, cadence, time_of_day, zone, enabled, next_at)
                 VALUES ({}, 'cull-accounts', '{{}}', '{{\"every\":\"daily\"}}', '03:00', 'Mars/Base', 1, 1)",
                site.0
            ))
            .await;
        let read = schedules::lookup(&state.db, site, JobKind::CullAccounts).await.expect("is read");
        assert!(read.is_some_and(|schedule| schedule.damaged));
    }

    async fn a_follow_that_is_damaged_is_still_a_follow(state) {
        let run = queued(&state.db, JobKind::PurgeDomain).await;
        lease::claim(&state.db, OWNER, Some(&run), NOW, NOW.plus_ms(9)).await.expect("asks").expect("is free");
        let line = Line {
            member: "maya".to_owned(),
            kind: Kind::Follow,
            what: "a@quiet.example".to_owned(),
            domain: name("quiet.example"),
            follow: Some(FollowOptions { show_boosts: false, notify: true, languages: Vec::new() }),
        };
        receipts::checkpoint(&state.db, (&run, OWNER), &7, &Failures::default(), &[line]).await.expect("writes");
        state.spoil("UPDATE receipts SET follow = '{'").await;
        let lines = receipts::of_member(&state.db, &run, "maya", Kind::Follow, None, 9).await.expect("is read");
        assert!(lines.iter().map(|line| line.what.as_str()).eq(["a@quiet.example"]));
        assert_eq!(receipts::after(&state.db, &run, None, 9).await.expect("is read"), lines);
    }

    async fn a_damaged_message_is_given_up_and_the_next_is_sent(state) {
        let run = queued(&state.db, JobKind::PurgeDomain).await;
        let site = site(&state.db).await;
        let members = ["maya", "noor"].map(|member| (member.to_owned(), Language::En));
        let approve = activity(site, Act::ApproveNotice);
        assert!(notices::approve(&state.db, &run, &Texts::default(), &members, &approve).await.expect("is approved"));
        state.spoil("UPDATE notice_members SET language = 'x' WHERE member = 'maya'").await;
        let message = due(&state.db, site, NOW).await.expect("is read").expect("is due");
        assert_eq!(message.member, "noor");
        let (stands, languages) = sending::stands(&state.db, &run).await.expect("is read");
        assert_eq!((stands.waiting, stands.failed), (1, vec![(Failure::Damaged, 1)]));
        assert_eq!(languages, [(Language::En, 1)]);
        state.spoil("UPDATE notice_turns SET halted = 'x'").await;
        assert_eq!(turns::halted(&state.db, site).await.expect("is read"), Some(Halt::Damaged));
    }

    async fn pictures_of_which_something_is_damaged_do_not_stop_the_others(state) {
        let (site, run) = (site(&state.db).await, queued(&state.db, JobKind::RestoreProfileMedia).await);
        let found = |id| Found {
            wanted: Wanted { id: AccountId(id), avatar: true, header: false },
            uri: String::new(),
            urgency: Urgency::Known,
        };
        missing_pictures::keep(&state.db, site, &run, &[found(1), found(2)], NOW).await.expect("writes");
        state.spoil("UPDATE missing_pictures SET urgency = 99 WHERE account_id = 1").await;
        let unasked = missing_pictures::unasked(&state.db, &run, 9).await.expect("is read");
        let told: Vec<_> = unasked.iter().map(|found| (found.wanted.id.0, found.urgency)).collect();
        assert_eq!(told, [(2, Urgency::Known), (1, Urgency::Active)]);

        let going = |id| Going {
            account: AccountId(id),
            owner: FileOwner::AccountAvatar,
            file_name: "a.png".to_owned(),
            quiet_days: 9,
            weight: 1,
        };
        removed_pictures::remember(&state.db, site, &[going(1), going(2)], NOW).await.expect("writes");
        state.spoil("UPDATE removed_pictures SET picture = 'x' WHERE account_id = 1").await;
        let unseen = removed_pictures::unseen(&state.db, site, None, 1).await.expect("is read");
        assert!(unseen.iter().map(|gone| gone.account.0).eq([2]));
    }

    async fn a_damaged_entry_of_the_journal_is_told_and_the_others_are_read(state) {
        let (site, run) = (site(&state.db).await, queued(&state.db, JobKind::RemoveProfileMedia).await);
        for (id, file) in [(1, "x"), (2, "{\"owner\":\"AccountAvatar\"}")] {
            state.spoil(&format!(
                "INSERT INTO removal_journal (site_id, owner, owner_id, file_name, run_id, file, objects, bytes)
                VALUES ({site}, 'accounts.avatar', {id}, 'a.png', '{run}', '{file}', 1, 1)"
            )).await;
        }
        let entries = open_entries(&state.db, site, &run, 0, 9, NOW).await.expect("is read");
        assert!(entries.iter().map(|entry| entry.file.is_some()).eq([false, false]));
        engine::store::removal_journal::note_damaged(&state.db, entries[0].id, NOW).await.expect("writes");
        let stuck = engine::store::removal_journal::stuck(&state.db, site, 9).await.expect("is read");
        assert_eq!((stuck.count, stuck.some[0].name.as_str()), (1, "accounts.avatar 1: a.png"));
    }

    async fn what_was_counted_of_a_job_that_we_do_not_know_is_left_out_of_the_chart(state) {
        let site = site(&state.db).await;
        for domain in ["a.example", "b.example"] {
            let run = purged(&state.db, domain).await;
            counts::add(&state.db, &run, &Counts::of(counts::Count::Bytes, 7)).await.expect("writes");
        }
        state.spoil("UPDATE runs SET job = 'x' WHERE id = (SELECT min(id) FROM runs)").await;
        let freed = read::freed_since(&state.db, site, NOW).await.expect("is read");
        assert!(freed.iter().map(|(kind, ..)| *kind).eq([JobKind::PurgeDomain]));
    }
}
