//! Which of the waiting servers are shown, and in which order. All of it is in the address of the page.

use std::cmp::Reverse;

use leptos_router::params::ParamsMap;
use model::{Case, CaseReason, Millis};
use serde::{Deserialize, Serialize};

/// Servers on one page of the list.
pub const PER_PAGE: usize = 50;

/// What the address of the list says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filter {
    /// Only those with this advice.
    pub advice: Option<Advised>,
    /// Only those that nobody here would miss.
    pub nobody: bool,
    /// Only those with this reason.
    pub reason: Option<CaseReason>,
    pub order: Order,
    /// The page, from 0.
    pub page: u32,
}

/// The two kinds of advice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Advised {
    Purge,
    Wait,
}

/// In which order the servers stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Order {
    /// Those that we would purge and nobody would miss come first.
    #[default]
    Easiest,
    Largest,
    Longest,
}

impl Order {
    pub const ALL: [Self; 3] = [Self::Easiest, Self::Largest, Self::Longest];

    /// The word in the address.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Easiest => "easiest",
            Self::Largest => "largest",
            Self::Longest => "longest",
        }
    }
}

/// How many servers there are of each kind, whatever is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    pub all: u64,
    pub purge: u64,
    pub wait: u64,
    pub nobody: u64,
    /// The reasons that occur, each with its number.
    pub reasons: Vec<(CaseReason, u64)>,
}

impl Counts {
    /// Counts the open cases.
    #[must_use]
    pub fn of(cases: &[Case], now: Millis) -> Self {
        let count = |test: &dyn Fn(&Case) -> bool| cases.iter().filter(|case| test(case)).count() as u64;
        let reasons = CaseReason::ALL.map(|reason| (reason, count(&|case| case.reason == reason)));
        let purge = count(&|case| case.advice(now).is_purge());
        Self {
            all: cases.len() as u64,
            purge,
            wait: cases.len() as u64 - purge,
            nobody: count(&nobody_notices),
            reasons: reasons.into_iter().filter(|(_, n)| *n > 0).collect(),
        }
    }
}

fn nobody_notices(case: &Case) -> bool {
    case.impact.members_following == 0 && case.impact.followers_there == 0
}

impl Filter {
    /// Reads the address; what it doesn't understand it leaves out.
    #[must_use]
    pub fn read(query: &ParamsMap) -> Self {
        let word = |key| query.get_str(key).unwrap_or_default();
        Self {
            advice: match word("advice") {
                "purge" => Some(Advised::Purge),
                "wait" => Some(Advised::Wait),
                _ => None,
            },
            nobody: word("people") == "none",
            reason: CaseReason::from_word(word("reason")),
            order: Order::ALL.into_iter().find(|order| order.as_str() == word("order")).unwrap_or_default(),
            page: word("page").parse().unwrap_or_default(),
        }
    }

    /// The address of the list with this filter.
    #[must_use]
    pub fn address(&self) -> String {
        let mut words = Vec::new();
        match self.advice {
            Some(Advised::Purge) => words.push("advice=purge".to_owned()),
            Some(Advised::Wait) => words.push("advice=wait".to_owned()),
            None => {}
        }
        if self.nobody {
            words.push("people=none".to_owned());
        }
        words.extend(self.reason.map(|reason| format!("reason={}", reason.as_str())));
        if self.order != Order::default() {
            words.push(format!("order={}", self.order.as_str()));
        }
        if self.page > 0 {
            words.push(format!("page={}", self.page));
        }
        if words.is_empty() { "/unreachable".to_owned() } else { format!("/unreachable?{}", words.join("&")) }
    }

    /// Whether it leaves anything out.
    #[must_use]
    pub fn narrows(&self) -> bool {
        self.advice.is_some() || self.nobody || self.reason.is_some()
    }

    /// The cases it lets through, in its order.
    #[must_use]
    pub fn choose(&self, mut cases: Vec<Case>, now: Millis) -> Vec<Case> {
        cases.retain(|case| {
            let advised = if case.advice(now).is_purge() { Advised::Purge } else { Advised::Wait };
            self.advice.is_none_or(|advice| advice == advised)
                && (!self.nobody || nobody_notices(case))
                && self.reason.is_none_or(|reason| case.reason == reason)
        });
        match self.order {
            Order::Easiest => cases.sort_by_key(|case| {
                (!case.advice(now).is_purge(), !nobody_notices(case), case.impact.members_following, case.silent_since)
            }),
            Order::Largest => cases.sort_by_key(|case| Reverse(case.impact.media)),
            Order::Longest => cases.sort_by_key(|case| case.silent_since),
        }
        cases
    }

