-- What members had on servers that a run purges, saved before it went; deleted after a while.
CREATE TABLE receipts (
    run_id TEXT NOT NULL REFERENCES runs (id),
    -- The member's username.
    member TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('follow', 'follower', 'bookmark', 'favourite')),
    -- An account as people write it, or the address of a post.
    what TEXT NOT NULL,
    domain TEXT NOT NULL,
    -- How the member followed, as JSON; NULL for what is no follow.
    follow TEXT,
    PRIMARY KEY (run_id, member, kind, what)
);

-- How many lines of each kind a member has; added to in the transaction that writes them.
CREATE TABLE receipt_members (
    run_id TEXT NOT NULL REFERENCES runs (id),
    member TEXT NOT NULL,
    follows BIGINT NOT NULL,
    followers BIGINT NOT NULL,
    bookmarks BIGINT NOT NULL,
    favourites BIGINT NOT NULL,
    PRIMARY KEY (run_id, member)
);
