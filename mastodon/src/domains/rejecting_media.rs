//! Servers whose media the site does not want.

use std::collections::BTreeSet;

use model::Domain;
use sqlx::Row;
use sqlx::postgres::PgRow;

use crate::connect::Mastodon;
use crate::read_error::ReadError;
use crate::sql;

/// The servers whose media Mastodon rejects: it fetches no picture for an account there, nor for one below them.
///
/// Mirrors `DomainBlock.reject_media?` of app/models/domain_block.rs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RejectingMedia(BTreeSet<String>);

impl RejectingMedia {
    /// Reads them all; there are as many as the site has domain blocks.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn read(mastodon: &Mastodon) -> Result<Self, ReadError> {
        let read = async {
            let rows =
                sql::query("SELECT domain FROM domain_blocks WHERE reject_media").read_all(&mastodon.pool).await?;
            let name = |row: &PgRow| row.try_get::<String, _>("domain").map(|domain| domain.to_lowercase());
            rows.iter().map(name).collect::<Result<_, _>>().map(Self)
        };
        read.await.map_err(ReadError::RejectingMedia)
    }

    /// Whether that server, or one above it, is among them.
    #[must_use]
    pub fn covers(&self, domain: &Domain) -> bool {
        let name = domain.as_str().to_lowercase();
        let mut name = name.as_str();
        loop {
            if self.0.contains(name) {
                return true;
            }
            match name.split_once('.') {
                Some((_, above)) => name = above,
                None => return false,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_covers_what_is_below_and_nothing_beside() {
        let blocked = RejectingMedia(BTreeSet::from(["bad.example".to_owned()]));
        let covers = |name: &str| blocked.covers(&name.parse().expect("a name"));
        assert!(covers("bad.example") && covers("pics.bad.example"));
        assert!(blocked.covers(&Domain::from_database("Pics.BAD.example".to_owned())));
        assert!(!covers("notbad.example") && !covers("example"));
    }
}