    /// The part of the chosen cases that its page shows.
    #[must_use]
    pub fn page_of(&self, cases: Vec<Case>) -> Vec<Case> {
        cases.into_iter().skip(PER_PAGE.saturating_mul(self.page as usize)).take(PER_PAGE).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::Bytes;
    use model::case::{Impact, State};

    const NOW: Millis = Millis(2_000_000_000_000);

    fn case(name: &str, reason: CaseReason, days: u32, members: u64, media: u64) -> Case {
        Case {
            domain: name.parse().expect("a name"),
            reason,
            silent_since: NOW.days_before(days),
            last_asked_at: NOW,
            state: state(reason, days),
            state_since: None,
            purge_from: Some(NOW.days_before(1)),
            next_look_at: None,
            purge_cancelled_at: None,
            evidence: Vec::new(),
            impact: Impact { members_following: members, media: Bytes(media), ..Impact::default() },
            purge: None,
        }
    }

    fn state(reason: CaseReason, days: u32) -> State {
        match reason {
            CaseReason::SaysClosed => State::SaysClosed,
            CaseReason::NoAddress if days >= 30 => State::ProbablyClosed,
            _ => State::Silent,
        }
    }

    fn cases() -> Vec<Case> {
        vec![
            case("new.example", CaseReason::TooSlow, 3, 44, 2_600),
            case("missed.example", CaseReason::SaysClosed, 52, 3, 1_900),
            case("old.example", CaseReason::NoAddress, 203, 0, 40),
            case("gone.example", CaseReason::NoAddress, 41, 0, 300),
        ]
    }

    fn names(filter: &Filter) -> Vec<String> {
        filter.choose(cases(), NOW).into_iter().map(|case| case.domain.to_string()).collect()
    }

    #[test]
    fn what_is_easy_to_decide_comes_first() {
        let easiest = ["old.example", "gone.example", "missed.example", "new.example"];
        assert_eq!(names(&Filter::default()), easiest);
        let largest = Filter { order: Order::Largest, ..Filter::default() };
        assert_eq!(names(&largest), ["new.example", "missed.example", "gone.example", "old.example"]);
        let longest = Filter { order: Order::Longest, ..Filter::default() };
        assert_eq!(names(&longest), ["old.example", "missed.example", "gone.example", "new.example"]);
    }

    #[test]
    fn a_filter_lets_through_what_it_names() {
        let purge = Filter { advice: Some(Advised::Purge), ..Filter::default() };
        assert_eq!(names(&purge), ["old.example", "gone.example", "missed.example"]);
        assert_eq!(names(&Filter { nobody: true, ..purge.clone() }), ["old.example", "gone.example"]);
        assert_eq!(names(&Filter { reason: Some(CaseReason::TooSlow), ..Filter::default() }), ["new.example"]);
        let counts = Counts::of(&cases(), NOW);
        assert_eq!((counts.all, counts.purge, counts.wait, counts.nobody), (4, 3, 1, 2));
        assert_eq!(counts.reasons.iter().map(|(_, n)| n).sum::<u64>(), 4);
    }

    #[test]
    fn an_address_says_all_of_a_filter() {
        let filter = Filter {
            advice: Some(Advised::Wait),
            nobody: true,
            reason: Some(CaseReason::TooSlow),
            order: Order::Longest,
            page: 2,
        };
        let address = filter.address();
        assert_eq!(address, "/unreachable?advice=wait&people=none&reason=too-slow&order=longest&page=2");
        let mut query = ParamsMap::new();
        for (key, value) in
            address.split_once('?').expect("a query").1.split('&').filter_map(|pair| pair.split_once('='))
        {
            query.insert(key.to_owned(), value.to_owned());
        }
        assert_eq!(Filter::read(&query), filter);
        assert_eq!(Filter::default().address(), "/unreachable");
    }

    #[test]
    fn a_page_is_a_part_of_the_list() {
        let many = |n| (0..n).map(|i| case(&format!("s{i}.example"), CaseReason::Errors, 1, 0, 0)).collect::<Vec<_>>();
        let page = |page| Filter { page, ..Filter::default() }.page_of(many(PER_PAGE + 3)).len();
        assert_eq!((page(0), page(1), page(2)), (PER_PAGE, 3, 0));
    }
}
