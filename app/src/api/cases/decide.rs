//! Deciding about servers: the ticked ones, the one in a row, or all that match the filter; and confirming a large purge.

use leptos::prelude::*;
use model::Domain;
use model::case::Impact;
use serde::{Deserialize, Serialize};

use super::super::ApiError;
#[cfg(feature = "ssr")]
use super::super::{engine, operator, told};
use super::choice::Choice;
#[cfg(feature = "ssr")]
use super::choice::Wish;
use super::filter::Filter;
use super::named::Named;
use crate::address::escaped;

/// Where a purge is confirmed.
pub const CONFIRM: &str = "/unreachable/purge";
/// Servers whose impact is counted exactly for a confirmation; of more, what was counted last.
#[cfg(feature = "ssr")]
const EXACT: usize = 200;
/// How long they are counted before what was counted last is good enough.
#[cfg(feature = "ssr")]
const COUNTED_WITHIN: std::time::Duration = std::time::Duration::from_secs(10);
/// Servers that a confirmation names.
#[cfg(feature = "ssr")]
const NAMED: usize = 20;
/// Days for which a server may be waited for, at most: ten years.
#[cfg(feature = "ssr")]
const MOST_DAYS: i64 = 3_650;

/// Which servers a decision is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Chosen {
    Named(Vec<Domain>),
    /// All that match, on whatever page.
    Matching(Box<Filter>),
}

impl Chosen {
    /// The address where their purge is confirmed, ordered from the list with this query.
    #[must_use]
    pub fn confirmation(&self, from: &str) -> String {
        match self {
            Self::Named(domains) => {
                let mut words: Vec<String> =
                    domains.iter().map(|domain| format!("server={}", escaped(domain.as_str()))).collect();
                if !from.is_empty() {
                    words.push(format!("from={}", escaped(from)));
                }
                format!("{CONFIRM}?{}", words.join("&"))
            }
            Self::Matching(filter) => format!("{CONFIRM}?all=yes&{}", filter.query()),
        }
    }
}

/// What is shown before a large purge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PurgeAsked {
    pub chosen: Chosen,
    /// Some of the servers by name.
    pub named: Vec<Domain>,
    pub servers: u64,
    pub impact: Impact,
    /// Whether the impact was counted now.
    pub exact: bool,
    /// What is to be typed.
    pub phrase: String,
    /// What tells these servers from others: those that are purged must be those that were seen.
    pub mark: String,
    /// How long the purge then waits, in milliseconds.
    pub wait_ms: i64,
}

#[cfg(feature = "ssr")]
async fn domains(engine: &engine::Engine, chosen: &Chosen) -> Result<Vec<Domain>, ApiError> {
    Ok(match chosen {
        Chosen::Named(domains) => domains.clone(),
        Chosen::Matching(filter) => engine.matching_domains(&filter.cases).await?,
    })
}

/// Whether a purge of these servers is confirmed by typing: also when it is not known yet what one of them holds, and when they were not
/// named one by one.
#[cfg(feature = "ssr")]
async fn is_confirmed_first(engine: &engine::Engine, chosen: &Chosen) -> Result<bool, ApiError> {
    let Chosen::Named(domains) = chosen else { return Ok(true) };
    // What stands with the cases may be of some days ago; this keeps it with them.
    if counted_now(engine, domains).await?.is_none() {
        return Ok(true);
    }
    let cases = engine.cases(domains).await?;
    let sum = cases.iter().fold(model::case::CaseSum::default(), |sum, case| sum.with(&case.impact));
    Ok(cases.iter().any(|case| case.impact.accounts == 0) || engine.confirmation().is_needed(&sum))
}

/// The address where one is told what was decided, with the list as it was filtered.
#[cfg(feature = "ssr")]
pub(super) fn back(from: &str, says: &str) -> String {
    Filter { turn: None, ..Filter::from_query(from) }.saying(says)
}

