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

/// Settles and goes on to the end; the end must be the same as without a stop.
async fn go_on(vanished: &Vanished, journal: &MemoryJournal) {
    let writer = Writer::Apply(vanished.site.mastodon.clone());
    writer.settle(&journal.open_entries(), journal).await.expect("it is settled");
    assert!(journal.open_entries().is_empty());
    writer.remove_accounts(&[vanished.id()], journal).await.expect("it is removed");
    vanished.check().await;
    assert!(journal.open_entries().is_empty());
}

async fn stopped_at_any_call_of_the_journal_it_ends_the_same(version: MastodonVersion) {
    // Attachments and pictures are opened and closed: four calls.
    for when in [When::Before, When::After] {
        for good in 0..4 {
            let vanished = Vanished::on(version).await;
            let journal = MemoryJournal::default();
            let stopping = StoppingJournal::new(&journal, when, good);
            let writer = Writer::Apply(vanished.site.mastodon.clone());

            let stopped = writer.remove_accounts(&[vanished.id()], &stopping).await;

            assert!(matches!(stopped, Err(WriteError::Journal(_))), "{when:?} {good}: {stopped:?}");
            go_on(&vanished, &journal).await;
        }
    }
}

async fn stopped_at_any_transaction_it_ends_the_same(version: MastodonVersion) {
    for table in ["statuses", "media_attachments", "accounts"] {
        let vanished = Vanished::on(version).await;
        let journal = MemoryJournal::default();
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
        go_on(&vanished, &journal).await;
    }
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

on_every_release!(
    stopped_at_any_call_of_the_journal_it_ends_the_same,
    stopped_at_any_transaction_it_ends_the_same,
    a_deadlock_is_no_reason_to_give_up,
);
