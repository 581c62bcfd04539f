//! Posts, replies, boosts and direct messages, with what hangs on them.

mod extras;

use model::Millis;
use model::time::DAY_MS;
use rand::Rng;
use sqlx::PgConnection;

use super::PopulationError;
use super::chance::{Stream, chance, one_of};
use super::names;
use super::pictures::Pictures;
use super::posts::Sheets;
use super::scene::{Notice, Post, Scene, Somebody};
use super::sheet::{Sheet, row};
use crate::world::LOCAL_DOMAIN;

/// Writes what everybody wrote: members first, so that others can answer them.
pub(crate) async fn write(
    scene: &mut Scene,
    connection: &mut PgConnection,
    pictures: &mut Pictures,
) -> Result<(), PopulationError> {
    tags(scene, connection).await?;
    let mut sheets = Sheets::new(&scene.tables);
    let everybody: Vec<Somebody> = scene.members.iter().chain(&scene.people).copied().collect();
    for (index, author) in (0_u64..).zip(&everybody) {
        let mut luck = chance(scene.population.seed, Stream::Statuses, index);
        for nth in 0..author.statuses {
            // The first one written here is the latest: it is the account's sign of life.
            let ago = if nth == 0 { author.life } else { author.sometime(&mut luck) };
            let post = post(scene, &mut sheets, &mut luck, author, ago);
            extras::add(scene, &mut sheets, pictures, &mut luck, &post);
        }
        if index % 3_000 == 0 {
            sheets.send(connection).await?;
            pictures.proceed().await?;
        }
    }
    let mut luck = chance(scene.population.seed, Stream::Statuses, u64::MAX);
    boosts(scene, &mut sheets, &mut luck);
    talks(scene, &mut sheets, &mut luck);
    sheets.close(connection).await?;
    Ok(())
}

async fn tags(scene: &Scene, connection: &mut PgConnection) -> Result<(), PopulationError> {
    let mut sheet = Sheet::new(&scene.tables, "tags", &["id", "name", "created_at", "updated_at"]);
    for name in names::TAGS {
        let id = sheet.id();
        row!(sheet, id, name, scene.now, scene.now);
    }
    sheet.close(connection).await?;
    Ok(())
}

/// A post or a reply, public three times in four; some name a member.
fn post(scene: &mut Scene, sheets: &mut Sheets, luck: &mut impl Rng, author: &Somebody, ago: i64) -> Post {
    let visibility = match luck.random_range(0..100) {
        0..70 => 0,
        70..90 => 1,
        _ => 2,
    };
    let at = scene.ago(ago);
    let parent = parent(scene, luck, at);
    let text = names::sentence(luck);
    let post = write_post(scene, sheets, author, at, visibility, text, parent.as_ref());
    let answered = parent.and_then(|parent| scene.members.iter().find(|member| member.id == parent.author).copied());
    let named = answered.or_else(|| luck.random_ratio(1, 25).then(|| one_of(luck, &scene.members)));
    if let Some(member) = named.filter(|member| author.home.is_some() && member.created > ago) {
        mention(scene, sheets, &post, &member);
    }
    post
}

/// Every tenth post answers an earlier one, a member's as often as another's.
fn parent(scene: &Scene, luck: &mut impl Rng, at: Millis) -> Option<Post> {
    if !luck.random_ratio(1, 10) {
        return None;
    }
    let among = if luck.random_bool(0.5) { &scene.member_posts } else { &scene.posts };
    let recent = &among[among.len().saturating_sub(2_000)..];
    (!recent.is_empty()).then(|| one_of(luck, recent)).filter(|parent| parent.at < at && parent.open)
}

