-- Everything of the accounts in the table gone, in the order that foreign keys ask for. What has no line here goes with its account or
-- its post.
CREATE TEMP TABLE posts ON COMMIT DROP AS
  SELECT s.id FROM statuses s JOIN gone ON gone.id = s.account_id
  UNION
  SELECT b.id FROM statuses s JOIN gone ON gone.id = s.account_id JOIN statuses b ON b.reblog_of_id = s.id;
ANALYZE gone;
ANALYZE posts;
DELETE FROM notifications USING gone WHERE notifications.from_account_id = gone.id;
DELETE FROM notifications USING gone WHERE notifications.account_id = gone.id;
DELETE FROM notifications USING posts WHERE activity_type = 'Status' AND activity_id = posts.id;
DELETE FROM notifications USING favourites f JOIN posts ON posts.id = f.status_id
  WHERE activity_type = 'Favourite' AND activity_id = f.id;
DELETE FROM notifications USING mentions m JOIN posts ON posts.id = m.status_id
  WHERE activity_type = 'Mention' AND activity_id = m.id;
DELETE FROM notifications USING polls p JOIN posts ON posts.id = p.status_id
  WHERE activity_type = 'Poll' AND activity_id = p.id;
DELETE FROM notifications USING quotes q JOIN posts ON posts.id = q.status_id
  WHERE activity_type = 'Quote' AND activity_id = q.id;
DELETE FROM preview_cards_statuses USING posts WHERE status_id = posts.id;
DELETE FROM statuses USING posts WHERE statuses.id = posts.id;
DELETE FROM media_attachments USING gone WHERE account_id = gone.id;
DELETE FROM favourites USING gone WHERE account_id = gone.id;
DELETE FROM poll_votes USING gone WHERE account_id = gone.id;
DELETE FROM follows USING gone WHERE account_id = gone.id OR target_account_id = gone.id;
DELETE FROM mentions USING gone WHERE account_id = gone.id;
DELETE FROM accounts_tags USING gone WHERE account_id = gone.id;
DELETE FROM account_moderation_notes USING gone WHERE target_account_id = gone.id;
DELETE FROM fasp_follow_recommendations USING gone WHERE requesting_account_id = gone.id OR recommended_account_id = gone.id;
DELETE FROM collection_items USING gone WHERE account_id = gone.id;
DELETE FROM collections USING gone WHERE account_id = gone.id;
DELETE FROM accounts USING gone WHERE accounts.id = gone.id;
