//! The receipt of a purge: what members had there, and the files that give it back to them.

use leptos::prelude::*;
use leptos_i18n::td_string;
use leptos_router::hooks::use_query_map;
use model::RunId;
use model::receipt::{MemberReceipt, Receipt as Numbers};

use crate::api::receipts::{ReceiptPage, read_receipt};
use crate::components::ledger::{Ledger, Line, line};
use crate::components::pager::Pager;
use crate::components::refusal::Refusal;
use crate::i18n::Locale;
use crate::words::quantity::number;
use crate::words::{self, moment};

/// The receipt of a run; nothing when no member had anything there. `?member=` is the place in the list of members.
#[component]
pub fn Receipt(
    run: RunId,
    /// Whether everything that it holds is gone, so that members can be told.
    finished: bool,
) -> impl IntoView {
    let query = use_query_map();
    let after = move || query.with(|query| query.get("member"));
    let of = run.clone();
    let page = Resource::new_blocking(after, move |after| read_receipt(of.clone(), after));
    view! {
        <Transition fallback=|| ()>
            {move || {
                let run = run.clone();
                Suspend::new(async move {
                    match page.await {
                        Ok(page) => show(&run, finished, after().is_some(), page).into_any(),
                        Err(error) => view! { <Refusal error=error/> }.into_any(),
                    }
                })
            }}
        </Transition>
    }
}

fn show(run: &RunId, finished: bool, further: bool, page: ReceiptPage) -> impl IntoView + use<> {
    let locale = words::locale();
    let ReceiptPage { receipt, may, members, more, now } = page;
    (!receipt.lines.is_empty()).then(|| {
        let lead = match receipt.kept_until {
            Some(until) => td_string!(locale, purge.receipt_lead, day = moment::day(locale, until, now)),
            None => td_string!(locale, purge.receipt_deleted).to_owned(),
        };
        let there = receipt.kept_until.is_some();
        let everything = (may && there).then(|| {
            let tell = (finished && receipt.lines.follows > 0).then(|| {
                view! {
                    <a class="btn btn-paper btn-sm" href=format!("/runs/{run}/notice")>
                        {td_string!(locale, notice.link)}
                    </a>
                }
            });
            view! {
                <div class="flex flex-wrap gap-2">
                    {tell}
                    <a class="btn btn-paper btn-sm" href=format!("/runs/{run}/receipt.csv") download="">
                        {td_string!(locale, purge.receipt_everything)}
                    </a>
                </div>
            }
        });
        let list = if may {
            (!members.is_empty()).then(|| table(run, further, members, more)).into_any()
        } else {
            view! { <p class="gk-pad !pt-0 text-ink-2">{td_string!(locale, purge.receipt_private)}</p> }.into_any()
        };
        view! {
            <section class="gk-sheet" id="receipt">
                <div class="gk-sheet-head">
                    <h2 class="gk-h2">{td_string!(locale, purge.receipt)}</h2>
                    {everything}
                </div>
                <div class="gk-pad">
                    <p class="mb-3 max-w-prose text-ink-2">{lead}</p>
                    <Ledger lines=lines(locale, &receipt)/>
                </div>
                {list}
            </section>
        }
    })
}

/// The numbers of all members together.
fn lines(locale: Locale, receipt: &Numbers) -> Vec<Line> {
    vec![
        line(td_string!(locale, purge.receipt_follows), number(receipt.lines.follows)),
        line(td_string!(locale, purge.receipt_following), number(receipt.members_following)),
        line(td_string!(locale, purge.receipt_followers), number(receipt.lines.followers)),
        line(td_string!(locale, purge.receipt_bookmarks), number(receipt.lines.bookmarks)),
        line(td_string!(locale, purge.receipt_favourites), number(receipt.lines.favourites)),
        line(td_string!(locale, purge.receipt_moves), number(receipt.lines.moves)),
    ]
}

