//! Reports, blocked servers, servers that cannot be reached, relationships that were cut.

use model::time::DAY_MS;
use rand::Rng;
use sqlx::PgConnection;

use super::PopulationError;
use super::chance::{Stream, chance, one_of};
use super::scene::Scene;
use super::sheet::{Sheet, row};

/// Writes what moderators have seen and done.
pub(crate) async fn write(scene: &mut Scene, connection: &mut PgConnection) -> Result<(), PopulationError> {
    let mut luck = chance(scene.population.seed, Stream::Moderation, 0);
    if !scene.members.is_empty() {
        reports(scene, connection, &mut luck).await?;
        severance(scene, connection, &mut luck).await?;
    }
    domains(scene, connection).await
}

/// One report per thousand accounts and three more, half of them closed by the admin.
async fn reports(scene: &Scene, connection: &mut PgConnection, luck: &mut impl Rng) -> Result<(), PopulationError> {
    let columns = [
        "id",
        "account_id",
        "target_account_id",
        "status_ids",
        "comment",
        "created_at",
        "updated_at",
        "action_taken_at",
        "action_taken_by_account_id",
    ];
    let mut sheet = Sheet::new(&scene.tables, "reports", &columns);
    let admin = scene.members[0].id;
    for nth in 0..scene.people.len().div_ceil(1_000) + 3 {
        if scene.posts.is_empty() {
            break;
        }
        let post = one_of(luck, &scene.posts);
        let by = one_of(luck, &scene.members).id;
        let closed = (nth % 2 == 0).then_some(post.at.plus_ms(2 * DAY_MS)).filter(|at| *at < scene.now);
        let id = sheet.id();
        row!(
            sheet,
            id,
            by,
            post.author,
            &format!("{{{}}}", post.id),
            "Unkind.",
            post.at,
            post.at,
            closed,
            closed.map(|_| admin),
        );
    }
    sheet.close(connection).await?;
    Ok(())
}

/// Servers that are back without Mastodon having noticed.
const BACK: usize = 2;

/// Servers that Mastodon has given up delivering to, and three that were blocked.
async fn domains(scene: &Scene, connection: &mut PgConnection) -> Result<(), PopulationError> {
    let mut unavailable =
        Sheet::new(&scene.tables, "unavailable_domains", &["id", "domain", "created_at", "updated_at"]);
    for home in &scene.homes {
        // Mastodon notices after seven days of failed deliveries.
        if let Some(days) = home.silent_days {
            let (id, at) = (unavailable.id(), scene.ago((days - 7) * DAY_MS));
            row!(unavailable, id, &home.name, at, at);
        }
    }
    for home in scene.homes.iter().filter(|home| home.silent_days.is_none()).take(BACK) {
        let (id, at) = (unavailable.id(), scene.ago(33 * DAY_MS));
        row!(unavailable, id, &home.name, at, at);
    }
    unavailable.close(connection).await?;
    let columns = &["id", "domain", "severity", "created_at", "updated_at"];
    let mut blocks = Sheet::new(&scene.tables, "domain_blocks", columns);
    for (name, severity) in [("spamtrap.example", 1), ("loudmarket.test", 0), ("grimcorner.example", 1)] {
        let (id, at) = (blocks.id(), scene.ago(400 * DAY_MS));
        row!(blocks, id, name, i64::from(severity), at, at);
    }
    blocks.close(connection).await?;
    Ok(())
}

/// A member who blocked a server and so lost a follow of somebody there (4.3+).
async fn severance(scene: &Scene, connection: &mut PgConnection, luck: &mut impl Rng) -> Result<(), PopulationError> {
    let columns = &["id", "type", "target_name", "created_at", "updated_at"];
    let mut events = Sheet::new(&scene.tables, "relationship_severance_events", columns);
    let columns = &[
        "id",
        "relationship_severance_event_id",
        "local_account_id",
        "remote_account_id",
        "direction",
        "created_at",
        "updated_at",
    ];
    let mut severed = Sheet::new(&scene.tables, "severed_relationships", columns);
    for home in scene.homes.iter().filter(|home| home.silent_days.is_some() && home.people > 0) {
        let member = one_of(luck, &scene.members);
        let person = scene.people[home.first as usize];
        let at = scene.ago(person.life);
        let (event, id) = (events.id(), severed.id());
        row!(events, event, 1_i64, &home.name, at, at);
        row!(severed, id, event, member.id, person.id, 1_i64, at, at);
    }
    events.close(connection).await?;
    severed.close(connection).await?;
    Ok(())
}
