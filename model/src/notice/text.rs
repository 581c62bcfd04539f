//! The text for one member, made of the template and what the receipt holds of them.

use super::language::Language;
use super::template::{Piece, Placeholder, pieces};
use crate::domain::Domain;

/// Characters that Mastodon takes in a post.
pub const MOST_CHARACTERS: usize = 500;
/// Servers that are named; of more it is told how many there are.
pub const NAMED: usize = 3;
/// Addresses of those who moved, of which more would not fit in any case.
pub const MOVED: u32 = 30;

/// The `@` before a member's name and the space after it.
pub(super) const AROUND_NAME: usize = 2;

/// What a purge took from one member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Affected {
    /// The member's username.
    pub member: String,
    /// How many they followed there.
    pub follows: u64,
    /// Those servers where they followed most; [`NAMED`] are enough.
    pub servers: Vec<Domain>,
    /// On how many servers they followed somebody.
    pub server_count: u64,
    /// New addresses of those who moved, `alice@new.example`; [`MOVED`] are enough.
    pub moved: Vec<String>,
    /// How many moved.
    pub moves: u64,
}

impl Affected {
    /// The servers that can be named without naming anybody or leading anywhere: a name may be any
    /// text.
    fn plain_servers(&self) -> Vec<&str> {
        self.servers.iter().map(Domain::as_str).filter(|name| is_plain_name(name)).collect()
    }
}

/// The text for that member, without the mention that comes before it. As many of the addresses are in it as fit, then of the servers.
/// It is longer than Mastodon takes only if the template is.
#[must_use]
pub fn text(template: &str, language: Language, of: &Affected) -> String {
    let room = MOST_CHARACTERS.saturating_sub(of.member.chars().count() + AROUND_NAME);
    let moved: Vec<&str> = of.moved.iter().map(String::as_str).filter(|address| is_plain(address)).collect();
    let named = of.plain_servers().len().min(NAMED);
    let least = named.min(1);
    let choices = (least..=named).rev().flat_map(|servers| (0..=moved.len()).rev().map(move |shown| (servers, shown)));
    let mut texts = choices.map(|(servers, shown)| filled(template, language, of, servers, &moved[..shown]));
    texts.find(|text| text.chars().count() <= room).unwrap_or_else(|| filled(template, language, of, least, &[]))
}

/// The whole post: the member is mentioned, and nobody else.
#[must_use]
pub fn post(template: &str, language: Language, of: &Affected) -> String {
    format!("@{} {}", of.member, text(template, language, of))
}

fn filled(template: &str, language: Language, of: &Affected, servers: usize, moved: &[&str]) -> String {
    let fill = |placeholder| match placeholder {
        Placeholder::Server => {
            language.servers(&of.plain_servers()[..servers], of.server_count.saturating_sub(servers as u64))
        }
        Placeholder::Follows => language.follows(of.follows),
        Placeholder::Moved => language.moved(moved, of.moves.saturating_sub(moved.len() as u64)),
    };
    let text: String = pieces(template)
        .into_iter()
        .map(|piece| match piece {
            Piece::Plain(plain) | Piece::Unknown(plain) => plain.to_owned(),
            Piece::Filled(placeholder) => fill(placeholder),
        })
        .collect();
    without_gaps(&text)
}

/// A sentence that is left out leaves no gap: one empty line at most between two paragraphs.
fn without_gaps(text: &str) -> String {
    let paragraphs = text.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty());
    paragraphs.collect::<Vec<_>>().join("\n\n")
}

/// Whether it is one name at one server. Another server chose it, so it could be written to mention somebody.
fn is_plain(address: &str) -> bool {
    address.split_once('@').is_some_and(|(name, server)| is_plain_name(name) && is_plain_name(server))
}

