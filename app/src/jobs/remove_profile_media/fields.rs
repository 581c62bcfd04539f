//! The options of a removal of old profile pictures as a form sends them.

use leptos::prelude::*;
use leptos_i18n::td_string;
use model::jobs::remove_profile_media::Options;
use serde::{Deserialize, Serialize};

use crate::api::ApiError;
use crate::components::field::{CheckField, NumberField};
use crate::components::icon::{Icon, icon};
use crate::words;

/// Most days that the form takes: ten years.
const DAYS_MAX: u32 = 3_650;

/// The fields of the form. An unticked box is a missing field, so every flag is careful when it is `false`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fields {
    inactive_days: u32,
    #[serde(default)]
    headers_only: bool,
    #[serde(default)]
    include_followed: bool,
    #[serde(default)]
    tootctl_selection: bool,
    #[serde(default)]
    limit: Option<u32>,
}

impl Fields {
    /// The options they stand for.
    ///
    /// # Errors
    /// [`ApiError::OutOfBounds`] for a number that the form would not have taken.
    pub fn options(self) -> Result<Options, ApiError> {
        if !(1..=DAYS_MAX).contains(&self.inactive_days) {
            return Err(ApiError::OutOfBounds);
        }
        Ok(Options {
            inactive_days: self.inactive_days,
            headers_only: self.headers_only,
            include_followed: self.include_followed,
            tootctl_selection: self.tootctl_selection,
            limit: self.limit,
        })
    }
}

/// The fields, beginning with `options`.
#[component]
pub fn OptionFields(options: Options) -> impl IntoView {
    let locale = words::locale();
    view! {
        <NumberField
            name="options[inactive_days]"
            label=td_string!(locale, pic.days)
            hint=td_string!(locale, pic.days_hint)
            unit=td_string!(locale, job.days)
            value=options.inactive_days.to_string()
            min=1
            max=DAYS_MAX
        />
        <CheckField
            name="options[headers_only]"
            label=td_string!(locale, pic.headers_only)
            hint=td_string!(locale, pic.headers_only_hint)
            checked=options.headers_only
        />
        <CheckField
            name="options[include_followed]"
            label=td_string!(locale, pic.include_followed)
            hint=td_string!(locale, pic.include_followed_hint)
            checked=options.include_followed
        />
        <details class="gk-details">
            <summary>{icon(Icon::ChevronRight, "chev size-4")}{td_string!(locale, job.more_options)}</summary>
            <div class="space-y-5 pt-4">
                <NumberField
                    name="options[limit]"
                    label=td_string!(locale, pic.limit)
                    hint=td_string!(locale, job.limit_hint)
                    value=options.limit.map(|limit| limit.to_string()).unwrap_or_default()
                    min=1
                    max=u32::MAX
                    optional=true
                />
                <CheckField
                    name="options[tootctl_selection]"
                    label=td_string!(locale, pic.tootctl)
                    hint=td_string!(locale, pic.tootctl_hint)
                    checked=options.tootctl_selection
                />
            </div>
        </details>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unticked_boxes_are_the_careful_options() {
        let fields: Fields = serde_json::from_str(r#"{"inactive_days":30}"#).expect("parses");
        assert_eq!(fields.options(), Ok(Options::default()));
    }

    #[test]
    fn nobody_is_inactive_after_no_day_at_all() {
        let fields: Fields = serde_json::from_str(r#"{"inactive_days":0}"#).expect("parses");
        assert_eq!(fields.options(), Err(ApiError::OutOfBounds));
    }
}
