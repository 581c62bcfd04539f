//! Reading cases as the panel does.

use engine::Engine;
use engine::store::{Db, cases, queue, waiting_room};
use model::case::{CaseFilter, Order};
use model::{Case, Millis, SiteId};

/// Servers that wait for a person, the longest silent first, and those in the waiting room.
pub(crate) async fn open(engine: &Engine) -> Vec<Case> {
    open_in(engine.db(), engine.site(), engine.now()).await
}

/// The same, at any moment.
pub(crate) async fn open_in(db: &Db, site: SiteId, now: Millis) -> Vec<Case> {
    let page = queue::page(db, site, &CaseFilter::default(), Order::Longest, None, now).await.expect("reads");
    let waiting = waiting_room::domains(db, site).await.expect("reads");
    let mut open = page.cases;
    open.extend(cases::named(db, site, &waiting).await.expect("reads"));
    open
}

/// Servers about which nobody is asked yet.
pub(crate) async fn watched(engine: &Engine) -> Vec<Case> {
    watched_in(engine.db(), engine.site()).await
}

/// The same, of a state without an engine.
pub(crate) async fn watched_in(db: &Db, site: SiteId) -> Vec<Case> {
    let (watched, in_all) = cases::watched(db, site, 1_000).await.expect("reads");
    assert_eq!(watched.len() as u64, in_all);
    watched
}
