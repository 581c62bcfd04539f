//! The storage itself beside the database: what belongs to nobody, and the way to be rid of it.

use leptos::prelude::*;
use leptos_i18n::td_string;
use model::storage::comparison::Brake;
use model::storage::{Amount, Comparison, Listed, StoredKind};
use model::{Millis, Operator, Permission};

use crate::components::icon::{Icon, icon};
use crate::i18n::Locale;
use crate::jobs::measure_storage::{StartMeasureStorage, StartRemoveOrphans, kind_name};
use crate::jobs::start::StartButtons;
use crate::words::quantity::{number, size};
use crate::words::{self, moment};

/// What was found when the storage was listed last, or how that is done.
#[component]
pub fn StorageItself(
    listed: Option<Listed>,
    /// The share of orphans at which a run holds them.
    most_percent: u32,
    operator: Operator,
    /// Whether a measurement may be started now.
    free: bool,
    measure: ServerAction<StartMeasureStorage>,
    remove: ServerAction<StartRemoveOrphans>,
    now: Millis,
) -> impl IntoView {
    let locale = words::locale();
    let may = free && operator.role.may(Permission::Run);
    let compare = may.then(|| {
        view! {
            <ActionForm action=measure>
                <input type="hidden" name="compare" value="true"/>
                <button class="btn btn-paper btn-sm" type="submit">
                    {icon(Icon::RefreshCw, "size-4")}
                    {td_string!(locale, storage.compare)}
                </button>
            </ActionForm>
        }
    });
    let lead = match &listed {
        Some(listed) => td_string!(locale, storage.itself_lead, when = moment::moment(locale, listed.at, now)),
        None => td_string!(locale, storage.itself_empty).to_owned(),
    };
    let found = listed.map(|listed| {
        let orphans = listed.comparison.all_orphans();
        let brake = listed.comparison.brake(most_percent);
        view! {
            <ComparedKinds listed=listed.clone()/>
            <Apart comparison=listed.comparison/>
            {(orphans.files > 0).then(|| view! { <Orphans orphans brake free operator=operator.clone() remove/> })}
        }
    });
    view! {
        <section class="gk-sheet" id="itself">
            <div class="gk-sheet-head">
                <h2 class="gk-h2">{td_string!(locale, storage.itself)}</h2>
                {compare}
            </div>
            <p class="gk-pad pb-3 text-ink-2">{lead}</p>
            {found}
        </section>
    }
}

/// A row per kind: the database, the storage, and what belongs to nobody.
#[component]
fn ComparedKinds(listed: Listed) -> impl IntoView {
    let locale = words::locale();
    let Listed { stock, comparison, .. } = listed;
    let of = |amounts: &std::collections::BTreeMap<StoredKind, Amount>, kind| {
        amounts.get(&kind).copied().unwrap_or_default()
    };
    let rows = StoredKind::ALL.map(|kind| {
        let (owned, orphans) = (of(&comparison.owned, kind), of(&comparison.orphans, kind));
        let mut there = owned;
        there += orphans;
        compared(locale, kind_name(locale, kind), [stock.of(kind).total(), there, orphans], "!font-normal")
    });
    let mut there = comparison.all_owned();
    there += comparison.all_orphans();
    let sum =
        compared(locale, td_string!(locale, storage.in_all), [stock.total(), there, comparison.all_orphans()], "");
    view! {
        <div class="overflow-x-auto max-md:overflow-visible">
            <table class="gk-table gk-stack">
                <caption>{td_string!(locale, storage.itself)}</caption>
                <thead>
                    <tr>
                        <th scope="col">{td_string!(locale, storage.kind)}</th>
                        <th scope="col" class="num">{td_string!(locale, storage.database_says)}</th>
                        <th scope="col" class="num">{td_string!(locale, storage.storage_holds)}</th>
                        <th scope="col" class="num">{td_string!(locale, storage.nobodys)}</th>
                    </tr>
                </thead>
                <tbody>{rows}{sum}</tbody>
            </table>
        </div>
    }
}

fn compared(locale: Locale, name: &'static str, amounts: [Amount; 3], weight: &'static str) -> impl IntoView + use<> {
    let labels = [
        td_string!(locale, storage.database_says),
        td_string!(locale, storage.storage_holds),
        td_string!(locale, storage.nobodys),
    ];
    let cells = labels.into_iter().zip(amounts).map(|(label, amount)| {
        view! { <td class="num max-md:col-span-2" data-label=label>{told(locale, amount)}</td> }
    });
    view! {
        <tr class=if weight.is_empty() { "font-semibold" } else { "" }>
            <th scope="row" class=format!("wide !border-line !py-2.5 !align-top !text-[0.9375rem] {weight}")>{name}</th>
            {cells.collect_view()}
        </tr>
    }
}

