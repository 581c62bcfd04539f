-- The last position that was given away in the list of accounts that a run removes.
ALTER TABLE runs ADD COLUMN last_position BIGINT NOT NULL DEFAULT 0;
UPDATE runs SET last_position =
    (SELECT coalesce(max(position), 0) FROM removed_accounts WHERE removed_accounts.run_id = runs.id);
