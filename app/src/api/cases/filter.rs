//! The address of the list of servers: which are shown, in which order, and which page of them.

use model::case::{Advised, CaseFilter, NAME_LENGTH, Order, People, Place, State, Turn};
use model::{Bytes, CaseReason};
use serde::{Deserialize, Serialize};

use crate::address::{Query, escaped};

const LIST: &str = "/unreachable";
const MB: u64 = 1_000_000;

/// What the address of the list says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filter {
    pub cases: CaseFilter,
    pub order: Order,
    /// The page; the first when absent.
    pub turn: Option<Turn>,
}

impl Filter {
    /// Reads the address; what it doesn't understand it leaves out.
    #[must_use]
    pub fn read(query: &Query) -> Self {
        let word = |key| query.get(key).unwrap_or_default().trim();
        // A name may begin or end with a space.
        let place = |key| query.get(key)?.parse::<Place>().ok();
        Self {
            cases: CaseFilter {
                advice: Advised::ALL.into_iter().find(|advice| advice.as_str() == word("advice")),
                state: State::from_word(word("state")).filter(|state| state.opens_case()),
                reason: CaseReason::from_word(word("reason")),
                people: match word("people") {
                    "none" => Some(People::Nobody),
                    "some" => Some(People::Somebody),
                    _ => None,
                },
                stored: Bytes(word("mb").parse().unwrap_or(0_u64).saturating_mul(MB)),
                silent_days: word("days").parse().unwrap_or_default(),
                name: word("name").to_lowercase().chars().take(NAME_LENGTH).collect(),
            },
            order: Order::ALL.into_iter().find(|order| order.as_str() == word("order")).unwrap_or_default(),
            turn: place("after").map(Turn::After).or_else(|| place("before").map(Turn::Before)),
        }
    }

    /// Reads what stands behind the `?` of an address of the list.
    #[must_use]
    pub fn from_query(query: &str) -> Self {
        Self::read(&Query::of(query))
    }

    /// What stands behind the `?` of the address; empty for the whole list from its beginning.
    #[must_use]
    pub fn query(&self) -> String {
        let CaseFilter { advice, state, reason, people, stored, silent_days, name } = &self.cases;
        let mut words = Vec::new();
        let mut say = |key: &str, value: String| words.push(format!("{key}={}", escaped(&value)));
        if let Some(advice) = advice {
            say("advice", advice.as_str().to_owned());
        }
        if let Some(state) = state {
            say("state", state.as_str().to_owned());
        }
        if let Some(reason) = reason {
            say("reason", reason.as_str().to_owned());
        }
        match people {
            Some(People::Nobody) => say("people", "none".to_owned()),
            Some(People::Somebody) => say("people", "some".to_owned()),
            None => {}
        }
        if *stored > Bytes::ZERO {
            say("mb", (stored.0 / MB).to_string());
        }
        if *silent_days > 0 {
            say("days", silent_days.to_string());
        }
        if !name.is_empty() {
            say("name", name.clone());
        }
        if self.order != Order::default() {
            say("order", self.order.as_str().to_owned());
        }
        match &self.turn {
            Some(Turn::After(place)) => say("after", place.to_string()),
            Some(Turn::Before(place)) => say("before", place.to_string()),
            None => {}
        }
        words.join("&")
    }

    /// The address of the list with this filter.
    #[must_use]
    pub fn address(&self) -> String {
        self.saying("")
    }

    /// The address with something more to say, such as `waits=3`.
    #[must_use]
    pub fn saying(&self, more: &str) -> String {
        let query = self.query();
        let words: Vec<&str> = [query.as_str(), more].into_iter().filter(|words| !words.is_empty()).collect();
        if words.is_empty() { LIST.to_owned() } else { format!("{LIST}?{}", words.join("&")) }
    }

    /// The same servers in the same order, on another page.
    #[must_use]
    pub fn turned(&self, turn: Option<Turn>) -> Self {
        Self { turn, ..self.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_all_of_a_filter() {
        let filter = Filter {
            cases: CaseFilter {
                advice: Some(Advised::Wait),
                state: Some(State::ChangedHands),
                reason: Some(CaseReason::TooSlow),
                people: Some(People::Nobody),
                stored: Bytes(100 * MB),
                silent_days: 30,
                name: "a&b".to_owned(),
            },
            order: Order::Longest,
            turn: Some(Turn::After(Place {
                key: [1_690_000_000_000, 0, 0, 0],
                nth: 49,
                domain: "quiet.example".to_owned(),
            })),
        };
        let address = filter.address();
        assert_eq!(
            address,
            "/unreachable?advice=wait&state=changed-hands&reason=too-slow&people=none&mb=100&days=30&name=a%26b&order=longest\
             &after=1690000000000_0_0_0_49_quiet.example"
        );
        assert_eq!(Filter::from_query(address.split_once('?').expect("a query").1), filter);
        assert_eq!(Filter::default().address(), "/unreachable");
        assert_eq!(Filter::default().saying("kept=2"), "/unreachable?kept=2");
    }

    #[test]
    fn nonsense_in_an_address_filters_nothing() {
        assert_eq!(
            Filter::from_query("advice=burn&state=here&reason=&people=all&mb=-1&days=x&order=9&after=1&page=4"),
            Filter::default()
        );
        assert_eq!(Filter::from_query("name=%20QUIET.example%20").cases.name, "quiet.example");
    }

    #[test]
    fn a_place_is_that_of_its_server_whatever_its_name() {
        for name in ["", " ", "a b ", "a%41b", "a&after=1", "🦔"] {
            let place = Place { key: [1, 0, 0, 0], nth: 49, domain: name.to_owned() };
            let filter = Filter { turn: Some(Turn::After(place)), ..Filter::default() };
            assert_eq!(Filter::from_query(&filter.query()), filter, "{name}");
        }
    }
}
