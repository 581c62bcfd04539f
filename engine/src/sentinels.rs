//! Servers that were well of late, asked whether a silence is ours.

use futures::{FutureExt, StreamExt, stream};
use model::jobs::cull_accounts::is_own_outage;

use crate::remotes::Asker;

/// Servers known to be well that are asked whether it is us.
pub(crate) const SENTINELS: usize = 10;
/// Servers among which the sentinels are found, because some of them may have closed since.
pub(crate) const CANDIDATES: u32 = 30;

/// Whether so many are silent that it must be us.
pub(crate) fn is_broken(answers: &[(String, bool)]) -> bool {
    is_own_outage(answers.len(), answers.iter().filter(|(_, answered)| !answered).count())
}

/// Asks all of them, and says who answered. Those to which there is no way from here are left out.
pub(crate) async fn answers_of(asker: &Asker, uris: &[String]) -> Vec<(String, bool)> {
    let questions: Vec<_> = uris
        .iter()
        .map(|uri| {
            let (asker, uri) = (asker.clone(), uri.clone());
            async move {
                let answered = asker.answers(&uri).await?;
                Some((uri, answered))
            }
            .boxed()
        })
        .collect();
    stream::iter(questions).buffer_unordered(SENTINELS).filter_map(std::future::ready).collect().await
}
