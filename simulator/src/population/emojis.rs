//! Custom emojis of the bigger servers.

use rand::Rng;
use sqlx::PgConnection;

use super::PopulationError;
use super::chance::{Stream, chance};
use super::person::Picture;
use super::pictures::Pictures;
use super::scene::Scene;
use super::sheet::{Sheet, row};
use crate::world::Kind;
use crate::world::files::Place;

/// How many servers have emojis that were seen here.
const SERVERS: usize = 120;

/// Writes two emojis for each of the bigger servers, with their files.
pub(crate) async fn write(
    scene: &Scene,
    connection: &mut PgConnection,
    pictures: &mut Pictures,
) -> Result<(), PopulationError> {
    let mut sheet = Sheet::new(
        &scene.tables,
        "custom_emojis",
        &[
            "id",
            "shortcode",
            "domain",
            "created_at",
            "updated_at",
            "uri",
            "image_remote_url",
            "image_file_name",
            "image_content_type",
            "image_file_size",
            "image_updated_at",
            "image_storage_schema_version",
        ],
    );
    let mut luck = chance(scene.population.seed, Stream::Moderation, 1);
    for (rank, home) in (0..).zip(&scene.homes).take(SERVERS) {
        for shortcode in ["blobcat", "verified"] {
            let id = sheet.id();
            let name = format!("{:016x}.png", luck.random::<u64>());
            let picture = Picture { kind: Kind::Png, name, size: luck.random_range(2_000..40_000) };
            pictures.store(Place { folder: "custom_emojis/images", id, cached: true }, &picture, true);
            let uri = format!("{}/emojis/{shortcode}", scene.origin(rank));
            row!(
                sheet,
                id,
                shortcode,
                &home.name,
                scene.now,
                scene.now,
                &uri,
                &format!("{uri}.png"),
                &picture.name,
                "image/png",
                picture.size,
                scene.now,
                1_i64,
            );
        }
    }
    sheet.close(connection).await?;
    Ok(())
}
