-- What glitch-soc has beyond Mastodon.
ALTER TABLE "statuses" ADD COLUMN "local_only" boolean, ADD COLUMN "content_type" character varying;
ALTER TABLE "status_edits" ADD COLUMN "content_type" character varying;
