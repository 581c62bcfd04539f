-- A receipt also says where those moved to whom members followed.
ALTER TABLE receipts DROP CONSTRAINT receipts_kind_check;
ALTER TABLE receipts ADD CONSTRAINT receipts_kind_check
    CHECK (kind IN ('follow', 'follower', 'bookmark', 'favourite', 'move'));
ALTER TABLE receipt_members ADD COLUMN moves BIGINT NOT NULL DEFAULT 0;
