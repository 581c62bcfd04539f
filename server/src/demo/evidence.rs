//! Servers that have been silent for days or months, as looks by the timetable would have found them.

use engine::Engine;
use engine::store::looks::{self, Look};
use engine::store::{given_up, remembered_servers};
use model::case::StateSettings;
use model::jobs::cull_accounts::Hands;
use model::probe::Proof;
use model::time::{DAY_MS, HOUR_MS};
use model::{Answer, CaseReason, Domain, Millis, Silence};
use simulator::Behaviour;

use super::DemoError;
use super::history::spread;

/// For how many days servers have been silent: some less than any advice to purge needs, some more.
const SILENT_DAYS: [i64; 12] = [2, 5, 9, 12, 19, 26, 33, 47, 62, 88, 117, 203];
/// Servers whose impact is counted in one question.
const AT_ONCE: usize = 20;

/// How a check reads the behaviour of a server; `None` when it answers well.
pub(super) fn reason_of(behaviour: &Behaviour) -> Option<CaseReason> {
    Some(match behaviour {
        Behaviour::Healthy
        | Behaviour::Slow(_)
        | Behaviour::SignedOnly
        | Behaviour::PlainOnly
        | Behaviour::ActorsOnly
        | Behaviour::BrokenNodeInfo(_) => return None,
        Behaviour::Redirects(hops) if *hops <= 3 => return None,
        Behaviour::Redirects(_) | Behaviour::RedirectLoop => CaseReason::Redirects,
        Behaviour::Forbidden | Behaviour::Challenge => CaseReason::NotTalking,
        Behaviour::TooManyRequests(_) => CaseReason::SlowDown,
        Behaviour::Trouble(503) => CaseReason::Unavailable,
        Behaviour::Trouble(_) => CaseReason::Errors,
        Behaviour::Tarpit => CaseReason::TooSlow,
        Behaviour::Dropped | Behaviour::Refused => CaseReason::RefusesConnections,
        Behaviour::NoSuchName | Behaviour::NameWithoutAddress => CaseReason::NoAddress,
        Behaviour::BrokenName | Behaviour::RefusedName | Behaviour::SilentName => CaseReason::AddressBook,
        Behaviour::PrivateAddress | Behaviour::RedirectToPrivate => CaseReason::PrivateAddress,
        Behaviour::ExpiredCertificate => CaseReason::CertificateExpired,
        Behaviour::WrongCertificate => CaseReason::Certificate,
        Behaviour::CatchAllNotFound | Behaviour::CachedNodeInfo => CaseReason::NothingFound,
        Behaviour::CatchAllPage => CaseReason::SomethingElse,
        Behaviour::CatchAllGone => CaseReason::SaysClosed,
        Behaviour::ChangedHands => CaseReason::ChangedHands,
    })
}

/// A server that does not answer, and since when.
#[derive(Clone, Debug)]
pub(super) struct Silent {
    pub(super) domain: Domain,
    pub(super) reason: CaseReason,
    pub(super) since: Millis,
}

/// Gives every server that does not answer a beginning of its silence, the same at every start of the same demo.
pub(super) fn silent_servers<'a>(
    behaviours: impl Iterator<Item = (&'a str, &'a Behaviour)>,
    now: Millis,
) -> Vec<Silent> {
    let failing = behaviours.filter_map(|(name, behaviour)| Some((name, reason_of(behaviour)?)));
    failing
        .enumerate()
        .map(|(index, (name, reason))| {
            let days = SILENT_DAYS[index % SILENT_DAYS.len()];
            let hours = i64::try_from(spread(index, 0, 23)).unwrap_or(0);
            Silent {
                domain: Domain::from_database(name.to_owned()),
                reason,
                since: now.plus_ms(-days * DAY_MS - hours * (DAY_MS / 24)),
            }
        })
        .collect()
}

