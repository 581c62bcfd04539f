//! Removing many objects from a service: in batches where it knows them, again when it fails, one by one as the last resort.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use backon::{BackoffBuilder, ExponentialBuilder};
use futures::future::BoxFuture;
use futures::{FutureExt, StreamExt, stream};
use tokio::task;

use super::Gone;
use super::adaptive_width::{MOST, Width};
use super::fault::{Fault, Remedy};

/// How often the same is sent again.
const AGAIN: usize = 4;
/// The same for halves, whose whole was sent so often already, and for what was answered with nonsense.
const ONCE_AGAIN: usize = 1;
/// Before it is sent again the first time; doubled each time.
const FIRST_WAIT: Duration = Duration::from_millis(100);
/// Never longer.
const LONGEST_WAIT: Duration = Duration::from_secs(20);

/// How a service removes objects. Both must be such that doing it twice is no harm.
#[async_trait]
pub(super) trait Remove: std::fmt::Debug + Send + Sync + 'static {
    /// Removes these in one request; what became of each is in their order. One that is not there is gone.
    async fn batch(&self, keys: &[String]) -> Result<Vec<Result<(), Fault>>, Fault>;

    /// Removes one in one request. One that is not there is gone.
    async fn single(&self, key: &str) -> Result<(), Fault>;
}

/// The removal from one service, which remembers what it learned of it.
#[derive(Debug)]
pub(super) struct Batches<R> {
    service: Arc<R>,
    /// Most keys in a request.
    limit: usize,
    width: Arc<Width>,
    /// Whether the service has shown that it does not know batches.
    singly: AtomicBool,
}

impl<R: Remove> Batches<R> {
    pub(super) fn new(service: R, limit: usize, width: Arc<Width>) -> Self {
        Self { service: Arc::new(service), limit: limit.max(1), width, singly: AtomicBool::new(false) }
    }

    /// What became of each, in their order.
    pub(super) async fn remove(&self, keys: Vec<String>) -> Vec<Gone> {
        let chunks: Vec<Vec<String>> = keys.chunks(self.limit).map(<[String]>::to_vec).collect();
        stream::iter(chunks).map(|keys| self.together(keys, AGAIN)).buffered(MOST).concat().await
    }

    /// Boxed, because it halves what does not work as a whole.
    fn together(&self, keys: Vec<String>, again: usize) -> BoxFuture<'_, Vec<Gone>> {
        async move {
            if keys.len() == 1 || self.singly.load(Ordering::Relaxed) {
                return self.one_by_one(keys, again).await;
            }
            let mut outcomes = vec![None; keys.len()];
            let fault = match self.again_and_again(&keys, &mut outcomes, again).await {
                Ok(()) => return outcomes.into_iter().flatten().collect(),
                Err(fault) => fault,
            };
            let (places, open): (Vec<usize>, Vec<String>) =
                keys.into_iter().enumerate().filter(|(place, _)| outcomes[*place].is_none()).unzip();
            let late = match fault.remedy {
                Remedy::Singly => {
                    let gone = self.one_by_one(open, AGAIN).await;
                    if gone.contains(&Gone::Unseen) && !self.singly.swap(true, Ordering::Relaxed) {
                        tracing::info!(
                            reason = fault.reason,
                            "the storage knows no batches; objects are removed one by one"
                        );
                    }
                    gone
                }
                Remedy::None => vec![Gone::Failed(fault.reason); open.len()],
                _ if self.width.is_hopeless() => vec![Gone::Failed(fault.reason); open.len()],
                _ => {
                    let (left, right) = open.split_at(open.len().div_ceil(2));
                    let mut gone = self.together(left.to_vec(), ONCE_AGAIN).await;
                    if !right.is_empty() {
                        gone.extend(self.together(right.to_vec(), ONCE_AGAIN).await);
                    }
                    gone
                }
            };
            for (place, gone) in places.into_iter().zip(late) {
                outcomes[place] = Some(gone);
            }
            outcomes.into_iter().flatten().collect()
        }
        .boxed()
    }

    /// Sends the batch until every key has its outcome; the fault is the last one of those that have none.
    async fn again_and_again(&self, keys: &[String], outcomes: &mut [Option<Gone>], again: usize) -> Result<(), Fault> {
        let (mut waits, mut sent) = (waits(again), 0);
        loop {
            sent += 1;
            let (places, open): (Vec<usize>, Vec<String>) =
                keys.iter().cloned().enumerate().filter(|(place, _)| outcomes[*place].is_none()).unzip();
            let last = match self.batch(open).await {
                Ok(results) => {
                    let mut last = None;
                    for (place, result) in places.into_iter().zip(results) {
                        match result {
                            Ok(()) => outcomes[place] = Some(Gone::Unseen),
                            Err(fault) if fault.remedy.is_patience() => last = Some(fault),
                            Err(fault) => outcomes[place] = Some(Gone::Failed(fault.reason)),
                        }
                    }
                    last
                }
                Err(fault) => Some(fault),
            };
            match (last, waits.next()) {
                (None, _) => return Ok(()),
                (Some(fault), Some(wait))
                    if fault.remedy.is_patience() && (fault.remedy != Remedy::Fewer || sent <= ONCE_AGAIN) =>
                {
                    tokio::time::sleep(wait).await;
                }
                (Some(fault), _) => return Err(fault),
            }
        }
    }

    /// One request, in a task of its own: what answers it may be so strange that the library panics.
    async fn batch(&self, keys: Vec<String>) -> Result<Vec<Result<(), Fault>>, Fault> {
        let permit = self.width.permit().await;
        let (service, count) = (Arc::clone(&self.service), keys.len());
        let sent = task::spawn(async move { service.batch(&keys).await }).await;
        let results = match sent {
            Ok(Ok(results)) if results.len() == count => Ok(results),
            Ok(Err(fault)) => Err(fault),
            _ => Err(Fault::new(Remedy::Fewer, "the service gave an answer that makes no sense")),
        };
        permit.report(match &results {
            Ok(results) => {
                let mut remedies = results.iter().filter_map(|result| result.as_ref().err()).map(|fault| fault.remedy);
                remedies.find(|remedy| *remedy == Remedy::Slower)
            }
            Err(fault) => Some(fault.remedy),
        });
        results
    }

    /// Each in a request of its own, in their order.
    async fn one_by_one(&self, keys: Vec<String>, again: usize) -> Vec<Gone> {
        stream::iter(keys).map(|key| self.one(key, again)).buffered(MOST).collect().await
    }

    async fn one(&self, key: String, again: usize) -> Gone {
        let mut waits = waits(again);
        loop {
            let permit = self.width.permit().await;
            let result = self.service.single(&key).await;
            permit.report(result.as_ref().err().map(|fault| fault.remedy));
            let fault = match result {
                Ok(()) => return Gone::Unseen,
                Err(fault) => fault,
            };
            match waits.next().filter(|_| fault.remedy.is_patience() && !self.width.is_hopeless()) {
                Some(wait) => tokio::time::sleep(wait).await,
                None => return Gone::Failed(fault.reason),
            }
        }
    }
}

fn waits(times: usize) -> impl Iterator<Item = Duration> {
    let builder = ExponentialBuilder::default().with_min_delay(FIRST_WAIT).with_max_delay(LONGEST_WAIT).with_jitter();
    builder.with_max_times(times).build()
}
