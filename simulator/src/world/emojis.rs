//! Custom emojis with their files.

use serde_json::json;

use super::World;
use super::attachments::Attachment;
use super::files::Place;
use super::moment::days_ago;
use super::pictures::Kind;

impl World {
    /// A custom emoji of that server, or of the site itself, with its moving and its still picture.
    pub async fn emoji(&self, shortcode: &str, domain: Option<&str>) -> Attachment {
        let id: i64 = sqlx::query_scalar("SELECT nextval(pg_get_serial_sequence('custom_emojis', 'id'))")
            .fetch_one(&self.pool)
            .await
            .expect("an emoji gets its id");
        let place = Place { folder: "custom_emojis/images", id, cached: domain.is_some() };
        let name = self.file_name(Kind::Png);
        let files = vec![place.key("original", &name), place.key("static", &name)];
        let size = self.files.write(&files[0], Kind::Png).expect("an emoji's picture is written");
        self.files.write(&files[1], Kind::Png).expect("an emoji's still picture is written");
        let at = self.timestamp(days_ago(300));
        let row = json!({
            "id": id, "shortcode": shortcode, "domain": domain, "created_at": at, "updated_at": at,
            "uri": domain.map(|domain| format!("https://{domain}/emojis/{shortcode}")),
            "image_remote_url": domain.map(|domain| format!("https://{domain}/emojis/{shortcode}.png")),
            "image_file_name": name, "image_content_type": "image/png", "image_file_size": size,
            "image_storage_schema_version": 1,
        });
        self.insert("custom_emojis", row).await;
        Attachment { id, files }
    }
}
