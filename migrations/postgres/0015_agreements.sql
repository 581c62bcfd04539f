-- Large purges to which a second person has to agree before they happen.
CREATE TABLE agreements (
    run_id TEXT PRIMARY KEY REFERENCES runs (id),
    ordered_by TEXT NOT NULL,
    agreed_by TEXT,
    agreed_at BIGINT
);
