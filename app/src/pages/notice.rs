//! Telling members what a purge took from them: the draft, or how far the sending is.

pub mod draft;
pub mod progress;

use leptos::prelude::*;
use leptos_i18n::td_string;
use leptos_router::hooks::use_params_map;

use crate::api::notices::{CancelNotice, NoticePage as Page, ResumeNotices, WriteNotice, read_notice};
use crate::components::banner::{Banner, Tone};
use crate::components::done::successes;
use crate::components::head::Head;
use crate::components::icon::Icon;
use crate::components::loaded::Loaded;
use crate::components::refusal::ActionRefusal;
use crate::jobs::purge_domain;
use crate::words;
use draft::Draft;
use progress::Progress;

/// What can be done on this page.
#[derive(Clone, Copy)]
pub struct Acts {
    pub write: ServerAction<WriteNotice>,
    pub cancel: ServerAction<CancelNotice>,
    pub resume: ServerAction<ResumeNotices>,
}

/// The page of the notice about one purge.
#[component]
pub fn NoticePage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id").unwrap_or_default()));
    let acts = Acts { write: ServerAction::new(), cancel: ServerAction::new(), resume: ServerAction::new() };
    let done = (successes(acts.write), successes(acts.cancel), successes(acts.resume));
    let asked = move || (id.get(), done.0.get(), done.1.get(), done.2.get());
    let page = Resource::new_blocking(asked, |(id, ..)| read_notice(id));
    view! {
        <ActionRefusal value=acts.write.value()/>
        <ActionRefusal value=acts.cancel.value()/>
        <ActionRefusal value=acts.resume.value()/>
        <Loaded data=page view=move |page| show(page, acts)/>
    }
}

fn show(page: Page, acts: Acts) -> impl IntoView {
    let locale = words::locale();
    let Page { run, notice, sends, now } = page;
    let servers = purge_domain::servers(locale, &notice.servers);
    let receipt = format!("/runs/{run}#receipt");
    let missing = (!sends).then(|| {
        view! { <Banner tone=Tone::Amber picture=Icon::TriangleAlert says=td_string!(locale, error.no_web_api)/> }
    });
    let body = match (notice.approved.clone(), sends) {
        (Some(approved), _) => {
            view! { <Progress run=run notice=notice approved=approved now=now acts=acts/> }.into_any()
        }
        (None, true) => view! { <Draft run=run notice=notice write=acts.write/> }.into_any(),
        (None, false) => ().into_any(),
    };
    view! {
        <Head
            title=td_string!(locale, notice.title)
            above=("/history", td_string!(locale, nav.history))
            lead=td_string!(locale, notice.lead, servers = servers)
        />
        <div class="space-y-4">
            <p><a class="gk-link" href=receipt>{td_string!(locale, notice.receipt)}</a></p>
            {missing}
            {body}
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Locale;
    use model::Millis;
    use model::notice::{Approved, Audience, Example, Failure, Halt, Language, Notice, Sending, Texts};

    fn draft() -> Notice {
        Notice {
            servers: vec!["gone.example".parse().expect("a name")],
            texts: Texts::default(),
            audience: Audience { en: 1_240, ja: 1, left_out: 2 },
            examples: vec![Example { language: Language::En, text: "@maya Closed: gone.example".to_owned() }],
            approved: None,
            sending: Sending::default(),
            halted: None,
        }
    }

    fn html(notice: Notice, sends: bool) -> String {
        let run = "0193e8a0-7b1c-7def-8123-0123456789ab".parse().expect("an id");
        let page = Page { run, notice, sends, now: Millis(1_795_257_720_000) };
        Owner::new().with(|| {
            provide_context(Locale::en);
            leptos_meta::provide_meta_context();
            let acts = Acts { write: ServerAction::new(), cancel: ServerAction::new(), resume: ServerAction::new() };
            show(page, acts).to_html()
        })
    }

    #[test]
    fn a_draft_says_what_is_sent_to_whom_and_is_approved_with_one_button() {
        let html = html(draft(), true);
        assert!(html.contains("{server}") && html.contains("@maya Closed: gone.example"), "{html}");
        assert!(html.contains("1,240 members") && html.contains("1 member"), "{html}");
        assert!(html.contains("2 members who lost a follow get nothing"), "{html}");
        assert_eq!(html.matches("value=\"approve\"").count(), 1, "{html}");
        assert!(html.contains("Approve and send to 1,241 members"), "{html}");
        assert!(!html.contains("role=\"alert\"") && !html.contains("aria-invalid"), "{html}");
    }

    #[test]
    fn a_text_that_was_refused_is_kept_and_says_why() {
        let texts = Texts { en: "Gone: {servers} {follows} {moved}".to_owned(), ..Texts::default() };
        let html = html(Notice { texts, ..draft() }, true);
        assert!(html.contains("Gone: {servers}") && html.contains("aria-invalid=\"true\""), "{html}");
        assert!(html.contains("{servers} cannot be filled in") && html.contains("{server} is missing"), "{html}");
    }

    #[test]
    fn a_draft_that_nobody_would_get_cannot_be_approved() {
        let html = html(Notice { audience: Audience::default(), examples: Vec::new(), ..draft() }, true);
        assert!(html.contains("Nobody would get it") && !html.contains("<form"), "{html}");
    }

    #[test]
    fn without_a_token_it_is_said_what_to_set_and_nothing_else() {
        let html = html(draft(), false);
        assert!(html.contains("[notices]") && !html.contains("<form") && !html.contains("maya"), "{html}");
    }

    #[test]
    fn the_sending_is_told_in_numbers_and_what_waits_can_be_cancelled() {
        let failed = vec![(Failure::Gone, 2)];
        let sending = Sending { waiting: 7, sent: 1_233, unsure: 3, cancelled: 0, failed };
        let approved = Some(Approved { by: "Aiko".to_owned(), at: Millis(1_795_250_000_000) });
        let at_work = Notice { approved, sending, examples: Vec::new(), ..draft() };
        let told = html(at_work.clone(), true);
        for words in ["1,233", "May have been sent", "deleted, suspended", "Aiko", "cancel-notice"] {
            assert!(told.contains(words), "{words} is missing in {told}");
        }
        assert!(!told.contains("<textarea") && !told.contains("resume-notices"), "{told}");

        let halted = html(Notice { halted: Some(Halt::Token), ..at_work.clone() }, true);
        assert!(halted.contains("does not accept the token") && halted.contains("resume-notices"), "{halted}");

        let sending = Sending { sent: 1_241, ..Sending::default() };
        let done = html(Notice { sending, halted: Some(Halt::Token), ..at_work }, true);
        assert!(!done.contains("<form"), "{done}");
    }
}
