-- When a server last showed an account of its own to us; 0 where that is not known.
ALTER TABLE remembered_servers ADD COLUMN shown_at BIGINT NOT NULL DEFAULT 0;
