//! The rows of accounts.

use model::Millis;
use model::time::DAY_MS;
use rand::Rng;
use sqlx::PgConnection;

use super::PopulationError;
use super::chance::{Stream, chance};
use super::names;
use super::person::{Person, Picture};
use super::pictures::Pictures;
use super::scene::{Scene, Somebody};
use super::sheet::{Sheet, row};
use crate::instance_key;
use crate::world::LOCAL_DOMAIN;
use crate::world::files::Place;

/// A picture known for longer lies where Mastodon kept files before its storage had a schema version.
const VERSIONED_DAYS: i64 = 1_000;

/// The instance actor's id.
const INSTANCE_ACTOR: i64 = -99;

/// Writes members, the instance actor and everybody remote.
pub(crate) async fn write(
    scene: &mut Scene,
    connection: &mut PgConnection,
    pictures: &mut Pictures,
) -> Result<(), PopulationError> {
    members(scene, connection).await?;
    let mut sheet = Sheet::new(
        &scene.tables,
        "accounts",
        &[
            "id",
            "username",
            "domain",
            "created_at",
            "updated_at",
            "note",
            "display_name",
            "uri",
            "url",
            "inbox_url",
            "outbox_url",
            "shared_inbox_url",
            "followers_url",
            "following_url",
            "protocol",
            "actor_type",
            "discoverable",
            "last_webfingered_at",
            "avatar_file_name",
            "avatar_content_type",
            "avatar_file_size",
            "avatar_updated_at",
            "avatar_remote_url",
            "avatar_storage_schema_version",
            "header_file_name",
            "header_content_type",
            "header_file_size",
            "header_updated_at",
            "header_remote_url",
            "header_storage_schema_version",
            "suspended_at",
            "suspension_origin",
        ],
    );
    let (population, homes) = (scene.population.clone(), scene.homes.clone());
    for (index, rank, person) in population.people(&homes) {
        remote(scene, &mut sheet, rank, &person, pictures);
        if index % 2_000 == 0 {
            sheet.send(connection).await?;
            pictures.proceed().await?;
        }
    }
    sheet.close(connection).await?;
    Ok(())
}

fn remote(scene: &mut Scene, sheet: &mut Sheet, rank: u32, person: &Person, pictures: &mut Pictures) {
    let id = person.id(scene.now);
    let created = scene.ago(person.created);
    let home = &scene.homes[rank as usize];
    let origin = scene.origin(rank);
    let name = &person.username;
    let uri = format!("{origin}{}{name}", home.software.account_path());
    let version = (person.created < VERSIONED_DAYS * DAY_MS).then_some(1_i64);
    for (folder, picture) in [("accounts/avatars", &person.avatar), ("accounts/headers", &person.header)] {
        if let Some(picture) = picture {
            let place = Place { folder, id, cached: version.is_some() };
            pictures.store(place, picture, picture.kind == crate::world::Kind::Gif);
        }
    }
    let stored = |picture: &Option<Picture>, folder: &str| {
        picture.as_ref().map(|picture| format!("{origin}/{folder}/{name}.{}", picture.kind.extension()))
    };
    let (avatar, header) = (person.avatar.as_ref(), person.header.as_ref());
    // Some had a header until it was tidied away: its address is still known.
    let lost = (header.is_none() && person.created / DAY_MS % 4 == 0).then(|| format!("{origin}/headers/{name}.png"));
    let suspended = (person.created / DAY_MS % 211 == 0).then(|| scene.ago(person.life / 2));
    let webfingered = person.webfingered.map(|ms| scene.ago(ms));
    row!(
        sheet,
        id,
        name,
        &home.name,
        created,
        scene.ago(person.updated),
        "",
        person.displayed,
        &uri,
        &format!("{origin}/@{name}"),
        &format!("{uri}/inbox"),
        &format!("{uri}/outbox"),
        &format!("{origin}/inbox"),
        &format!("{uri}/followers"),
        &format!("{uri}/following"),
        1_i64,
        "Person",
        true,
        webfingered,
        avatar.map(|picture| &picture.name),
        avatar.map(|picture| picture.kind.content_type()),
        avatar.map(|picture| picture.size),
        avatar.map(|_| created),
        stored(&person.avatar, "avatars").as_ref(),
        version,
        header.map(|picture| &picture.name),
        header.map(|picture| picture.kind.content_type()),
        header.map(|picture| picture.size),
        header.map(|_| created),
        &stored(&person.header, "headers").or(lost).unwrap_or_default(),
        version,
        suspended,
        suspended.map(|_| 0_i64),
    );
    let (created, life, statuses) = (person.created, person.life, person.statuses);
    scene.people.push(Somebody { id, created, life, statuses, home: Some(rank) });
}

async fn members(scene: &mut Scene, connection: &mut PgConnection) -> Result<(), PopulationError> {
    let mut accounts = Sheet::new(
        &scene.tables,
        "accounts",
        &["id", "username", "created_at", "updated_at", "display_name", "actor_type", "discoverable", "private_key"],
    );
    let mut users = Sheet::new(
        &scene.tables,
        "users",
        &[
            "id",
            "email",
            "created_at",
            "updated_at",
            "account_id",
            "confirmed_at",
            "current_sign_in_at",
            "sign_in_count",
        ],
    );
    let first = scene.ago(1_200 * DAY_MS);
    row!(accounts, INSTANCE_ACTOR, "mastodon.internal", first, first, "", "Application", false, instance_key::PRIVATE);
    for index in 0..scene.population.members {
        let mut luck = chance(scene.population.seed, Stream::Members, index.into());
        // The site is three years old, and its admin as old as the site.
        let created = if index == 0 { 1_100 * DAY_MS } else { luck.random_range(100..1_090) * DAY_MS };
        let life = luck.random_range(0..20 * DAY_MS);
        let name = if index == 0 { "admin".to_owned() } else { names::user(index, u32::MAX / 101) };
        let at: Millis = scene.ago(created);
        let id = scene.id(at);
        row!(accounts, id, &name, at, scene.ago(life), names::displayed(&mut luck), "Person", true, None::<&str>);
        let user = users.id();
        row!(users, user, &format!("{name}@{LOCAL_DOMAIN}"), at, scene.ago(life), id, at, scene.ago(life), 30_i64);
        scene.members.push(Somebody { id, created, life, statuses: 30, home: None });
    }
    accounts.close(connection).await?;
    users.close(connection).await?;
    Ok(())
}
