//! What people are to each other, and the notifications of everything.

use std::collections::HashSet;

use model::Millis;
use model::time::DAY_MS;
use rand::Rng;
use sqlx::PgConnection;

use super::PopulationError;
use super::chance::{Stream, chance, one_of};
use super::scene::{Notice, Scene, Somebody};
use super::sheet::{Sheet, row};

/// How many people of other servers each member follows, and by how many each is followed.
const FOLLOWING: u32 = 60;
const FOLLOWERS: u32 = 40;

/// Writes follows, lists, favourites, blocks, mutes, requests, recommendations, and at last the notifications.
pub(crate) async fn write(scene: &mut Scene, connection: &mut PgConnection) -> Result<(), PopulationError> {
    let mut luck = chance(scene.population.seed, Stream::Relations, 0);
    follows(scene, connection, &mut luck).await?;
    favourites(scene, connection, &mut luck).await?;
    distance(scene, connection, &mut luck).await?;
    recommendations(scene, connection, &mut luck).await?;
    notifications(scene, connection).await?;
    Ok(())
}

async fn follows(scene: &mut Scene, connection: &mut PgConnection, luck: &mut impl Rng) -> Result<(), PopulationError> {
    let pair = &["id", "account_id", "target_account_id", "created_at", "updated_at"];
    let mut sheet = Sheet::new(&scene.tables, "follows", pair);
    let mut lists = Sheet::new(&scene.tables, "lists", &["id", "account_id", "title", "created_at", "updated_at"]);
    let mut listed = Sheet::new(&scene.tables, "list_accounts", &["id", "list_id", "account_id", "follow_id"]);
    for (index, member) in (0..).zip(scene.members.clone()) {
        let list = (index % 3 == 0).then(|| lists.id());
        if let Some(list) = list {
            row!(lists, list, member.id, "Neighbours", scene.ago(member.created), scene.ago(member.created));
        }
        for nth in 0..FOLLOWING + FOLLOWERS {
            let Some(person) = scene.active(luck) else {
                break;
            };
            let (from, to) = if nth < FOLLOWING { (member, person) } else { (person, member) };
            if !scene.follows.insert((from.id, to.id)) {
                continue;
            }
            let at = scene.ago(from.sometime(luck).min(to.created));
            let follow = sheet.id();
            row!(sheet, follow, from.id, to.id, at, at);
            if to.home.is_none() {
                let notice =
                    Notice { to: to.id, from: from.id, kind: "follow", activity: "Follow", activity_id: follow, at };
                scene.notices.push(notice);
            }
            if let Some(list) = list.filter(|_| nth < 5) {
                let id = listed.id();
                row!(listed, id, list, person.id, follow);
            }
        }
    }
    for sheet in [sheet, lists, listed] {
        sheet.close(connection).await?;
    }
    Ok(())
}

/// Members' favourites of remote posts, and other people's of members' posts.
async fn favourites(
    scene: &mut Scene,
    connection: &mut PgConnection,
    luck: &mut impl Rng,
) -> Result<(), PopulationError> {
    let columns = &["id", "account_id", "status_id", "created_at", "updated_at"];
    let mut favourites = Sheet::new(&scene.tables, "favourites", columns);
    let mut bookmarks = Sheet::new(&scene.tables, "bookmarks", columns);
    let mut known = HashSet::new();
    for nth in 0..scene.members.len() * 300 {
        let by = if nth % 2 == 0 { Some(one_of(luck, &scene.members)) } else { scene.active(luck) };
        let among = if nth % 2 == 0 { &scene.posts } else { &scene.member_posts };
        let (Some(by), false) = (by, among.is_empty()) else {
            continue;
        };
        let (post, at) = (one_of(luck, among), scene.ago(by.sometime(luck)));
        if post.at > at || !known.insert((by.id, post.id)) {
            continue;
        }
        let id = favourites.id();
        row!(favourites, id, by.id, post.id, at, at);
        if by.home.is_some() {
            let (to, from) = (post.author, by.id);
            scene.notices.push(Notice { to, from, kind: "favourite", activity: "Favourite", activity_id: id, at });
        } else if luck.random_ratio(1, 10) {
            let id = bookmarks.id();
            row!(bookmarks, id, by.id, post.id, at, at);
        }
    }
    favourites.close(connection).await?;
    bookmarks.close(connection).await?;
    Ok(())
}

/// Blocks, mutes and requests that wait.
async fn distance(scene: &Scene, connection: &mut PgConnection, luck: &mut impl Rng) -> Result<(), PopulationError> {
    let columns = &["id", "account_id", "target_account_id", "created_at", "updated_at"];
    for table in ["blocks", "mutes", "follow_requests", "account_notes"] {
        let mut columns = columns.to_vec();
        if table == "account_notes" {
            columns.push("comment");
        }
        let mut sheet = Sheet::new(&scene.tables, table, &columns);
        let mut known = HashSet::new();
        for member in scene.members.iter().cycle().take(scene.members.len() * 3) {
            let Some(person) = scene.active(luck) else {
                break;
            };
            let (from, to) = if table == "follow_requests" { (&person, member) } else { (member, &person) };
            if known.insert((from.id, to.id)) && !scene.follows.contains(&(from.id, to.id)) {
                let (id, at) = (sheet.id(), scene.ago(from.sometime(luck)));
                pair(&mut sheet, id, from, to, at, table == "account_notes");
            }
        }
        sheet.close(connection).await?;
    }
    Ok(())
}

fn pair(sheet: &mut Sheet, id: i64, from: &Somebody, to: &Somebody, at: Millis, comment: bool) {
    if comment {
        row!(sheet, id, from.id, to.id, at, at, "A kind person.");
    } else {
        row!(sheet, id, from.id, to.id, at, at);
    }
}

/// Recommendations from elsewhere (4.4+), which hold fast to both accounts.
async fn recommendations(
    scene: &Scene,
    connection: &mut PgConnection,
    luck: &mut impl Rng,
) -> Result<(), PopulationError> {
    let columns = &["id", "requesting_account_id", "recommended_account_id", "created_at", "updated_at"];
    let mut sheet = Sheet::new(&scene.tables, "fasp_follow_recommendations", columns);
    for member in &scene.members {
        if let Some(person) = scene.active(luck) {
            let (id, at) = (sheet.id(), scene.ago(luck.random_range(0..30 * DAY_MS)));
            row!(sheet, id, member.id, person.id, at, at);
        }
    }
    sheet.close(connection).await?;
    Ok(())
}

async fn notifications(scene: &mut Scene, connection: &mut PgConnection) -> Result<(), PopulationError> {
    let columns =
        &["id", "account_id", "from_account_id", "type", "activity_type", "activity_id", "created_at", "updated_at"];
    let mut sheet = Sheet::new(&scene.tables, "notifications", columns);
    scene.notices.sort_by_key(|notice| (notice.at, notice.activity_id));
    for notice in std::mem::take(&mut scene.notices) {
        let id = sheet.id();
        let Notice { to, from, kind, activity, activity_id, at } = notice;
        row!(sheet, id, to, from, kind, activity, activity_id, at, at);
    }
    sheet.close(connection).await?;
    Ok(())
}
