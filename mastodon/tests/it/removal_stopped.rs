//! Removing accounts, stopped anywhere and taken up again.

use mastodon::journal::MemoryJournal;
use mastodon::{WriteError, Writer};
use simulator::MastodonVersion;

use crate::removal::Vanished;
use crate::support::{StoppingJournal, When};

/// Makes deleting from a table fail, as if the process ended before that transaction was done.
async fn break_table(vanished: &Vanished, table: &str) {
    let statement = format!(
        "CREATE FUNCTION stop() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''stopped''; END';
         CREATE TRIGGER stop BEFORE DELETE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION stop();"
    );
    sqlx::raw_sql(sqlx::AssertSqlSafe(statement)).execute(vanished.site.world.pool()).await.expect("it is broken");
}

async fn mend(vanished: &Vanished) {
    vanished.site.execute("DROP FUNCTION stop() CASCADE").await;
}

/// Settles as every run begins; nothing may stay open.
async fn settle(vanished: &Vanished, journal: &MemoryJournal) {
    let writer = Writer::Apply(vanished.site.mastodon.clone());
    writer.settle(&journal.open_entries(), journal).await.expect("it is settled");
    assert!(journal.open_entries().is_empty());
}

/// Goes on to the end; the end must be the same as without a stop.
async fn go_on(vanished: &Vanished, journal: &MemoryJournal) {
    settle(vanished, journal).await;
    let writer = Writer::Apply(vanished.site.mastodon.clone());
    writer.remove_accounts(&[vanished.id()], journal).await.expect("it is removed");
    vanished.check().await;
    assert!(journal.open_entries().is_empty());
}

async fn stopped_at_every_call_of_the_journal_it_ends_the_same(version: MastodonVersion) {
    for at_the_close in [When::Before, When::After] {
        let vanished = Vanished::on(version).await;
        let journal = MemoryJournal::default();
        // First for the attachments, and when they are gone for the pictures: at the open, just after it, and at the close.
        let stops = [(When::Before, 0), (When::After, 0), (at_the_close, 1)];
        for (when, good) in stops.into_iter().chain(stops) {
            let stopping = StoppingJournal::new(&journal, when, good);
            let writer = Writer::Apply(vanished.site.mastodon.clone());

            let stopped = writer.remove_accounts(&[vanished.id()], &stopping).await;

            assert!(matches!(stopped, Err(WriteError::Journal(_))), "{when:?} {good}: {stopped:?}");
            settle(&vanished, &journal).await;
        }
        go_on(&vanished, &journal).await;
    }
}

async fn stopped_at_every_transaction_it_ends_the_same(version: MastodonVersion) {
    let vanished = Vanished::on(version).await;
    let journal = MemoryJournal::default();
    for table in ["statuses", "media_attachments", "accounts"] {
        break_table(&vanished, table).await;
        let writer = Writer::Apply(vanished.site.mastodon.clone());

        let stopped = writer.remove_accounts(&[vanished.id()], &journal).await.expect_err(table);

        let told = match table {
            "statuses" => matches!(stopped, WriteError::RemoveStatuses { .. }),
            "media_attachments" => matches!(stopped, WriteError::RemoveMedia { .. }),
            _ => matches!(stopped, WriteError::RemoveRows { .. }),
        };
        assert!(told, "{stopped:?}");
        mend(&vanished).await;
        settle(&vanished, &journal).await;
    }
    go_on(&vanished, &journal).await;
}

async fn a_deadlock_is_no_reason_to_give_up(version: MastodonVersion) {
    let vanished = Vanished::on(version).await;
    // Sequences do not roll back: the first two attempts fail, the third goes well.
    vanished
        .site
        .execute(
            "CREATE SEQUENCE attempts;
             CREATE FUNCTION stop() RETURNS trigger LANGUAGE plpgsql AS
               'BEGIN IF nextval(''attempts'') < 3 THEN RAISE EXCEPTION ''deadlock'' USING ERRCODE = ''40P01''; END IF;
                RETURN NULL; END';
             CREATE TRIGGER stop BEFORE DELETE ON accounts FOR EACH STATEMENT EXECUTE FUNCTION stop();",
        )
        .await;
    let journal = MemoryJournal::default();

    let writer = Writer::Apply(vanished.site.mastodon.clone());
    writer.remove_accounts(&[vanished.id()], &journal).await.expect("it is removed");

    vanished.site.execute("DROP FUNCTION stop() CASCADE; DROP SEQUENCE attempts").await;
    vanished.check().await;
}

on_every_release_and_fork!(stopped_at_every_transaction_it_ends_the_same);
on_every_release!(stopped_at_every_call_of_the_journal_it_ends_the_same, a_deadlock_is_no_reason_to_give_up,);
