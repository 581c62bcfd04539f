//! What this crate promises, on every supported release.

/// Makes a test of each function for each release, so that a failure names the release.
macro_rules! on_every_release {
    ($($story:ident),+ $(,)?) => {$(
        mod $story {
            #[tokio::test]
            async fn v4_1() {
                super::$story(simulator::MastodonVersion::V4_1).await;
            }
            #[tokio::test]
            async fn v4_2() {
                super::$story(simulator::MastodonVersion::V4_2).await;
            }
            #[tokio::test]
            async fn v4_3() {
                super::$story(simulator::MastodonVersion::V4_3).await;
            }
            #[tokio::test]
            async fn v4_4() {
                super::$story(simulator::MastodonVersion::V4_4).await;
            }
            #[tokio::test]
            async fn v4_5() {
                super::$story(simulator::MastodonVersion::V4_5).await;
            }
            #[tokio::test]
            async fn v4_6() {
                super::$story(simulator::MastodonVersion::V4_6).await;
            }
            #[tokio::test]
            async fn glitch_soc() {
                super::$story(simulator::MastodonVersion::GlitchSoc).await;
            }
            #[tokio::test]
            async fn hometown() {
                super::$story(simulator::MastodonVersion::Hometown).await;
            }
            #[tokio::test]
            async fn fedibird() {
                super::$story(simulator::MastodonVersion::Fedibird).await;
            }
        }
    )+};
}

mod catalogue;
mod check;
mod connect;
mod effects;
mod gentle;
mod instance_actor;
mod profile_media;
mod purge;
mod reads;
mod removal;
mod removal_guards;
mod removal_many;
mod removal_stopped;
mod reports;
mod settle;
mod support;
