-- The schema of Mastodon 3.4.1+fedibird, written by the example write_schema.
CREATE FUNCTION timestamp_id(table_name text) RETURNS bigint LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  RETURN ((extract(epoch FROM clock_timestamp()) * 1000)::bigint << 16) | (nextval(quote_ident(table_name || '_id_seq')) & 65535);
END
$$;
CREATE SEQUENCE "account_aliases_id_seq";
CREATE SEQUENCE "account_conversations_id_seq";
CREATE SEQUENCE "account_deletion_requests_id_seq";
CREATE SEQUENCE "account_domain_blocks_id_seq";
CREATE SEQUENCE "account_identity_proofs_id_seq";
CREATE SEQUENCE "account_migrations_id_seq";
CREATE SEQUENCE "account_moderation_notes_id_seq";
CREATE SEQUENCE "account_notes_id_seq";
CREATE SEQUENCE "account_pins_id_seq";
CREATE SEQUENCE "account_stats_id_seq";
CREATE SEQUENCE "account_statuses_cleanup_policies_id_seq";
CREATE SEQUENCE "account_subscribes_id_seq";
CREATE SEQUENCE "account_warning_presets_id_seq";
CREATE SEQUENCE "account_warnings_id_seq";
CREATE SEQUENCE "accounts_id_seq";
CREATE SEQUENCE "admin_action_logs_id_seq";
CREATE SEQUENCE "announcement_mutes_id_seq";
CREATE SEQUENCE "announcement_reactions_id_seq";
CREATE SEQUENCE "announcements_id_seq";
CREATE SEQUENCE "backups_id_seq";
CREATE SEQUENCE "blocks_id_seq";
CREATE SEQUENCE "bookmarks_id_seq";
CREATE SEQUENCE "canonical_email_blocks_id_seq";
CREATE SEQUENCE "circle_accounts_id_seq";
CREATE SEQUENCE "circles_id_seq";
CREATE SEQUENCE "conversation_mutes_id_seq";
CREATE SEQUENCE "conversations_id_seq";
CREATE SEQUENCE "custom_emoji_categories_id_seq";
CREATE SEQUENCE "custom_emojis_id_seq";
CREATE SEQUENCE "custom_filters_id_seq";
CREATE SEQUENCE "devices_id_seq";
CREATE SEQUENCE "domain_allows_id_seq";
CREATE SEQUENCE "domain_blocks_id_seq";
CREATE SEQUENCE "domain_subscribes_id_seq";
CREATE SEQUENCE "email_domain_blocks_id_seq";
CREATE SEQUENCE "emoji_reactions_id_seq";
CREATE SEQUENCE "encrypted_messages_id_seq";
CREATE SEQUENCE "favourite_domains_id_seq";
CREATE SEQUENCE "favourite_tags_id_seq";
CREATE SEQUENCE "favourites_id_seq";
CREATE SEQUENCE "featured_tags_id_seq";
CREATE SEQUENCE "follow_recommendation_suppressions_id_seq";
CREATE SEQUENCE "follow_requests_id_seq";
CREATE SEQUENCE "follow_tags_id_seq";
CREATE SEQUENCE "follows_id_seq";
CREATE SEQUENCE "generators_id_seq";
CREATE SEQUENCE "identities_id_seq";
CREATE SEQUENCE "imports_id_seq";
CREATE SEQUENCE "invites_id_seq";
CREATE SEQUENCE "ip_blocks_id_seq";
CREATE SEQUENCE "keyword_subscribes_id_seq";
CREATE SEQUENCE "list_accounts_id_seq";
CREATE SEQUENCE "lists_id_seq";
CREATE SEQUENCE "login_activities_id_seq";
CREATE SEQUENCE "markers_id_seq";
CREATE SEQUENCE "media_attachments_id_seq";
CREATE SEQUENCE "mentions_id_seq";
CREATE SEQUENCE "mutes_id_seq";
CREATE SEQUENCE "nodes_id_seq";
CREATE SEQUENCE "notifications_id_seq";
CREATE SEQUENCE "oauth_access_grants_id_seq";
CREATE SEQUENCE "oauth_access_tokens_id_seq";
CREATE SEQUENCE "oauth_applications_id_seq";
CREATE SEQUENCE "one_time_keys_id_seq";
CREATE SEQUENCE "pghero_space_stats_id_seq";
CREATE SEQUENCE "poll_votes_id_seq";
CREATE SEQUENCE "polls_id_seq";
CREATE SEQUENCE "preview_cards_id_seq";
CREATE SEQUENCE "push_subscription_blocks_id_seq";
CREATE SEQUENCE "redirect_links_id_seq";
CREATE SEQUENCE "relays_id_seq";
CREATE SEQUENCE "report_notes_id_seq";
CREATE SEQUENCE "reports_id_seq";
CREATE SEQUENCE "rules_id_seq";
CREATE SEQUENCE "scheduled_statuses_id_seq";
CREATE SEQUENCE "session_activations_id_seq";
CREATE SEQUENCE "settings_id_seq";
CREATE SEQUENCE "site_uploads_id_seq";
CREATE SEQUENCE "status_capability_tokens_id_seq";
CREATE SEQUENCE "status_expires_id_seq";
CREATE SEQUENCE "status_pins_id_seq";
CREATE SEQUENCE "status_references_id_seq";
CREATE SEQUENCE "status_stats_id_seq";
CREATE SEQUENCE "statuses_id_seq";
CREATE SEQUENCE "system_keys_id_seq";
CREATE SEQUENCE "tag_account_mutes_id_seq";
CREATE SEQUENCE "tags_id_seq";
CREATE SEQUENCE "tombstones_id_seq";
CREATE SEQUENCE "unavailable_domains_id_seq";
CREATE SEQUENCE "user_invite_requests_id_seq";
CREATE SEQUENCE "users_id_seq";
CREATE SEQUENCE "web_push_subscriptions_id_seq";
CREATE SEQUENCE "web_settings_id_seq";
CREATE SEQUENCE "webauthn_credentials_id_seq";
CREATE TABLE "account_aliases" (
  "id" bigint DEFAULT nextval('account_aliases_id_seq'::regclass) NOT NULL,
  "account_id" bigint,
  "acct" character varying DEFAULT ''::character varying NOT NULL,
  "uri" character varying DEFAULT ''::character varying NOT NULL,
  "created_at" timestamp without time zone NOT NULL,
  "updated_at" timestamp without time zone NOT NULL,
  PRIMARY KEY ("id")
);
CREATE TABLE "account_conversations" (
  "id" bigint DEFAULT nextval('account_conversations_id_seq'::regclass) NOT NULL,
  "account_id" bigint,
  "conversation_id" bigint,
  "participant_account_ids" bigint[] DEFAULT '{}'::bigint[] NOT NULL,
  "status_ids" bigint[] DEFAULT '{}'::bigint[] NOT NULL,
  "last_status_id" bigint,
  "lock_version" integer DEFAULT 0 NOT NULL,
  "unread" boolean DEFAULT false NOT NULL,
  PRIMARY KEY ("id")
);
CREATE TABLE "account_deletion_requests" (
  "id" bigint DEFAULT nextval('account_deletion_requests_id_seq'::regclass) NOT NULL,
  "account_id" bigint,
  "created_at" timestamp without time zone NOT NULL,
  "updated_at" timestamp without time zone NOT NULL,
  PRIMARY KEY ("id")
);
CREATE TABLE "account_domain_blocks" (
  "id" bigint DEFAULT nextval('account_domain_blocks_id_seq'::regclass) NOT NULL,
  "domain" character varying,
  "created_at" timestamp without time zone NOT NULL,
  "updated_at" timestamp without time zone NOT NULL,
  "account_id" bigint,
  PRIMARY KEY ("id")
);
CREATE TABLE "account_identity_proofs" (
  "id" bigint DEFAULT nextval('account_identity_proofs_id_seq'::regclass) NOT NULL,
  "account_id" bigint,
  "provider" character varying DEFAULT ''::character varying NOT NULL,
  "provider_username" character varying DEFAULT ''::character varying NOT NULL,
  "token" text DEFAULT ''::text NOT NULL,
  "verified" boolean DEFAULT false NOT NULL,
  "live" boolean DEFAULT false NOT NULL,
  "created_at" timestamp without time zone NOT NULL,
  "updated_at" timestamp without time zone NOT NULL,
  PRIMARY KEY ("id")
);
CREATE TABLE "account_migrations" (
  "id" bigint DEFAULT nextval('account_migrations_id_seq'::regclass) NOT NULL,
  "account_id" bigint,
  "acct" character varying DEFAULT ''::character varying NOT NULL,
  "followers_count" bigint DEFAULT 0 NOT NULL,
  "target_account_id" bigint,
  "created_at" timestamp without time zone NOT NULL,
  "updated_at" timestamp without time zone NOT NULL,
  PRIMARY KEY ("id")
);
CREATE TABLE "account_moderation_notes" (
  "id" bigint DEFAULT nextval('account_moderation_notes_id_seq'::regclass) NOT NULL,
  "content" text NOT NULL,
  "account_id" bigint NOT NULL,
  "target_account_id" bigint NOT NULL,
  "created_at" timestamp without time zone NOT NULL,
  "updated_at" timestamp without time zone NOT NULL,
  PRIMARY KEY ("id")
);
CREATE TABLE "account_notes" (
  "id" bigint DEFAULT nextval('account_notes_id_seq'::regclass) NOT NULL,
  "account_id" bigint,
  "target_account_id" bigint,
  "comment" text NOT NULL,
  "created_at" timestamp without time zone NOT NULL,
  "updated_at" timestamp without time zone NOT NULL,
  PRIMARY KEY ("id")
);
CREATE TABLE "account_pins" (
  "id" bigint DEFAULT nextval('account_pins_id_seq'::regclass) NOT NULL,
  "account_id" bigint,
  "target_account_id" bigint,
  "created_at" timestamp without time zone NOT NULL,
  "updated_at" timestamp without time zone NOT NULL,
  PRIMARY KEY ("id")
);
CREATE TABLE "account_stats" (
  "id" bigint DEFAULT nextval('account_stats_id_seq'::regclass) NOT NULL,
  "account_id" bigint NOT NULL,
  "statuses_count" bigint DEFAULT 0 NOT NULL,
  "following_count" bigint DEFAULT 0 NOT NULL,
  "followers_count" bigint DEFAULT 0 NOT NULL,
  "created_at" timestamp without time zone NOT NULL,
  "updated_at" timestamp without time zone NOT NULL,
  "last_status_at" timestamp without time zone,
  "subscribing_count" bigint DEFAULT 0 NOT NULL,
  "outbox_next_page_url" character varying,
  PRIMARY KEY ("id")
);
CREATE TABLE "account_statuses_cleanup_policies" (
  "id" bigint DEFAULT nextval('account_statuses_cleanup_policies_id_seq'::regclass) NOT NULL,
  "account_id" bigint NOT NULL,
  "enabled" boolean DEFAULT true NOT NULL,
  "min_status_age" integer DEFAULT 1209600 NOT NULL,
  "keep_direct" boolean DEFAULT true NOT NULL,
  "keep_pinned" boolean DEFAULT true NOT NULL,
  "keep_polls" boolean DEFAULT false NOT NULL,
  "keep_media" boolean DEFAULT false NOT NULL,
  "keep_self_fav" boolean DEFAULT true NOT NULL,
  "keep_self_bookmark" boolean DEFAULT true NOT NULL,
  "min_favs" integer,
  "min_reblogs" integer,
  "created_at" timestamp(6) without time zone NOT NULL,
  "updated_at" timestamp(6) without time zone NOT NULL,
  PRIMARY KEY ("id")
);
CREATE TABLE "account_subscribes" (
  "id" bigint DEFAULT nextval('account_subscribes_id_seq'::regclass) NOT NULL,
  "account_id" bigint,
  "target_account_id" bigint,
  "created_at" timestamp without time zone NOT NULL,
  "updated_at" timestamp without time zone NOT NULL,
  "list_id" bigint,
  "show_reblogs" boolean DEFAULT true NOT NULL,
  "media_only" boolean DEFAULT false NOT NULL,
  PRIMARY KEY ("id")
);
CREATE TABLE "account_warning_presets" (
  "id" bigint DEFAULT nextval('account_warning_presets_id_seq'::regclass) NOT NULL,
  "text" text DEFAULT ''::text NOT NULL,
  "created_at" timestamp without time zone NOT NULL,
  "updated_at" timestamp without time zone NOT NULL,
  "title" character varying DEFAULT ''::character varying NOT NULL,
  PRIMARY KEY ("id")
);
CREATE TABLE "account_warnings" (
  "id" bigint DEFAULT nextval('account_warnings_id_seq'::regclass) NOT NULL,
  "account_id" bigint,
  "target_account_id" bigint,
  "action" integer DEFAULT 0 NOT NULL,
  "text" text DEFAULT ''::text NOT NULL,
  "created_at" timestamp without time zone NOT NULL,
  "updated_at" timestamp without time zone NOT NULL,
  PRIMARY KEY ("id")
);
CREATE TABLE "accounts" (
  "id" bigint DEFAULT timestamp_id('accounts'::text) NOT NULL,
  "username" character varying DEFAULT ''::character varying NOT NULL,
  "domain" character varying,
  "private_key" text,
  "public_key" text DEFAULT ''::text NOT NULL,
  "created_at" timestamp without time zone NOT NULL,
  "updated_at" timestamp without time zone NOT NULL,
  "note" text DEFAULT ''::text NOT NULL,
  "display_name" character varying DEFAULT ''::character varying NOT NULL,
  "uri" character varying DEFAULT ''::character varying NOT NULL,
  "url" character varying,
  "avatar_file_name" character varying,
  "avatar_content_type" character varying,
  "avatar_file_size" integer,
  "avatar_updated_at" timestamp without time zone,
  "header_file_name" character varying,
  "header_content_type" character varying,
  "header_file_size" integer,
  "header_updated_at" timestamp without time zone,
  "avatar_remote_url" character varying,
  "locked" boolean DEFAULT false NOT NULL,
  "header_remote_url" character varying DEFAULT ''::character varying NOT NULL,
  "last_webfingered_at" timestamp without time zone,
  "inbox_url" character varying DEFAULT ''::character varying NOT NULL,
  "outbox_url" character varying DEFAULT ''::character varying NOT NULL,
  "shared_inbox_url" character varying DEFAULT ''::character varying NOT NULL,
  "followers_url" character varying DEFAULT ''::character varying NOT NULL,
  "protocol" integer DEFAULT 0 NOT NULL,
  "memorial" boolean DEFAULT false NOT NULL,
  "moved_to_account_id" bigint,
  "featured_collection_url" character varying,
  "fields" jsonb,
  "actor_type" character varying,
  "discoverable" boolean,
  "also_known_as" character varying[],
  "silenced_at" timestamp without time zone,
  "suspended_at" timestamp without time zone,
  "trust_level" integer,
  "hide_collections" boolean,
  "avatar_storage_schema_version" integer,
  "header_storage_schema_version" integer,
  "devices_url" character varying,
  "suspension_origin" integer,
  "sensitized_at" timestamp without time zone,
  "settings" jsonb DEFAULT '"{}"'::jsonb NOT NULL,
  "silence_mode" integer DEFAULT 0 NOT NULL,
  "searchability" integer DEFAULT 3 NOT NULL,
  "featured_tags_collection_url" character varying,
  "avatar_thumbhash" character varying,
  "header_thumbhash" character varying,
  "indexable" boolean DEFAULT false NOT NULL,
  "priority" integer DEFAULT 0 NOT NULL,
  PRIMARY KEY ("id")
);
CREATE TABLE "accounts_tags" (
  "account_id" bigint NOT NULL,
  "tag_id" bigint NOT NULL
);
CREATE TABLE "admin_action_logs" (
  "id" bigint DEFAULT nextval('admin_action_logs_id_seq'::regclass) NOT NULL,
  "account_id" bigint,
  "action" character varying DEFAULT ''::character varying NOT NULL,
  "target_type" character varying,
  "target_id" bigint,
  "recorded_changes" text DEFAULT ''::text NOT NULL,
  "created_at" timestamp without time zone NOT NULL,
  "updated_at" timestamp without time zone NOT NULL,
  PRIMARY KEY ("id")
);
CREATE TABLE "announcement_mutes" (
  "id" bigint DEFAULT nextval('announcement_mutes_id_seq'::regclass) NOT NULL,
  "account_id" bigint,
  "announcement_id" bigint,
  "created_at" timestamp without time zone NOT NULL,
  "updated_at" timestamp without time zone NOT NULL,
  PRIMARY KEY ("id")
);
CREATE TABLE "announcement_reactions" (
  "id" bigint DEFAULT nextval('announcement_reactions_id_seq'::regclass) NOT NULL,
  "account_id" bigint,
  "announcement_id" bigint,
  "name" character varying DEFAULT ''::character varying NOT NULL,
  "custom_emoji_id" bigint,
  "created_at" timestamp without time zone NOT NULL,
  "updated_at" timestamp without time zone NOT NULL,
  PRIMARY KEY ("id")
);
CREATE TABLE "announcements" (
  "id" bigint DEFAULT nextval('announcements_id_seq'::regclass) NOT NULL,
  "text" text DEFAULT ''::text NOT NULL,
  "published" boolean DEFAULT false NOT NULL,
  "all_day" boolean DEFAULT false NOT NULL,
  "scheduled_at" timestamp without time zone,
  "starts_at" timestamp without time zone,
  "ends_at" timestamp without time zone,
  "created_at" timestamp without time zone NOT NULL,
  "updated_at" timestamp without time zone NOT NULL,
  "published_at" timestamp without time zone,
  "status_ids" bigint[],
  PRIMARY KEY ("id")
);
CREATE TABLE "backups" (
  "id" bigint DEFAULT nextval('backups_id_seq'::regclass) NOT NULL,
  "user_id" bigint,
  "dump_file_name" character varying,
  "dump_content_type" character varying,
  "dump_file_size" bigint,
  "dump_updated_at" timestamp without time zone,
  "processed" boolean DEFAULT false NOT NULL,
  "created_at" timestamp without time zone NOT NULL,
  "updated_at" timestamp without time zone NOT NULL,
  PRIMARY KEY ("id")
);
CREATE TABLE "blocks" (
  "id" bigint DEFAULT nextval('blocks_id_seq'::regclass) NOT NULL,
  "created_at" timestamp without time zone NOT NULL,
  "updated_at" timestamp without time zone NOT NULL,
  "account_id" bigint NOT NULL,
  "target_account_id" bigint NOT NULL,
  "uri" character varying,
  PRIMARY KEY ("id")
);
CREATE TABLE "bookmarks" (
  "id" bigint DEFAULT nextval('bookmarks_id_seq'::regclass) NOT NULL,
  "account_id" bigint NOT NULL,
  "status_id" bigint NOT NULL,
  "created_at" timestamp without time zone NOT NULL,
  "updated_at" timestamp without time zone NOT NULL,
  PRIMARY KEY ("id")
);
CREATE TABLE "canonical_email_blocks" (
  "id" bigint DEFAULT nextval('canonical_email_blocks_id_seq'::regclass) NOT NULL,
  "canonical_email_hash" character varying DEFAULT ''::character varying NOT NULL,
  "reference_account_id" bigint NOT NULL,
  "created_at" timestamp(6) without time zone NOT NULL,
  "updated_at" timestamp(6) without time zone NOT NULL,
  PRIMARY KEY ("id")
);
CREATE TABLE "circle_accounts" (
  "id" bigint DEFAULT nextval('circle_accounts_id_seq'::regclass) NOT NULL,
  "circle_id" bigint NOT NULL,
  "account_id" bigint NOT NULL,
  "follow_id" bigint NOT NULL,
  "created_at" timestamp without time zone NOT NULL,
  "updated_at" timestamp without time zone NOT NULL,
  PRIMARY KEY ("id")
);
CREATE TABLE "circles" (
  "id" bigint DEFAULT nextval('circles_id_seq'::regclass) NOT NULL,
  "account_id" bigint NOT NULL,
  "title" character varying DEFAULT ''::character varying NOT NULL,
  "created_at" timestamp without time zone NOT NULL,
  "updated_at" timestamp without time zone NOT NULL,
  PRIMARY KEY ("id")
);
CREATE TABLE "conversation_mutes" (
  "id" bigint DEFAULT nextval('conversation_mutes_id_seq'::regclass) NOT NULL,
  "conversation_id" bigint NOT NULL,
  "account_id" bigint NOT NULL,
  PRIMARY KEY ("id")
);
CREATE TABLE "conversations" (
  "id" bigint DEFAULT timestamp_id('conversations'::text) NOT NULL,
  "uri" character varying,
  "created_at" timestamp without time zone NOT NULL,
  "updated_at" timestamp without time zone NOT NULL,
  "parent_status_id" bigint,
  "parent_account_id" bigint,
  "inbox_url" character varying,
  PRIMARY KEY ("id")
);
CREATE TABLE "custom_emoji_categories" (
  "id" bigint DEFAULT nextval('custom_emoji_categories_id_seq'::regclass) NOT NULL,
  "name" character varying,
  "created_at" timestamp without time zone NOT NULL,
  "updated_at" timestamp without time zone NOT NULL,
  "view_style" integer DEFAULT 0 NOT NULL,
  PRIMARY KEY ("id")
);
CREATE TABLE "custom_emojis" (
  "id" bigint DEFAULT nextval('custom_emojis_id_seq'::regclass) NOT NULL,
  "shortcode" character varying DEFAULT ''::character varying NOT NULL,
  "domain" character varying,
  "image_file_name" character varying,
  "image_content_type" character varying,
  "image_file_size" integer,
  "image_updated_at" timestamp without time zone,
  "created_at" timestamp without time zone NOT NULL,
  "updated_at" timestamp without time zone NOT NULL,
  "disabled" boolean DEFAULT false NOT NULL,
  "uri" character varying,
  "image_remote_url" character varying,
  "visible_in_picker" boolean DEFAULT true NOT NULL,
  "category_id" bigint,
  "image_storage_schema_version" integer,
  "width" integer,
  "height" integer,
  "thumbhash" character varying,
  "copy_permission" integer DEFAULT 0 NOT NULL,
  "aliases" character varying[] DEFAULT '{}'::character varying[] NOT NULL,
  "meta" jsonb DEFAULT '{}'::jsonb NOT NULL,
  PRIMARY KEY ("id")
);
CREATE TABLE "custom_filters" (
  "id" bigint DEFAULT nextval('custom_filters_id_seq'::regclass) NOT NULL,
  "account_id" bigint,
  "expires_at" timestamp without time zone,
  "phrase" text DEFAULT ''::text NOT NULL,
  "context" character varying[] DEFAULT '{}'::character varying[] NOT NULL,
  "irreversible" boolean DEFAULT false NOT NULL,
  "created_at" timestamp without time zone NOT NULL,
  "updated_at" timestamp without time zone NOT NULL,
  "whole_word" boolean DEFAULT false NOT NULL,
  PRIMARY KEY ("id")
);
CREATE TABLE "devices" (
  "id" bigint DEFAULT nextval('devices_id_seq'::regclass) NOT NULL,
  "access_token_id" bigint,
  "account_id" bigint,
  "device_id" character varying DEFAULT ''::character varying NOT NULL,
  "name" character varying DEFAULT ''::character varying NOT NULL,
  "fingerprint_key" text DEFAULT ''::text NOT NULL,
  "identity_key" text DEFAULT ''::text NOT NULL,
  "created_at" timestamp without time zone NOT NULL,
  "updated_at" timestamp without time zone NOT NULL,
  PRIMARY KEY ("id")
);
CREATE TABLE "domain_allows" (
  "id" bigint DEFAULT nextval('domain_allows_id_seq'::regclass) NOT NULL,
  "domain" character varying DEFAULT ''::character varying NOT NULL,
  "created_at" timestamp without time zone NOT NULL,
  "updated_at" timestamp without time zone NOT NULL,
  PRIMARY KEY ("id")
);
CREATE TABLE "domain_blocks" (
  "id" bigint DEFAULT nextval('domain_blocks_id_seq'::regclass) NOT NULL,
  "domain" character varying DEFAULT ''::character varying NOT NULL,
  "created_at" timestamp without time zone NOT NULL,
  "updated_at" timestamp without time zone NOT NULL,
  "severity" integer DEFAULT 0,
  "reject_media" boolean DEFAULT false NOT NULL,
  "reject_reports" boolean DEFAULT false NOT NULL,
  "private_comment" text,
  "public_comment" text,
  "obfuscate" boolean DEFAULT false NOT NULL,
  PRIMARY KEY ("id")
);
CREATE TABLE "domain_subscribes" (
  "id" bigint DEFAULT nextval('domain_subscribes_id_seq'::regclass) NOT NULL,
  "account_id" bigint,
  "list_id" bigint,
  "domain" character varying DEFAULT ''::character varying NOT NULL,
  "created_at" timestamp without time zone NOT NULL,
  "updated_at" timestamp without time zone NOT NULL,
  "exclude_reblog" boolean DEFAULT true,
  "media_only" boolean DEFAULT false NOT NULL,
  PRIMARY KEY ("id")
);
CREATE TABLE "email_domain_blocks" (
  "id" bigint DEFAULT nextval('email_domain_blocks_id_seq'::regclass) NOT NULL,
  "domain" character varying DEFAULT ''::character varying NOT NULL,
  "created_at" timestamp without time zone NOT NULL,
  "updated_at" timestamp without time zone NOT NULL,
  "parent_id" bigint,
  PRIMARY KEY ("id")
);
CREATE TABLE "emoji_reactions" (
  "id" bigint DEFAULT timestamp_id('emoji_reactions'::text) NOT NULL,
  "account_id" bigint NOT NULL,
  "status_id" bigint NOT NULL,
  "name" character varying DEFAULT ''::character varying NOT NULL,
  "custom_emoji_id" bigint,
  "created_at" timestamp without time zone NOT NULL,
  "updated_at" timestamp without time zone NOT NULL,
  "uri" character varying,
  PRIMARY KEY ("id")
);
CREATE TABLE "encrypted_messages" (
  "id" bigint DEFAULT timestamp_id('encrypted_messages'::text) NOT NULL,
  "device_id" bigint,
  "from_account_id" bigint,
  "from_device_id" character varying DEFAULT ''::character varying NOT NULL,
  "type" integer DEFAULT 0 NOT NULL,
  "body" text DEFAULT ''::text NOT NULL,
  "digest" text DEFAULT ''::text NOT NULL,
  "message_franking" text DEFAULT ''::text NOT NULL,
  "created_at" timestamp without time zone NOT NULL,
  "updated_at" timestamp without time zone NOT NULL,
  PRIMARY KEY ("id")
);
CREATE TABLE "favourite_domains" (
  "id" bigint DEFAULT nextval('favourite_domains_id_seq'::regclass) NOT NULL,
  "account_id" bigint,
  "name" character varying NOT NULL,
  "created_at" timestamp without time zone NOT NULL,
  "updated_at" timestamp without time zone NOT NULL,
  PRIMARY KEY ("id")
);
CREATE TABLE "favourite_tags" (
  "id" bigint DEFAULT nextval('favourite_tags_id_seq'::regclass) NOT NULL,
  "account_id" bigint,
  "tag_id" bigint,
  "created_at" timestamp without time zone NOT NULL,
  "updated_at" timestamp without time zone NOT NULL,
  PRIMARY KEY ("id")
);
CREATE TABLE "favourites" (
  "id" bigint DEFAULT nextval('favourites_id_seq'::regclass) NOT NULL,
  "created_at" timestamp without time zone NOT NULL,
  "updated_at" timestamp without time zone NOT NULL,
  "account_id" bigint NOT NULL,
  "status_id" bigint NOT NULL,
  PRIMARY KEY ("id")
);
CREATE TABLE "featured_tags" (
  "id" bigint DEFAULT nextval('featured_tags_id_seq'::regclass) NOT NULL,
  "account_id" bigint,
  "tag_id" bigint,
  "statuses_count" bigint DEFAULT 0 NOT NULL,
  "last_status_at" timestamp without time zone,
  "created_at" timestamp without time zone NOT NULL,
  "updated_at" timestamp without time zone NOT NULL,
  PRIMARY KEY ("id")
);
CREATE TABLE "follow_recommendation_suppressions" (
  "id" bigint DEFAULT nextval('follow_recommendation_suppressions_id_seq'::regclass) NOT NULL,
  "account_id" bigint NOT NULL,
  "created_at" timestamp(6) without time zone NOT NULL,
  "updated_at" timestamp(6) without time zone NOT NULL,
  PRIMARY KEY ("id")
);
CREATE TABLE "follow_requests" (
  "id" bigint DEFAULT nextval('follow_requests_id_seq'::regclass) NOT NULL,
  "created_at" timestamp without time zone NOT NULL,
  "updated_at" timestamp without time zone NOT NULL,
  "account_id" bigint NOT NULL,
  "target_account_id" bigint NOT NULL,
  "show_reblogs" boolean DEFAULT true NOT NULL,
  "uri" character varying,
  "notify" boolean DEFAULT false NOT NULL,
  "delivery" boolean DEFAULT true NOT NULL,
  PRIMARY KEY ("id")
);
CREATE TABLE "follow_tags" (
  "id" bigint DEFAULT nextval('follow_tags_id_seq'::regclass) NOT NULL,
  "account_id" bigint,
  "tag_id" bigint,
  "created_at" timestamp without time zone NOT NULL,
  "updated_at" timestamp without time zone NOT NULL,
  "list_id" bigint,
  "media_only" boolean DEFAULT false NOT NULL,
  PRIMARY KEY ("id")
);
CREATE TABLE "follows" (
  "id" bigint DEFAULT nextval('follows_id_seq'::regclass) NOT NULL,
  "created_at" timestamp without time zone NOT NULL,
  "updated_at" timestamp without time zone NOT NULL,
  "account_id" bigint NOT NULL,
  "target_account_id" bigint NOT NULL,
  "show_reblogs" boolean DEFAULT true NOT NULL,
  "uri" character varying,
  "notify" boolean DEFAULT false NOT NULL,
  "delivery" boolean DEFAULT true NOT NULL,
  PRIMARY KEY ("id")
);
CREATE TABLE "generators" (
  "id" bigint DEFAULT nextval('generators_id_seq'::regclass) NOT NULL,
  "uri" character varying DEFAULT ''::character varying NOT NULL,
  "type" integer DEFAULT 0 NOT NULL,
  "name" character varying DEFAULT ''::character varying NOT NULL,
  "website" character varying,
  "created_at" timestamp(6) without time zone NOT NULL,
  "updated_at" timestamp(6) without time zone NOT NULL,
  PRIMARY KEY ("id")
);
CREATE TABLE "identities" (
  "id" bigint DEFAULT nextval('identities_id_seq'::regclass) NOT NULL,
  "provider" character varying DEFAULT ''::character varying NOT NULL,
  "uid" character varying DEFAULT ''::character varying NOT NULL,
  "created_at" timestamp without time zone NOT NULL,
  "updated_at" timestamp without time zone NOT NULL,
  "user_id" bigint,
  PRIMARY KEY ("id")
);
CREATE TABLE "imports" (
  "id" bigint DEFAULT nextval('imports_id_seq'::regclass) NOT NULL,
  "type" integer NOT NULL,
  "approved" boolean DEFAULT false NOT NULL,
  "created_at" timestamp without time zone NOT NULL,
  "updated_at" timestamp without time zone NOT NULL,
  "data_file_name" character varying,
  "data_content_type" character varying,
  "data_file_size" integer,
  "data_updated_at" timestamp without time zone,
  "account_id" bigint NOT NULL,
  "overwrite" boolean DEFAULT false NOT NULL,
  PRIMARY KEY ("id")
);
CREATE TABLE "invites" (
  "id" bigint DEFAULT nextval('invites_id_seq'::regclass) NOT NULL,
  "user_id" bigint NOT NULL,
  "code" character varying DEFAULT ''::character varying NOT NULL,
  "expires_at" timestamp without time zone,
  "max_uses" integer,
  "uses" integer DEFAULT 0 NOT NULL,
  "created_at" timestamp without time zone NOT NULL,
  "updated_at" timestamp without time zone NOT NULL,
  "autofollow" boolean DEFAULT false NOT NULL,
  "comment" text,
  PRIMARY KEY ("id")
);
CREATE TABLE "ip_blocks" (
  "id" bigint DEFAULT nextval('ip_blocks_id_seq'::regclass) NOT NULL,
  "created_at" timestamp without time zone NOT NULL,
  "updated_at" timestamp without time zone NOT NULL,
  "expires_at" timestamp without time zone,
  "ip" inet DEFAULT '0.0.0.0'::inet NOT NULL,
  "severity" integer DEFAULT 0 NOT NULL,
  "comment" text DEFAULT ''::text NOT NULL,
  PRIMARY KEY ("id")
);
CREATE TABLE "keyword_subscribes" (
  "id" bigint DEFAULT nextval('keyword_subscribes_id_seq'::regclass) NOT NULL,
  "account_id" bigint,
  "keyword" character varying NOT NULL,
  "ignorecase" boolean DEFAULT true,
  "regexp" boolean DEFAULT false,
  "created_at" timestamp without time zone NOT NULL,
  "updated_at" timestamp without time zone NOT NULL,
  "name" character varying DEFAULT ''::character varying NOT NULL,
  "ignore_block" boolean DEFAULT false,
  "disabled" boolean DEFAULT false,
  "exclude_keyword" character varying DEFAULT ''::character varying NOT NULL,
  "list_id" bigint,
  "media_only" boolean DEFAULT false NOT NULL,
  PRIMARY KEY ("id")
);
CREATE TABLE "list_accounts" (
  "id" bigint DEFAULT nextval('list_accounts_id_seq'::regclass) NOT NULL,
  "list_id" bigint NOT NULL,
  "account_id" bigint NOT NULL,
  "follow_id" bigint,
  PRIMARY KEY ("id")
);
CREATE TABLE "lists" (
  "id" bigint DEFAULT nextval('lists_id_seq'::regclass) NOT NULL,
  "account_id" bigint NOT NULL,
  "title" character varying DEFAULT ''::character varying NOT NULL,
  "created_at" timestamp without time zone NOT NULL,
  "updated_at" timestamp without time zone NOT NULL,
  "replies_policy" integer DEFAULT 0 NOT NULL,
  "favourite" boolean DEFAULT false NOT NULL,
  PRIMARY KEY ("id")
);
CREATE TABLE "login_activities" (
  "id" bigint DEFAULT nextval('login_activities_id_seq'::regclass) NOT NULL,
  "user_id" bigint NOT NULL,
  "authentication_method" character varying,
  "provider" character varying,
  "success" boolean,
  "failure_reason" character varying,
  "ip" inet,
  "user_agent" character varying,
  "created_at" timestamp without time zone,
  PRIMARY KEY ("id")
);
CREATE TABLE "markers" (
  "id" bigint DEFAULT nextval('markers_id_seq'::regclass) NOT NULL,
  "user_id" bigint,
  "timeline" character varying DEFAULT ''::character varying NOT NULL,
  "last_read_id" bigint DEFAULT 0 NOT NULL,
  "lock_version" integer DEFAULT 0 NOT NULL,
  "created_at" timestamp without time zone NOT NULL,
  "updated_at" timestamp without time zone NOT NULL,
  PRIMARY KEY ("id")
);
CREATE TABLE "media_attachments" (
  "id" bigint DEFAULT timestamp_id('media_attachments'::text) NOT NULL,
  "status_id" bigint,
  "file_file_name" character varying,
  "file_content_type" character varying,
  "file_file_size" integer,
  "file_updated_at" timestamp without time zone,
  "remote_url" character varying DEFAULT ''::character varying NOT NULL,
  "created_at" timestamp without time zone NOT NULL,
  "updated_at" timestamp without time zone NOT NULL,
  "shortcode" character varying,
  "type" integer DEFAULT 0 NOT NULL,
  "file_meta" json,
  "account_id" bigint,
  "description" text,
  "scheduled_status_id" bigint,
  "blurhash" character varying,
  "processing" integer,
  "file_storage_schema_version" integer,
  "thumbnail_file_name" character varying,
  "thumbnail_content_type" character varying,
  "thumbnail_file_size" integer,
  "thumbnail_updated_at" timestamp without time zone,
  "thumbnail_remote_url" character varying,
  "thumbhash" character varying,
  PRIMARY KEY ("id")
);
CREATE TABLE "mentions" (
  "id" bigint DEFAULT nextval('mentions_id_seq'::regclass) NOT NULL,
  "status_id" bigint,
  "created_at" timestamp without time zone NOT NULL,
  "updated_at" timestamp without time zone NOT NULL,
  "account_id" bigint,
  "silent" boolean DEFAULT false NOT NULL,
  PRIMARY KEY ("id")
);
CREATE TABLE "mutes" (
  "id" bigint DEFAULT nextval('mutes_id_seq'::regclass) NOT NULL,
  "created_at" timestamp without time zone NOT NULL,
  "updated_at" timestamp without time zone NOT NULL,
  "hide_notifications" boolean DEFAULT true NOT NULL,
  "account_id" bigint NOT NULL,
  "target_account_id" bigint NOT NULL,
  "expires_at" timestamp without time zone,
  PRIMARY KEY ("id")
);
CREATE TABLE "nodes" (
  "id" bigint DEFAULT nextval('nodes_id_seq'::regclass) NOT NULL,
  "domain" character varying NOT NULL,
  "info" jsonb,
  "info_override" jsonb,
  "nodeinfo" jsonb,
  "instance_data" jsonb,
  "icon_file_name" character varying,
  "icon_content_type" character varying,
  "icon_file_size" bigint,
  "icon_updated_at" timestamp without time zone,
  "icon_remote_url" character varying,
  "thumbnail_file_name" character varying,
  "thumbnail_content_type" character varying,
  "thumbnail_file_size" bigint,
  "thumbnail_updated_at" timestamp without time zone,
  "thumbnail_remote_url" character varying,
  "blurhash" character varying,
  "last_fetched_at" timestamp without time zone,
  "status" integer DEFAULT 0 NOT NULL,
  "note" character varying DEFAULT ''::character varying NOT NULL,
  "created_at" timestamp(6) without time zone NOT NULL,
  "updated_at" timestamp(6) without time zone NOT NULL,
  "thumbhash" character varying,
  PRIMARY KEY ("id")
);
CREATE TABLE "notifications" (
  "id" bigint DEFAULT nextval('notifications_id_seq'::regclass) NOT NULL,
  "activity_id" bigint NOT NULL,
  "activity_type" character varying NOT NULL,
  "created_at" timestamp without time zone NOT NULL,
  "updated_at" timestamp without time zone NOT NULL,
  "account_id" bigint NOT NULL,
  "from_account_id" bigint NOT NULL,
  "type" character varying,
  PRIMARY KEY ("id")
);
CREATE TABLE "oauth_access_grants" (
  "id" bigint DEFAULT nextval('oauth_access_grants_id_seq'::regclass) NOT NULL,
  "token" character varying NOT NULL,
  "expires_in" integer NOT NULL,
  "redirect_uri" text NOT NULL,
  "created_at" timestamp without time zone NOT NULL,
  "revoked_at" timestamp without time zone,
  "scopes" character varying,
  "application_id" bigint NOT NULL,
  "resource_owner_id" bigint NOT NULL,
  PRIMARY KEY ("id")
);
CREATE TABLE "oauth_access_tokens" (
  "id" bigint DEFAULT nextval('oauth_access_tokens_id_seq'::regclass) NOT NULL,
  "token" character varying NOT NULL,
  "refresh_token" character varying,
  "expires_in" integer,
  "revoked_at" timestamp without time zone,
  "created_at" timestamp without time zone NOT NULL,
  "scopes" character varying,
  "application_id" bigint,
  "resource_owner_id" bigint,
  PRIMARY KEY ("id")
);
CREATE TABLE "oauth_applications" (
  "id" bigint DEFAULT nextval('oauth_applications_id_seq'::regclass) NOT NULL,
  "name" character varying NOT NULL,
  "uid" character varying NOT NULL,
  "secret" character varying NOT NULL,
  "redirect_uri" text NOT NULL,
  "scopes" character varying DEFAULT ''::character varying NOT NULL,
  "created_at" timestamp without time zone,
  "updated_at" timestamp without time zone,
  "superapp" boolean DEFAULT false NOT NULL,
  "website" character varying,
  "owner_type" character varying,
  "owner_id" bigint,
  "confidential" boolean DEFAULT true NOT NULL,
  PRIMARY KEY ("id")
);
CREATE TABLE "one_time_keys" (
  "id" bigint DEFAULT nextval('one_time_keys_id_seq'::regclass) NOT NULL,
  "device_id" bigint,
  "key_id" character varying DEFAULT ''::character varying NOT NULL,
  "key" text DEFAULT ''::text NOT NULL,
  "signature" text DEFAULT ''::text NOT NULL,
  "created_at" timestamp without time zone NOT NULL,
  "updated_at" timestamp without time zone NOT NULL,
  PRIMARY KEY ("id")
);
CREATE TABLE "pghero_space_stats" (
  "id" bigint DEFAULT nextval('pghero_space_stats_id_seq'::regclass) NOT NULL,
  "database" text,
  "schema" text,
  "relation" text,
  "size" bigint,
  "captured_at" timestamp without time zone,
  PRIMARY KEY ("id")
);
CREATE TABLE "poll_votes" (
  "id" bigint DEFAULT nextval('poll_votes_id_seq'::regclass) NOT NULL,
  "account_id" bigint,
  "poll_id" bigint,
  "choice" integer DEFAULT 0 NOT NULL,
  "created_at" timestamp without time zone NOT NULL,
  "updated_at" timestamp without time zone NOT NULL,
  "uri" character varying,
  PRIMARY KEY ("id")
);
CREATE TABLE "polls" (
  "id" bigint DEFAULT nextval('polls_id_seq'::regclass) NOT NULL,
  "account_id" bigint,
  "status_id" bigint,
  "expires_at" timestamp without time zone,
  "options" character varying[] DEFAULT '{}'::character varying[] NOT NULL,
  "cached_tallies" bigint[] DEFAULT '{}'::bigint[] NOT NULL,
  "multiple" boolean DEFAULT false NOT NULL,
  "hide_totals" boolean DEFAULT false NOT NULL,
  "votes_count" bigint DEFAULT 0 NOT NULL,
  "last_fetched_at" timestamp without time zone,
  "created_at" timestamp without time zone NOT NULL,
  "updated_at" timestamp without time zone NOT NULL,
  "lock_version" integer DEFAULT 0 NOT NULL,
  "voters_count" bigint,
  PRIMARY KEY ("id")
);
CREATE TABLE "preview_cards" (
  "id" bigint DEFAULT nextval('preview_cards_id_seq'::regclass) NOT NULL,
  "url" character varying DEFAULT ''::character varying NOT NULL,
  "title" character varying DEFAULT ''::character varying NOT NULL,
  "description" character varying DEFAULT ''::character varying NOT NULL,
  "image_file_name" character varying,
  "image_content_type" character varying,
  "image_file_size" integer,
  "image_updated_at" timestamp without time zone,
  "type" integer DEFAULT 0 NOT NULL,
  "html" text DEFAULT ''::text NOT NULL,
  "author_name" character varying DEFAULT ''::character varying NOT NULL,
  "author_url" character varying DEFAULT ''::character varying NOT NULL,
  "provider_name" character varying DEFAULT ''::character varying NOT NULL,
  "provider_url" character varying DEFAULT ''::character varying NOT NULL,
  "width" integer DEFAULT 0 NOT NULL,
  "height" integer DEFAULT 0 NOT NULL,
  "created_at" timestamp without time zone NOT NULL,
  "updated_at" timestamp without time zone NOT NULL,
  "embed_url" character varying DEFAULT ''::character varying NOT NULL,
  "image_storage_schema_version" integer,
  "blurhash" character varying,
  "thumbhash" character varying,
  "redirected_url" character varying,
  PRIMARY KEY ("id")
);
CREATE TABLE "preview_cards_statuses" (
  "preview_card_id" bigint NOT NULL,
  "status_id" bigint NOT NULL
);
CREATE TABLE "push_subscription_blocks" (
  "id" bigint DEFAULT nextval('push_subscription_blocks_id_seq'::regclass) NOT NULL,
  "name" character varying DEFAULT ''::character varying NOT NULL,
  "endpoint" character varying NOT NULL,
  "enable" boolean DEFAULT true NOT NULL,
  "created_at" timestamp(6) without time zone NOT NULL,
  "updated_at" timestamp(6) without time zone NOT NULL,
  PRIMARY KEY ("id")
);
CREATE TABLE "redirect_links" (
  "id" bigint DEFAULT nextval('redirect_links_id_seq'::regclass) NOT NULL,
  "url" character varying NOT NULL,
  "redirected_url" character varying NOT NULL,
  "created_at" timestamp(6) without time zone NOT NULL,
  "updated_at" timestamp(6) without time zone NOT NULL,
  PRIMARY KEY ("id")
);
CREATE TABLE "relays" (
  "id" bigint DEFAULT nextval('relays_id_seq'::regclass) NOT NULL,
  "inbox_url" character varying DEFAULT ''::character varying NOT NULL,
  "follow_activity_id" character varying,
  "created_at" timestamp without time zone NOT NULL,
  "updated_at" timestamp without time zone NOT NULL,
  "state" integer DEFAULT 0 NOT NULL,
  PRIMARY KEY ("id")
);
CREATE TABLE "report_notes" (
  "id" bigint DEFAULT nextval('report_notes_id_seq'::regclass) NOT NULL,
  "content" text NOT NULL,
  "report_id" bigint NOT NULL,
  "account_id" bigint NOT NULL,
  "created_at" timestamp without time zone NOT NULL,
  "updated_at" timestamp without time zone NOT NULL,
  PRIMARY KEY ("id")
);
CREATE TABLE "reports" (
  "id" bigint DEFAULT nextval('reports_id_seq'::regclass) NOT NULL,
  "status_ids" bigint[] DEFAULT '{}'::bigint[] NOT NULL,
  "comment" text DEFAULT ''::text NOT NULL,
  "action_taken" boolean DEFAULT false NOT NULL,
  "created_at" timestamp without time zone NOT NULL,
  "updated_at" timestamp without time zone NOT NULL,
  "account_id" bigint NOT NULL,
  "action_taken_by_account_id" bigint,
  "target_account_id" bigint NOT NULL,
  "assigned_account_id" bigint,
  "uri" character varying,
  "forwarded" boolean,
  PRIMARY KEY ("id")
);
CREATE TABLE "rules" (
  "id" bigint DEFAULT nextval('rules_id_seq'::regclass) NOT NULL,
  "priority" integer DEFAULT 0 NOT NULL,
  "deleted_at" timestamp without time zone,
  "text" text DEFAULT ''::text NOT NULL,
  "created_at" timestamp without time zone NOT NULL,
  "updated_at" timestamp without time zone NOT NULL,
  PRIMARY KEY ("id")
);
CREATE TABLE "scheduled_statuses" (
  "id" bigint DEFAULT nextval('scheduled_statuses_id_seq'::regclass) NOT NULL,
  "account_id" bigint,
  "scheduled_at" timestamp without time zone,
  "params" jsonb,
  PRIMARY KEY ("id")
);
CREATE TABLE "session_activations" (
  "id" bigint DEFAULT nextval('session_activations_id_seq'::regclass) NOT NULL,
  "session_id" character varying NOT NULL,
  "created_at" timestamp without time zone NOT NULL,
  "updated_at" timestamp without time zone NOT NULL,
  "user_agent" character varying DEFAULT ''::character varying NOT NULL,
  "ip" inet,
  "access_token_id" bigint,
  "user_id" bigint NOT NULL,
  "web_push_subscription_id" bigint,
  PRIMARY KEY ("id")
);
CREATE TABLE "settings" (
  "id" bigint DEFAULT nextval('settings_id_seq'::regclass) NOT NULL,
  "var" character varying NOT NULL,
  "value" text,
  "thing_type" character varying,
  "created_at" timestamp without time zone,
  "updated_at" timestamp without time zone,
  "thing_id" bigint,
  PRIMARY KEY ("id")
);
CREATE TABLE "site_uploads" (
  "id" bigint DEFAULT nextval('site_uploads_id_seq'::regclass) NOT NULL,
  "var" character varying DEFAULT ''::character varying NOT NULL,
  "file_file_name" character varying,
  "file_content_type" character varying,
  "file_file_size" integer,
  "file_updated_at" timestamp without time zone,
  "meta" json,
  "created_at" timestamp without time zone NOT NULL,
  "updated_at" timestamp without time zone NOT NULL,
  PRIMARY KEY ("id")
);
CREATE TABLE "status_capability_tokens" (
  "id" bigint DEFAULT nextval('status_capability_tokens_id_seq'::regclass) NOT NULL,
  "status_id" bigint,
  "token" character varying,
  "created_at" timestamp without time zone NOT NULL,
  "updated_at" timestamp without time zone NOT NULL,
  PRIMARY KEY ("id")
);
CREATE TABLE "status_expires" (
  "id" bigint DEFAULT nextval('status_expires_id_seq'::regclass) NOT NULL,
  "status_id" bigint NOT NULL,
  "expires_at" timestamp without time zone NOT NULL,
  "action" integer DEFAULT 0 NOT NULL,
  "created_at" timestamp(6) without time zone NOT NULL,
  "updated_at" timestamp(6) without time zone NOT NULL,
  PRIMARY KEY ("id")
);
CREATE TABLE "status_pins" (
  "id" bigint DEFAULT nextval('status_pins_id_seq'::regclass) NOT NULL,
  "account_id" bigint NOT NULL,
  "status_id" bigint NOT NULL,
  "created_at" timestamp without time zone DEFAULT now() NOT NULL,
  "updated_at" timestamp without time zone DEFAULT now() NOT NULL,
  PRIMARY KEY ("id")
);
CREATE TABLE "status_references" (
  "id" bigint DEFAULT nextval('status_references_id_seq'::regclass) NOT NULL,
  "status_id" bigint NOT NULL,
  "target_status_id" bigint NOT NULL,
  "created_at" timestamp(6) without time zone NOT NULL,
  "updated_at" timestamp(6) without time zone NOT NULL,
  PRIMARY KEY ("id")
);
CREATE TABLE "status_stats" (
  "id" bigint DEFAULT nextval('status_stats_id_seq'::regclass) NOT NULL,
  "status_id" bigint NOT NULL,
  "replies_count" bigint DEFAULT 0 NOT NULL,
  "reblogs_count" bigint DEFAULT 0 NOT NULL,
  "favourites_count" bigint DEFAULT 0 NOT NULL,
  "emoji_reactions_count" bigint DEFAULT 0 NOT NULL,
  "emoji_reactions_cache" character varying DEFAULT ''::character varying NOT NULL,
  "status_references_count" bigint DEFAULT 0 NOT NULL,
  "status_referred_by_count" bigint DEFAULT 0 NOT NULL,
  "created_at" timestamp without time zone NOT NULL,
  "updated_at" timestamp without time zone NOT NULL,
  PRIMARY KEY ("id")
);
CREATE TABLE "statuses" (
  "id" bigint DEFAULT timestamp_id('statuses'::text) NOT NULL,
  "uri" character varying,
  "text" text DEFAULT ''::text NOT NULL,
  "created_at" timestamp without time zone NOT NULL,
  "updated_at" timestamp without time zone NOT NULL,
  "in_reply_to_id" bigint,
  "reblog_of_id" bigint,
  "url" character varying,
  "sensitive" boolean DEFAULT false NOT NULL,
  "visibility" integer DEFAULT 0 NOT NULL,
  "spoiler_text" text DEFAULT ''::text NOT NULL,
  "reply" boolean DEFAULT false NOT NULL,
  "language" character varying,
  "conversation_id" bigint,
  "local" boolean,
  "account_id" bigint NOT NULL,
  "application_id" bigint,
  "in_reply_to_account_id" bigint,
  "poll_id" bigint,
  "deleted_at" timestamp without time zone,
  "quote_id" bigint,
  "expired_at" timestamp without time zone,
  "searchability" integer,
  "generator_id" bigint,
  "ordered_media_attachment_ids" bigint[],
  PRIMARY KEY ("id")
);
CREATE TABLE "statuses_tags" (
  "status_id" bigint NOT NULL,
  "tag_id" bigint NOT NULL
);
CREATE TABLE "system_keys" (
  "id" bigint DEFAULT nextval('system_keys_id_seq'::regclass) NOT NULL,
  "key" bytea,
  "created_at" timestamp without time zone NOT NULL,
  "updated_at" timestamp without time zone NOT NULL,
  PRIMARY KEY ("id")
);
CREATE TABLE "tag_account_mutes" (
  "id" bigint DEFAULT nextval('tag_account_mutes_id_seq'::regclass) NOT NULL,
  "tag_id" bigint,
  "account_id" bigint,
  "created_at" timestamp(6) without time zone NOT NULL,
  "updated_at" timestamp(6) without time zone NOT NULL,
  PRIMARY KEY ("id")
);
CREATE TABLE "tags" (
  "id" bigint DEFAULT nextval('tags_id_seq'::regclass) NOT NULL,
  "name" character varying DEFAULT ''::character varying NOT NULL,
  "created_at" timestamp without time zone NOT NULL,
  "updated_at" timestamp without time zone NOT NULL,
  "usable" boolean,
  "trendable" boolean,
  "listable" boolean,
  "reviewed_at" timestamp without time zone,
  "requested_review_at" timestamp without time zone,
  "last_status_at" timestamp without time zone,
  "max_score" double precision,
  "max_score_at" timestamp without time zone,
  PRIMARY KEY ("id")
);
CREATE TABLE "tombstones" (
  "id" bigint DEFAULT nextval('tombstones_id_seq'::regclass) NOT NULL,
  "account_id" bigint,
  "uri" character varying NOT NULL,
  "created_at" timestamp without time zone NOT NULL,
  "updated_at" timestamp without time zone NOT NULL,
  "by_moderator" boolean,
  PRIMARY KEY ("id")
);
CREATE TABLE "unavailable_domains" (
  "id" bigint DEFAULT nextval('unavailable_domains_id_seq'::regclass) NOT NULL,
  "domain" character varying DEFAULT ''::character varying NOT NULL,
  "created_at" timestamp without time zone NOT NULL,
  "updated_at" timestamp without time zone NOT NULL,
  PRIMARY KEY ("id")
);
CREATE TABLE "user_invite_requests" (
  "id" bigint DEFAULT nextval('user_invite_requests_id_seq'::regclass) NOT NULL,
  "user_id" bigint,
  "text" text,
  "created_at" timestamp without time zone NOT NULL,
  "updated_at" timestamp without time zone NOT NULL,
  PRIMARY KEY ("id")
);
CREATE TABLE "users" (
  "id" bigint DEFAULT nextval('users_id_seq'::regclass) NOT NULL,
  "email" character varying DEFAULT ''::character varying NOT NULL,
  "created_at" timestamp without time zone NOT NULL,
  "updated_at" timestamp without time zone NOT NULL,
  "encrypted_password" character varying DEFAULT ''::character varying NOT NULL,
  "reset_password_token" character varying,
  "reset_password_sent_at" timestamp without time zone,
  "remember_created_at" timestamp without time zone,
  "sign_in_count" integer DEFAULT 0 NOT NULL,
  "current_sign_in_at" timestamp without time zone,
  "last_sign_in_at" timestamp without time zone,
  "current_sign_in_ip" inet,
  "last_sign_in_ip" inet,
  "admin" boolean DEFAULT false NOT NULL,
  "confirmation_token" character varying,
  "confirmed_at" timestamp without time zone,
  "confirmation_sent_at" timestamp without time zone,
  "unconfirmed_email" character varying,
  "locale" character varying,
  "encrypted_otp_secret" character varying,
  "encrypted_otp_secret_iv" character varying,
  "encrypted_otp_secret_salt" character varying,
  "consumed_timestep" integer,
  "otp_required_for_login" boolean DEFAULT false NOT NULL,
  "last_emailed_at" timestamp without time zone,
  "otp_backup_codes" character varying[],
  "filtered_languages" character varying[] DEFAULT '{}'::character varying[] NOT NULL,
  "account_id" bigint NOT NULL,
  "disabled" boolean DEFAULT false NOT NULL,
  "moderator" boolean DEFAULT false NOT NULL,
  "invite_id" bigint,
  "remember_token" character varying,
  "chosen_languages" character varying[],
  "created_by_application_id" bigint,
  "approved" boolean DEFAULT true NOT NULL,
  "sign_in_token" character varying,
  "sign_in_token_sent_at" timestamp without time zone,
  "webauthn_id" character varying,
  "sign_up_ip" inet,
  "skip_sign_in_token" boolean,
  PRIMARY KEY ("id")
);
CREATE TABLE "web_push_subscriptions" (
  "id" bigint DEFAULT nextval('web_push_subscriptions_id_seq'::regclass) NOT NULL,
  "endpoint" character varying NOT NULL,
  "key_p256dh" character varying NOT NULL,
  "key_auth" character varying NOT NULL,
  "data" json,
  "created_at" timestamp without time zone NOT NULL,
  "updated_at" timestamp without time zone NOT NULL,
  "access_token_id" bigint,
  "user_id" bigint,
  PRIMARY KEY ("id")
);
CREATE TABLE "web_settings" (
  "id" bigint DEFAULT nextval('web_settings_id_seq'::regclass) NOT NULL,
  "data" json,
  "created_at" timestamp without time zone NOT NULL,
  "updated_at" timestamp without time zone NOT NULL,
  "user_id" bigint NOT NULL,
  PRIMARY KEY ("id")
);
CREATE TABLE "webauthn_credentials" (
  "id" bigint DEFAULT nextval('webauthn_credentials_id_seq'::regclass) NOT NULL,
  "external_id" character varying NOT NULL,
  "public_key" character varying NOT NULL,
  "nickname" character varying NOT NULL,
  "sign_count" bigint DEFAULT 0 NOT NULL,
  "user_id" bigint,
  "created_at" timestamp without time zone NOT NULL,
  "updated_at" timestamp without time zone NOT NULL,
  PRIMARY KEY ("id")
);
ALTER SEQUENCE "account_aliases_id_seq" OWNED BY "account_aliases"."id";
ALTER SEQUENCE "account_conversations_id_seq" OWNED BY "account_conversations"."id";
ALTER SEQUENCE "account_deletion_requests_id_seq" OWNED BY "account_deletion_requests"."id";
ALTER SEQUENCE "account_domain_blocks_id_seq" OWNED BY "account_domain_blocks"."id";
ALTER SEQUENCE "account_identity_proofs_id_seq" OWNED BY "account_identity_proofs"."id";
ALTER SEQUENCE "account_migrations_id_seq" OWNED BY "account_migrations"."id";
ALTER SEQUENCE "account_moderation_notes_id_seq" OWNED BY "account_moderation_notes"."id";
ALTER SEQUENCE "account_notes_id_seq" OWNED BY "account_notes"."id";
ALTER SEQUENCE "account_pins_id_seq" OWNED BY "account_pins"."id";
ALTER SEQUENCE "account_stats_id_seq" OWNED BY "account_stats"."id";
ALTER SEQUENCE "account_statuses_cleanup_policies_id_seq" OWNED BY "account_statuses_cleanup_policies"."id";
ALTER SEQUENCE "account_subscribes_id_seq" OWNED BY "account_subscribes"."id";
ALTER SEQUENCE "account_warning_presets_id_seq" OWNED BY "account_warning_presets"."id";
ALTER SEQUENCE "account_warnings_id_seq" OWNED BY "account_warnings"."id";
ALTER SEQUENCE "admin_action_logs_id_seq" OWNED BY "admin_action_logs"."id";
ALTER SEQUENCE "announcement_mutes_id_seq" OWNED BY "announcement_mutes"."id";
ALTER SEQUENCE "announcement_reactions_id_seq" OWNED BY "announcement_reactions"."id";
ALTER SEQUENCE "announcements_id_seq" OWNED BY "announcements"."id";
ALTER SEQUENCE "backups_id_seq" OWNED BY "backups"."id";
ALTER SEQUENCE "blocks_id_seq" OWNED BY "blocks"."id";
ALTER SEQUENCE "bookmarks_id_seq" OWNED BY "bookmarks"."id";
ALTER SEQUENCE "canonical_email_blocks_id_seq" OWNED BY "canonical_email_blocks"."id";
ALTER SEQUENCE "circle_accounts_id_seq" OWNED BY "circle_accounts"."id";
ALTER SEQUENCE "circles_id_seq" OWNED BY "circles"."id";
ALTER SEQUENCE "conversation_mutes_id_seq" OWNED BY "conversation_mutes"."id";
ALTER SEQUENCE "custom_emoji_categories_id_seq" OWNED BY "custom_emoji_categories"."id";
ALTER SEQUENCE "custom_emojis_id_seq" OWNED BY "custom_emojis"."id";
ALTER SEQUENCE "custom_filters_id_seq" OWNED BY "custom_filters"."id";
ALTER SEQUENCE "devices_id_seq" OWNED BY "devices"."id";
ALTER SEQUENCE "domain_allows_id_seq" OWNED BY "domain_allows"."id";
ALTER SEQUENCE "domain_blocks_id_seq" OWNED BY "domain_blocks"."id";
ALTER SEQUENCE "domain_subscribes_id_seq" OWNED BY "domain_subscribes"."id";
ALTER SEQUENCE "email_domain_blocks_id_seq" OWNED BY "email_domain_blocks"."id";
ALTER SEQUENCE "favourite_domains_id_seq" OWNED BY "favourite_domains"."id";
ALTER SEQUENCE "favourite_tags_id_seq" OWNED BY "favourite_tags"."id";
ALTER SEQUENCE "favourites_id_seq" OWNED BY "favourites"."id";
ALTER SEQUENCE "featured_tags_id_seq" OWNED BY "featured_tags"."id";
ALTER SEQUENCE "follow_recommendation_suppressions_id_seq" OWNED BY "follow_recommendation_suppressions"."id";
ALTER SEQUENCE "follow_requests_id_seq" OWNED BY "follow_requests"."id";
ALTER SEQUENCE "follow_tags_id_seq" OWNED BY "follow_tags"."id";
ALTER SEQUENCE "follows_id_seq" OWNED BY "follows"."id";
ALTER SEQUENCE "generators_id_seq" OWNED BY "generators"."id";
ALTER SEQUENCE "identities_id_seq" OWNED BY "identities"."id";
ALTER SEQUENCE "imports_id_seq" OWNED BY "imports"."id";
ALTER SEQUENCE "invites_id_seq" OWNED BY "invites"."id";
ALTER SEQUENCE "ip_blocks_id_seq" OWNED BY "ip_blocks"."id";
ALTER SEQUENCE "keyword_subscribes_id_seq" OWNED BY "keyword_subscribes"."id";
ALTER SEQUENCE "list_accounts_id_seq" OWNED BY "list_accounts"."id";
ALTER SEQUENCE "lists_id_seq" OWNED BY "lists"."id";
ALTER SEQUENCE "login_activities_id_seq" OWNED BY "login_activities"."id";
ALTER SEQUENCE "markers_id_seq" OWNED BY "markers"."id";
ALTER SEQUENCE "mentions_id_seq" OWNED BY "mentions"."id";
ALTER SEQUENCE "mutes_id_seq" OWNED BY "mutes"."id";
ALTER SEQUENCE "nodes_id_seq" OWNED BY "nodes"."id";
ALTER SEQUENCE "notifications_id_seq" OWNED BY "notifications"."id";
ALTER SEQUENCE "oauth_access_grants_id_seq" OWNED BY "oauth_access_grants"."id";
ALTER SEQUENCE "oauth_access_tokens_id_seq" OWNED BY "oauth_access_tokens"."id";
ALTER SEQUENCE "oauth_applications_id_seq" OWNED BY "oauth_applications"."id";
ALTER SEQUENCE "one_time_keys_id_seq" OWNED BY "one_time_keys"."id";
ALTER SEQUENCE "pghero_space_stats_id_seq" OWNED BY "pghero_space_stats"."id";
ALTER SEQUENCE "poll_votes_id_seq" OWNED BY "poll_votes"."id";
ALTER SEQUENCE "polls_id_seq" OWNED BY "polls"."id";
ALTER SEQUENCE "preview_cards_id_seq" OWNED BY "preview_cards"."id";
ALTER SEQUENCE "push_subscription_blocks_id_seq" OWNED BY "push_subscription_blocks"."id";
ALTER SEQUENCE "redirect_links_id_seq" OWNED BY "redirect_links"."id";
ALTER SEQUENCE "relays_id_seq" OWNED BY "relays"."id";
ALTER SEQUENCE "report_notes_id_seq" OWNED BY "report_notes"."id";
ALTER SEQUENCE "reports_id_seq" OWNED BY "reports"."id";
ALTER SEQUENCE "rules_id_seq" OWNED BY "rules"."id";
ALTER SEQUENCE "scheduled_statuses_id_seq" OWNED BY "scheduled_statuses"."id";
ALTER SEQUENCE "session_activations_id_seq" OWNED BY "session_activations"."id";
ALTER SEQUENCE "settings_id_seq" OWNED BY "settings"."id";
ALTER SEQUENCE "site_uploads_id_seq" OWNED BY "site_uploads"."id";
ALTER SEQUENCE "status_capability_tokens_id_seq" OWNED BY "status_capability_tokens"."id";
ALTER SEQUENCE "status_expires_id_seq" OWNED BY "status_expires"."id";
ALTER SEQUENCE "status_pins_id_seq" OWNED BY "status_pins"."id";
ALTER SEQUENCE "status_references_id_seq" OWNED BY "status_references"."id";
ALTER SEQUENCE "status_stats_id_seq" OWNED BY "status_stats"."id";
ALTER SEQUENCE "system_keys_id_seq" OWNED BY "system_keys"."id";
ALTER SEQUENCE "tag_account_mutes_id_seq" OWNED BY "tag_account_mutes"."id";
ALTER SEQUENCE "tags_id_seq" OWNED BY "tags"."id";
ALTER SEQUENCE "tombstones_id_seq" OWNED BY "tombstones"."id";
ALTER SEQUENCE "unavailable_domains_id_seq" OWNED BY "unavailable_domains"."id";
ALTER SEQUENCE "user_invite_requests_id_seq" OWNED BY "user_invite_requests"."id";
ALTER SEQUENCE "users_id_seq" OWNED BY "users"."id";
ALTER SEQUENCE "web_push_subscriptions_id_seq" OWNED BY "web_push_subscriptions"."id";
ALTER SEQUENCE "web_settings_id_seq" OWNED BY "web_settings"."id";
ALTER SEQUENCE "webauthn_credentials_id_seq" OWNED BY "webauthn_credentials"."id";
CREATE INDEX "index_account_aliases_on_account_id" ON "account_aliases" USING btree (account_id);
CREATE INDEX "index_account_conversations_on_conversation_id" ON "account_conversations" USING btree (conversation_id);
CREATE UNIQUE INDEX "index_unique_conversations" ON "account_conversations" USING btree (account_id, conversation_id, participant_account_ids);
CREATE INDEX "index_account_deletion_requests_on_account_id" ON "account_deletion_requests" USING btree (account_id);
CREATE UNIQUE INDEX "index_account_domain_blocks_on_account_id_and_domain" ON "account_domain_blocks" USING btree (account_id, domain);
CREATE UNIQUE INDEX "index_account_proofs_on_account_and_provider_and_username" ON "account_identity_proofs" USING btree (account_id, provider, provider_username);
CREATE INDEX "index_account_migrations_on_account_id" ON "account_migrations" USING btree (account_id);
CREATE INDEX "index_account_migrations_on_target_account_id" ON "account_migrations" USING btree (target_account_id);
CREATE INDEX "index_account_moderation_notes_on_account_id" ON "account_moderation_notes" USING btree (account_id);
CREATE INDEX "index_account_moderation_notes_on_target_account_id" ON "account_moderation_notes" USING btree (target_account_id);
CREATE UNIQUE INDEX "index_account_notes_on_account_id_and_target_account_id" ON "account_notes" USING btree (account_id, target_account_id);
CREATE INDEX "index_account_notes_on_target_account_id" ON "account_notes" USING btree (target_account_id);
CREATE UNIQUE INDEX "index_account_pins_on_account_id_and_target_account_id" ON "account_pins" USING btree (account_id, target_account_id);
CREATE INDEX "index_account_pins_on_target_account_id" ON "account_pins" USING btree (target_account_id);
CREATE UNIQUE INDEX "index_account_stats_on_account_id" ON "account_stats" USING btree (account_id);
CREATE INDEX "index_account_statuses_cleanup_policies_on_account_id" ON "account_statuses_cleanup_policies" USING btree (account_id);
CREATE INDEX "index_account_subscribes_on_account_id" ON "account_subscribes" USING btree (account_id);
CREATE INDEX "index_account_subscribes_on_list_id" ON "account_subscribes" USING btree (list_id);
CREATE INDEX "index_account_subscribes_on_target_account_id" ON "account_subscribes" USING btree (target_account_id);
CREATE INDEX "index_account_warnings_on_account_id" ON "account_warnings" USING btree (account_id);
CREATE INDEX "index_account_warnings_on_target_account_id" ON "account_warnings" USING btree (target_account_id);
CREATE INDEX "index_accounts_on_moved_to_account_id" ON "accounts" USING btree (moved_to_account_id);
CREATE INDEX "index_accounts_on_searchability" ON "accounts" USING btree (searchability);
CREATE INDEX "index_accounts_on_settings" ON "accounts" USING gin (settings);
CREATE INDEX "index_accounts_on_uri" ON "accounts" USING btree (uri);
CREATE INDEX "index_accounts_on_url" ON "accounts" USING btree (url);
CREATE UNIQUE INDEX "index_accounts_on_username_and_domain_lower" ON "accounts" USING btree (lower(username::text), COALESCE(lower(domain::text), ''::text));
CREATE INDEX "search_index" ON "accounts" USING gin (((setweight(to_tsvector('simple'::regconfig, display_name::text), 'A'::"char") || setweight(to_tsvector('simple'::regconfig, username::text), 'B'::"char")) || setweight(to_tsvector('simple'::regconfig, COALESCE(domain, ''::character varying)::text), 'C'::"char")));
CREATE INDEX "index_accounts_tags_on_account_id_and_tag_id" ON "accounts_tags" USING btree (account_id, tag_id);
CREATE UNIQUE INDEX "index_accounts_tags_on_tag_id_and_account_id" ON "accounts_tags" USING btree (tag_id, account_id);
CREATE INDEX "index_admin_action_logs_on_account_id" ON "admin_action_logs" USING btree (account_id);
CREATE INDEX "index_admin_action_logs_on_target_type_and_target_id" ON "admin_action_logs" USING btree (target_type, target_id);
CREATE UNIQUE INDEX "index_announcement_mutes_on_account_id_and_announcement_id" ON "announcement_mutes" USING btree (account_id, announcement_id);
CREATE INDEX "index_announcement_mutes_on_announcement_id" ON "announcement_mutes" USING btree (announcement_id);
CREATE UNIQUE INDEX "index_announcement_reactions_on_account_id_and_announcement_id" ON "announcement_reactions" USING btree (account_id, announcement_id, name);
CREATE INDEX "index_announcement_reactions_on_announcement_id" ON "announcement_reactions" USING btree (announcement_id);
CREATE INDEX "index_announcement_reactions_on_custom_emoji_id" ON "announcement_reactions" USING btree (custom_emoji_id);
CREATE UNIQUE INDEX "index_blocks_on_account_id_and_target_account_id" ON "blocks" USING btree (account_id, target_account_id);
CREATE INDEX "index_blocks_on_target_account_id" ON "blocks" USING btree (target_account_id);
CREATE UNIQUE INDEX "index_bookmarks_on_account_id_and_status_id" ON "bookmarks" USING btree (account_id, status_id);
CREATE INDEX "index_bookmarks_on_status_id" ON "bookmarks" USING btree (status_id);
CREATE UNIQUE INDEX "index_canonical_email_blocks_on_canonical_email_hash" ON "canonical_email_blocks" USING btree (canonical_email_hash);
CREATE INDEX "index_canonical_email_blocks_on_reference_account_id" ON "canonical_email_blocks" USING btree (reference_account_id);
CREATE INDEX "index_circle_accounts_on_account_id" ON "circle_accounts" USING btree (account_id);
CREATE UNIQUE INDEX "index_circle_accounts_on_account_id_and_circle_id" ON "circle_accounts" USING btree (account_id, circle_id);
CREATE INDEX "index_circle_accounts_on_circle_id" ON "circle_accounts" USING btree (circle_id);
CREATE INDEX "index_circle_accounts_on_circle_id_and_account_id" ON "circle_accounts" USING btree (circle_id, account_id);
CREATE INDEX "index_circle_accounts_on_follow_id" ON "circle_accounts" USING btree (follow_id);
CREATE INDEX "index_circles_on_account_id" ON "circles" USING btree (account_id);
CREATE UNIQUE INDEX "index_conversation_mutes_on_account_id_and_conversation_id" ON "conversation_mutes" USING btree (account_id, conversation_id);
CREATE UNIQUE INDEX "index_conversations_on_uri" ON "conversations" USING btree (uri);
CREATE UNIQUE INDEX "index_custom_emoji_categories_on_name" ON "custom_emoji_categories" USING btree (name);
CREATE INDEX "index_custom_emoji_on_meta" ON "custom_emojis" USING gin (meta);
CREATE UNIQUE INDEX "index_custom_emojis_on_shortcode_and_domain" ON "custom_emojis" USING btree (shortcode, domain);
CREATE INDEX "index_custom_filters_on_account_id" ON "custom_filters" USING btree (account_id);
CREATE INDEX "index_devices_on_access_token_id" ON "devices" USING btree (access_token_id);
CREATE INDEX "index_devices_on_account_id" ON "devices" USING btree (account_id);
CREATE UNIQUE INDEX "index_domain_allows_on_domain" ON "domain_allows" USING btree (domain);
CREATE UNIQUE INDEX "index_domain_blocks_on_domain" ON "domain_blocks" USING btree (domain);
CREATE INDEX "index_domain_subscribes_on_account_id" ON "domain_subscribes" USING btree (account_id);
CREATE INDEX "index_domain_subscribes_on_list_id" ON "domain_subscribes" USING btree (list_id);
CREATE UNIQUE INDEX "index_email_domain_blocks_on_domain" ON "email_domain_blocks" USING btree (domain);
CREATE INDEX "index_emoji_reactions_on_account_id" ON "emoji_reactions" USING btree (account_id);
CREATE UNIQUE INDEX "index_emoji_reactions_on_account_id_and_status_id" ON "emoji_reactions" USING btree (account_id, status_id, name);
CREATE INDEX "index_emoji_reactions_on_custom_emoji_id" ON "emoji_reactions" USING btree (custom_emoji_id);
CREATE INDEX "index_emoji_reactions_on_status_id" ON "emoji_reactions" USING btree (status_id);
CREATE INDEX "index_encrypted_messages_on_device_id" ON "encrypted_messages" USING btree (device_id);
CREATE INDEX "index_encrypted_messages_on_from_account_id" ON "encrypted_messages" USING btree (from_account_id);
CREATE INDEX "index_favourite_domains_on_account_id" ON "favourite_domains" USING btree (account_id);
CREATE INDEX "index_favourite_tags_on_account_id" ON "favourite_tags" USING btree (account_id);
CREATE INDEX "index_favourite_tags_on_tag_id" ON "favourite_tags" USING btree (tag_id);
CREATE INDEX "index_favourites_on_account_id_and_id" ON "favourites" USING btree (account_id, id);
CREATE UNIQUE INDEX "index_favourites_on_account_id_and_status_id" ON "favourites" USING btree (account_id, status_id);
CREATE INDEX "index_favourites_on_status_id" ON "favourites" USING btree (status_id);
CREATE INDEX "index_featured_tags_on_account_id" ON "featured_tags" USING btree (account_id);
CREATE INDEX "index_featured_tags_on_tag_id" ON "featured_tags" USING btree (tag_id);
CREATE UNIQUE INDEX "index_follow_recommendation_suppressions_on_account_id" ON "follow_recommendation_suppressions" USING btree (account_id);
CREATE UNIQUE INDEX "index_follow_requests_on_account_id_and_target_account_id" ON "follow_requests" USING btree (account_id, target_account_id);
CREATE INDEX "index_follow_tags_on_account_id" ON "follow_tags" USING btree (account_id);
CREATE INDEX "index_follow_tags_on_list_id" ON "follow_tags" USING btree (list_id);
CREATE INDEX "index_follow_tags_on_tag_id" ON "follow_tags" USING btree (tag_id);
CREATE UNIQUE INDEX "index_follows_on_account_id_and_target_account_id" ON "follows" USING btree (account_id, target_account_id);
CREATE INDEX "index_follows_on_target_account_id" ON "follows" USING btree (target_account_id);
CREATE INDEX "index_identities_on_user_id" ON "identities" USING btree (user_id);
CREATE UNIQUE INDEX "index_invites_on_code" ON "invites" USING btree (code);
CREATE INDEX "index_invites_on_user_id" ON "invites" USING btree (user_id);
CREATE INDEX "index_keyword_subscribes_on_account_id" ON "keyword_subscribes" USING btree (account_id);
CREATE INDEX "index_keyword_subscribes_on_list_id" ON "keyword_subscribes" USING btree (list_id);
CREATE UNIQUE INDEX "index_list_accounts_on_account_id_and_list_id" ON "list_accounts" USING btree (account_id, list_id);
CREATE INDEX "index_list_accounts_on_follow_id" ON "list_accounts" USING btree (follow_id);
CREATE INDEX "index_list_accounts_on_list_id_and_account_id" ON "list_accounts" USING btree (list_id, account_id);
CREATE INDEX "index_lists_on_account_id" ON "lists" USING btree (account_id);
CREATE INDEX "index_login_activities_on_user_id" ON "login_activities" USING btree (user_id);
CREATE UNIQUE INDEX "index_markers_on_user_id_and_timeline" ON "markers" USING btree (user_id, timeline);
CREATE INDEX "index_media_attachments_on_account_id_and_status_id" ON "media_attachments" USING btree (account_id, status_id);
CREATE INDEX "index_media_attachments_on_scheduled_status_id" ON "media_attachments" USING btree (scheduled_status_id);
CREATE UNIQUE INDEX "index_media_attachments_on_shortcode" ON "media_attachments" USING btree (shortcode);
CREATE INDEX "index_media_attachments_on_status_id" ON "media_attachments" USING btree (status_id);
CREATE UNIQUE INDEX "index_mentions_on_account_id_and_status_id" ON "mentions" USING btree (account_id, status_id);
CREATE INDEX "index_mentions_on_status_id" ON "mentions" USING btree (status_id);
CREATE UNIQUE INDEX "index_mutes_on_account_id_and_target_account_id" ON "mutes" USING btree (account_id, target_account_id);
CREATE INDEX "index_mutes_on_target_account_id" ON "mutes" USING btree (target_account_id);
CREATE UNIQUE INDEX "index_nodes_on_domain" ON "nodes" USING btree (domain);
CREATE INDEX "index_nodes_on_info" ON "nodes" USING gin (info);
CREATE INDEX "index_nodes_on_last_fetched_at" ON "nodes" USING btree (last_fetched_at);
CREATE INDEX "index_notifications_on_account_id_and_id_and_type" ON "notifications" USING btree (account_id, id, type);
CREATE INDEX "index_notifications_on_activity_id_and_activity_type" ON "notifications" USING btree (activity_id, activity_type);
CREATE INDEX "index_notifications_on_from_account_id" ON "notifications" USING btree (from_account_id);
CREATE INDEX "index_oauth_access_grants_on_resource_owner_id" ON "oauth_access_grants" USING btree (resource_owner_id);
CREATE UNIQUE INDEX "index_oauth_access_grants_on_token" ON "oauth_access_grants" USING btree (token);
CREATE UNIQUE INDEX "index_oauth_access_tokens_on_refresh_token" ON "oauth_access_tokens" USING btree (refresh_token);
CREATE INDEX "index_oauth_access_tokens_on_resource_owner_id" ON "oauth_access_tokens" USING btree (resource_owner_id);
CREATE UNIQUE INDEX "index_oauth_access_tokens_on_token" ON "oauth_access_tokens" USING btree (token);
CREATE INDEX "index_oauth_applications_on_owner_id_and_owner_type" ON "oauth_applications" USING btree (owner_id, owner_type);
CREATE UNIQUE INDEX "index_oauth_applications_on_uid" ON "oauth_applications" USING btree (uid);
CREATE INDEX "index_one_time_keys_on_device_id" ON "one_time_keys" USING btree (device_id);
CREATE INDEX "index_one_time_keys_on_key_id" ON "one_time_keys" USING btree (key_id);
CREATE INDEX "index_pghero_space_stats_on_database_and_captured_at" ON "pghero_space_stats" USING btree (database, captured_at);
CREATE INDEX "index_poll_votes_on_account_id" ON "poll_votes" USING btree (account_id);
CREATE INDEX "index_poll_votes_on_poll_id" ON "poll_votes" USING btree (poll_id);
CREATE INDEX "index_polls_on_account_id" ON "polls" USING btree (account_id);
CREATE INDEX "index_polls_on_status_id" ON "polls" USING btree (status_id);
CREATE UNIQUE INDEX "index_preview_cards_on_url" ON "preview_cards" USING btree (url);
CREATE INDEX "index_preview_cards_statuses_on_status_id_and_preview_card_id" ON "preview_cards_statuses" USING btree (status_id, preview_card_id);
CREATE UNIQUE INDEX "index_redirect_links_on_url" ON "redirect_links" USING btree (url);
CREATE INDEX "index_report_notes_on_account_id" ON "report_notes" USING btree (account_id);
CREATE INDEX "index_report_notes_on_report_id" ON "report_notes" USING btree (report_id);
CREATE INDEX "index_reports_on_account_id" ON "reports" USING btree (account_id);
CREATE INDEX "index_reports_on_target_account_id" ON "reports" USING btree (target_account_id);
CREATE INDEX "index_scheduled_statuses_on_account_id" ON "scheduled_statuses" USING btree (account_id);
CREATE INDEX "index_scheduled_statuses_on_scheduled_at" ON "scheduled_statuses" USING btree (scheduled_at);
CREATE INDEX "index_session_activations_on_access_token_id" ON "session_activations" USING btree (access_token_id);
CREATE UNIQUE INDEX "index_session_activations_on_session_id" ON "session_activations" USING btree (session_id);
CREATE INDEX "index_session_activations_on_user_id" ON "session_activations" USING btree (user_id);
CREATE UNIQUE INDEX "index_settings_on_thing_type_and_thing_id_and_var" ON "settings" USING btree (thing_type, thing_id, var);
CREATE UNIQUE INDEX "index_site_uploads_on_var" ON "site_uploads" USING btree (var);
CREATE INDEX "index_status_capability_tokens_on_status_id" ON "status_capability_tokens" USING btree (status_id);
CREATE INDEX "index_status_expires_on_expires_at" ON "status_expires" USING btree (expires_at);
CREATE UNIQUE INDEX "index_status_expires_on_status_id" ON "status_expires" USING btree (status_id);
CREATE UNIQUE INDEX "index_status_pins_on_account_id_and_status_id" ON "status_pins" USING btree (account_id, status_id);
CREATE UNIQUE INDEX "index_status_references_on_status_id_and_target_status_id" ON "status_references" USING btree (status_id, target_status_id);
CREATE UNIQUE INDEX "index_status_stats_on_status_id" ON "status_stats" USING btree (status_id);
CREATE INDEX "index_statuses_20210710" ON "statuses" USING btree (account_id, id, visibility, updated_at) WHERE ((deleted_at IS NULL) AND (expired_at IS NULL));
CREATE INDEX "index_statuses_local_20190824" ON "statuses" USING btree (id, account_id) WHERE ((local OR (uri IS NULL)) AND (deleted_at IS NULL) AND (visibility = 0) AND (reblog_of_id IS NULL) AND ((NOT reply) OR (in_reply_to_account_id = account_id)));
CREATE INDEX "index_statuses_on_in_reply_to_account_id" ON "statuses" USING btree (in_reply_to_account_id);
CREATE INDEX "index_statuses_on_in_reply_to_id" ON "statuses" USING btree (in_reply_to_id);
CREATE INDEX "index_statuses_on_quote_id" ON "statuses" USING btree (quote_id);
CREATE INDEX "index_statuses_on_reblog_of_id_and_account_id" ON "statuses" USING btree (reblog_of_id, account_id);
CREATE UNIQUE INDEX "index_statuses_on_uri" ON "statuses" USING btree (uri);
CREATE INDEX "index_statuses_on_url" ON "statuses" USING btree (url);
CREATE INDEX "index_statuses_personal_timeline" ON "statuses" USING btree (account_id, id) WHERE ((visibility = 200) AND (deleted_at IS NULL) AND (reblog_of_id IS NULL));
CREATE INDEX "index_statuses_private_searchable" ON "statuses" USING btree (account_id, id) WHERE ((deleted_at IS NULL) AND (expired_at IS NULL) AND (reblog_of_id IS NULL) AND (searchability = ANY (ARRAY[0, 1, 2])));
CREATE INDEX "index_statuses_public_20200119" ON "statuses" USING btree (id, account_id) WHERE ((deleted_at IS NULL) AND (visibility = 0) AND (reblog_of_id IS NULL) AND ((NOT reply) OR (in_reply_to_account_id = account_id)));
CREATE INDEX "index_statuses_tags_on_status_id" ON "statuses_tags" USING btree (status_id);
CREATE UNIQUE INDEX "index_statuses_tags_on_tag_id_and_status_id" ON "statuses_tags" USING btree (tag_id, status_id);
CREATE INDEX "index_tag_account_mutes_on_account_id" ON "tag_account_mutes" USING btree (account_id);
CREATE INDEX "index_tag_account_mutes_on_tag_id" ON "tag_account_mutes" USING btree (tag_id);
CREATE UNIQUE INDEX "index_tags_on_name_lower_btree" ON "tags" USING btree (lower(name::text));
CREATE INDEX "index_tombstones_on_account_id" ON "tombstones" USING btree (account_id);
CREATE INDEX "index_tombstones_on_uri" ON "tombstones" USING btree (uri);
CREATE UNIQUE INDEX "index_unavailable_domains_on_domain" ON "unavailable_domains" USING btree (domain);
CREATE INDEX "index_user_invite_requests_on_user_id" ON "user_invite_requests" USING btree (user_id);
CREATE INDEX "index_users_on_account_id" ON "users" USING btree (account_id);
CREATE UNIQUE INDEX "index_users_on_confirmation_token" ON "users" USING btree (confirmation_token);
CREATE INDEX "index_users_on_created_by_application_id" ON "users" USING btree (created_by_application_id);
CREATE UNIQUE INDEX "index_users_on_email" ON "users" USING btree (email);
CREATE UNIQUE INDEX "index_users_on_remember_token" ON "users" USING btree (remember_token);
CREATE UNIQUE INDEX "index_users_on_reset_password_token" ON "users" USING btree (reset_password_token);
CREATE INDEX "index_web_push_subscriptions_on_access_token_id" ON "web_push_subscriptions" USING btree (access_token_id);
CREATE INDEX "index_web_push_subscriptions_on_user_id" ON "web_push_subscriptions" USING btree (user_id);
CREATE UNIQUE INDEX "index_web_settings_on_user_id" ON "web_settings" USING btree (user_id);
CREATE UNIQUE INDEX "index_webauthn_credentials_on_external_id" ON "webauthn_credentials" USING btree (external_id);
CREATE INDEX "index_webauthn_credentials_on_user_id" ON "webauthn_credentials" USING btree (user_id);
ALTER TABLE "account_aliases" ADD CONSTRAINT "fk_rails_fc91575d08" FOREIGN KEY ("account_id") REFERENCES "accounts" ("id") ON DELETE CASCADE;
ALTER TABLE "account_conversations" ADD CONSTRAINT "fk_rails_1491654f9f" FOREIGN KEY ("conversation_id") REFERENCES "conversations" ("id") ON DELETE CASCADE;
ALTER TABLE "account_conversations" ADD CONSTRAINT "fk_rails_6f5278b6e9" FOREIGN KEY ("account_id") REFERENCES "accounts" ("id") ON DELETE CASCADE;
ALTER TABLE "account_deletion_requests" ADD CONSTRAINT "fk_rails_45bf2626b9" FOREIGN KEY ("account_id") REFERENCES "accounts" ("id") ON DELETE CASCADE;
ALTER TABLE "account_domain_blocks" ADD CONSTRAINT "fk_206c6029bd" FOREIGN KEY ("account_id") REFERENCES "accounts" ("id") ON DELETE CASCADE;
ALTER TABLE "account_identity_proofs" ADD CONSTRAINT "fk_rails_6a219ca385" FOREIGN KEY ("account_id") REFERENCES "accounts" ("id") ON DELETE CASCADE;
ALTER TABLE "account_migrations" ADD CONSTRAINT "fk_rails_c9f701caaf" FOREIGN KEY ("account_id") REFERENCES "accounts" ("id") ON DELETE CASCADE;
ALTER TABLE "account_migrations" ADD CONSTRAINT "fk_rails_d9a8dad070" FOREIGN KEY ("target_account_id") REFERENCES "accounts" ("id") ON DELETE SET NULL;
ALTER TABLE "account_moderation_notes" ADD CONSTRAINT "fk_rails_3f8b75089b" FOREIGN KEY ("account_id") REFERENCES "accounts" ("id") ON DELETE NO ACTION;
ALTER TABLE "account_moderation_notes" ADD CONSTRAINT "fk_rails_dd62ed5ac3" FOREIGN KEY ("target_account_id") REFERENCES "accounts" ("id") ON DELETE NO ACTION;
ALTER TABLE "account_notes" ADD CONSTRAINT "fk_rails_2801b48f1a" FOREIGN KEY ("target_account_id") REFERENCES "accounts" ("id") ON DELETE CASCADE;
ALTER TABLE "account_notes" ADD CONSTRAINT "fk_rails_4ee4503c69" FOREIGN KEY ("account_id") REFERENCES "accounts" ("id") ON DELETE CASCADE;
ALTER TABLE "account_pins" ADD CONSTRAINT "fk_rails_a176e26c37" FOREIGN KEY ("target_account_id") REFERENCES "accounts" ("id") ON DELETE CASCADE;
ALTER TABLE "account_pins" ADD CONSTRAINT "fk_rails_d44979e5dd" FOREIGN KEY ("account_id") REFERENCES "accounts" ("id") ON DELETE CASCADE;
ALTER TABLE "account_stats" ADD CONSTRAINT "fk_rails_215bb31ff1" FOREIGN KEY ("account_id") REFERENCES "accounts" ("id") ON DELETE CASCADE;
ALTER TABLE "account_statuses_cleanup_policies" ADD CONSTRAINT "fk_rails_23d5f73cfe" FOREIGN KEY ("account_id") REFERENCES "accounts" ("id") ON DELETE CASCADE;
ALTER TABLE "account_subscribes" ADD CONSTRAINT "fk_rails_5b7121d0d1" FOREIGN KEY ("list_id") REFERENCES "lists" ("id") ON DELETE CASCADE;
ALTER TABLE "account_subscribes" ADD CONSTRAINT "fk_rails_c8bceb81c1" FOREIGN KEY ("target_account_id") REFERENCES "accounts" ("id") ON DELETE CASCADE;
ALTER TABLE "account_subscribes" ADD CONSTRAINT "fk_rails_ea572584b3" FOREIGN KEY ("account_id") REFERENCES "accounts" ("id") ON DELETE CASCADE;
ALTER TABLE "account_warnings" ADD CONSTRAINT "fk_rails_a65a1bf71b" FOREIGN KEY ("account_id") REFERENCES "accounts" ("id") ON DELETE SET NULL;
ALTER TABLE "account_warnings" ADD CONSTRAINT "fk_rails_a7ebbb1e37" FOREIGN KEY ("target_account_id") REFERENCES "accounts" ("id") ON DELETE CASCADE;
ALTER TABLE "accounts" ADD CONSTRAINT "fk_rails_2320833084" FOREIGN KEY ("moved_to_account_id") REFERENCES "accounts" ("id") ON DELETE SET NULL;
ALTER TABLE "admin_action_logs" ADD CONSTRAINT "fk_rails_a7667297fa" FOREIGN KEY ("account_id") REFERENCES "accounts" ("id") ON DELETE CASCADE;
ALTER TABLE "announcement_mutes" ADD CONSTRAINT "fk_rails_9c99f8e835" FOREIGN KEY ("account_id") REFERENCES "accounts" ("id") ON DELETE CASCADE;
ALTER TABLE "announcement_mutes" ADD CONSTRAINT "fk_rails_e35401adf1" FOREIGN KEY ("announcement_id") REFERENCES "announcements" ("id") ON DELETE CASCADE;
ALTER TABLE "announcement_reactions" ADD CONSTRAINT "fk_rails_7444ad831f" FOREIGN KEY ("account_id") REFERENCES "accounts" ("id") ON DELETE CASCADE;
ALTER TABLE "announcement_reactions" ADD CONSTRAINT "fk_rails_a1226eaa5c" FOREIGN KEY ("announcement_id") REFERENCES "announcements" ("id") ON DELETE CASCADE;
ALTER TABLE "announcement_reactions" ADD CONSTRAINT "fk_rails_b742c91c0e" FOREIGN KEY ("custom_emoji_id") REFERENCES "custom_emojis" ("id") ON DELETE CASCADE;
ALTER TABLE "backups" ADD CONSTRAINT "fk_rails_096669d221" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE SET NULL;
ALTER TABLE "blocks" ADD CONSTRAINT "fk_4269e03e65" FOREIGN KEY ("account_id") REFERENCES "accounts" ("id") ON DELETE CASCADE;
ALTER TABLE "blocks" ADD CONSTRAINT "fk_9571bfabc1" FOREIGN KEY ("target_account_id") REFERENCES "accounts" ("id") ON DELETE CASCADE;
ALTER TABLE "bookmarks" ADD CONSTRAINT "fk_rails_11207ffcfd" FOREIGN KEY ("status_id") REFERENCES "statuses" ("id") ON DELETE CASCADE;
ALTER TABLE "bookmarks" ADD CONSTRAINT "fk_rails_9f6ac182a6" FOREIGN KEY ("account_id") REFERENCES "accounts" ("id") ON DELETE CASCADE;
ALTER TABLE "canonical_email_blocks" ADD CONSTRAINT "fk_rails_1ecb262096" FOREIGN KEY ("reference_account_id") REFERENCES "accounts" ("id") ON DELETE CASCADE;
ALTER TABLE "circle_accounts" ADD CONSTRAINT "fk_rails_1818293933" FOREIGN KEY ("account_id") REFERENCES "accounts" ("id") ON DELETE CASCADE;
ALTER TABLE "circle_accounts" ADD CONSTRAINT "fk_rails_697ced8040" FOREIGN KEY ("follow_id") REFERENCES "follows" ("id") ON DELETE CASCADE;
ALTER TABLE "circle_accounts" ADD CONSTRAINT "fk_rails_ae64fe843d" FOREIGN KEY ("circle_id") REFERENCES "circles" ("id") ON DELETE CASCADE;
ALTER TABLE "circles" ADD CONSTRAINT "fk_rails_f1e7e931aa" FOREIGN KEY ("account_id") REFERENCES "accounts" ("id") ON DELETE CASCADE;
ALTER TABLE "conversation_mutes" ADD CONSTRAINT "fk_225b4212bb" FOREIGN KEY ("account_id") REFERENCES "accounts" ("id") ON DELETE CASCADE;
ALTER TABLE "conversation_mutes" ADD CONSTRAINT "fk_rails_5ab139311f" FOREIGN KEY ("conversation_id") REFERENCES "conversations" ("id") ON DELETE CASCADE;
ALTER TABLE "custom_filters" ADD CONSTRAINT "fk_rails_8b8d786993" FOREIGN KEY ("account_id") REFERENCES "accounts" ("id") ON DELETE CASCADE;
ALTER TABLE "devices" ADD CONSTRAINT "fk_rails_393f74df68" FOREIGN KEY ("access_token_id") REFERENCES "oauth_access_tokens" ("id") ON DELETE CASCADE;
ALTER TABLE "devices" ADD CONSTRAINT "fk_rails_a796b75798" FOREIGN KEY ("account_id") REFERENCES "accounts" ("id") ON DELETE CASCADE;
ALTER TABLE "domain_subscribes" ADD CONSTRAINT "fk_rails_57d208e666" FOREIGN KEY ("account_id") REFERENCES "accounts" ("id") ON DELETE CASCADE;
ALTER TABLE "domain_subscribes" ADD CONSTRAINT "fk_rails_57ff1d8fb9" FOREIGN KEY ("list_id") REFERENCES "lists" ("id") ON DELETE CASCADE;
ALTER TABLE "email_domain_blocks" ADD CONSTRAINT "fk_rails_408efe0a15" FOREIGN KEY ("parent_id") REFERENCES "email_domain_blocks" ("id") ON DELETE CASCADE;
ALTER TABLE "emoji_reactions" ADD CONSTRAINT "fk_rails_332139836e" FOREIGN KEY ("custom_emoji_id") REFERENCES "custom_emojis" ("id") ON DELETE CASCADE;
ALTER TABLE "emoji_reactions" ADD CONSTRAINT "fk_rails_3ab8fb6c67" FOREIGN KEY ("status_id") REFERENCES "statuses" ("id") ON DELETE CASCADE;
ALTER TABLE "emoji_reactions" ADD CONSTRAINT "fk_rails_5cb4421be7" FOREIGN KEY ("account_id") REFERENCES "accounts" ("id") ON DELETE CASCADE;
ALTER TABLE "encrypted_messages" ADD CONSTRAINT "fk_rails_a42ad0f8d5" FOREIGN KEY ("from_account_id") REFERENCES "accounts" ("id") ON DELETE CASCADE;
ALTER TABLE "encrypted_messages" ADD CONSTRAINT "fk_rails_a83e4df7ae" FOREIGN KEY ("device_id") REFERENCES "devices" ("id") ON DELETE CASCADE;
ALTER TABLE "favourite_domains" ADD CONSTRAINT "fk_rails_906a0cd25a" FOREIGN KEY ("account_id") REFERENCES "accounts" ("id") ON DELETE CASCADE;
ALTER TABLE "favourite_tags" ADD CONSTRAINT "fk_rails_9cf7534019" FOREIGN KEY ("account_id") REFERENCES "accounts" ("id") ON DELETE CASCADE;
ALTER TABLE "favourite_tags" ADD CONSTRAINT "fk_rails_a437051c23" FOREIGN KEY ("tag_id") REFERENCES "tags" ("id") ON DELETE CASCADE;
ALTER TABLE "favourites" ADD CONSTRAINT "fk_5eb6c2b873" FOREIGN KEY ("account_id") REFERENCES "accounts" ("id") ON DELETE CASCADE;
ALTER TABLE "favourites" ADD CONSTRAINT "fk_b0e856845e" FOREIGN KEY ("status_id") REFERENCES "statuses" ("id") ON DELETE CASCADE;
ALTER TABLE "featured_tags" ADD CONSTRAINT "fk_rails_174efcf15f" FOREIGN KEY ("account_id") REFERENCES "accounts" ("id") ON DELETE CASCADE;
ALTER TABLE "featured_tags" ADD CONSTRAINT "fk_rails_23a9055c7c" FOREIGN KEY ("tag_id") REFERENCES "tags" ("id") ON DELETE CASCADE;
ALTER TABLE "follow_recommendation_suppressions" ADD CONSTRAINT "fk_rails_dfb9a1dbe2" FOREIGN KEY ("account_id") REFERENCES "accounts" ("id") ON DELETE CASCADE;
ALTER TABLE "follow_requests" ADD CONSTRAINT "fk_76d644b0e7" FOREIGN KEY ("account_id") REFERENCES "accounts" ("id") ON DELETE CASCADE;
ALTER TABLE "follow_requests" ADD CONSTRAINT "fk_9291ec025d" FOREIGN KEY ("target_account_id") REFERENCES "accounts" ("id") ON DELETE CASCADE;
ALTER TABLE "follow_tags" ADD CONSTRAINT "fk_rails_5e2c9d324f" FOREIGN KEY ("tag_id") REFERENCES "tags" ("id") ON DELETE CASCADE;
ALTER TABLE "follow_tags" ADD CONSTRAINT "fk_rails_933b3f00f3" FOREIGN KEY ("account_id") REFERENCES "accounts" ("id") ON DELETE CASCADE;
ALTER TABLE "follow_tags" ADD CONSTRAINT "fk_rails_a9e56d22b1" FOREIGN KEY ("list_id") REFERENCES "lists" ("id") ON DELETE CASCADE;
ALTER TABLE "follows" ADD CONSTRAINT "fk_32ed1b5560" FOREIGN KEY ("account_id") REFERENCES "accounts" ("id") ON DELETE CASCADE;
ALTER TABLE "follows" ADD CONSTRAINT "fk_745ca29eac" FOREIGN KEY ("target_account_id") REFERENCES "accounts" ("id") ON DELETE CASCADE;
ALTER TABLE "identities" ADD CONSTRAINT "fk_bea040f377" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE;
ALTER TABLE "imports" ADD CONSTRAINT "fk_6db1b6e408" FOREIGN KEY ("account_id") REFERENCES "accounts" ("id") ON DELETE CASCADE;
ALTER TABLE "invites" ADD CONSTRAINT "fk_rails_ff69dbb2ac" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE;
ALTER TABLE "keyword_subscribes" ADD CONSTRAINT "fk_rails_08b2ef567c" FOREIGN KEY ("account_id") REFERENCES "accounts" ("id") ON DELETE CASCADE;
ALTER TABLE "keyword_subscribes" ADD CONSTRAINT "fk_rails_f756c3e820" FOREIGN KEY ("list_id") REFERENCES "lists" ("id") ON DELETE CASCADE;
ALTER TABLE "list_accounts" ADD CONSTRAINT "fk_rails_40f9cc29f1" FOREIGN KEY ("follow_id") REFERENCES "follows" ("id") ON DELETE CASCADE;
ALTER TABLE "list_accounts" ADD CONSTRAINT "fk_rails_85fee9d6ab" FOREIGN KEY ("account_id") REFERENCES "accounts" ("id") ON DELETE CASCADE;
ALTER TABLE "list_accounts" ADD CONSTRAINT "fk_rails_e54e356c88" FOREIGN KEY ("list_id") REFERENCES "lists" ("id") ON DELETE CASCADE;
ALTER TABLE "lists" ADD CONSTRAINT "fk_rails_3853b78dac" FOREIGN KEY ("account_id") REFERENCES "accounts" ("id") ON DELETE CASCADE;
ALTER TABLE "login_activities" ADD CONSTRAINT "fk_rails_e4b6396b41" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE;
ALTER TABLE "markers" ADD CONSTRAINT "fk_rails_a7009bc2b6" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE;
ALTER TABLE "media_attachments" ADD CONSTRAINT "fk_96dd81e81b" FOREIGN KEY ("account_id") REFERENCES "accounts" ("id") ON DELETE SET NULL;
ALTER TABLE "media_attachments" ADD CONSTRAINT "fk_rails_31fc5aeef1" FOREIGN KEY ("scheduled_status_id") REFERENCES "scheduled_statuses" ("id") ON DELETE SET NULL;
ALTER TABLE "media_attachments" ADD CONSTRAINT "fk_rails_3ec0cfdd70" FOREIGN KEY ("status_id") REFERENCES "statuses" ("id") ON DELETE SET NULL;
ALTER TABLE "mentions" ADD CONSTRAINT "fk_970d43f9d1" FOREIGN KEY ("account_id") REFERENCES "accounts" ("id") ON DELETE CASCADE;
ALTER TABLE "mentions" ADD CONSTRAINT "fk_rails_59edbe2887" FOREIGN KEY ("status_id") REFERENCES "statuses" ("id") ON DELETE CASCADE;
ALTER TABLE "mutes" ADD CONSTRAINT "fk_b8d8daf315" FOREIGN KEY ("account_id") REFERENCES "accounts" ("id") ON DELETE CASCADE;
ALTER TABLE "mutes" ADD CONSTRAINT "fk_eecff219ea" FOREIGN KEY ("target_account_id") REFERENCES "accounts" ("id") ON DELETE CASCADE;
ALTER TABLE "notifications" ADD CONSTRAINT "fk_c141c8ee55" FOREIGN KEY ("account_id") REFERENCES "accounts" ("id") ON DELETE CASCADE;
ALTER TABLE "notifications" ADD CONSTRAINT "fk_fbd6b0bf9e" FOREIGN KEY ("from_account_id") REFERENCES "accounts" ("id") ON DELETE CASCADE;
ALTER TABLE "oauth_access_grants" ADD CONSTRAINT "fk_34d54b0a33" FOREIGN KEY ("application_id") REFERENCES "oauth_applications" ("id") ON DELETE CASCADE;
ALTER TABLE "oauth_access_grants" ADD CONSTRAINT "fk_63b044929b" FOREIGN KEY ("resource_owner_id") REFERENCES "users" ("id") ON DELETE CASCADE;
ALTER TABLE "oauth_access_tokens" ADD CONSTRAINT "fk_e84df68546" FOREIGN KEY ("resource_owner_id") REFERENCES "users" ("id") ON DELETE CASCADE;
ALTER TABLE "oauth_access_tokens" ADD CONSTRAINT "fk_f5fc4c1ee3" FOREIGN KEY ("application_id") REFERENCES "oauth_applications" ("id") ON DELETE CASCADE;
ALTER TABLE "oauth_applications" ADD CONSTRAINT "fk_b0988c7c0a" FOREIGN KEY ("owner_id") REFERENCES "users" ("id") ON DELETE CASCADE;
ALTER TABLE "one_time_keys" ADD CONSTRAINT "fk_rails_d3edd8c878" FOREIGN KEY ("device_id") REFERENCES "devices" ("id") ON DELETE CASCADE;
ALTER TABLE "poll_votes" ADD CONSTRAINT "fk_rails_a6e6974b7e" FOREIGN KEY ("poll_id") REFERENCES "polls" ("id") ON DELETE CASCADE;
ALTER TABLE "poll_votes" ADD CONSTRAINT "fk_rails_b6c18cf44a" FOREIGN KEY ("account_id") REFERENCES "accounts" ("id") ON DELETE CASCADE;
ALTER TABLE "polls" ADD CONSTRAINT "fk_rails_3e0d9f1115" FOREIGN KEY ("status_id") REFERENCES "statuses" ("id") ON DELETE CASCADE;
ALTER TABLE "polls" ADD CONSTRAINT "fk_rails_5b19a0c011" FOREIGN KEY ("account_id") REFERENCES "accounts" ("id") ON DELETE CASCADE;
ALTER TABLE "report_notes" ADD CONSTRAINT "fk_rails_7fa83a61eb" FOREIGN KEY ("report_id") REFERENCES "reports" ("id") ON DELETE CASCADE;
ALTER TABLE "report_notes" ADD CONSTRAINT "fk_rails_cae66353f3" FOREIGN KEY ("account_id") REFERENCES "accounts" ("id") ON DELETE CASCADE;
ALTER TABLE "reports" ADD CONSTRAINT "fk_4b81f7522c" FOREIGN KEY ("account_id") REFERENCES "accounts" ("id") ON DELETE CASCADE;
ALTER TABLE "reports" ADD CONSTRAINT "fk_bca45b75fd" FOREIGN KEY ("action_taken_by_account_id") REFERENCES "accounts" ("id") ON DELETE SET NULL;
ALTER TABLE "reports" ADD CONSTRAINT "fk_eb37af34f0" FOREIGN KEY ("target_account_id") REFERENCES "accounts" ("id") ON DELETE CASCADE;
ALTER TABLE "reports" ADD CONSTRAINT "fk_rails_4e7a498fb4" FOREIGN KEY ("assigned_account_id") REFERENCES "accounts" ("id") ON DELETE SET NULL;
ALTER TABLE "scheduled_statuses" ADD CONSTRAINT "fk_rails_23bd9018f9" FOREIGN KEY ("account_id") REFERENCES "accounts" ("id") ON DELETE CASCADE;
ALTER TABLE "session_activations" ADD CONSTRAINT "fk_957e5bda89" FOREIGN KEY ("access_token_id") REFERENCES "oauth_access_tokens" ("id") ON DELETE CASCADE;
ALTER TABLE "session_activations" ADD CONSTRAINT "fk_e5fda67334" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE;
ALTER TABLE "status_capability_tokens" ADD CONSTRAINT "fk_rails_76b98b706b" FOREIGN KEY ("status_id") REFERENCES "statuses" ("id") ON DELETE CASCADE;
ALTER TABLE "status_expires" ADD CONSTRAINT "fk_rails_773d11b684" FOREIGN KEY ("status_id") REFERENCES "statuses" ("id") ON DELETE CASCADE;
ALTER TABLE "status_pins" ADD CONSTRAINT "fk_d4cb435b62" FOREIGN KEY ("account_id") REFERENCES "accounts" ("id") ON DELETE CASCADE;
ALTER TABLE "status_pins" ADD CONSTRAINT "fk_rails_65c05552f1" FOREIGN KEY ("status_id") REFERENCES "statuses" ("id") ON DELETE CASCADE;
ALTER TABLE "status_references" ADD CONSTRAINT "fk_rails_12bf44fa87" FOREIGN KEY ("status_id") REFERENCES "statuses" ("id") ON DELETE CASCADE;
ALTER TABLE "status_references" ADD CONSTRAINT "fk_rails_4af189540a" FOREIGN KEY ("target_status_id") REFERENCES "statuses" ("id") ON DELETE CASCADE;
ALTER TABLE "status_stats" ADD CONSTRAINT "fk_rails_4a247aac42" FOREIGN KEY ("status_id") REFERENCES "statuses" ("id") ON DELETE CASCADE;
ALTER TABLE "statuses" ADD CONSTRAINT "fk_9bda1543f7" FOREIGN KEY ("account_id") REFERENCES "accounts" ("id") ON DELETE CASCADE;
ALTER TABLE "statuses" ADD CONSTRAINT "fk_c7fa917661" FOREIGN KEY ("in_reply_to_account_id") REFERENCES "accounts" ("id") ON DELETE SET NULL;
ALTER TABLE "statuses" ADD CONSTRAINT "fk_rails_256483a9ab" FOREIGN KEY ("reblog_of_id") REFERENCES "statuses" ("id") ON DELETE CASCADE;
ALTER TABLE "statuses" ADD CONSTRAINT "fk_rails_8c32f41458" FOREIGN KEY ("generator_id") REFERENCES "generators" ("id") ON DELETE CASCADE;
ALTER TABLE "statuses" ADD CONSTRAINT "fk_rails_94a6f70399" FOREIGN KEY ("in_reply_to_id") REFERENCES "statuses" ("id") ON DELETE SET NULL;
ALTER TABLE "statuses_tags" ADD CONSTRAINT "fk_3081861e21" FOREIGN KEY ("tag_id") REFERENCES "tags" ("id") ON DELETE CASCADE;
ALTER TABLE "statuses_tags" ADD CONSTRAINT "fk_rails_df0fe11427" FOREIGN KEY ("status_id") REFERENCES "statuses" ("id") ON DELETE CASCADE;
ALTER TABLE "tombstones" ADD CONSTRAINT "fk_rails_f95b861449" FOREIGN KEY ("account_id") REFERENCES "accounts" ("id") ON DELETE CASCADE;
ALTER TABLE "user_invite_requests" ADD CONSTRAINT "fk_rails_3773f15361" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE;
ALTER TABLE "users" ADD CONSTRAINT "fk_50500f500d" FOREIGN KEY ("account_id") REFERENCES "accounts" ("id") ON DELETE CASCADE;
ALTER TABLE "users" ADD CONSTRAINT "fk_rails_8fb2a43e88" FOREIGN KEY ("invite_id") REFERENCES "invites" ("id") ON DELETE SET NULL;
ALTER TABLE "users" ADD CONSTRAINT "fk_rails_ecc9536e7c" FOREIGN KEY ("created_by_application_id") REFERENCES "oauth_applications" ("id") ON DELETE SET NULL;
ALTER TABLE "web_push_subscriptions" ADD CONSTRAINT "fk_rails_751a9f390b" FOREIGN KEY ("access_token_id") REFERENCES "oauth_access_tokens" ("id") ON DELETE CASCADE;
ALTER TABLE "web_push_subscriptions" ADD CONSTRAINT "fk_rails_b006f28dac" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE;
ALTER TABLE "web_settings" ADD CONSTRAINT "fk_11910667b2" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE;
ALTER TABLE "webauthn_credentials" ADD CONSTRAINT "fk_rails_a4355aef77" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE NO ACTION;
CREATE MATERIALIZED VIEW "account_summaries" AS SELECT NULL::bigint AS "account_id", NULL::character varying AS "language", NULL::boolean AS "sensitive" LIMIT 0;
CREATE UNIQUE INDEX "index_account_summaries_on_account_id" ON "account_summaries" USING btree (account_id);
CREATE MATERIALIZED VIEW "follow_recommendations" AS SELECT NULL::bigint AS "account_id", NULL::numeric AS "rank", NULL::text[] AS "reason" LIMIT 0;
CREATE UNIQUE INDEX "index_follow_recommendations_on_account_id" ON "follow_recommendations" USING btree (account_id);
CREATE MATERIALIZED VIEW "instances" AS
SELECT known.domain, coalesce(counted.accounts, 0) AS accounts_count
FROM (
  SELECT domain FROM accounts WHERE domain IS NOT NULL
  UNION SELECT domain FROM domain_blocks
  UNION SELECT domain FROM domain_allows
) AS known
LEFT JOIN (
  SELECT domain, count(*) AS accounts FROM accounts WHERE domain IS NOT NULL GROUP BY domain
) AS counted ON counted.domain = known.domain;
CREATE UNIQUE INDEX "index_instances_on_domain" ON "instances" USING btree (domain);
CREATE TABLE "schema_migrations" ("version" character varying PRIMARY KEY);
INSERT INTO "schema_migrations" VALUES ('20240201030756');
