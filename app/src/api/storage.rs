//! Storage: the newest measurement, the line of earlier ones, what a threshold would free, and what all of it costs.

use leptos::prelude::*;
use model::jobs::remove_profile_media::Options;
use model::storage::ages::{MOST_DAYS, Pictures};
use model::storage::terms::Limit;
use model::storage::{Listed, Regret, ServerStock, Stock, Terms};
use model::{Bytes, JobKind, Millis, Operator, RunId};
use serde::{Deserialize, Serialize};

use super::ApiError;
use super::runs::RunLine;
use super::schedules::ScheduleView;
#[cfg(feature = "ssr")]
use super::{engine, operator};

/// Thresholds that are one click away.
pub const CHOICES: [u32; 6] = [7, 14, 30, 60, 90, 180];

/// What the address of the page asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ask {
    /// The threshold; that of the schedule, or the usual one, when the address has none.
    pub days: Option<u32>,
    #[serde(default)]
    pub headers_only: bool,
    #[serde(default)]
    pub include_followed: bool,
    pub line: LineOf,
    pub span: Span,
}

/// What the line over time is of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LineOf {
    /// Avatars and headers of other servers' accounts.
    #[default]
    Pictures,
    /// Everything that is measured.
    Everything,
}

/// How far back the line goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Span {
    #[default]
    Weeks,
    Year,
}

/// Everything that the page shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoragePage {
    pub operator: Operator,
    /// A measurement at work or planned.
    pub active: Option<RunLine>,
    pub schedule: Option<ScheduleView>,
    pub terms: Terms,
    /// Absent before the first measurement.
    pub measured: Option<Measured>,
    /// Absent before the storage itself was listed.
    pub listed: Option<Listed>,
    /// Something of this cannot be read, and is left out.
    pub damaged: bool,
    /// The share of orphans at which a run holds them.
    pub most_orphans_percent: u32,
    pub now: Millis,
}

/// The newest measurement with what leads up to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measured {
    pub run: RunId,
    pub at: Millis,
    pub stock: Stock,
    pub servers: Vec<ServerStock>,
    /// Moments and sizes, oldest first.
    pub line: Vec<(Millis, Bytes)>,
    /// Runs that freed storage on the way.
    pub marks: Vec<(JobKind, Millis)>,
    /// What they freed in all.
    pub freed: Bytes,
    pub explorer: Explorer,
    pub regret: Regret,
    pub outlook: Option<Outlook>,
}

/// What one threshold would free.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explorer {
    /// The options that were asked about.
    pub options: Options,
    /// What would go.
    pub gone: Pictures,
    /// Those as quiet whom somebody here follows, or who follow somebody here; in `gone` only when asked for.
    pub followed: Pictures,
    pub all: Pictures,
    /// The same for each of [`CHOICES`].
    pub choices: Vec<(u32, Pictures)>,
    /// Bytes by weeks of quiet, the last everything older.
    pub weeks: Vec<Bytes>,
}

/// Where growth leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outlook {
    /// What comes each day.
    pub per_day: Bytes,
    /// The limit that is reached first, if one is set.
    pub limit: Option<(Limit, Bytes)>,
    /// When it is reached; absent when nobody plans so far ahead.
    pub full_at: Option<Millis>,
}

impl LineOf {
    #[must_use]
    pub fn bytes(self, stock: &Stock) -> Bytes {
        match self {
            Self::Pictures => stock.pictures().bytes,
            Self::Everything => stock.total().bytes,
        }
    }
}

impl Span {
    /// Days it goes back.
    #[must_use]
    pub fn days(self) -> u32 {
        match self {
            Self::Weeks => 84,
            Self::Year => 365,
        }
    }
}

impl Ask {
    /// The options of a removal that it asks about: a threshold that cannot be told apart is the nearest one that can.
    #[must_use]
    pub fn options(&self, usual_days: u32) -> Options {
        Options {
            inactive_days: self.days.unwrap_or(usual_days).clamp(1, MOST_DAYS),
            headers_only: self.headers_only,
            include_followed: self.include_followed,
            ..Options::default()
        }
    }
}

#[cfg(feature = "ssr")]
impl Explorer {
    fn of(ages: &model::storage::Ages, options: Options) -> Self {
        let choice = |inactive_days| (inactive_days, ages.would_go(&Options { inactive_days, ..options.clone() }));
        Self {
            gone: ages.would_go(&options),
            followed: ages.quiet(&options, model::storage::ages::Tie::Followed),
            all: ages.all(),
            choices: CHOICES.into_iter().map(choice).collect(),
            weeks: ages.by_week(&options),
            options,
        }
    }
}

