//! What a run counted: only ever added to, in the transaction that did what is counted.

use std::collections::BTreeMap;

use model::RunId;
use model::jobs::remove_profile_media::KeepReason;
use model::jobs::restore_profile_media::Urgency;
use model::receipt::Kind;

use super::db::{Db, StoreError, asking, in_transaction, on_db};

/// A thing that a run counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Count {
    Visited,
    Confirmed,
    Removed,
    SecondLook,
    Held,
    Unanswered,
    /// Accounts left because their server was set aside.
    SetAside,
    Statuses,
    Boosts,
    Emojis,
    /// Blocks of servers that went with them.
    DomainBlocks,
    Files,
    Bytes,
    /// Accounts whose pictures stay, for that reason.
    Spared(KeepReason),
    /// Accounts whose pictures Mastodon was asked to fetch, and those that have them again.
    Asked,
    Came,
    /// Accounts with a missing picture, by who waits for it.
    Waiting(Urgency),
    /// Lines of the receipt of a purge, of that kind.
    Saved(Kind),
    /// Members who followed somebody on a purged server.
    MembersFollowing,
    /// How often the run began anew, because it had lain for too long.
    BegunAnew,
}

impl Count {
    /// Those without a reason.
    const PLAIN: [Self; 17] = [
        Self::BegunAnew,
        Self::Asked,
        Self::Came,
        Self::Visited,
        Self::Confirmed,
        Self::Removed,
        Self::SecondLook,
        Self::Held,
        Self::Unanswered,
        Self::SetAside,
        Self::Statuses,
        Self::Boosts,
        Self::Emojis,
        Self::DomainBlocks,
        Self::Files,
        Self::Bytes,
        Self::MembersFollowing,
    ];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Visited => "visited",
            Self::Confirmed => "confirmed",
            Self::Removed => "removed",
            Self::SecondLook => "second-look",
            Self::Held => "held",
            Self::Unanswered => "unanswered",
            Self::SetAside => "set-aside",
            Self::Statuses => "statuses",
            Self::Boosts => "boosts",
            Self::Emojis => "emojis",
            Self::DomainBlocks => "domain-blocks",
            Self::Files => "files",
            Self::Bytes => "bytes",
            Self::Spared(reason) => reason.as_str(),
            Self::Asked => "asked",
            Self::Came => "came",
            Self::Waiting(urgency) => urgency.as_str(),
            Self::Saved(Kind::Follow) => "saved-follows",
            Self::Saved(Kind::Follower) => "saved-followers",
            Self::Saved(Kind::Bookmark) => "saved-bookmarks",
            Self::Saved(Kind::Favourite) => "saved-favourites",
            Self::Saved(Kind::Move) => "saved-moves",
            Self::MembersFollowing => "members-following",
            Self::BegunAnew => "begun-anew",
        }
    }

    fn named(name: &str) -> Option<Self> {
        let spared = KeepReason::ALL.into_iter().map(Self::Spared);
        let waiting = Urgency::ALL.into_iter().map(Self::Waiting);
        let saved = Kind::ALL.into_iter().map(Self::Saved);
        Self::PLAIN.into_iter().chain(spared).chain(waiting).chain(saved).find(|count| count.as_str() == name)
    }
}

/// Numbers to add, or read back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts(BTreeMap<Count, u64>);

impl Counts {
    #[must_use]
    pub fn of(count: Count, value: u64) -> Self {
        Self::default().and(count, value)
    }

    #[must_use]
    pub fn and(mut self, count: Count, value: u64) -> Self {
        self.add(count, value);
        self
    }

    pub fn add(&mut self, count: Count, value: u64) {
        if value > 0 {
            *self.0.entry(count).or_default() += value;
        }
    }

    pub fn extend(&mut self, other: &Self) {
        for (&count, &value) in &other.0 {
            self.add(count, value);
        }
    }

    #[must_use]
    pub fn get(&self, count: Count) -> u64 {
        self.0.get(&count).copied().unwrap_or(0)
    }

    /// What to bind: names of the wire and values.
    pub(crate) fn rows(&self) -> impl Iterator<Item = (&'static str, i64)> + '_ {
        self.0.iter().map(|(count, value)| (count.as_str(), i64::try_from(*value).unwrap_or(i64::MAX)))
    }
}

/// Adds so many numbers of one run: [`add_all`] binds them.
pub(crate) fn adding(numbers: usize) -> String {
    let rows = (0..numbers).map(|nth| format!("($1, ${}, ${})", 2 + 2 * nth, 3 + 2 * nth)).collect::<Vec<_>>();
    format!(
        "INSERT INTO run_counts (run_id, name, value) VALUES {}
        ON CONFLICT (run_id, name) DO UPDATE SET value = run_counts.value + excluded.value",
        rows.join(", ")
    )
}

/// Adds numbers inside a transaction of either engine, the one that did what is counted.
macro_rules! add_all {
    ($tx:expr, $run:expr, $counts:expr, $question:literal) => {{
        let counts: &$crate::store::counts::Counts = $counts;
        let rows: Vec<(&'static str, i64)> = counts.rows().collect();
        if !rows.is_empty() {
            let query = sqlx::query(sqlx::AssertSqlSafe($crate::store::counts::adding(rows.len()))).bind($run.as_str());
            rows.into_iter()
                .fold(query, |query, (name, value)| query.bind(name).bind(value))
                .execute(&mut *$tx)
                .await
                .map_err($crate::store::db::asking($question))?;
        }
    }};
}
pub(crate) use add_all;

/// Adds numbers on their own, where what is counted was done elsewhere.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn add(db: &Db, run: &RunId, counts: &Counts) -> Result<(), StoreError> {
    in_transaction!(db, "counts::add", tx => {
        add_all!(tx, run, counts, "counts::add");
    });
    Ok(())
}

/// Everything that a run has counted so far.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn of_run(db: &Db, run: &RunId) -> Result<Counts, StoreError> {
    const SQL: &str = "SELECT name, value FROM run_counts WHERE run_id = $1";
    let rows: Vec<(String, i64)> =
        on_db!(read db, pool => sqlx::query_as(SQL).bind(run.as_str()).fetch_all(pool).await)
            .map_err(asking("counts::of_run"))?;
    let mut counts = Counts::default();
    for (name, value) in rows {
        if let Some(count) = Count::named(&name) {
            counts.add(count, u64::try_from(value).unwrap_or(0));
        }
    }
    Ok(counts)
}
