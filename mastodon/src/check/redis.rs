//! Whether Mastodon's Redis can be told of what is gone.

use super::Finding;
use crate::effects::link::Link;
use crate::settings::Settings;
use crate::sidekiq::Sidekiq;

/// Nothing where no variable speaks of a Redis.
pub(super) async fn finding(settings: &Settings) -> Option<Finding> {
    let redis = settings.redis.clone()?;
    let (link, sidekiq) = (Link::new(redis.clone()), Sidekiq::new(redis));
    Some(match link.answers().await.and(sidekiq.answers().await) {
        Ok(()) => Finding::good("redis", "Mastodon's Redis answers."),
        Err(error) => Finding::bad(
            "redis",
            format!("Mastodon's Redis cannot be told of what is gone: {error}."),
            "Start Redis, or correct the REDIS_ variables. Until then timelines may show posts that are gone.",
        ),
    })
}
