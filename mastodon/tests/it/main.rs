//! What this crate promises, on every supported release and fork.

/// Makes a module of a story, with a test for each of these, so that a failure names the release.
macro_rules! story_on {
    ($story:ident, $($name:ident: $version:ident),+) => {
        mod $story {$(
            #[tokio::test]
            async fn $name() {
                super::$story(simulator::MastodonVersion::$version).await;
            }
        )+}
    };
}

/// Tells stories on every release of Mastodon itself.
macro_rules! on_every_release {
    ($($story:ident),+ $(,)?) => {
        $(story_on!($story, v4_1: V4_1, v4_2: V4_2, v4_3: V4_3, v4_4: V4_4, v4_5: V4_5, v4_6: V4_6);)+
    };
}

/// Tells stories on every release and every fork that is known: those that a table or a column of a fork may change.
macro_rules! on_every_release_and_fork {
    ($($story:ident),+ $(,)?) => {$(
        story_on!(
            $story,
            v4_1: V4_1, v4_2: V4_2, v4_3: V4_3, v4_4: V4_4, v4_5: V4_5, v4_6: V4_6,
            glitch_soc: GlitchSoc, hometown: Hometown, fedibird: Fedibird
        );
    )+};
}

mod catalogue;
mod check;
mod connect;
mod delivery;
mod effects;
mod gentle;
mod instance_actor;
mod left_alone;
mod members;
mod moves;
mod profile_media;
mod purge;
mod purge_compared;
mod reads;
mod receipts;
mod removal;
mod removal_guards;
mod removal_many;
mod removal_stopped;
mod reports;
mod restore;
mod selection;
mod settle;
mod stored_media;
mod stored_objects;
mod stores;
mod subdomains;
mod support;
