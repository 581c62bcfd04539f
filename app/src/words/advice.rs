//! What we would do about a server, with its reason.

use leptos_i18n::td_string;
use model::case::Advice;

use crate::i18n::Locale;

/// The reason of the advice in one sentence. `days` is how long the server has been silent.
#[must_use]
pub fn reason(locale: Locale, advice: Advice, days: i64) -> String {
    match advice {
        Advice::WaitSilentOnly => td_string!(locale, cause.wait_silent, count = days, n = days),
        Advice::WaitSomethingElse => td_string!(locale, cause.wait_something_else).to_owned(),
        Advice::Nothing => td_string!(locale, cause.nothing_to_decide).to_owned(),
        Advice::WaitSaysClosed => td_string!(locale, cause.wait_says_closed).to_owned(),
        Advice::UnfollowAndLimit => td_string!(locale, cause.unfollow_and_limit).to_owned(),
        Advice::MendNotTalking => td_string!(locale, cause.mend_not_talking).to_owned(),
        Advice::PurgeSaysClosed => td_string!(locale, cause.purge_says_closed).to_owned(),
        Advice::PurgeNoAddress => td_string!(locale, cause.purge_no_address, count = days, n = days),
        Advice::PurgeLongSilent => td_string!(locale, cause.purge_long_silent, count = days, n = days),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_day_is_not_several_days() {
        let one = reason(Locale::en, Advice::WaitSilentOnly, 1);
        assert_eq!(one, "Silent for only 1 day. Many come back within 90 days.");
        assert_eq!(reason(Locale::en, Advice::PurgeLongSilent, 203), "It has been silent for 203 days.");
        assert_eq!(reason(Locale::ja, Advice::PurgeLongSilent, 203), "203日間、応答がありません。");
    }
}