/// Decides about servers. `all` says that all are meant that match `from`, the query of the list's address; `mark` is that of
/// the servers that were seen. A large purge is confirmed first.
#[server(prefix = "/api", endpoint = "decide")]
pub async fn decide_cases(
    #[server(default)] servers: Vec<Named>,
    choice: Choice,
    #[server(default)] until: String,
    #[server(default)] all: String,
    #[server(default)] mark: String,
    #[server(default)] from: String,
) -> Result<(), ApiError> {
    use model::Decision;

    let operator = operator()?;
    let engine = engine()?;
    let chosen = match choice.only {
        Some(only) => Chosen::Named(vec![only]),
        None if all == "yes" => Chosen::Matching(Box::new(Filter::from_query(&from))),
        None => Chosen::Named(Named::domains(servers)),
    };
    if let Chosen::Matching(filter) = &chosen
        && engine.case_sum(&filter.cases).await?.mark() != mark
    {
        return Err(told(ApiError::ListChanged));
    }
    let domains = domains(&engine, &chosen).await?;
    let first = domains.first().ok_or_else(|| told(ApiError::NothingToPurge))?;
    let wait = |until: model::Millis| (Decision::Wait { until }, format!("waits={}&until={}", domains.len(), until.0));
    let days = |days| engine.now().plus_ms(days * model::time::DAY_MS);
    let (decision, says) = match choice.wish {
        Wish::WaitWeek => wait(days(7)),
        Wish::WaitMonth => wait(days(30)),
        Wish::WaitUntil => wait(day_to_come(&until, engine.now()).ok_or_else(|| told(ApiError::NoSuchDay))?),
        Wish::Keep => (Decision::Keep, format!("kept={}", domains.len())),
        Wish::Purge if is_confirmed_first(&engine, &chosen).await? => {
            leptos_axum::redirect(&chosen.confirmation(&from));
            return Ok(());
        }
        Wish::Purge => (Decision::Purge, purged(first)),
    };
    engine.decide(&operator, &domains, decision).await?;
    leptos_axum::redirect(&back(&from, &says));
    Ok(())
}

#[cfg(feature = "ssr")]
fn purged(first: &Domain) -> String {
    format!("purged={}", escaped(first.as_str()))
}

/// The beginning of the day in UTC that a date field gives, if it is to come and not too far away.
#[cfg(feature = "ssr")]
fn day_to_come(text: &str, now: model::Millis) -> Option<model::Millis> {
    let day = chrono::NaiveDate::parse_from_str(text.trim(), "%Y-%m-%d").ok()?;
    let at = model::Millis(day.and_hms_opt(0, 0, 0)?.and_utc().timestamp_millis());
    (at > now && at <= now.plus_ms(MOST_DAYS * model::time::DAY_MS)).then_some(at)
}

/// Reads what a purge of these servers would touch, before it is confirmed: of those about which anybody is asked.
#[server(prefix = "/api", endpoint = "purge-asked")]
pub async fn read_purge_asked(chosen: Chosen) -> Result<PurgeAsked, ApiError> {
    let operator = operator()?;
    // Counting costs Mastodon's database something.
    if !operator.role.may(model::Permission::Decide) {
        return Err(told(ApiError::NotAllowed(model::Permission::Decide)));
    }
    let engine = engine()?;
    let meant = domains(&engine, &chosen).await?;
    if meant.is_empty() {
        return Err(told(ApiError::NothingToPurge));
    }
    let mut cases = engine.cases(&meant).await?;
    cases.retain(|case| case.purge.is_none());
    if cases.is_empty() {
        return Err(told(ApiError::NoSuchCase));
    }
    let domains: Vec<Domain> = cases.iter().map(|case| case.domain.clone()).collect();
    let counted = counted_now(&engine, &domains).await?;
    let exact = counted.is_some();
    let impact = counted.unwrap_or_else(|| {
        let sum = cases.iter().fold(model::case::CaseSum::default(), |sum, case| sum.with(&case.impact));
        Impact { accounts: sum.accounts, media: sum.media, members_following: sum.members, ..Impact::default() }
    });
    let chosen = match chosen {
        Chosen::Named(_) => Chosen::Named(domains.clone()),
        matching @ Chosen::Matching(_) => matching,
    };
    Ok(PurgeAsked {
        servers: domains.len() as u64,
        phrase: model::case::confirmation::phrase(&domains),
        mark: model::case::confirmation::mark(&domains),
        named: domains.into_iter().take(NAMED).collect(),
        chosen,
        impact,
        exact,
        wait_ms: engine.purge_wait_ms(),
    })
}

