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
/// all where some of these are silent. Where it is not us, the silent ones come last from now on,
/// and where it is, they come first: they tell when it is over. Where it is not our clock, a server
/// whose date differs is believed to have a wrong one.
pub(crate) async fn own_trouble(asker: &Asker, uris: &mut [String]) -> Option<OwnTrouble> {
    trouble_by(asker, uris, true).await
}

/// The same, or asking more of them in any case: three alone do not end a trouble.
async fn trouble_by(asker: &Asker, uris: &mut [String], spares: bool) -> Option<OwnTrouble> {
    let (first, others) = uris.split_at(uris.len().min(FIRST));
    let mut sentinels = told_by(asker, first).await;
    let are_well = sentinels.len() == FIRST && sentinels.iter().all(|one| one.answered);
    if !spares || !are_well || asker.doubts_clock() {
        let (some, rest) = others.split_at(others.len().min(SENTINELS - FIRST));
        sentinels.extend(told_by(asker, some).await);
        let silent = sentinels.iter().filter(|one| !one.answered).count();
        if silent > 0 && silent < sentinels.len() {
            sentinels.extend(told_by(asker, rest).await);
        }
    }
    let trouble = OwnTrouble::by(asker, &sentinels).await;
    let is_silent = |uri: &String| sentinels.iter().any(|one| one.uri == *uri && !one.answered);
    match trouble {
        None => {
            asker.trust_clock();
            uris.sort_by_key(is_silent);
        }
        Some(OwnTrouble::Connection) => uris.sort_by_key(|uri| !is_silent(uri)),
        Some(OwnTrouble::Clock) => {}
    }
    trouble
}

/// Asks whether it is us still, after so many pauses for it: three that were silent, and while none
/// of them answers no others. Each fourth time it asks as at first: these three may have closed.
pub(crate) async fn still(asker: &Asker, uris: &mut [String], trouble: OwnTrouble, pauses: u32) -> Option<OwnTrouble> {
    if trouble == OwnTrouble::Connection && !pauses.is_multiple_of(AS_AT_FIRST) && is_own_outage(uris.len(), uris.len())
    {
        let told = told_by(asker, &uris[..uris.len().min(FIRST)]).await;
        if told.len() == FIRST && told.iter().all(|one| !one.answered) {
            return Some(trouble);
        }
    }
    trouble_by(asker, uris, false).await
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::net::IpAddr;
    use std::path::PathBuf;
    use std::sync::{Arc, Mutex};

    use model::Silence;

    use super::*;
    use crate::clock::Clock;
    use crate::remotes::{Asked, Book, Limits, Network, Remotes, RemotesSettings, SimulatedNetwork, Told};

    /// Servers of which some are silent, and whom of them somebody asked.
    #[derive(Debug, Default)]
    struct Servers {
        silent: Mutex<BTreeSet<String>>,
        asked: Mutex<BTreeSet<String>>,
    }

    impl SimulatedNetwork for Servers {
        fn addresses(&self, _: &str, _: Book) -> Result<Vec<IpAddr>, Silence> {
            Ok(vec![IpAddr::from([9, 9, 9, 9])])
        }

        fn answer(&self, asked: &Asked<'_>) -> Result<Told, Silence> {
            let host = asked.url.host_str().expect("has a host").to_owned();
            let is_silent = self.silent.lock().expect("nobody failed").contains(&host);
            self.asked.lock().expect("nobody failed").insert(host);
            if is_silent { Err(Silence::Timeout) } else { Ok(Told { status: 200, ..Told::default() }) }
        }
    }

    impl Servers {
        fn asker(self: &Arc<Self>) -> Asker {
            let _ = rustls::crypto::ring::default_provider().install_default();
            let settings = RemotesSettings {
                dns: Some(([127, 0, 0, 1], 1).into()),
                hosts_file: PathBuf::from("/none"),
                has_route: |_| true,
                retry_pause: std::time::Duration::ZERO,
                network: Network::Simulated(Arc::clone(self) as Arc<_>),
                clock: Clock::manual(Millis(0)),
                ..RemotesSettings::new("Groundskeeper (test)".to_owned())
            };
            let limits = Limits { per_origin: 2, per_address: 2, concurrency: 4 };
            Remotes::new(&settings).expect("is made").limited(limits, None)
        }

        fn silence(&self, servers: &[usize]) {
            *self.silent.lock().expect("nobody failed") = servers.iter().map(|n| format!("s{n}.example")).collect();
        }

        fn asked(&self) -> Vec<String> {
            std::mem::take(&mut *self.asked.lock().expect("nobody failed")).into_iter().collect()
        }
    }

    #[tokio::test]
    async fn while_it_is_us_only_those_are_asked_who_were_silent() {
        let servers = Arc::new(Servers::default());
        let asker = servers.asker();
        let mut uris: Vec<String> = (0..9).map(|n| format!("https://s{n}.example/users/a")).collect();
        servers.silence(&[1, 4, 6, 8]);
        assert_eq!(own_trouble(&asker, &mut uris).await, Some(OwnTrouble::Connection));
        assert_eq!(servers.asked().len(), 9, "some answer and some do not");
        for pauses in 1..AS_AT_FIRST {
            assert_eq!(still(&asker, &mut uris, OwnTrouble::Connection, pauses).await, Some(OwnTrouble::Connection));
            assert_eq!(servers.asked(), ["s1.example", "s4.example", "s6.example"]);
        }
        assert_eq!(still(&asker, &mut uris, OwnTrouble::Connection, AS_AT_FIRST).await, Some(OwnTrouble::Connection));
        assert_eq!(servers.asked().len(), 9, "these three may have closed");
        servers.silence(&[8]);
        assert_eq!(still(&asker, &mut uris, OwnTrouble::Connection, AS_AT_FIRST + 1).await, None);
    }

    #[tokio::test]
    async fn three_that_closed_meanwhile_hold_a_run_back_for_three_pauses_at_most() {
        let servers = Arc::new(Servers::default());
        let asker = servers.asker();
        let mut uris: Vec<String> = (0..20).map(|n| format!("https://s{n}.example/users/a")).collect();
        servers.silence(&[0, 1, 2, 4, 6, 8]);
        let mut trouble = own_trouble(&asker, &mut uris).await;
        assert_eq!(servers.asked().len(), 20);
        servers.silence(&[0, 1, 2]);
        for pauses in 1..=AS_AT_FIRST {
            assert_eq!(trouble, Some(OwnTrouble::Connection));
            trouble = still(&asker, &mut uris, trouble.expect("it is us so far"), pauses).await;
        }
        assert_eq!(trouble, None);
        assert!(uris[17..].iter().all(|uri| ["0", "1", "2"].iter().any(|n| uri.contains(&format!("//s{n}.")))));
    }
}
