//! Whether two hosts belong to one server.

/// Whether a redirect from one host to the other stays with the same server: the same name, or one below the other
/// (`example.social` and `www.example.social`).
pub(super) fn same_server(asked: &str, answered: &str) -> bool {
    let below = |child: &str, parent: &str| {
        parent.contains('.') && child.strip_suffix(parent).is_some_and(|rest| rest.ends_with('.'))
    };
    asked == answered || below(asked, answered) || below(answered, asked)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_is_known_by_its_name_and_the_names_below_it() {
        let cases = [
            ("example.social", "example.social", true),
            ("example.social", "www.example.social", true),
            ("web.example.social", "example.social", true),
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