fn told(locale: Locale, amount: Amount) -> String {
    if amount.files == 0 {
        "–".to_owned()
    } else {
        td_string!(locale, storage.amount, n = number(amount.files), size = size(locale, amount.bytes))
    }
}

/// What is in no row of the table, and why the numbers differ.
#[component]
fn Apart(comparison: Comparison) -> impl IntoView {
    let locale = words::locale();
    let Comparison { pending, unknown, orphan_examples, unknown_examples, .. } = comparison;
    let pending = (pending.files > 0)
        .then(|| view! { <p>{td_string!(locale, storage.pending, count = pending.files, amount = told(locale, pending))}</p> });
    let unknown = (unknown.files > 0)
        .then(|| view! { <p>{td_string!(locale, storage.unknown, count = unknown.files, amount = told(locale, unknown))}</p> });
    view! {
        <div class="gk-pad space-y-2 text-sm text-ink-2">
            <p>{td_string!(locale, storage.styles_note)}</p>
            {pending}
            {unknown}
            <Examples title=td_string!(locale, storage.orphan_examples) keys=orphan_examples/>
            <Examples title=td_string!(locale, storage.unknown_examples) keys=unknown_examples/>
        </div>
    }
}

#[component]
fn Examples(title: &'static str, keys: Vec<String>) -> impl IntoView {
    (!keys.is_empty()).then(|| {
        let keys = keys.into_iter().map(|key| view! { <li class="break-all">{key}</li> });
        view! {
            <details class="gk-details">
                <summary>{icon(Icon::ChevronRight, "chev size-4")}{title}</summary>
                <ul class="space-y-1 pt-2 font-mono text-xs">{keys.collect_view()}</ul>
            </details>
        }
    })
}

/// Removing what belongs to nobody.
#[component]
fn Orphans(
    orphans: Amount,
    brake: Option<Brake>,
    free: bool,
    operator: Operator,
    remove: ServerAction<StartRemoveOrphans>,
) -> impl IntoView {
    let locale = words::locale();
    let head = td_string!(
        locale,
        storage.orphans_head,
        count = orphans.files,
        n = number(orphans.files),
        size = size(locale, orphans.bytes)
    );
    let why = match brake {
        None => td_string!(locale, storage.orphans_why),
        Some(Brake::TooMany) => td_string!(locale, storage.brake_many),
        Some(Brake::NothingIsOurs) => td_string!(locale, storage.brake_foreign),
    };
    let even_so = (brake == Some(Brake::TooMany)).then(|| {
        view! {
            <label class="flex items-start gap-2.5 px-4 pb-4 md:px-5">
                <input class="checkbox mt-0.5" type="checkbox" name="even_so" value="true" required/>
                <span>{td_string!(locale, storage.even_so)}</span>
            </label>
        }
    });
    let form = (free && brake != Some(Brake::NothingIsOurs)).then(|| {
        view! {
            <ActionForm action=remove>
                {even_so}
                <StartButtons operator=operator start=td_string!(locale, storage.orphans_remove)/>
            </ActionForm>
        }
    });
    view! {
        <div class="border-t border-line">
            <div class="gk-pad space-y-2">
                <h3 class="gk-h3">{head}</h3>
                <p class="max-w-[41rem] text-ink-2">{why}</p>
            </div>
            {form}
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::storage::Stock;
    use model::storage::comparison::Standing;
    use model::{Bytes, Role};

    fn html(owned: u64, orphans: u64, role: Role) -> String {
        let mut comparison = Comparison::default();
        for (standing, count) in [(Standing::Owned, owned), (Standing::Orphan, orphans)] {
            for n in 0..count {
                let amount = Amount { files: 1, bytes: Bytes(1_000_000) };
                comparison.add(StoredKind::Headers, standing, &format!("{standing:?}/{n}"), amount);
            }
        }
        let listed = Some(Listed { at: Millis(0), stock: Stock::default(), comparison });
        Owner::new().with(|| {
            provide_context(Locale::en);
            let operator = Operator { name: "maya".to_owned(), role };
            let (measure, remove) = (ServerAction::new(), ServerAction::new());
            view! {
                <StorageItself listed most_percent=10 operator free=true measure remove now=Millis(5)/>
            }
            .to_html()
        })
    }

    #[test]
    fn a_few_orphans_can_be_removed_at_once() {
        let told = html(99, 3, Role::Caretaker);
        assert!(told.contains("3 files belong to nobody") && told.contains("102 · "), "{told}");
        assert!(!told.contains("even_so"));
    }

    #[test]
    fn many_have_to_be_confirmed_and_a_foreign_storage_is_left_alone() {
        assert!(html(50, 50, Role::Caretaker).contains("even_so"));
        assert!(!html(0, 50, Role::Caretaker).contains("Remove these files"));
    }
}
