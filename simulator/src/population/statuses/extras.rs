//! What hangs on a post: pictures, polls, tags, links, quotes.

use model::time::DAY_MS;
use rand::Rng;

use super::names;
use crate::population::chance::one_of;
use crate::population::pictures::Pictures;
use crate::population::posts::Sheets;
use crate::population::scene::{Post, Scene};
use crate::population::sheet::row;
use crate::world::Kind;
use crate::world::files::Place;

/// Adds to a post what chance gives it.
pub(super) fn add(scene: &mut Scene, sheets: &mut Sheets, pictures: &mut Pictures, luck: &mut impl Rng, post: &Post) {
    match luck.random_range(0..1_000) {
        0..80 => media(scene, sheets, pictures, luck, post),
        80..90 => poll(scene, sheets, luck, post),
        90..140 => card(sheets, luck, post),
        140..145 => quote(scene, sheets, luck, post),
        _ => {}
    }
    if luck.random_bool(0.2) {
        let tag: i64 = luck.random_range(1..=names::TAGS.len() as i64);
        row!(sheets.tags, post.id, tag);
    }
}

/// A picture; its file is still here when it is recent, for others Mastodon has removed it and would fetch it again.
fn media(scene: &mut Scene, sheets: &mut Sheets, pictures: &mut Pictures, luck: &mut impl Rng, post: &Post) {
    let id = scene.id(post.at);
    let local = scene.members.iter().any(|member| member.id == post.author);
    let name = format!("{:016x}.jpeg", luck.random::<u64>());
    let size: u32 = luck.random_range(60_000..900_000);
    let stored = local || scene.now.0 - post.at.0 < 30 * DAY_MS || luck.random_bool(0.1);
    if stored {
        let place = Place { folder: "media_attachments/files", id, cached: !local };
        pictures.order(place.key("original", &name), Kind::Jpeg, size);
        pictures.order(place.key("small", &name), Kind::Jpeg, size / 6);
    }
    let remote = if local { String::new() } else { format!("https://media.example/{id}.jpeg") };
    row!(
        sheets.media,
        id,
        post.id,
        post.author,
        post.at,
        post.at,
        0_i64,
        &remote,
        stored.then_some(&name),
        stored.then_some("image/jpeg"),
        stored.then_some(size),
        stored.then_some(post.at),
        1_i64,
        2_i64,
    );
}

/// A poll with the votes of up to three members.
fn poll(scene: &mut Scene, sheets: &mut Sheets, luck: &mut impl Rng, post: &Post) {
    let poll = sheets.polls.id();
    let mut tallies = [0_i64; 2];
    let start = luck.random_range(0..scene.members.len().max(1));
    let voters = scene.members.iter().cycle().skip(start).take(scene.members.len().min(3));
    for voter in voters.filter(|voter| voter.id != post.author) {
        let choice = luck.random_range(0..2_usize);
        tallies[choice] += 1;
        let vote = sheets.votes.id();
        row!(sheets.votes, vote, voter.id, poll, choice as i64, post.at, post.at);
    }
    let sum = tallies[0] + tallies[1];
    row!(
        sheets.polls,
        poll,
        post.author,
        post.id,
        post.at.plus_ms(DAY_MS),
        "{Yes,No}",
        &format!("{{{},{}}}", tallies[0], tallies[1]),
        sum,
        sum,
        post.at,
        post.at,
    );
}

fn card(sheets: &mut Sheets, luck: &mut impl Rng, post: &Post) {
    let card = sheets.cards.id();
    let url = format!("https://pages.example/{card}");
    row!(sheets.cards, card, &url, names::sentence(luck), post.at, post.at);
    row!(sheets.linked, card, post.id, &url);
}

fn quote(scene: &mut Scene, sheets: &mut Sheets, luck: &mut impl Rng, post: &Post) {
    let quoted = one_of(luck, if scene.posts.is_empty() { &scene.member_posts } else { &scene.posts });
    if quoted.open && quoted.at < post.at {
        let id = scene.id(post.at);
        row!(sheets.quotes, id, post.author, post.id, quoted.id, quoted.author, 1_i64, post.at, post.at);
    }
}
