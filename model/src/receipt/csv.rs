//! A receipt as CSV: the follows of one member as Mastodon imports them, and everything for people to read.

use std::borrow::Cow;

use super::line::Line;

/// The first line of a file of follows.
///
/// Mirrors app/models/export.rb#to_following_accounts_csv; Mastodon's import knows the columns by these names.
pub const FOLLOWS_HEAD: &str = "Account address,Show boosts,Notify on new posts,Languages\n";

/// The first line of the file of everything.
pub const EVERYTHING_HEAD: &str = "Member,Kind,What,Server\n";

/// The line of a follow, or of one that can be, in Mastodon's form; a line of another kind has none.
#[must_use]
pub fn follow(line: &Line) -> Option<String> {
    let follow = line.follow.as_ref()?;
    let languages = follow.languages.join(", ");
    Some(format!("{},{},{},{}\n", quoted(&line.what), follow.show_boosts, follow.notify, quoted(&languages)))
}

/// Any line, safe to open in a spreadsheet.
#[must_use]
pub fn anything(line: &Line) -> String {
    let cells = [&line.member, line.kind.as_str(), &line.what, line.domain.as_str()];
    format!("{}\n", cells.map(|cell| quoted(&tame(cell)).into_owned()).join(","))
}

/// A cell, in quotation marks where it must be (RFC 4180), and where a spreadsheet of another
/// country parts cells.
fn quoted(cell: &str) -> Cow<'_, str> {
    match cell.contains([',', '"', '\r', '\n', ';', '\t']) {
        true => format!("\"{}\"", cell.replace('"', "\"\"")).into(),
        false => cell.into(),
    }
}

/// A cell that no spreadsheet takes for a formula: another server chose the addresses of its posts,
/// and its own name.
fn tame(cell: &str) -> Cow<'_, str> {
    match cell.starts_with(['\t', '\r']) || cell.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
    {
        true => format!("'{cell}").into(),
        false => cell.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Domain;
    use crate::receipt::{FollowOptions, Kind};

    fn line(kind: Kind, what: &str, follow: Option<FollowOptions>) -> Line {
        let domain = "gone.example".parse().expect("a name");
        Line { member: "maya".to_owned(), kind, what: what.to_owned(), domain, follow }
    }

    #[test]
    fn a_follow_is_written_as_mastodon_writes_it() {
        let case = |show_boosts, notify, languages: &[&str], expected: &str| {
            let languages = languages.iter().map(ToString::to_string).collect();
            let options = FollowOptions { show_boosts, notify, languages };
            let written = follow(&line(Kind::Follow, "alice@gone.example", Some(options)));
            assert_eq!(written.as_deref(), Some(expected));
        };
        case(true, false, &[], "alice@gone.example,true,false,\n");
        case(false, true, &["en"], "alice@gone.example,false,true,en\n");
        case(true, true, &["en", "ja"], "alice@gone.example,true,true,\"en, ja\"\n");
        assert_eq!(follow(&line(Kind::Follower, "alice@gone.example", None)), None);
        assert_eq!(FOLLOWS_HEAD.matches(',').count(), 3);
    }

    #[test]
    fn no_cell_breaks_its_line_or_is_a_formula() {
        let written = |what| anything(&line(Kind::Bookmark, what, None));
        assert_eq!(written("https://gone.example/1"), "maya,bookmark,https://gone.example/1,gone.example\n");
        assert_eq!(written("=cmd()"), "maya,bookmark,'=cmd(),gone.example\n");
        assert_eq!(written("a;=cmd()"), "maya,bookmark,\"a;=cmd()\",gone.example\n");
        let server =
            |name: &str| Line { domain: Domain::from_database(name.to_owned()), ..line(Kind::Bookmark, "x", None) };
        for (name, cell) in
            [("=cmd()", "'=cmd()"), (" +1", "' +1"), ("＠SUM(1)", "'＠SUM(1)"), ("a b", "a b"), ("", "")]
        {
            assert_eq!(anything(&server(name)), format!("maya,bookmark,x,{cell}\n"));
        }
        assert_eq!(written("a\n\"b\",c"), "maya,bookmark,\"a\n\"\"b\"\",c\",gone.example\n");
    }
}
