//! What is stored, summed in stretches, against plain sums over whole tables.

use std::collections::BTreeMap;

use mastodon::stored_media::{Table, about_rows, sums_after};
use model::storage::{Amount, Origin, ServerStock, Stock};
use model::{Bytes, Domain};
use serde_json::json;
use simulator::{Kind, MastodonVersion};
use sqlx::AssertSqlSafe;

use crate::support::Site;

/// Everything of a site, read in stretches of so many rows.
async fn measured(site: &Site, rows: u32) -> (Stock, BTreeMap<Domain, ServerStock>) {
    let (mut stock, mut servers) = (Stock::default(), BTreeMap::new());
    for table in Table::ALL {
        let mut after = i64::MIN;
        while let Some(stretch) = sums_after(&site.mastodon, table, after, rows).await.expect("is read") {
            assert!(stretch.last > after && stretch.rows <= u64::from(rows));
            after = stretch.last;
            for sum in stretch.sums {
                stock.add(sum.kind, sum.origin, sum.amount);
                if let Some(domain) = sum.domain {
                    let server = servers.entry(domain.clone()).or_insert_with(|| ServerStock::empty(domain));
                    server.add(sum.kind, sum.amount);
                    assert_eq!(sum.origin, Origin::Remote);
                }
            }
        }
    }
    (stock, servers)
}

/// Files and bytes as one plain statement over the whole table says.
async fn plainly(site: &Site, select: &str, from: &str) -> Amount {
    let sql = format!("SELECT {select} FROM {from}");
    let sums: (i64, i64) = sqlx::query_as(AssertSqlSafe(sql)).fetch_one(site.world.pool()).await.expect("is summed");
    Amount { files: sums.0.unsigned_abs(), bytes: Bytes(sums.1.unsigned_abs()) }
}

/// Members and others with pictures of several kinds, posts with media, emojis, and previews of links.
async fn furnished(version: MastodonVersion) -> Site {
    let site = Site::of(version).await;
    let world = &site.world;
    let member = world.member("member").avatar(Kind::Png).header(Kind::Webp).await;
    world.member("plain").await;
    for (acct, kind) in [("one@a.example", Kind::Gif), ("two@a.example", Kind::Jpeg), ("three@b.example", Kind::Png)] {
        let account = world.remote_account(acct).avatar(kind).header(Kind::Png).await;
        let post = world.status(&account).await;
        world.attach(&post, Kind::Jpeg).await;
        world.attach(&post, Kind::Video).await;
        world.stray_attachment(&account, Kind::Audio).await;
    }
    world.remote_account("bare@c.example").await;
    world.remote_account("blank@c.example").with("avatar_file_name", json!("")).await;
    let post = world.status(&member).await;
    world.attach(&post, Kind::Gif).await;
    world.emoji("local", None).await;
    world.emoji("theirs", Some("a.example")).await;
    site.execute(
        "INSERT INTO preview_cards (url, image_file_name, image_file_size, created_at, updated_at) VALUES
        ('https://a.example/1', 'one.png', 700, now(), now()), ('https://a.example/2', 'two.png', NULL, now(), now()),
        ('https://a.example/3', NULL, NULL, now(), now())",
    )
    .await;
    site
}

async fn every_kind_is_summed_as_its_columns_say(version: MastodonVersion) {
    let site = furnished(version).await;
    let one =
        |column: &str| format!("count(nullif({column}_file_name, '')), coalesce(sum({column}_file_size), 0)::bigint");
    let (stock, _) = measured(&site, 1_000).await;

    for (share, column) in [(stock.avatars, "avatar"), (stock.headers, "header")] {
        assert_eq!(share.local, plainly(&site, &one(column), "accounts WHERE domain IS NULL").await, "{column}");
        assert_eq!(share.remote, plainly(&site, &one(column), "accounts WHERE domain IS NOT NULL").await, "{column}");
        assert!(share.local.files > 0 && share.remote.files == 3);
    }
    let media = "count(nullif(file_file_name, '')) + count(nullif(thumbnail_file_name, '')),
        coalesce(sum(coalesce(file_file_size, 0)::bigint + coalesce(thumbnail_file_size, 0)), 0)::bigint";
    let of = |which: &str| {
        format!("media_attachments WHERE account_id IN (SELECT id FROM accounts WHERE domain IS {which} NULL)")
    };
    assert_eq!(stock.attachments.local, plainly(&site, media, &of("")).await);
    assert_eq!(stock.attachments.remote, plainly(&site, media, &of("NOT")).await);
    assert_eq!(stock.emojis.local, plainly(&site, &one("image"), "custom_emojis WHERE domain IS NULL").await);
    assert_eq!(stock.emojis.remote, plainly(&site, &one("image"), "custom_emojis WHERE domain IS NOT NULL").await);
    assert_eq!(stock.preview_cards.remote, Amount { files: 2, bytes: Bytes(700) });
}

async fn stretches_of_any_length_say_the_same(version: MastodonVersion) {
    let site = furnished(version).await;
    let whole = measured(&site, 1_000).await;
    assert_eq!(whole.1.keys().map(Domain::as_str).collect::<Vec<_>>(), ["a.example", "b.example"]);
    for rows in [1, 2, 3] {
        assert_eq!(measured(&site, rows).await, whole, "{rows}");
    }
    let of_servers: Bytes = whole.1.values().map(ServerStock::bytes).sum();
    let stock = whole.0;
    let remote = [stock.avatars, stock.headers, stock.attachments, stock.emojis].map(|share| share.remote.bytes);
    assert_eq!(of_servers, remote.into_iter().sum());
}

async fn an_attachment_whose_account_is_gone_is_nobodys(version: MastodonVersion) {
    let site = Site::of(version).await;
    let stray = site.world.remote_account("gone@a.example").await;
    site.world.stray_attachment(&stray, Kind::Png).await;
    site.execute("UPDATE media_attachments SET account_id = NULL").await;
    let (stock, servers) = measured(&site, 9).await;
    assert_eq!((stock.attachments.local.files, stock.attachments.remote.files), (0, 1));
    assert!(servers.is_empty());
}

async fn the_size_of_tables_is_estimated(version: MastodonVersion) {
    let site = furnished(version).await;
    site.execute("ANALYZE accounts, media_attachments, custom_emojis, preview_cards").await;
    let rows = about_rows(&site.mastodon).await.expect("is read");
    assert_eq!(rows.get(&Table::Accounts), Some(&7));
    assert_eq!(rows.get(&Table::PreviewCards), Some(&3));
    assert_eq!(rows.len(), 4);
}

on_every_release_and_fork!(
    every_kind_is_summed_as_its_columns_say,
    stretches_of_any_length_say_the_same,
    an_attachment_whose_account_is_gone_is_nobodys,
    the_size_of_tables_is_estimated,
);
