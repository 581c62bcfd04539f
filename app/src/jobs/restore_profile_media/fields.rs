//! The options of bringing pictures back as a form sends them.

use leptos::prelude::*;
use leptos_i18n::td_string;
use model::handle::Handle;
use model::jobs::restore_profile_media::Options;
use serde::{Deserialize, Serialize};

use crate::api::ApiError;
use crate::components::field::{LinesField, NumberField};
use crate::words;

/// Most days that the form takes: ten years.
const DAYS_MAX: u32 = 3_650;
/// Most accounts that are asked for by name at once.
const HANDLES_MAX: usize = 500;

/// The fields of the form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fields {
    active_days: u32,
    again_days: u32,
    /// One account per line.
    #[serde(default)]
    handles: String,
    #[serde(default)]
    limit: Option<u32>,
}

impl Fields {
    /// The options they stand for.
    ///
    /// # Errors
    /// [`ApiError::OutOfBounds`] for a number that the form would not have taken, [`ApiError::NotAHandle`] for a line that names no
    /// account.
    pub fn options(self) -> Result<Options, ApiError> {
        let days = 1..=DAYS_MAX;
        if !days.contains(&self.active_days) || self.again_days > DAYS_MAX {
            return Err(ApiError::OutOfBounds);
        }
        let lines = self.handles.lines().map(str::trim).filter(|line| !line.is_empty());
        let handles: Result<Vec<Handle>, _> = lines.map(str::parse).collect();
        let handles = handles.map_err(|_| ApiError::NotAHandle)?;
        if handles.len() > HANDLES_MAX {
            return Err(ApiError::OutOfBounds);
        }
        Ok(Options {
            active_days: self.active_days,
            handles: handles.iter().map(ToString::to_string).collect(),
            again_days: self.again_days,
            limit: self.limit,
        })
    }
}

/// The fields, beginning with `options`.
#[component]
pub fn OptionFields(
    options: Options,
    /// Whether accounts may be named: a schedule is for everybody.
    with_handles: bool,
) -> impl IntoView {
    let locale = words::locale();
    let handles = with_handles.then(|| {
        view! {
            <LinesField
                name="options[handles]"
                label=td_string!(locale, back.handles)
                hint=td_string!(locale, back.handles_hint)
                value=options.handles.join("\n")
            />
        }
    });
    view! {
        <NumberField
            name="options[active_days]"
            label=td_string!(locale, back.days)
            hint=td_string!(locale, back.days_hint)
            unit=td_string!(locale, job.days)
            value=options.active_days.to_string()
            min=1
            max=DAYS_MAX
        />
        <NumberField
            name="options[again_days]"
            label=td_string!(locale, back.again)
            hint=td_string!(locale, back.again_hint)
            unit=td_string!(locale, job.days)
            value=options.again_days.to_string()
            min=0
            max=DAYS_MAX
        />
        {handles}
        <NumberField
            name="options[limit]"
            label=td_string!(locale, back.limit)
            hint=td_string!(locale, back.limit_hint)
            value=options.limit.map(|limit| limit.to_string()).unwrap_or_default()
            min=1
            max=u32::MAX
            optional=true
        />
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(handles: &str) -> Fields {
        Fields { active_days: 30, again_days: 7, handles: handles.to_owned(), limit: None }
    }

    #[test]
    fn an_empty_form_means_everybody() {
        assert_eq!(fields(" \n").options(), Ok(Options::default()));
    }

    #[test]
    fn accounts_stand_on_lines_of_their_own() {
        let options = fields("@Maya@garden.example\r\n\r\nkai@shore.example").options().expect("they are accounts");
        assert_eq!(options.handles, ["maya@garden.example", "kai@shore.example"]);
        assert_eq!(fields("maya").options(), Err(ApiError::NotAHandle));
    }
}
