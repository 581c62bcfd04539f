//! The messages of approved notices: which is due, who sends it, and what became of it.

use model::notice::{Failure, Language, Sending, Texts};
use model::{Millis, RunId, SiteId};

use crate::store::activities::{self, Activity};
use crate::store::damage::Reading;
use crate::store::db::{Db, StoreError, asking, in_transaction, on_db};

/// A message that is to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    pub run: RunId,
    /// The member's username.
    pub member: String,
    pub language: Language,
    pub texts: Texts,
    /// How often it was taken up before.
    pub tries: u32,
    /// The first request of which we do not know whether Mastodon took it.
    pub asked_at: Option<Millis>,
    /// Whether the notice was cancelled meanwhile.
    pub cancelled: bool,
    due_at: Millis,
}

/// What became of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Sent,
    Failed(Failure),
    /// Nobody knows whether Mastodon took it.
    Unsure,
    Cancelled,
    /// It is to be sent at that moment.
    Again {
        due_at: Millis,
        /// Whether Mastodon may have taken it all the same.
        in_doubt: bool,
    },
}

/// The message that is to be sent now, if it is anybody's turn; one that cannot be read is given
/// up, so that the others go on. Those that Mastodon may have taken come first, as it remembers
/// them for a while only; then those that were tried, so that a Mastodon that fails meets one
/// message more and more rarely and not each soon.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn due(db: &Db, site: SiteId, now: Millis) -> Result<Option<Message>, StoreError> {
    type Row = (String, String, String, i64, i64, Option<i64>, String, String, Option<i64>);
    const SQL: &str = "SELECT m.run_id, m.member, m.language, m.tries, m.due_at, m.asked_at, n.en, n.ja, n.cancelled_at
        FROM notice_members m JOIN notices n ON n.run_id = m.run_id JOIN runs r ON r.id = m.run_id
        WHERE r.site_id = $1 AND m.state IN ('waiting', 'sending') AND m.due_at <= $2
            AND EXISTS (SELECT 1 FROM notice_turns t WHERE t.site_id = $1 AND t.next_at <= $2 AND t.halted IS NULL)
        ORDER BY CASE WHEN m.asked_at IS NULL THEN 1 ELSE 0 END, m.tries DESC, m.due_at, m.run_id, m.member LIMIT 1";
    loop {
        let row: Option<Row> =
            on_db!(read db, pool => sqlx::query_as(SQL).bind(site.0).bind(now.0).fetch_optional(pool).await)
                .map_err(asking("notices::sending::due"))?;
        let Some((run, member, language, tries, due_at, asked_at, en, ja, cancelled_at)) = row else { return Ok(None) };
        let row = format!("{run} {member}");
        let mut reading = Reading::of(&row);
        let language = reading.part("notice_members.language", Language::named(&language));
        let tries = reading.part("notice_members.tries", u32::try_from(tries));
        if let (Some(language), Some(tries)) = (language, tries) {
            return Ok(Some(Message {
                run: RunId::from_database(run),
                member,
                language,
                texts: Texts { en, ja },
                tries,
                asked_at: asked_at.map(Millis),
                cancelled: cancelled_at.is_some(),
                due_at: Millis(due_at),
            }));
        }
        give_up(db, &run, &member, now).await?;
    }
}

/// Gives up a message that cannot be read: whether Mastodon may have taken it is all that is known.
async fn give_up(db: &Db, run: &str, member: &str, now: Millis) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE notice_members
        SET state = CASE WHEN asked_at IS NULL THEN 'failed' ELSE 'unsure' END, failure = $3, settled_at = $4
        WHERE run_id = $1 AND member = $2 AND state IN ('waiting', 'sending')";
    on_db!(db, pool => sqlx::query(SQL)
        .bind(run).bind(member).bind(Failure::Damaged.as_str()).bind(now.0).execute(pool).await.map(|_| ()))
    .map_err(asking("notices::sending::give_up"))
}

/// Takes the turn and the message upon us, in one transaction; `false` when somebody else was first. Nobody has a turn before `next`, and
/// the message is due again at `until` unless it is settled before.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn claim(
    db: &Db,
    site: SiteId,
    message: &Message,
    now: Millis,
    (next, until): (Millis, Millis),
) -> Result<bool, StoreError> {
    const TURN: &str = "UPDATE notice_turns SET next_at = $3 WHERE site_id = $1 AND next_at <= $2 AND halted IS NULL";
    const TAKE: &str = "UPDATE notice_members
        SET state = 'sending', tries = tries + 1, due_at = $5, asked_at = coalesce(asked_at, $6)
        WHERE run_id = $1 AND member = $2 AND tries = $3 AND due_at = $4 AND state IN ('waiting', 'sending')";
    let ask = asking("notices::sending::claim");
    Ok(in_transaction!(db, "notices::sending::claim", tx => {
        let turn = sqlx::query(TURN).bind(site.0).bind(now.0).bind(next.0)
            .execute(&mut *tx).await.map_err(&ask)?.rows_affected() > 0;
        turn && sqlx::query(TAKE)
            .bind(message.run.as_str()).bind(&message.member).bind(i64::from(message.tries)).bind(message.due_at.0)
            .bind(until.0).bind(now.0)
            .execute(&mut *tx).await.map_err(&ask)?.rows_affected() > 0
    }))
}