/// Writes a case for each, with the looks since its beginning, and what a purge would touch.
pub(super) async fn write(engine: &Engine, silent: &[Silent], now: Millis) -> Result<(), DemoError> {
    let cases_of: Vec<&Silent> = silent.iter().filter(|silent| silent.reason.opens_case()).collect();
    let settings = StateSettings::default();
    for silent in &cases_of {
        let proof = proof_of(silent);
        if silent.reason == CaseReason::SomethingElse {
            // A web page is a stranger only where somebody was known.
            let hands = Hands { software: Some("mastodon".to_owned()), actor_key: None };
            let well_at = silent.since.days_before(1);
            remembered_servers::remember(engine.db(), engine.site(), &silent.domain, &hands, None, well_at).await?;
        }
        for at in looks(silent.since, now) {
            let (domain, found) = (&silent.domain, Some(silent.reason));
            let look = Look { site: engine.site(), domain, found, life: None, proof: Some(&proof), at };
            looks::record(engine.db(), &look, &settings).await?;
        }
    }
    let domains: Vec<Domain> = cases_of.iter().map(|silent| silent.domain.clone()).collect();
    for batch in domains.chunks(AT_ONCE) {
        engine.impact_now(batch).await?;
    }
    deliveries(engine, silent).await
}

/// What a look would have heard that found this reason.
fn proof_of(silent: &Silent) -> Proof {
    let silence =
        Silence::ALL.into_iter().find(|silence| CaseReason::of_answer(&Answer::from(*silence)) == silent.reason);
    let status = match silent.reason {
        CaseReason::NothingFound => 404,
        CaseReason::SaysClosed => 410,
        CaseReason::SlowDown => 429,
        CaseReason::Errors => 502,
        CaseReason::Unavailable => 503,
        _ => 200,
    };
    match silence {
        Some(silence) => Proof { silence: Some(silence), ..Proof::default() },
        None => Proof {
            status: Some(status),
            final_url: Some(format!("https://{}/.well-known/nodeinfo", silent.domain)),
            headers: vec![("content-type".to_owned(), "text/html".to_owned())],
            ..Proof::default()
        },
    }
}

/// Looks at every server that Mastodon has given up, as they would have been made a few hours ago.
async fn deliveries(engine: &Engine, silent: &[Silent]) -> Result<(), DemoError> {
    engine.learn_given_up().await?;
    let (db, site, now) = (engine.db(), engine.site(), engine.now());
    for domain in given_up::claim(db, site, now, now, u32::MAX).await? {
        let answers = silent.iter().all(|silent| silent.domain != domain);
        let answered_at = answers.then_some(now.plus_ms(-3 * HOUR_MS));
        given_up::heard(db, site, &domain, answered_at, now.plus_ms(DAY_MS)).await?;
    }
    Ok(())
}

/// When a server was looked at since it fell silent: daily for two weeks, then weekly, as the timetable has it.
fn looks(since: Millis, now: Millis) -> Vec<Millis> {
    let days = (0..14).chain((14..).step_by(7));
    days.map(|day| since.plus_ms(day * DAY_MS)).take_while(|at| *at <= now).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_is_spread_so_that_advice_differs() {
        let now = Millis(2_000_000_000_000);
        let names: Vec<String> = (0..24).map(|n| format!("s{n}.example")).collect();
        let behaviours = names.iter().map(|name| (name.as_str(), &Behaviour::Refused));
        let silent = silent_servers(behaviours, now);
        let days: Vec<i64> = silent.iter().map(|silent| (now.0 - silent.since.0) / DAY_MS).collect();
        assert!(days.iter().any(|days| *days < 14) && days.iter().any(|days| *days > 90), "{days:?}");
    }

    #[test]
    fn a_server_that_answers_has_no_case() {
        let healthy = [("a.example", &Behaviour::Healthy), ("b.example", &Behaviour::Slow(100))];
        assert!(silent_servers(healthy.into_iter(), Millis(0)).is_empty());
    }
}
