-- A receipt also says where those moved to whom members followed. A check cannot be changed, so the table is made anew.
CREATE TABLE receipts_with_moves (
    run_id TEXT NOT NULL REFERENCES runs (id),
    -- The member's username.
    member TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('follow', 'follower', 'bookmark', 'favourite', 'move')),
    -- An account as people write it, or the address of a post.
    what TEXT NOT NULL,
    domain TEXT NOT NULL,
    -- How the member followed, as JSON; NULL for what is no follow.
    follow TEXT,
    PRIMARY KEY (run_id, member, kind, what)
);
INSERT INTO receipts_with_moves SELECT run_id, member, kind, what, domain, follow FROM receipts;
DROP TABLE receipts;
ALTER TABLE receipts_with_moves RENAME TO receipts;
ALTER TABLE receipt_members ADD COLUMN moves BIGINT NOT NULL DEFAULT 0;