/// Reads the page from our own state; Mastodon is not asked.
#[server(prefix = "/api", endpoint = "storage")]
pub async fn read_storage(ask: Ask) -> Result<StoragePage, ApiError> {
    let operator = operator()?;
    let engine = engine()?;
    let now = engine.now();
    let view = engine.storage(now.days_before(Span::Year.days())).await?;
    let usual_days = match engine.schedule(JobKind::RemoveProfileMedia).await?.map(|schedule| schedule.job) {
        Some(model::Job::RemoveProfileMedia(options)) => options.inactive_days,
        _ => Options::default().inactive_days,
    };
    let everything: Vec<(Millis, Bytes)> =
        view.levels.iter().map(|level| (level.at, level.stock.total().bytes)).collect();
    let limit = view.terms.limit();
    let outlook = model::storage::growth::growth(&everything, now).map(|growth| Outlook {
        per_day: growth.per_day(),
        limit,
        full_at: limit.and_then(|(_, bytes)| growth.reaches(bytes)),
    });
    let since = now.days_before(ask.span.days());
    let measured = view.newest.map(|newest| Measured {
        run: newest.run,
        at: newest.measured_at,
        stock: newest.stock,
        servers: newest.servers,
        line: view
            .levels
            .iter()
            .filter(|level| level.at >= since)
            .map(|level| (level.at, ask.line.bytes(&level.stock)))
            .collect(),
        marks: view.freed.iter().filter(|(_, at, _)| *at >= since).map(|(kind, at, _)| (*kind, *at)).collect(),
        freed: view.freed.iter().filter(|(_, at, _)| *at >= since).map(|(_, _, bytes)| *bytes).sum(),
        explorer: Explorer::of(&newest.ages, ask.options(usual_days)),
        regret: newest.regret,
        outlook,
    });
    let summary = engine.job_summary(JobKind::MeasureStorage).await?;
    Ok(StoragePage {
        operator,
        active: summary.active.as_ref().map(RunLine::of),
        schedule: engine.schedule(JobKind::MeasureStorage).await?.map(ScheduleView::of),
        terms: view.terms,
        measured,
        listed: view.listed,
        damaged: view.damaged,
        most_orphans_percent: model::jobs::measure_storage::Options::default().most_orphans_percent,
        now,
    })
}

/// What the form of prices and limits says; an empty field is not set.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TermsFields {
    pub currency: String,
    pub gb_month: String,
    pub thousand_requests: String,
    /// In GB.
    pub disk: String,
    pub budget: String,
}

impl TermsFields {
    /// The terms as fields show them.
    #[must_use]
    pub fn of(terms: &Terms) -> Self {
        let money = |money: Option<model::storage::Money>| money.map(|money| money.to_string()).unwrap_or_default();
        Self {
            currency: terms.currency.clone(),
            gb_month: money(terms.gb_month),
            thousand_requests: money(terms.thousand_requests),
            disk: terms.disk.map(|bytes| (bytes.0 / GB).to_string()).unwrap_or_default(),
            budget: money(terms.budget),
        }
    }

    /// The terms they stand for.
    ///
    /// # Errors
    /// [`ApiError::NotAPrice`] for what is no number or no currency.
    pub fn terms(&self) -> Result<Terms, ApiError> {
        let money = |text: &str| match text.trim() {
            "" => Ok(None),
            text => text.parse().map(Some).map_err(|_| ApiError::NotAPrice),
        };
        let currency = self.currency.trim();
        if currency.chars().count() > model::storage::terms::CURRENCY_MOST || currency.chars().any(char::is_control) {
            return Err(ApiError::NotAPrice);
        }
        let disk = match self.disk.trim() {
            "" => None,
            text => Some(Bytes(text.parse::<u64>().ok().and_then(|gb| gb.checked_mul(GB)).ok_or(ApiError::NotAPrice)?)),
        };
        Ok(Terms {
            currency: currency.to_owned(),
            gb_month: money(&self.gb_month)?,
            thousand_requests: money(&self.thousand_requests)?,
            disk,
            budget: money(&self.budget)?,
        })
    }
}

const GB: u64 = 1_000_000_000;

/// Says what storage costs and how much of it there may be.
#[server(prefix = "/api", endpoint = "set-storage-terms")]
pub async fn set_storage_terms(terms: TermsFields) -> Result<(), ApiError> {
    let operator = operator()?;
    engine()?.set_storage_terms(&operator, &terms.terms()?).await?;
    leptos_axum::redirect("/storage");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::storage::Money;

    #[test]
    fn terms_come_back_from_their_fields_as_they_were() {
        let terms = Terms {
            currency: "€".to_owned(),
            gb_month: Some(Money(5_000)),
            disk: Some(Bytes(500 * GB)),
            ..Terms::default()
        };
        let fields = TermsFields::of(&terms);
        assert_eq!((fields.gb_month.as_str(), fields.disk.as_str(), fields.budget.as_str()), ("0.005", "500", ""));
        assert_eq!(fields.terms(), Ok(terms));
        assert_eq!(TermsFields::default().terms(), Ok(Terms::default()));
    }

    #[test]
    fn what_is_no_price_is_refused() {
        for fields in [
            TermsFields { gb_month: "cheap".to_owned(), ..TermsFields::default() },
            TermsFields { disk: "-1".to_owned(), ..TermsFields::default() },
            TermsFields { disk: u64::MAX.to_string(), ..TermsFields::default() },
            TermsFields { currency: "a whole sentence".to_owned(), ..TermsFields::default() },
        ] {
            assert_eq!(fields.terms(), Err(ApiError::NotAPrice), "{fields:?}");
        }
    }

    #[test]
    fn a_threshold_beyond_what_is_told_apart_is_the_nearest_that_is() {
        let ask = |days| Ask {
            days,
            headers_only: false,
            include_followed: true,
            line: LineOf::default(),
            span: Span::default(),
        };
        let days = |days| ask(days).options(45).inactive_days;
        assert_eq!([None, Some(0), Some(90), Some(9_999)].map(days), [45, 1, 90, 365]);
    }
}
