//! What is stored, by kind: one bar, and the table that is its legend.

use leptos::prelude::*;
use leptos_i18n::td_string;
use model::storage::{Amount, Share, Stock, StoredKind, Terms};

use crate::jobs::measure_storage::kind_name;
use crate::words::quantity::{number, size};
use crate::words::{self};

/// The bar and its table.
#[component]
pub fn Kinds(stock: Stock, terms: Terms) -> impl IntoView {
    let locale = words::locale();
    let all = stock.total();
    let bar = StoredKind::ALL.map(|kind| (kind, stock.of(kind).total().bytes)).into_iter().filter(|(_, b)| b.0 > 0);
    let bar = bar.map(|(kind, bytes)| {
        let style = format!("flex:{} 1 0;min-width:3px", bytes.0);
        view! { <span class=format!("gk-key !h-6 !w-auto !rounded-[3px] {}", colour(kind)) style=style></span> }
    });
    let money = terms.gb_month;
    let cost = |amount: Amount| {
        money.map(|price| view! { <td class="num max-md:col-span-2" data-label=td_string!(locale, storage.a_month)>{terms.told(price.of_storage(amount.bytes))}</td> })
    };
    let rows = StoredKind::ALL.map(|kind| {
        let share = stock.of(kind);
        view! {
            <tr>
                <th scope="row" class="wide !border-line !py-2.5 !align-top !text-[0.9375rem] !font-normal">
                    <span class=format!("gk-key mr-2 {}", colour(kind))></span>
                    {kind_name(locale, kind)}
                </th>
                <td class="num max-md:col-span-2" data-label=td_string!(locale, storage.files)>{number(share.total().files)}</td>
                <td class="num max-md:col-span-2 text-ink-2" data-label=td_string!(locale, storage.local)>{size(locale, share.local.bytes)}</td>
                <td class="num max-md:col-span-2" data-label=td_string!(locale, storage.remote)>{size(locale, share.remote.bytes)}</td>
                <td class="num max-md:col-span-2 font-semibold" data-label=td_string!(locale, storage.size)>{size(locale, share.total().bytes)}</td>
                {cost(share.total())}
            </tr>
        }
    });
    let sum = |part: fn(Share) -> Amount| {
        size(locale, StoredKind::ALL.into_iter().map(|kind| part(stock.of(kind)).bytes).sum())
    };
    view! {
        <section class="gk-sheet">
            <div class="gk-sheet-head">
                <h2 class="gk-h2">{td_string!(locale, storage.kinds)}</h2>
            </div>
            <div class="gk-pad pb-0">
                <div class="flex gap-0.5" aria-hidden="true">{bar.collect_view()}</div>
            </div>
            <div class="overflow-x-auto max-md:overflow-visible">
                <table class="gk-table gk-stack">
                    <caption>{td_string!(locale, storage.kinds)}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{td_string!(locale, storage.kind)}</th>
                            <th scope="col" class="num">{td_string!(locale, storage.files)}</th>
                            <th scope="col" class="num">{td_string!(locale, storage.local)}</th>
                            <th scope="col" class="num">{td_string!(locale, storage.remote)}</th>
                            <th scope="col" class="num">{td_string!(locale, storage.size)}</th>
                            {money.map(|_| view! { <th scope="col" class="num">{td_string!(locale, storage.a_month)}</th> })}
                        </tr>
                    </thead>
                    <tbody>
                        {rows}
                        <tr class="font-semibold">
                            <th scope="row" class="wide !py-2.5 !align-top !text-[0.9375rem]">{td_string!(locale, storage.in_all)}</th>
                            <td class="num max-md:col-span-2" data-label=td_string!(locale, storage.files)>{number(all.files)}</td>
                            <td class="num max-md:col-span-2" data-label=td_string!(locale, storage.local)>{sum(|share| share.local)}</td>
                            <td class="num max-md:col-span-2" data-label=td_string!(locale, storage.remote)>{sum(|share| share.remote)}</td>
                            <td class="num max-md:col-span-2" data-label=td_string!(locale, storage.size)>{size(locale, all.bytes)}</td>
                            {cost(all)}
                        </tr>
                    </tbody>
                </table>
            </div>
            <p class="gk-pad text-sm text-ink-2">{td_string!(locale, storage.kinds_note)}</p>
        </section>
    }
}

/// The two kinds that are tended have colours.
fn colour(kind: StoredKind) -> &'static str {
    match kind {
        StoredKind::Avatars => "c1",
        StoredKind::Headers => "c2",
        StoredKind::Attachments | StoredKind::Emojis | StoredKind::PreviewCards => "quiet",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Locale;
    use model::Bytes;
    use model::storage::{Money, Origin};

    fn html(terms: Terms) -> String {
        let mut stock = Stock::default();
        stock.add(StoredKind::Avatars, Origin::Remote, Amount { files: 2_000, bytes: Bytes(40_000_000_000) });
        stock.add(StoredKind::Attachments, Origin::Local, Amount { files: 30, bytes: Bytes(10_000_000_000) });
        Owner::new().with(|| {
            provide_context(Locale::en);
            view! { <Kinds stock=stock terms=terms/> }.to_html()
        })
    }

    #[test]
    fn money_stands_beside_sizes_only_when_a_price_is_known() {
        assert!(!html(Terms::default()).contains("A month"));
        let told = html(Terms { currency: "€".to_owned(), gb_month: Some(Money(5_000)), ..Terms::default() });
        assert!(told.contains("A month") && told.contains("0.20\u{a0}€") && told.contains("0.25\u{a0}€"), "{told}");
    }

    #[test]
    fn the_sums_are_under_their_columns() {
        let told = html(Terms::default());
        for figure in ["2,030", "10.0 GB", "40.0 GB", "50.0 GB"] {
            assert!(told.contains(figure), "{figure}: {told}");
        }
    }
}
