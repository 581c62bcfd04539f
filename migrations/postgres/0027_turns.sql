-- When all accounts of a server were last asked about that wanted it, and when one that was seen to
-- be gone was last asked about; nothing before.
ALTER TABLE remembered_servers ADD COLUMN turn_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE ledger ADD COLUMN asked_at BIGINT;
