//! Servers that were well of late, asked whether a trouble is ours.

use futures::{FutureExt, StreamExt, stream};
use mastodon::Mastodon;
use mastodon::ReadError;
use model::case::State;
use model::jobs::cull_accounts::{is_own_clock_wrong, is_own_outage};

use model::{Domain, Millis, SiteId};

use crate::remotes::Asker;
use crate::store::db::Db;
use crate::store::{StoreError, looks};

/// Servers known to be well that are asked whether it is us.
pub(crate) const SENTINELS: usize = 10;
/// Servers among which the sentinels are found, because some of them may have closed since.
const CANDIDATES: u32 = 30;
/// So many of them are asked first; when nothing is the matter with these, the others are spared.
const FIRST: usize = 3;

/// While it is us, as many as at first are asked after so many pauses.
const AS_AT_FIRST: u32 = 4;

/// What one of them told us, by an account of it.
#[derive(Clone, Debug)]
struct Sentinel {
    uri: String,
    answered: bool,
    /// How far our clock is ahead of the date that it told, in milliseconds.
    ahead_ms: Option<i64>,
}

/// What is the matter with ourselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OwnTrouble {
    /// Nobody answers us.
    Connection,
    /// Our clock is wrong: no look and no span of time can be believed.
    Clock,
}

impl OwnTrouble {
    /// What is the matter, as the log says it.
    pub(crate) fn told(self) -> &'static str {
        match self {
            Self::Connection => "Too many servers that were well do not answer: our own connection is broken",
            Self::Clock => "The servers that were well tell another time: our own clock is wrong",
        }
    }

    /// What is the matter by our proxy and by what all of these said.
    async fn by(asker: &Asker, sentinels: &[Sentinel]) -> Option<Self> {
        if !asker.is_proxy_open().await
            || is_own_outage(sentinels.len(), sentinels.iter().filter(|one| !one.answered).count())
        {
            return Some(Self::Connection);
        }
        let ahead_ms: Vec<i64> = sentinels.iter().filter_map(|one| one.ahead_ms).collect();
        is_own_clock_wrong(&ahead_ms).then_some(Self::Clock)
    }
}

/// Servers to ask whether it is us: those from which most posts reached us of late and that are not
/// in trouble by what we know, most of all first, each by the address of an account.
pub(crate) async fn candidates<E: From<ReadError> + From<StoreError>>(
    db: &Db,
    site: SiteId,
    mastodon: &Mastodon,
    now: Millis,
) -> Result<Vec<String>, E> {
    let lively = mastodon::domains::lively(mastodon, now, CANDIDATES).await?;
    let watched = looks::watched(db, site).await?;
    let is_well = |domain: &Domain| watched.get(domain).is_none_or(|state| *state == State::Here);
    // Those in trouble come last, so that there are always enough.
    let (mut well, troubled): (Vec<_>, Vec<_>) = lively.into_iter().partition(|(domain, _)| is_well(domain));
    well.extend(troubled);
    Ok(well.into_iter().map(|(_, uri)| uri).collect())
}

/// Asks these whether it is us: a few first, more of them where anything is the matter with one, and
/// all where some of these are silent. Where it is not us, the silent ones come last from now on;
/// and where it is not our clock, a server whose date differs is believed to have a wrong one.
pub(crate) async fn own_trouble(asker: &Asker, uris: &mut [String]) -> Option<OwnTrouble> {
    let (first, others) = uris.split_at(uris.len().min(FIRST));
    let mut sentinels = told_by(asker, first).await;
    if sentinels.iter().any(|one| !one.answered) || sentinels.len() < FIRST || asker.doubts_clock() {
        let (some, rest) = others.split_at(others.len().min(SENTINELS - FIRST));
        sentinels.extend(told_by(asker, some).await);
        let silent = sentinels.iter().filter(|one| !one.answered).count();
        if silent > 0 && silent < sentinels.len() {
            sentinels.extend(told_by(asker, rest).await);
        }
    }
    let trouble = OwnTrouble::by(asker, &sentinels).await;
    if trouble.is_none() {
        asker.trust_clock();
        let silent = |uri: &String| sentinels.iter().any(|one| one.uri == *uri && !one.answered);
        uris.sort_by_key(silent);
    }
    trouble
}

/// Asks whether it is us still, after so many pauses for it: three, and while none of them answers
/// no others. Each fourth time it asks as at first, because these three may have closed.
pub(crate) async fn still(asker: &Asker, uris: &mut [String], trouble: OwnTrouble, pauses: u32) -> Option<OwnTrouble> {
    if trouble == OwnTrouble::Connection && !pauses.is_multiple_of(AS_AT_FIRST) && is_own_outage(uris.len(), uris.len())
    {
        let told = told_by(asker, &uris[..uris.len().min(FIRST)]).await;
        if told.len() == FIRST && told.iter().all(|one| !one.answered) {
            return Some(trouble);
        }
    }
    own_trouble(asker, uris).await
}

/// Asks all of them. Those to which there is no way from here are left out.
async fn told_by(asker: &Asker, uris: &[String]) -> Vec<Sentinel> {
    let questions: Vec<_> = uris
        .iter()
        .map(|uri| {
            let (asker, uri) = (asker.clone(), uri.clone());
            async move {
                let answered = asker.answers(&uri).await?;
                let ahead_ms = asker.clock_ahead_ms(&uri).filter(|_| answered);
                Some(Sentinel { uri, answered, ahead_ms })
            }
            .boxed()
        })
        .collect();
    stream::iter(questions).buffer_unordered(SENTINELS).filter_map(std::future::ready).collect().await
}
