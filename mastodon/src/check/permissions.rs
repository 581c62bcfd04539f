//! What the database lets us do.

use sqlx::{PgPool, Row};

use super::{Finding, capitalized};
use crate::catalogue::Catalogue;
use crate::settings::Settings;
use crate::sql;

/// Tables that only some versions have and that removal changes.
const SOMETIMES: &[&str] = &[
    "account_moderation_notes",
    "annual_report_statuses_per_account_counts",
    "collection_items",
    "collections",
    "conversations",
    "emoji_reactions",
    "fasp_follow_recommendations",
    "generated_annual_reports",
    "quotes",
    "relationship_severance_events",
    "status_references",
    "tag_account_mutes",
    "tagged_objects",
];

const FORBIDDEN: &str = "SELECT c.relname::text AS name FROM pg_catalog.pg_class c
WHERE c.relname = ANY($1) AND c.relkind IN ('r', 'p') AND pg_catalog.pg_table_is_visible(c.oid)
  AND NOT (pg_catalog.has_table_privilege(c.oid, 'SELECT') AND pg_catalog.has_table_privilege(c.oid, 'UPDATE')
           AND pg_catalog.has_table_privilege(c.oid, 'DELETE'))
ORDER BY 1";

/// The findings about a database that answered and is Mastodon's.
pub(super) async fn findings(pool: &PgPool, catalogue: &Catalogue, settings: &Settings) -> Vec<Finding> {
    let name = &settings.database.name;
    let mut findings = match forbidden(pool, catalogue).await {
        Err(_) => vec![Finding::bad(
            "database",
            format!("The database {name} stopped answering."),
            "Try again when PostgreSQL answers.",
        )],
        Ok(forbidden) => vec![
            Finding::good("database", format!("The database {name} answers.")),
            Finding::good("schema", "It is the database of a Mastodon that is supported."),
            permissions(&forbidden, &settings.database.user),
        ],
    };
    findings.push(instances(catalogue));
    findings.push(unknown_tables(catalogue));
    findings
}

async fn forbidden(pool: &PgPool, catalogue: &Catalogue) -> Result<Vec<String>, sqlx::Error> {
    let tables: Vec<&str> = Catalogue::needed_tables()
        .chain(SOMETIMES.iter().copied().filter(|table| catalogue.has_table(table)))
        .collect();
    let rows = sql::query(FORBIDDEN).bind(tables).read_all(pool).await?;
    rows.iter().map(|row| row.try_get("name")).collect()
}

fn permissions(forbidden: &[String], user: &str) -> Finding {
    if forbidden.is_empty() {
        return Finding::good("permissions", format!("The user {user} may read, change and delete what it has to."));
    }
    Finding::bad(
        "permissions",
        format!("The user {user} may not read, change and delete in: {}.", forbidden.join(", ")),
        format!("Use Mastodon's own database user, or GRANT SELECT, UPDATE, DELETE on these tables to {user}."),
    )
}

/// Not being the owner is no fault: Mastodon refreshes the list itself every hour.
fn instances(catalogue: &Catalogue) -> Finding {
    match catalogue.view("instances") {
        Some(view) if !view.ours => Finding {
            remedy: Some(format!("To refresh it at once after a purge, connect as {}.", view.owner)),
            ..Finding::good(
                "instances",
                format!("The list of servers belongs to {}; after a purge Mastodon will refresh it.", view.owner),
            )
        },
        Some(_) => Finding::good("instances", "The list of servers can be refreshed after a purge."),
        None => Finding::good("instances", "There is no list of servers to refresh."),
    }
}

fn unknown_tables(catalogue: &Catalogue) -> Finding {
    let refusals = catalogue.refusals();
    if refusals.is_empty() {
        return Finding::good("unknown-tables", "No unknown table holds a removal back.");
    }
    let sentences: Vec<_> = refusals.iter().map(|refusal| capitalized(&refusal.to_string())).collect();
    Finding::bad(
        "unknown-tables",
        sentences.join(" "),
        "If you know the table, give its foreign key ON DELETE CASCADE or SET NULL.",
    )
}
