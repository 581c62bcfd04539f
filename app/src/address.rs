//! What stands behind the `?` of an address, written and read so that every text survives, even the
//! name of a server that nobody would choose. The router's own map decodes a value twice: `%41` in
//! a name would become an `A`.

use leptos::prelude::*;
use leptos_router::hooks::use_url;
use leptos_router::location::Url;

/// The keys and values of a query, each decoded once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query(Vec<(String, String)>);

impl Query {
    /// Reads what stands behind the `?`.
    #[must_use]
    pub fn of(text: &str) -> Self {
        // No database takes the sign that ends a text in C, so nothing has it in its name.
        let decoded = |part: &str| Url::unescape(&part.replace('+', " ")).replace('\0', "");
        let pairs = text.split('&').filter_map(|pair| pair.split_once('='));
        Self(pairs.map(|(key, value)| (decoded(key), decoded(value))).collect())
    }

    /// The value of a key; the last one where there are several.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&str> {
        self.all(key).last()
    }

    /// All values of a key.
    pub fn all(&self, key: &str) -> impl Iterator<Item = &str> {
        self.0.iter().filter(move |(name, _)| name == key).map(|(_, value)| value.as_str())
    }
}

/// The query of the page's address.
#[must_use]
pub fn use_query() -> Memo<Query> {
    let url = use_url();
    Memo::new(move |_| url.with(|url| Query::of(url.search())))
}

/// A value as it stands in an address: names of servers and our own words as they are.
#[must_use]
pub fn escaped(value: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-._:".contains(c);
    if value.chars().all(is_plain) { value.to_owned() } else { Url::escape(value) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_read_as_it_was_written() {
        let values =
            ["quiet.example", "", " a ", "a+b", "a&b=c#d", "a%41b", "100%", "\"'<script>", "a\nb\r", "🦔", "日本"];
        for value in values {
            let address = format!("x=1&name={}&y", escaped(value));
            let query = Query::of(&address);
            assert_eq!(
                (query.get("name"), query.get("x"), query.get("y")),
                (Some(value), Some("1"), None),
                "{address}"
            );
            // A list that one came from stands in an address as a whole.
            let within = Query::of(&format!("from={}", escaped(&address)));
            assert_eq!(within.get("from"), Some(address.as_str()));
        }
        assert_eq!(escaped("quiet.example:3000"), "quiet.example:3000");
    }

    #[test]
    fn a_key_may_come_more_than_once() {
        let query = Query::of("server=a&server=b");
        assert_eq!((query.all("server").collect::<Vec<_>>(), query.get("server")), (vec!["a", "b"], Some("b")));
    }
}
