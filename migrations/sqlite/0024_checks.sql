-- When a server was last found well by the whole check; 0 where that is not known.
ALTER TABLE remembered_servers ADD COLUMN checked_at BIGINT NOT NULL DEFAULT 0;
-- Whether it answered then by headers alone as it does in full.
ALTER TABLE remembered_servers ADD COLUMN headers_suffice BIGINT NOT NULL DEFAULT 0;
