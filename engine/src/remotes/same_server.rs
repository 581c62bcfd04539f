//! Whether two hosts belong to one server.

/// Whether a redirect from one host to the other stays with the same server: the same name, one below the name that was asked
/// (`example.social` to `web.example.social`), or the name without its `www.`.
///
/// A name above is not enough: `alice.example.host` may lead to the front door of `example.host`, which knows nothing of Alice.
pub(super) fn same_server(asked: &str, answered: &str) -> bool {
    let below = |child: &str, parent: &str| {
        parent.contains('.') && child.strip_suffix(parent).is_some_and(|rest| rest.ends_with('.'))
    };
    asked == answered || below(answered, asked) || asked.strip_prefix("www.") == Some(answered)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_is_known_by_its_name_and_the_names_below_it() {
        let cases = [
            ("example.social", "example.social", true),
            ("example.social", "www.example.social", true),
            ("www.example.social", "example.social", true),
            ("web.example.social", "example.social", false),
            ("alice.example.host", "example.host", false),
            ("example.social", "other.social", false),
            ("notexample.social", "example.social", false),
            ("a.example.social", "b.example.social", false),
            ("example.social", "social", false),
            ("127.0.0.1", "127.0.0.1", true),
        ];
        for (asked, answered, same) in cases {
            assert_eq!(same_server(asked, answered), same, "{asked} {answered}");
        }
    }
}
