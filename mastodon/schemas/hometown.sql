-- What Hometown has beyond Mastodon.
ALTER TABLE "statuses" ADD COLUMN "local_only" boolean, ADD COLUMN "activity_pub_type" character varying;
ALTER TABLE "lists" ADD COLUMN "is_exclusive" boolean DEFAULT false;
