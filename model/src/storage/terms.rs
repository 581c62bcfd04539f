//! What storage costs here, and how much of it there may be: told by a caretaker, all of it optional.

use serde::{Deserialize, Serialize};

use super::Money;
use crate::bytes::Bytes;

/// Prices and limits of the site's storage.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Terms {
    /// As it stands behind a sum, such as `€`; at most [`CURRENCY_MOST`] characters.
    pub currency: String,
    /// Price of one GB for a month.
    pub gb_month: Option<Money>,
    /// Price of 1,000 requests.
    pub thousand_requests: Option<Money>,
    /// How much the disk or bucket may hold.
    pub disk: Option<Bytes>,
    /// Most money for a month; says something only beside a price.
    pub budget: Option<Money>,
}

/// Characters of a currency.
pub const CURRENCY_MOST: usize = 8;

/// Which limit is reached first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Limit {
    Disk,
    Budget,
}

impl Terms {
    /// The nearer of the two limits, in bytes; nothing when none is set.
    #[must_use]
    pub fn limit(&self) -> Option<(Limit, Bytes)> {
        let disk = self.disk.map(|bytes| (Limit::Disk, bytes));
        let budget = self.gb_month.zip(self.budget).and_then(|(price, budget)| budget.buys(price));
        let budget = budget.map(|bytes| (Limit::Budget, bytes));
        disk.into_iter().chain(budget).min_by_key(|(_, bytes)| *bytes)
    }

    /// A sum with its currency: "4.20 €".
    #[must_use]
    pub fn told(&self, money: Money) -> String {
        if self.currency.is_empty() { money.told() } else { format!("{}\u{a0}{}", money.told(), self.currency) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearer_limit_counts_and_a_budget_needs_a_price() {
        let disk = Some(Bytes(500_000_000_000));
        let (price, budget) = (Some(Money(10_000)), Some(Money(3_000_000)));
        let table = [
            (Terms::default(), None),
            (Terms { budget, ..Terms::default() }, None),
            (Terms { disk, ..Terms::default() }, Some((Limit::Disk, Bytes(500_000_000_000)))),
            (
                Terms { disk, budget, gb_month: price, ..Terms::default() },
                Some((Limit::Budget, Bytes(300_000_000_000))),
            ),
            (
                Terms { disk, budget, gb_month: Some(Money(0)), ..Terms::default() },
                Some((Limit::Disk, Bytes(500_000_000_000))),
            ),
        ];
        for (terms, limit) in table {
            assert_eq!(terms.limit(), limit, "{terms:?}");
        }
    }

    #[test]
    fn a_sum_carries_its_currency() {
        let terms = Terms { currency: "€".to_owned(), ..Terms::default() };
        assert_eq!(terms.told(Money(4_200_000)), "4.20\u{a0}€");
        assert_eq!(Terms::default().told(Money(4_200_000)), "4.20");
    }
}
