//! The table: what came of several histories, beside one another.

use super::Tally;

/// What came of each seed under one rule.
#[derive(Clone, Debug)]
pub struct Column {
    pub name: &'static str,
    pub seeds: Vec<Tally>,
}

impl Column {
    fn sum(&self, of: impl Fn(&Tally) -> u64) -> u64 {
        self.seeds.iter().map(of).sum()
    }

    /// The sum, and the least and the most of one seed.
    fn sums(&self, of: impl Fn(&Tally) -> u64) -> String {
        let each: Vec<u64> = self.seeds.iter().map(&of).collect();
        let (least, most) = (each.iter().min().copied(), each.iter().max().copied());
        format!("{} ({} – {})", each.iter().sum::<u64>(), least.unwrap_or_default(), most.unwrap_or_default())
    }

    /// A part of a whole in percent, and the least and the most of one seed.
    fn parts(&self, part: impl Fn(&Tally) -> u64, whole: impl Fn(&Tally) -> u64) -> String {
        let percent = |part: u64, whole: u64| if whole == 0 { 100.0 } else { 100.0 * part as f64 / whole as f64 };
        let each: Vec<f64> = self.seeds.iter().map(|tally| percent(part(tally), whole(tally))).collect();
        let (least, most) =
            each.iter().fold((100.0_f64, 0.0_f64), |(least, most), one| (least.min(*one), most.max(*one)));
        format!("{:.1} % ({least:.1} – {most:.1})", percent(self.sum(&part), self.sum(&whole)))
    }

    /// Requests per account and year, and the least and the most of one seed.
    fn rates(&self) -> String {
        let rate = |requests: u64, days: u64| requests as f64 * 365.0 / days.max(1) as f64;
        let each: Vec<f64> = self.seeds.iter().map(|tally| rate(tally.requests, tally.account_days)).collect();
        let (least, most) =
            each.iter().fold((f64::MAX, 0.0_f64), |(least, most), one| (least.min(*one), most.max(*one)));
        let all = rate(self.sum(|tally| tally.requests), self.sum(|tally| tally.account_days));
        format!("{all:.1} ({least:.1} – {most:.1})")
    }

    /// The median and the longest of days, and how often nothing came.
    fn days(&self, of: impl Fn(&Tally) -> &Vec<Option<u32>>) -> String {
        let all: Vec<Option<u32>> = self.seeds.iter().flat_map(|tally| of(tally).iter().copied()).collect();
        let mut told: Vec<u32> = all.iter().copied().flatten().collect();
        told.sort_unstable();
        let at = |percent: usize| told.get((told.len() * percent / 100).min(told.len().saturating_sub(1))).copied();
        let day = |percent| at(percent).map_or("–".to_owned(), |days: u32| days.to_string());
        format!("{} / {} / {}, {} of {} never", day(50), day(90), day(100), all.len() - told.len(), all.len())
    }
}

/// What a row tells of a column.
type Cell<'a> = &'a dyn Fn(&Column) -> String;

/// The table in Markdown, a row per measure.
#[must_use]
pub fn table(columns: &[Column]) -> String {
    let mut text = row("", columns, |column| column.name.to_owned());
    text.push_str(&row("---", columns, |_| "---".to_owned()));
    let kept = |tally: &Tally| tally.kept;
    let rows: [(&str, Cell); 10] = [
        ("Living accounts removed", &|column| column.sums(|tally| tally.accounts_lost)),
        ("Living servers purged", &|column| column.sums(|tally| tally.servers_lost)),
        ("Follows of members lost to them", &|column| column.sums(|tally| tally.follows_lost)),
        ("Accounts deleted one by one on healthy servers: gone within 30 days", &|column| {
            column.parts(|tally| tally.deleted - tally.deleted_kept, |tally| tally.deleted)
        }),
        ("Accounts deleted there in masses: gone within 30 days", &|column| {
            column.parts(|tally| tally.in_masses - tally.in_masses_kept, |tally| tally.in_masses)
        }),
        ("Accounts that vanished in any way", &|column| column.sums(|tally| tally.vanished)),
        ("Of these still kept 30 days after", &|column| column.sums(kept)),
        ("Days from a closure to the suggestion to purge", &|column| column.days(|tally| &tally.closures)),
        ("Days from a closure to the word “in other hands”", &|column| column.days(|tally| &tally.warnings)),
        ("Requests per account and year", &Column::rates),
    ];
    for (name, cell) in rows {
        text.push_str(&row(name, columns, cell));
    }
    text
}

fn row(name: &str, columns: &[Column], cell: impl Fn(&Column) -> String) -> String {
    let cells: Vec<String> = columns.iter().map(cell).collect();
    format!("| {name} | {} |\n", cells.join(" | "))
}
