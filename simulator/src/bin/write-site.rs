//! Writes a site of real proportions into an empty database.
//!
//! `write-site ADDRESS SIZE [RELEASE [CONDITION]]`: the address of a database without tables, for a
//! superuser; S, L or tenth; a release such as 4.6 or Fedibird; loaded, analysed, vacuumed or
//! after-deletion.

use std::env;
use std::time::{Instant, SystemTime};

use anyhow::{Context, bail};
use model::Millis;
use simulator::{Condition, MastodonVersion, Proportions};
use sqlx::PgPool;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let words: Vec<String> = env::args().skip(1).collect();
    let [address, size, rest @ ..] = words.as_slice() else {
        bail!("usage: write-site ADDRESS S|L|tenth [RELEASE [CONDITION]]");
    };
    let proportions = match size.as_str() {
        "S" => Proportions::S,
        "L" => Proportions::L,
        "tenth" => Proportions::TENTH,
        other => bail!("{other} is no size; there are S, L and tenth"),
    };
    let release = rest.first().map_or("4.6", String::as_str);
    let version = MastodonVersion::ALL.into_iter().chain(MastodonVersion::FORKS);
    let version = version.into_iter().find(|one| one.to_string().eq_ignore_ascii_case(release));
    let version = version.with_context(|| format!("{release} is no release that is known here"))?;
    let condition = match rest.get(1).map_or("analysed", String::as_str) {
        "loaded" => Condition::Loaded,
        "analysed" => Condition::Analysed,
        "vacuumed" => Condition::Vacuumed,
        "after-deletion" => Condition::AfterDeletion,
        other => bail!("{other} is no condition; there are loaded, analysed, vacuumed and after-deletion"),
    };
    let now = Millis(i64::try_from(SystemTime::UNIX_EPOCH.elapsed()?.as_millis())?);
    let begun = Instant::now();
    let pool = PgPool::connect(address).await.context("the database does not answer")?;
    sqlx::raw_sql(version.schema())
        .execute(&pool)
        .await
        .context("the tables cannot be made; is the database empty?")?;
    proportions.write(&pool, now).await.context("the rows cannot be written")?;
    condition.bring_about(&pool).await.context("the condition cannot be brought about")?;
    println!("A site of size {size}, Mastodon {version}, {condition:?}: written in {} s.", begun.elapsed().as_secs());
    Ok(())
}
