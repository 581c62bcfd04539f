//! Numbers and sizes as people read them.

use leptos_i18n::td_string;
use model::Bytes;

use crate::i18n::Locale;

/// A number in groups of three digits, the same in both languages: "412,386".
#[must_use]
pub fn number(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A size of stored data, or "nothing".
#[must_use]
pub fn size(locale: Locale, bytes: Bytes) -> String {
    if bytes == Bytes::ZERO { td_string!(locale, common.nothing).to_owned() } else { bytes.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_grouped_by_three() {
        for (n, text) in [(0, "0"), (999, "999"), (1_000, "1,000"), (412_386, "412,386"), (1_234_567, "1,234,567")] {
            assert_eq!(number(n), text);
        }
    }

    #[test]
    fn no_bytes_are_called_nothing() {
        assert_eq!(size(Locale::en, Bytes::ZERO), "nothing");
        assert_eq!(size(Locale::ja, Bytes::ZERO), "なし");
        assert_eq!(size(Locale::ja, Bytes(1_900_000_000)), "1.9 GB");
    }
}
