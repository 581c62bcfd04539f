//! The options of a cull as a form sends them.

use leptos::prelude::*;
use leptos_i18n::td_string;
use model::Domain;
use model::jobs::cull_accounts::Options;
use serde::{Deserialize, Serialize};

use crate::api::ApiError;
use crate::components::field::{CheckField, NumberField};
use crate::components::icon::{Icon, icon};
use crate::words;

/// Most days and hours that the form takes: ten years.
const DAYS_MAX: u32 = 3_650;
const HOURS_MAX: u32 = 24 * DAYS_MAX;
const PER_ORIGIN_MAX: u32 = 4;
const CONCURRENCY_MAX: u32 = 1_000;

/// The fields of the form. Names of servers are read on the server, because only it knows how to spell them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fields {
    confirmed_within_days: u32,
    /// Names of servers, separated by white space or commas.
    #[serde(default)]
    only: String,
    second_look_404_hours: u32,
    second_look_410_hours: u32,
    first_look_days: u32,
    per_origin: u32,
    concurrency: u32,
    #[serde(default)]
    limit: Option<u32>,
    #[serde(default)]
    remove_reported: bool,
}

impl Fields {
    /// The options they stand for.
    ///
    /// # Errors
    /// [`ApiError::OutOfBounds`] for a number that the form would not have taken, [`ApiError::NotAServerName`].
    pub fn options(self) -> Result<Options, ApiError> {
        let within = self.confirmed_within_days <= DAYS_MAX
            && self.second_look_404_hours <= HOURS_MAX
            && self.second_look_410_hours <= HOURS_MAX
            && (1..=DAYS_MAX).contains(&self.first_look_days)
            && (1..=PER_ORIGIN_MAX).contains(&self.per_origin)
            && (1..=CONCURRENCY_MAX).contains(&self.concurrency);
        if !within {
            return Err(ApiError::OutOfBounds);
        }
        let names = self.only.split(|c: char| c.is_whitespace() || c == ',').filter(|name| !name.is_empty());
        Ok(Options {
            confirmed_within_days: self.confirmed_within_days,
            domains: names.map(str::parse).collect::<Result<Vec<Domain>, _>>().map_err(|_| ApiError::NotAServerName)?,
            second_look_410_hours: self.second_look_410_hours,
            second_look_404_hours: self.second_look_404_hours,
            first_look_days: self.first_look_days,
            per_origin: self.per_origin,
            concurrency: self.concurrency,
            limit: self.limit,
            remove_reported: self.remove_reported,
            release: None,
        })
    }
}

/// The fields, beginning with `options`.
#[component]
pub fn OptionFields(options: Options) -> impl IntoView {
    let locale = words::locale();
    let (days, hours) = (td_string!(locale, job.days), td_string!(locale, job.hours));
    let only = options.domains.iter().map(Domain::as_str).collect::<Vec<_>>().join("\n");
    view! {
        <NumberField
            name="options[confirmed_within_days]"
            label=td_string!(locale, acc.days)
            hint=td_string!(locale, acc.days_hint)
            unit=days
            value=options.confirmed_within_days.to_string()
            min=0
            max=DAYS_MAX
        />
        <NumberField
            name="options[second_look_404_hours]"
            label=td_string!(locale, acc.look_404)
            hint=td_string!(locale, acc.look_404_hint)
            unit=hours
            value=options.second_look_404_hours.to_string()
            min=0
            max=HOURS_MAX
        />
        <details class="gk-details">
            <summary>{icon(Icon::ChevronRight, "chev size-4")}{td_string!(locale, job.more_options)}</summary>
            <div class="space-y-5 pt-4">
                <label class="block">
                    <span class="gk-label">{td_string!(locale, acc.only)}</span>
                    <span class="gk-hint">{td_string!(locale, acc.only_hint)}</span>
                    <textarea
                        class="textarea w-full max-w-md"
                        name="options[only]"
                        rows="3"
                        autocapitalize="none"
                        spellcheck="false"
                    >
                        {only}
                    </textarea>
                </label>
                <NumberField
                    name="options[second_look_410_hours]"
                    label=td_string!(locale, acc.look_410)
                    hint=td_string!(locale, acc.look_410_hint)
                    unit=hours
                    value=options.second_look_410_hours.to_string()
                    min=0
                    max=HOURS_MAX
                />
                <NumberField
                    name="options[first_look_days]"
                    label=td_string!(locale, acc.first_look)
                    hint=td_string!(locale, acc.first_look_hint)
                    unit=days
                    value=options.first_look_days.to_string()
                    min=1
                    max=DAYS_MAX
                />
                <CheckField
                    name="options[remove_reported]"
                    label=td_string!(locale, acc.remove_reported)
                    hint=td_string!(locale, acc.remove_reported_hint)
                    checked=options.remove_reported
                />
                <NumberField
                    name="options[limit]"
                    label=td_string!(locale, job.limit)
                    hint=td_string!(locale, job.limit_hint)
                    value=options.limit.map(|limit| limit.to_string()).unwrap_or_default()
                    min=1
                    max=u32::MAX
                    optional=true
                />
                <NumberField
                    name="options[per_origin]"
                    label=td_string!(locale, acc.per_origin)
                    hint=td_string!(locale, acc.per_origin_hint)
                    value=options.per_origin.to_string()
                    min=1
                    max=PER_ORIGIN_MAX
                />
                <NumberField
                    name="options[concurrency]"
                    label=td_string!(locale, acc.concurrency)
                    hint=td_string!(locale, acc.concurrency_hint)
                    value=options.concurrency.to_string()
                    min=1
                    max=CONCURRENCY_MAX
                />
            </div>
        </details>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields() -> Fields {
        Fields {
            confirmed_within_days: 7,
            only: String::new(),
            second_look_404_hours: 312,
            first_look_days: 60,
            second_look_410_hours: 0,
            per_origin: 2,
            concurrency: 512,
            limit: None,
            remove_reported: false,
        }
    }

    #[test]
    fn an_untouched_form_is_the_usual_options() {
        assert_eq!(fields().options(), Ok(Options::default()));
    }

    #[test]
    fn servers_are_named_a_line_each_or_with_commas() {
        let only = " Quiet.example\n\ngone.example, other.example ".to_owned();
        let names = Fields { only, ..fields() }.options().map(|options| options.domains);
        let names: Vec<String> = names.expect("names").iter().map(ToString::to_string).collect();
        assert_eq!(names, ["quiet.example", "gone.example", "other.example"]);
        let address = Fields { only: "https://quiet.example/@a".to_owned(), ..fields() };
        assert_eq!(address.options(), Err(ApiError::NotAServerName));
    }

    #[test]
    fn what_the_form_would_not_take_is_refused() {
        assert_eq!(Fields { per_origin: 0, ..fields() }.options(), Err(ApiError::OutOfBounds));
        assert_eq!(Fields { per_origin: 5, ..fields() }.options(), Err(ApiError::OutOfBounds));
        assert_eq!(Fields { concurrency: 1_001, ..fields() }.options(), Err(ApiError::OutOfBounds));
        assert_eq!(Fields { confirmed_within_days: 3_651, ..fields() }.options(), Err(ApiError::OutOfBounds));
    }
}
