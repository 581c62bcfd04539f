//! Invented names of servers and people, none of which can exist.

use super::chance::one_of;
use rand::Rng;

const PLACES: [&str; 40] = [
    "moss", "fern", "harbor", "lantern", "pebble", "kumo", "hoshi", "wald", "kiez", "birch", "otter", "puffin", "tide",
    "saffron", "cobalt", "juniper", "meadow", "glacier", "orchard", "comet", "sakura", "tanuki", "fjord", "bruecke",
    "olive", "maple", "quartz", "nimbus", "thistle", "velvet", "walnut", "yuzu", "zephyr", "brook", "canyon", "delta",
    "ember", "grotto", "heron", "indigo",
];
const KINDS: [&str; 25] = [
    "garden", "social", "town", "club", "haus", "cafe", "works", "press", "den", "grove", "port", "wave", "loft",
    "yard", "field", "guild", "forum", "studio", "bazaar", "nest", "plaza", "hub", "camp", "library", "dojo",
];
const ENDINGS: [&str; 4] = [".example", ".test", ".example", "-social.example"];

/// The `n`th name of a server; no two are the same. A few stand below another name, a few are in another script.
pub(crate) fn server(n: u32) -> String {
    let combinations = (PLACES.len() * KINDS.len()) as u32;
    // 617 has no divisor in common with the number of combinations, so each comes up once per round.
    let (round, spot) = (n / combinations, (n % combinations * 617 % combinations) as usize);
    let (place, kind) = (PLACES[spot % PLACES.len()], KINDS[spot / PLACES.len()]);
    let number = if round == 0 { String::new() } else { (round + 1).to_string() };
    match n % 25 {
        7 => format!("social.{place}{kind}{number}.example"),
        // 猫, 海, 庭, мир and дом.
        13 => format!(
            "{}.{place}{kind}{number}.test",
            ["xn--z7x", "xn--90w", "xn--3xt", "xn--h1ahn", "xn--d1aqf"][n as usize / 25 % 5]
        ),
        _ => format!("{place}{kind}{number}{}", ENDINGS[n as usize % ENDINGS.len()]),
    }
}

const FIRST: [&str; 64] = [
    "mika", "alma", "jonas", "yuki", "noor", "tariq", "lena", "pavel", "sora", "ines", "hugo", "aiko", "ravi", "zoe",
    "emil", "nadia", "kenji", "luz", "omar", "freya", "ivo", "mei", "lars", "dina", "theo", "asha", "bruno", "carla",
    "daiki", "elif", "felix", "greta", "hana", "igor", "june", "karim", "lior", "marta", "nils", "olga", "petra",
    "quinn", "rosa", "sven", "tomas", "uma", "vera", "wim", "xenia", "yara", "zeno", "anouk", "boris", "chiyo",
    "dmitri", "esra", "farah", "goran", "haruto", "isla", "jiro", "kaya", "lucia", "milo",
];
const SECOND: [&str; 31] = [
    "", "_fox", "writes", "_art", "codes", "_dev", "bird", "photo", "_music", "reads", "bot", "_cat", "makes", "_lab",
    "cycles", "knits", "_sky", "games", "_tea", "draws", "walks", "_radio", "cooks", "_books", "grows", "_sea", "maps",
    "runs", "_moon", "folk", "zine",
];

/// The `n`th user name of a server; no two of one server are the same.
pub(crate) fn user(n: u32, server: u32) -> String {
    let combinations = (FIRST.len() * SECOND.len()) as u32;
    let spot = (n.wrapping_mul(587).wrapping_add(server.wrapping_mul(101)) % combinations) as usize;
    let round = n / combinations;
    let number = if round == 0 { String::new() } else { format!("{round}") };
    format!("{}{}{number}", FIRST[spot % FIRST.len()], SECOND[spot / FIRST.len()])
}

const DISPLAYED: [&str; 40] = [
    "Mika",
    "Alma Reyes",
    "Jonas",
    "ゆき",
    "نور",
    "Tariq",
    "Lena 🌿",
    "Павел",
    "そら",
    "Inês",
    "Hugo",
    "あいこ",
    "रवि",
    "Zoë",
    "Emil K.",
    "Надя",
    "けんじ",
    "Luz",
    "عمر",
    "Freya ☕",
    "Ivo",
    "美",
    "Lars",
    "דינה",
    "Θεόδωρος",
    "आशा",
    "Bruno",
    "Carla",
    "大樹",
    "Elif",
    "Félix",
    "Greta",
    "はな",
    "Игорь",
    "June (she/her)",
    "كريم",
    "ליאור",
    "Marta",
    "Nils",
    "김하나",
];

/// A name as people show it, in one script or another; sometimes none.
pub(crate) fn displayed(chance: &mut impl Rng) -> &'static str {
    if chance.random_bool(0.1) { "" } else { one_of(chance, &DISPLAYED) }
}

const SENTENCES: [&str; 16] = [
    "The tomatoes are finally turning red.",
    "今日はとてもいい天気でした。",
    "Does anybody know a good bike repair stand?",
    "Heute drei Stunden im Zug, und das Buch ist aus.",
    "Новая статья готова.",
    "First frost this morning, the pond is all glass.",
    "新しい絵を描きました。",
    "Looking for a book on moss. Any hints?",
    "Ma grand-mère disait toujours que la patience est une plante.",
    "قهوة الصباح ثم العمل.",
    "I rewrote the whole thing and it is slower now.",
    "Otters again at the harbour!",
    "Reparé la radio vieja, suena como nueva.",
    "Tiny update: the loom works.",
    "散歩の途中で猫に会った。",
    "Good night, fediverse.",
];

/// What somebody wrote.
pub(crate) fn sentence(chance: &mut impl Rng) -> &'static str {
    one_of(chance, &SENTENCES)
}

/// Hashtags in use.
pub(crate) const TAGS: [&str; 24] = [
    "gardening",
    "photography",
    "caturday",
    "introduction",
    "rust",
    "cycling",
    "art",
    "books",
    "moss",
    "birds",
    "tea",
    "writing",
    "music",
    "knitting",
    "trains",
    "monochrome",
    "fediverse",
    "天気",
    "イラスト",
    "gamedev",
    "opensource",
    "bread",
    "nightsky",
    "radio",
];

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn no_two_servers_and_no_two_people_of_one_server_have_the_same_name() {
        let servers: HashSet<String> = (0..2_500).map(server).collect();
        assert_eq!(servers.len(), 2_500);
        let people: HashSet<String> = (0..5_000).map(|n| user(n, 3)).collect();
        assert_eq!(people.len(), 5_000);
    }

    #[test]
    fn every_server_is_reserved_for_examples() {
        assert!((0..2_500).map(server).all(|name| name.ends_with(".example") || name.ends_with(".test")));
    }
}
