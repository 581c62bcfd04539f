//! An amount of money as people write it, in whatever currency.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::bytes::Bytes;

/// Millionths of one of the currency: prices of storage are small fractions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Money(pub u64);

const ONE: u64 = 1_000_000;
/// Digits that a millionth has behind the point.
const DIGITS: usize = 6;
const GB: u128 = 1_000_000_000;

/// Money is written as a plain number below a thousand million, with at most six digits behind a point or a comma.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an amount of money is a number such as 0.005")]
pub struct NotMoney;

impl FromStr for Money {
    type Err = NotMoney;
    fn from_str(text: &str) -> Result<Self, NotMoney> {
        let text = text.trim().replace(',', ".");
        let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
        let digits = |part: &str| part.bytes().all(|digit| digit.is_ascii_digit());
        if whole.is_empty() || whole.len() > 9 || part.len() > DIGITS || !digits(whole) || !digits(part) {
            return Err(NotMoney);
        }
        let whole: u64 = whole.parse().map_err(|_| NotMoney)?;
        let part: u64 = format!("{part:0<DIGITS$}").parse().map_err(|_| NotMoney)?;
        Ok(Self(whole * ONE + part))
    }
}

/// As it is typed into a form: without needless zeros.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = format!("{}.{:06}", self.0 / ONE, self.0 % ONE);
        f.write_str(text.trim_end_matches('0').trim_end_matches('.'))
    }
}

impl Money {
    /// What that much storage costs in a month at this price per GB.
    #[must_use]
    pub fn of_storage(self, bytes: Bytes) -> Self {
        Self(u64::try_from(u128::from(self.0) * u128::from(bytes.0) / GB).unwrap_or(u64::MAX))
    }

    /// What that many requests cost at this price per thousand.
    #[must_use]
    pub fn of_requests(self, requests: u64) -> Self {
        Self(u64::try_from(u128::from(self.0) * u128::from(requests) / 1_000).unwrap_or(u64::MAX))
    }

    /// How much storage this buys for a month at that price per GB; nothing for a price of nothing.
    #[must_use]
    pub fn buys(self, gb_month: Self) -> Option<Bytes> {
        let bytes = (u128::from(self.0) * GB).checked_div(u128::from(gb_month.0))?;
        Some(Bytes(u64::try_from(bytes).unwrap_or(u64::MAX)))
    }

    /// As a sum is told: two digits behind the point, and a trace of money is not nothing.
    #[must_use]
    pub fn told(self) -> String {
        match (self.0 + ONE / 200) / (ONE / 100) {
            0 if self.0 > 0 => "<0.01".to_owned(),
            hundredths => format!("{}.{:02}", hundredths / 100, hundredths % 100),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_read_as_people_write_it_and_nothing_else() {
        let table = [
            ("0.005", Some(5_000)),
            (" 12 ", Some(12_000_000)),
            ("0,023", Some(23_000)),
            ("1.", Some(1_000_000)),
            ("", None),
            (".5", None),
            ("-1", None),
            ("1e3", None),
            ("1.2.3", None),
            ("0.0000001", None),
            ("1234567890", None),
            ("€5", None),
        ];
        for (text, money) in table {
            assert_eq!(text.parse().ok(), money.map(Money), "{text}");
        }
        assert_eq!(Money(5_000).to_string(), "0.005");
        assert_eq!(Money(12_000_000).to_string(), "12");
    }

    #[test]
    fn a_price_becomes_a_sum_and_a_sum_becomes_room() {
        let price = Money(5_000);
        assert_eq!(price.of_storage(Bytes(61_300_000_000)), Money(306_500));
        assert_eq!(price.of_requests(37_460), Money(187_300));
        assert_eq!(Money(10_000_000).buys(price), Some(Bytes(2_000_000_000_000)));
        assert_eq!(Money(10_000_000).buys(Money(0)), None);
    }

    #[test]
    fn a_sum_is_told_in_hundredths() {
        for (money, told) in [(306_500, "0.31"), (12_000_000, "12.00"), (1, "<0.01"), (0, "0.00"), (4_999, "<0.01")] {
            assert_eq!(Money(money).told(), told);
        }
    }
}