/// A row per member, with the files of their follows and of where those are who moved.
fn table(run: &RunId, further: bool, members: Vec<MemberReceipt>, more: bool) -> impl IntoView + use<> {
    let locale = words::locale();
    let next = members.last().filter(|_| more).map(|last| format!("/runs/{run}?member={}#receipt", last.member));
    let first = further.then(|| format!("/runs/{run}#receipt"));
    let names = [
        td_string!(locale, purge.receipt_follows_short),
        td_string!(locale, purge.receipt_followers),
        td_string!(locale, purge.receipt_bookmarks),
        td_string!(locale, purge.receipt_favourites),
    ];
    let rows = members.into_iter().map(|of| {
        let file = |name: &str, says, of_whom| {
            let href = format!("/runs/{run}/receipt/{}/{name}.csv", of.member);
            view! {
                <a class="gk-link mr-4 whitespace-nowrap" href=href download="" aria-label=of_whom>
                    {says}
                </a>
            }
        };
        let follows = (of.lines.follows > 0).then(|| {
            let of_whom = td_string!(locale, purge.receipt_file_of, member = of.member.clone());
            file("following_accounts", td_string!(locale, purge.receipt_file), of_whom)
        });
        let moves = (of.lines.moves > 0).then(|| {
            let of_whom = td_string!(locale, purge.receipt_moved_of, member = of.member.clone());
            file("moved_accounts", td_string!(locale, purge.receipt_moved), of_whom)
        });
        let figures = [of.lines.follows, of.lines.followers, of.lines.bookmarks, of.lines.favourites];
        let figures = figures.into_iter().zip(names).map(|(figure, name)| {
            view! { <td class="num" data-label=name>{number(figure)}</td> }
        });
        view! {
            <tr>
                <th scope="row" class="wide break-all !text-base">{of.member}</th>
                {figures.collect_view()}
                <td class="wide">{follows} {moves}</td>
            </tr>
        }
    });
    let heads = names.into_iter().map(|name| view! { <th scope="col" class="num">{name}</th> });
    view! {
        <p class="gk-pad !pt-0 max-w-prose text-ink-2">{td_string!(locale, purge.receipt_import)}</p>
        <div class="overflow-x-auto">
            <table class="gk-table gk-stack">
                <caption>{td_string!(locale, purge.receipt)}</caption>
                <thead>
                    <tr>
                        <th scope="col">{td_string!(locale, purge.receipt_member)}</th>
                        {heads.collect_view()}
                        <th scope="col">{td_string!(locale, purge.receipt_files)}</th>
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
        <Pager
            first=first
            next=next
            first_says=td_string!(locale, common.first)
            next_says=td_string!(locale, common.next)
        />
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::Millis;
    use model::receipt::Lines;

    fn html(may: bool, kept_until: Option<Millis>, more: bool) -> String {
        let maya = Lines { follows: 1_240, followers: 3, bookmarks: 2, favourites: 1, moves: 7 };
        let noor = Lines { followers: 1, ..Lines::default() };
        let members = [("maya", maya), ("noor", noor)];
        let members = members.map(|(member, lines)| MemberReceipt { member: member.to_owned(), lines });
        let page = ReceiptPage {
            receipt: Numbers { lines: Lines { followers: 4, ..maya }, members_following: 1, kept_until },
            may,
            members: if may && kept_until.is_some() { members.into() } else { Vec::new() },
            more,
            now: Millis(1_795_257_720_000),
        };
        let run = "0193e8a0-7b1c-7def-8123-0123456789ab".parse().expect("an id");
        Owner::new().with(|| {
            provide_context(Locale::en);
            show(&run, true, false, page).to_html()
        })
    }

    #[test]
    fn each_member_who_followed_somebody_has_their_files() {
        let html = html(true, Some(Millis(1_803_033_720_000)), true);
        assert!(html.contains("1,240") && html.contains("19 February 2027"), "{html}");
        assert!(html.contains("/receipt/maya/following_accounts.csv"), "{html}");
        assert!(html.contains("/receipt/maya/moved_accounts.csv"), "{html}");
        assert!(!html.contains("/receipt/noor/") && html.contains("noor"), "{html}");
        assert!(html.contains("/notice\""), "{html}");
        assert!(html.contains("/receipt.csv") && html.contains("?member=noor#receipt"), "{html}");
    }

    #[test]
    fn who_may_not_decide_sees_numbers_and_no_names() {
        let html = html(false, Some(Millis(1_803_033_720_000)), false);
        assert!(html.contains("1,240") && html.contains("Only those who may decide"), "{html}");
        assert!(!html.contains("maya") && !html.contains(".csv") && !html.contains("/notice"), "{html}");
    }

    #[test]
    fn a_receipt_that_is_deleted_leaves_its_numbers() {
        let html = html(true, None, false);
        assert!(html.contains("1,240") && html.contains("has been deleted"), "{html}");
        assert!(!html.contains(".csv"), "{html}");
    }
}
