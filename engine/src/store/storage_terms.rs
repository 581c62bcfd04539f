//! What storage costs at a site, and how much of it there may be.

use model::SiteId;
use model::storage::Terms;

use super::activities::{self, Activity};
use super::damage::Reading;
use super::db::{Db, StoreError, asking, in_transaction, on_db};

/// The terms of a site; none of them set when nobody has told any.
///
/// # Errors
/// [`StoreError::Query`], [`StoreError::Damaged`].
pub async fn lookup(db: &Db, site: SiteId) -> Result<Terms, StoreError> {
    const SQL: &str = "SELECT terms FROM storage_terms WHERE site_id = $1";
    let terms: Option<String> =
        on_db!(read db, pool => sqlx::query_scalar(SQL).bind(site.0).fetch_optional(pool).await)
            .map_err(asking("storage_terms::lookup"))?;
    terms.map_or_else(
        || Ok(Terms::default()),
        |terms| {
            let terms = Reading::of(&site).part("storage_terms.terms", serde_json::from_str(&terms));
            terms.ok_or(StoreError::Damaged("storage_terms.terms"))
        },
    )
}

/// Sets the terms of a site, with the activity that did it.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn put(db: &Db, site: SiteId, terms: &Terms, activity: &Activity) -> Result<(), StoreError> {
    const SQL: &str = "INSERT INTO storage_terms (site_id, terms) VALUES ($1, $2)
        ON CONFLICT (site_id) DO UPDATE SET terms = excluded.terms";
    let terms = serde_json::to_string(terms).map_err(|_| StoreError::Damaged("storage_terms.terms"))?;
    in_transaction!(db, "storage_terms::put", tx => {
        sqlx::query(SQL).bind(site.0).bind(&terms).execute(&mut *tx).await.map_err(asking("storage_terms::put"))?;
        activities::record!(tx, activity, "storage_terms::put");
    });
    Ok(())
}