/// What a purge of these servers would touch, where they are few enough to be counted now, and quickly enough.
#[cfg(feature = "ssr")]
async fn counted_now(engine: &engine::Engine, domains: &[Domain]) -> Result<Option<Impact>, ApiError> {
    if domains.len() > EXACT {
        return Ok(None);
    }
    match tokio::time::timeout(COUNTED_WITHIN, engine.impact_now(domains)).await {
        Ok(impacts) => Ok(Some(impacts?.into_iter().fold(Impact::default(), Impact::and))),
        Err(_) => Ok(None),
    }
}

/// Purges servers after their name, or their number, was typed. `all` is the query of the list when all that match are meant; `from`
/// is that of the list to go back to.
#[server(prefix = "/api", endpoint = "confirm-purge")]
pub async fn confirm_purge(
    #[server(default)] servers: Vec<Named>,
    #[server(default)] all: Option<String>,
    #[server(default)] typed: String,
    #[server(default)] mark: String,
    #[server(default)] from: String,
) -> Result<(), ApiError> {
    let operator = operator()?;
    let engine = engine()?;
    let chosen = match &all {
        Some(query) => Chosen::Matching(Box::new(Filter::from_query(query))),
        None => Chosen::Named(Named::domains(servers)),
    };
    let domains = domains(&engine, &chosen).await?;
    let first = domains.first().ok_or_else(|| told(ApiError::NothingToPurge))?;
    if mark != model::case::confirmation::mark(&domains) {
        return Err(told(ApiError::ListChanged));
    }
    if !model::case::confirmation::is_typed(&typed, &domains) {
        return Err(told(ApiError::NotTyped));
    }
    engine.decide(&operator, &domains, model::Decision::Purge).await?;
    leptos_axum::redirect(&back(&from, &purged(first)));
    Ok(())
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use model::Millis;

    #[test]
    fn a_day_to_wait_until_is_to_come() {
        // 21 November 2026, 10:42.
        let now = Millis(1_795_257_720_000);
        assert_eq!(day_to_come("2026-11-22", now), Some(Millis(1_795_305_600_000)));
        assert!(day_to_come(" 2030-01-01 ", now).is_some());
        for text in ["", "2026-11-21", "2020-01-01", "2046-01-01", "22.11.2026", "2026-02-30"] {
            assert_eq!(day_to_come(text, now), None, "{text}");
        }
    }

    #[test]
    fn a_confirmation_knows_the_list_that_it_came_from() {
        let named = Chosen::Named(vec!["a.example".parse().expect("a name"), "b.example".parse().expect("a name")]);
        assert_eq!(named.confirmation(""), "/unreachable/purge?server=a.example&server=b.example");
        let address = named.confirmation("people=some&order=largest");
        assert!(address.ends_with("&from=people%3Dsome%26order%3Dlargest"), "{address}");
    }

    #[test]
    fn the_list_stays_filtered_after_a_decision() {
        assert_eq!(back("advice=purge&after=1_0_0_0_a.example", "kept=1"), "/unreachable?advice=purge&kept=1");
        assert_eq!(back("https://elsewhere.example", "kept=1"), "/unreachable?kept=1");
    }
}