/// Writes down what became of a message that was taken up so often; nothing when somebody else has taken it up since.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn settle(db: &Db, message: &Message, tries: u32, outcome: Outcome, now: Millis) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE notice_members
        SET state = $4, failure = $5, due_at = $6, settled_at = $7, asked_at = CASE WHEN $8 = 1 THEN asked_at END
        WHERE run_id = $1 AND member = $2 AND tries = $3 AND state IN ('waiting', 'sending')";
    let (state, failure) = match outcome {
        Outcome::Sent => ("sent", None),
        Outcome::Failed(failure) => ("failed", Some(failure.as_str())),
        Outcome::Unsure => ("unsure", None),
        Outcome::Cancelled => ("cancelled", None),
        Outcome::Again { .. } => ("waiting", None),
    };
    let (due_at, settled_at, in_doubt) = match outcome {
        Outcome::Again { due_at, in_doubt } => (due_at, None, in_doubt),
        _ => (message.due_at, Some(now.0), true),
    };
    on_db!(db, pool => sqlx::query(SQL)
        .bind(message.run.as_str()).bind(&message.member).bind(i64::from(tries))
        .bind(state).bind(failure).bind(due_at.0).bind(settled_at).bind(i32::from(in_doubt))
        .execute(pool).await.map(|_| ()))
    .map_err(asking("notices::sending::settle"))
}

/// Sends nothing more of a notice, with the act: what waits is cancelled, and what Mastodon may have taken is no longer asked about. What
/// is just being sent ends as it ends.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn cancel(db: &Db, run: &RunId, activity: &Activity) -> Result<(), StoreError> {
    const NOTICE: &str = "UPDATE notices SET cancelled_at = $2
        WHERE run_id = $1 AND approved_at IS NOT NULL AND cancelled_at IS NULL";
    const MESSAGES: &str = "UPDATE notice_members
        SET state = CASE WHEN asked_at IS NULL THEN 'cancelled' ELSE 'unsure' END, settled_at = $2
        WHERE run_id = $1 AND (state = 'waiting' OR (state = 'sending' AND due_at <= $2))";
    let ask = asking("notices::sending::cancel");
    in_transaction!(db, "notices::sending::cancel", tx => {
        let first = sqlx::query(NOTICE).bind(run.as_str()).bind(activity.at.0)
            .execute(&mut *tx).await.map_err(&ask)?.rows_affected() > 0;
        if first {
            sqlx::query(MESSAGES).bind(run.as_str()).bind(activity.at.0).execute(&mut *tx).await.map_err(&ask)?;
            activities::record!(tx, activity, "notices::sending::cancel");
        }
    });
    Ok(())
}

/// How the messages of a notice stand, and to how many members it goes in each language.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn stands(db: &Db, run: &RunId) -> Result<(Sending, Vec<(Language, u64)>), StoreError> {
    const SQL: &str = "SELECT state, failure, language, count(*) FROM notice_members
        WHERE run_id = $1 GROUP BY state, failure, language ORDER BY failure";
    let rows: Vec<(String, Option<String>, String, i64)> =
        on_db!(read db, pool => sqlx::query_as(SQL).bind(run.as_str()).fetch_all(pool).await)
            .map_err(asking("notices::sending::stands"))?;
    let (mut sending, mut languages) = (Sending::default(), Vec::new());
    for (state, failure, language, n) in rows {
        let n = n.unsigned_abs();
        let mut reading = Reading::of(run);
        if let Some(language) = reading.part("notice_members.language", Language::named(&language)) {
            languages.push((language, n));
        }
        match state.as_str() {
            "waiting" | "sending" => sending.waiting += n,
            "sent" => sending.sent += n,
            "unsure" => sending.unsure += n,
            "cancelled" => sending.cancelled += n,
            _ => {
                let failure = reading.part("notice_members.failure", failure.as_deref().and_then(Failure::named));
                let failure = failure.unwrap_or(Failure::Damaged);
                match sending.failed.iter_mut().find(|(known, _)| *known == failure) {
                    Some((_, sum)) => *sum += n,
                    None => sending.failed.push((failure, n)),
                }
            }
        }
    }
    Ok((sending, languages))
}
