//! The sheets that a post fills.

use sqlx::PgConnection;

use super::sheet::Sheet;
use crate::world::Tables;

/// Every table a post may have rows in.
#[derive(Debug)]
pub(crate) struct Sheets {
    pub(crate) conversations: Sheet,
    pub(crate) statuses: Sheet,
    pub(crate) mentions: Sheet,
    pub(crate) media: Sheet,
    pub(crate) polls: Sheet,
    pub(crate) votes: Sheet,
    pub(crate) tags: Sheet,
    pub(crate) cards: Sheet,
    pub(crate) linked: Sheet,
    pub(crate) quotes: Sheet,
    pub(crate) talks: Sheet,
}

impl Sheets {
    pub(crate) fn new(tables: &Tables) -> Self {
        let sheet = |table, columns: &[&'static str]| Sheet::new(tables, table, columns);
        Self {
            conversations: sheet(
                "conversations",
                &["id", "created_at", "updated_at", "parent_status_id", "parent_account_id"],
            ),
            statuses: sheet(
                "statuses",
                &[
                    "id",
                    "uri",
                    "url",
                    "text",
                    "created_at",
                    "updated_at",
                    "in_reply_to_id",
                    "in_reply_to_account_id",
                    "reblog_of_id",
                    "visibility",
                    "reply",
                    "language",
                    "conversation_id",
                    "local",
                    "account_id",
                    "poll_id",
                ],
            ),
            mentions: sheet("mentions", &["id", "status_id", "account_id", "created_at", "updated_at"]),
            media: sheet(
                "media_attachments",
                &[
                    "id",
                    "status_id",
                    "account_id",
                    "created_at",
                    "updated_at",
                    "type",
                    "remote_url",
                    "file_file_name",
                    "file_content_type",
                    "file_file_size",
                    "file_updated_at",
                    "file_storage_schema_version",
                    "processing",
                ],
            ),
            polls: sheet(
                "polls",
                &[
                    "id",
                    "account_id",
                    "status_id",
                    "expires_at",
                    "options",
                    "cached_tallies",
                    "votes_count",
                    "voters_count",
                    "created_at",
                    "updated_at",
                ],
            ),
            votes: sheet("poll_votes", &["id", "account_id", "poll_id", "choice", "created_at", "updated_at"]),
            tags: sheet("statuses_tags", &["status_id", "tag_id"]),
            cards: sheet("preview_cards", &["id", "url", "title", "created_at", "updated_at"]),
            linked: sheet("preview_cards_statuses", &["preview_card_id", "status_id", "url"]),
            quotes: sheet(
                "quotes",
                &[
                    "id",
                    "account_id",
                    "status_id",
                    "quoted_status_id",
                    "quoted_account_id",
                    "state",
                    "created_at",
                    "updated_at",
                ],
            ),
            talks: sheet(
                "account_conversations",
                &[
                    "id",
                    "account_id",
                    "conversation_id",
                    "participant_account_ids",
                    "status_ids",
                    "last_status_id",
                    "unread",
                ],
            ),
        }
    }

    /// In an order in which each row finds what it points at.
    fn in_order(&mut self) -> [&mut Sheet; 11] {
        [
            &mut self.conversations,
            &mut self.statuses,
            &mut self.mentions,
            &mut self.media,
            &mut self.polls,
            &mut self.votes,
            &mut self.tags,
            &mut self.cards,
            &mut self.linked,
            &mut self.quotes,
            &mut self.talks,
        ]
    }

    /// Writes the rows so far.
    pub(crate) async fn send(&mut self, connection: &mut PgConnection) -> Result<(), sqlx::Error> {
        for sheet in self.in_order() {
            sheet.send(connection).await?;
        }
        Ok(())
    }

    /// Writes the rest and lets the tables count on.
    pub(crate) async fn close(mut self, connection: &mut PgConnection) -> Result<(), sqlx::Error> {
        self.send(connection).await?;
        for sheet in [self.conversations, self.mentions, self.polls, self.votes, self.cards, self.talks] {
            sheet.close(connection).await?;
        }
        Ok(())
    }
}