fn is_plain_name(part: &str) -> bool {
    !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | '-' | ':'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn affected(follows: u64, servers: &[&str], moved: &[&str]) -> Affected {
        Affected {
            member: "maya".to_owned(),
            follows,
            servers: servers.iter().map(|name| name.parse().expect("a name")).collect(),
            server_count: servers.len() as u64,
            moved: moved.iter().map(ToString::to_string).collect(),
            moves: moved.len() as u64,
        }
    }

    fn english(of: &Affected) -> String {
        text("{server}: {follows}.\n\n{moved}\n\nBye.", Language::En, of)
    }

    #[test]
    fn a_text_tells_what_closed_and_where_people_are_now() {
        let [one, two, four] = [
            affected(1, &["gone.example"], &[]),
            affected(2, &["gone.example"], &["a@new.example", "b@new.example"]),
            affected(9, &["a.example", "b.example", "c.example", "d.example"], &[]),
        ];
        assert_eq!(english(&one), "gone.example: 1 account.\n\nBye.");
        let moved = "You can follow these where they are now: a@new.example, b@new.example";
        assert_eq!(english(&two), format!("gone.example: 2 accounts.\n\n{moved}\n\nBye."));
        assert_eq!(english(&four), "a.example, b.example, c.example and 1 more: 9 accounts.\n\nBye.");
        let japanese = text("{server}：{follows}\n\n{moved}", Language::Ja, &two);
        assert_eq!(
            japanese,
            "gone.example：2アカウント\n\n移転先でフォローできるアカウント：a@new.example、b@new.example"
        );
    }

    #[test]
    fn only_the_member_is_mentioned() {
        let of =
            affected(3, &["gone.example"], &["a@new.example", "@aiko@b.example", "b c@d.example", "e@f@g.example"]);
        for language in Language::ALL {
            let post = post(language.template(), language, &of);
            assert!(post.starts_with("@maya ") && post.contains("a@new.example"), "{post}");
            assert!(!post.contains("aiko") && !post.contains("c@d") && !post.contains("e@f"), "{post}");
        }
        assert!(english(&of).contains("a@new.example and 3 more"));
    }

    #[test]
    fn a_server_whose_name_would_mention_somebody_or_lead_somewhere_is_only_counted() {
        let strange = ["@aiko@b.example", "https://evil.example/x", "#tag", "a b", ""];
        let strange = strange.map(|name| Domain::from_database(name.to_owned()));
        let alone = |server: &Domain| Affected { servers: vec![server.clone()], ..affected(1, &["gone.example"], &[]) };
        for server in &strange {
            assert_eq!(english(&alone(server)), "1 server: 1 account.\n\nBye.", "{server}");
            assert!(text("{server}：{follows}", Language::Ja, &alone(server)).starts_with("1サーバー："), "{server}");
        }
        let beside = Affected {
            servers: strange.iter().cloned().chain(["gone.example".parse().expect("a name")]).collect(),
            server_count: 6,
            ..affected(6, &[], &[])
        };
        assert_eq!(english(&beside), "gone.example and 5 more: 6 accounts.\n\nBye.");
    }

    #[test]
    fn many_who_moved_are_shortened_until_mastodon_takes_it() {
        for n in [1, 10, 30, 5_000] {
            let addresses: Vec<_> =
                (0..n.min(30)).map(|n| format!("somebody{n}@a.long.name.of.a.server.example")).collect();
            let addresses: Vec<_> = addresses.iter().map(String::as_str).collect();
            let of = Affected { moves: n, ..affected(n, &["gone.example"], &addresses) };
            for language in Language::ALL {
                let post = post(language.template(), language, &of);
                assert!(post.chars().count() <= MOST_CHARACTERS, "{n}: {post}");
                assert!(post.contains("somebody0@"), "{n}: {post}");
                assert_eq!(post.contains("more") || post.contains("ほか"), n > 9, "{n}: {post}");
            }
        }
    }

    #[test]
    fn where_no_address_fits_it_is_told_that_people_moved() {
        let long = format!("{{server}} {{follows}} {{moved}}{}", "x".repeat(410));
        let of = affected(1, &["gone.example"], &["somebody@a.long.name.of.a.server.example"]);
        assert!(text(&long, Language::En, &of).contains("1 of them has moved"));
    }

    #[test]
    fn what_is_filled_in_is_not_filled_in_again() {
        let of = affected(1, &["gone.example"], &[]);
        assert_eq!(text("{moved}{server} {nothing} {", Language::En, &of), "gone.example {nothing} {");
    }
}
