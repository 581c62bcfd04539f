//! The languages of notices, and what is filled into a text in each of them.

use serde::{Deserialize, Serialize};

/// A language in which members are written to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Language {
    En,
    Ja,
}

const EN: &str = "Closed for good: {server}. What was kept of it has been removed here, too.

You followed {follows} there; this has ended.

{moved}

If you would like the list of whom you followed there, ask our team: we have kept it for you.";

const JA: &str = "{server} は閉鎖されたため、こちらに残っていたデータも削除しました。

そこでフォローしていた{follows}へのフォローは終了しています。

{moved}

フォローしていた相手の一覧を保管しています。必要な方は運営チームにお知らせください。";

impl Language {
    pub const ALL: [Self; 2] = [Self::En, Self::Ja];

    /// The language for a member who uses Mastodon in that one; English where we have no text of theirs.
    #[must_use]
    pub fn of_locale(locale: Option<&str>) -> Self {
        match locale {
            Some("ja") => Self::Ja,
            _ => Self::En,
        }
    }

    /// Its code, as Mastodon knows it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Ja => "ja",
        }
    }

    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.as_str() == name)
    }

    /// The text that we suggest.
    #[must_use]
    pub fn template(self) -> &'static str {
        match self {
            Self::En => EN,
            Self::Ja => JA,
        }
    }

    /// How many somebody followed.
    pub(super) fn follows(self, n: u64) -> String {
        match (self, n) {
            (Self::En, 1) => "1 account".to_owned(),
            (Self::En, n) => format!("{n} accounts"),
            (Self::Ja, n) => format!("{n}アカウント"),
        }
    }

    /// Servers by name, and how many there are besides.
    pub(super) fn servers(self, names: &[&str], more: u64) -> String {
        match (self, names, more) {
            (Self::En, [], 1) => "1 server".to_owned(),
            (Self::En, [], more) => format!("{more} servers"),
            (Self::En, names, 0) => names.join(", "),
            (Self::En, names, more) => format!("{} and {more} more", names.join(", ")),
            (Self::Ja, [], more) => format!("{more}サーバー"),
            (Self::Ja, names, 0) => names.join("、"),
            (Self::Ja, names, more) => format!("{}ほか{more}サーバー", names.join("、")),
        }
    }

    /// The sentence about those who moved: some by their new address, and how many there are besides. Nothing when nobody moved.
    pub(super) fn moved(self, addresses: &[&str], more: u64) -> String {
        match (self, addresses, more) {
            (_, [], 0) => String::new(),
            (Self::En, [], 1) => "1 of them has moved; our team can tell you where.".to_owned(),
            (Self::En, [], more) => format!("{more} of them have moved; our team can tell you where."),
            (Self::En, some, 0) => format!("You can follow these where they are now: {}", some.join(", ")),
            (Self::En, some, more) => {
                format!("You can follow these where they are now: {} and {more} more", some.join(", "))
            }
            (Self::Ja, [], more) => {
                format!("そのうち{more}アカウントは移転しています。移転先は運営チームにお尋ねください。")
            }
            (Self::Ja, some, 0) => format!("移転先でフォローできるアカウント：{}", some.join("、")),
            (Self::Ja, some, more) => format!("移転先でフォローできるアカウント：{} ほか{more}件", some.join("、")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_uses_a_language_without_a_text_gets_english() {
        let cases = [(Some("ja"), Language::Ja), (Some("en"), Language::En), (Some("en-GB"), Language::En)];
        for (locale, language) in cases.into_iter().chain([(Some("de"), Language::En), (None, Language::En)]) {
            assert_eq!(Language::of_locale(locale), language, "{locale:?}");
        }
        assert_eq!(Language::ALL.map(|language| Language::named(language.as_str())), Language::ALL.map(Some));
    }
}