fn write_post(
    scene: &mut Scene,
    sheets: &mut Sheets,
    author: &Somebody,
    at: Millis,
    visibility: i64,
    text: &str,
    parent: Option<&Post>,
) -> Post {
    let id = scene.id(at);
    let conversation = match parent {
        Some(parent) => parent.conversation,
        None => {
            let conversation = sheets.conversations.id();
            row!(sheets.conversations, conversation, at, at, id, author.id);
            conversation
        }
    };
    let uri = uri(scene, author, id);
    let (replied, to) = (parent.map(|parent| parent.id), parent.map(|parent| parent.author));
    row!(
        sheets.statuses,
        id,
        &uri,
        &uri,
        text,
        at,
        at,
        replied,
        to,
        None::<i64>,
        visibility,
        parent.is_some(),
        "en",
        conversation,
        author.home.is_none(),
        author.id,
        None::<i64>,
    );
    let post = Post { id, author: author.id, conversation, at, open: visibility < 2 };
    if visibility < 3 {
        if author.home.is_none() { scene.member_posts.push(post) } else { scene.posts.push(post) }
    }
    post
}

fn uri(scene: &Scene, author: &Somebody, id: i64) -> String {
    match author.home {
        Some(home) => format!("{}/statuses/{id}", scene.origin(home)),
        None => format!("https://{LOCAL_DOMAIN}/statuses/{id}"),
    }
}

fn mention(scene: &mut Scene, sheets: &mut Sheets, post: &Post, member: &Somebody) {
    let mention = sheets.mentions.id();
    row!(sheets.mentions, mention, post.id, member.id, post.at, post.at);
    let notice = Notice {
        to: member.id,
        from: post.author,
        kind: "mention",
        activity: "Mention",
        activity_id: mention,
        at: post.at,
    };
    scene.notices.push(notice);
}

/// Boosts of remote posts by members, and of members' posts by people elsewhere.
fn boosts(scene: &mut Scene, sheets: &mut Sheets, luck: &mut impl Rng) {
    for _ in 0..scene.members.len() * 40 {
        let by = if luck.random_bool(0.6) { Some(one_of(luck, &scene.members)) } else { scene.active(luck) };
        let Some(by) = by else {
            return;
        };
        let among = if by.home.is_none() { &scene.posts } else { &scene.member_posts };
        if among.is_empty() {
            continue;
        }
        let (boosted, at) = (one_of(luck, among), scene.ago(by.sometime(luck)));
        if boosted.open && boosted.at < at {
            boost(scene, sheets, &by, &boosted, at);
        }
    }
}

fn boost(scene: &mut Scene, sheets: &mut Sheets, by: &Somebody, boosted: &Post, at: Millis) {
    let id = scene.id(at);
    row!(
        sheets.statuses,
        id,
        &uri(scene, by, id),
        None::<&str>,
        "",
        at,
        at,
        None::<i64>,
        None::<i64>,
        boosted.id,
        0_i64,
        false,
        None::<&str>,
        None::<i64>,
        by.home.is_none(),
        by.id,
        None::<i64>,
    );
    if by.home.is_some() {
        let (to, from) = (boosted.author, by.id);
        scene.notices.push(Notice { to, from, kind: "reblog", activity: "Status", activity_id: id, at });
    }
}

/// Direct messages to members, half of them answered.
fn talks(scene: &mut Scene, sheets: &mut Sheets, luck: &mut impl Rng) {
    let members = scene.members.clone();
    for member in members.iter().cycle().take(members.len() * 3) {
        let Some(person) = scene.active(luck) else {
            return;
        };
        let at = scene.ago(person.sometime(luck));
        let first = write_post(scene, sheets, &person, at, 3, names::sentence(luck), None);
        mention(scene, sheets, &first, member);
        let mut ids = vec![first.id];
        let later = at.plus_ms(DAY_MS / 4);
        if luck.random_bool(0.5) && later < scene.now {
            let answer = write_post(scene, sheets, member, later, 3, names::sentence(luck), Some(&first));
            let mention = sheets.mentions.id();
            row!(sheets.mentions, mention, answer.id, person.id, later, later);
            ids.push(answer.id);
        }
        let talk = sheets.talks.id();
        let list = ids.iter().map(i64::to_string).collect::<Vec<_>>().join(",");
        row!(
            sheets.talks,
            talk,
            member.id,
            first.conversation,
            &format!("{{{}}}", person.id),
            &format!("{{{list}}}"),
            ids[ids.len() - 1],
            ids.len() == 1,
        );
    }
}
