-- Our own state. Times are epoch milliseconds, JSON is TEXT, so that every query has one text for both engines.

CREATE TABLE sites (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    created_at BIGINT NOT NULL
);

CREATE TABLE operators (
    name TEXT NOT NULL PRIMARY KEY,
    role TEXT NOT NULL CHECK (role IN ('visitor', 'moderator', 'caretaker')),
    password_hash TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

-- Only the SHA-256 of a session's id is stored, so that a copy of this table signs nobody in.
CREATE TABLE sessions (
    id_hash TEXT NOT NULL PRIMARY KEY,
    data TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

CREATE TABLE schedules (
    id INTEGER PRIMARY KEY,
    site_id BIGINT NOT NULL REFERENCES sites (id),
    job TEXT NOT NULL,
    options TEXT NOT NULL,
    cadence TEXT NOT NULL,
    time_of_day TEXT NOT NULL,
    zone TEXT NOT NULL,
    enabled BIGINT NOT NULL,
    -- NULL while paused.
    next_at BIGINT,
    UNIQUE (site_id, job)
);

CREATE TABLE runs (
    id TEXT NOT NULL PRIMARY KEY,
    site_id BIGINT NOT NULL REFERENCES sites (id),
    job TEXT NOT NULL,
    options TEXT NOT NULL,
    mode TEXT NOT NULL CHECK (mode IN ('preview', 'apply')),
    trigger_kind TEXT NOT NULL CHECK (trigger_kind IN ('operator', 'schedule', 'command-line')),
    started_by TEXT,
    schedule_id BIGINT REFERENCES schedules (id),
    -- The date for which a schedule made this run: with it, any number of processes fire once.
    fire_at BIGINT,
    state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'finished', 'stopped', 'failed')),
    created_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    started_at BIGINT,
    ended_at BIGINT,
    stop_wanted_at BIGINT,
    lease_owner TEXT,
    lease_until BIGINT,
    stage TEXT NOT NULL,
    total BIGINT NOT NULL,
    -- Where to go on after a stop; the job knows its form.
    checkpoint TEXT,
    item_failures TEXT NOT NULL,
    report TEXT,
    failure TEXT,
    UNIQUE (schedule_id, fire_at)
);
-- One run per site and job; purges may queue up, because each waits for its own time.
CREATE UNIQUE INDEX runs_one_open ON runs (site_id, job)
    WHERE state IN ('queued', 'running') AND job <> 'purge-domain';
CREATE UNIQUE INDEX runs_one_at_work ON runs (site_id, job) WHERE state = 'running';
CREATE INDEX runs_open ON runs (state, due_at) WHERE state IN ('queued', 'running');
CREATE INDEX runs_by_job ON runs (site_id, job, id);

-- What a run counted so far; only ever added to, in the transaction that did what is counted.
CREATE TABLE run_counts (
    run_id TEXT NOT NULL REFERENCES runs (id),
    name TEXT NOT NULL,
    value BIGINT NOT NULL,
    PRIMARY KEY (run_id, name)
);

-- How far a cull is with each server; `reason` when it was set aside.
CREATE TABLE run_domains (
    run_id TEXT NOT NULL REFERENCES runs (id),
    domain TEXT NOT NULL,
    after_id BIGINT NOT NULL,
    done BIGINT NOT NULL,
    reason TEXT,
    PRIMARY KEY (run_id, domain)
);

-- Accounts a run is about to remove (`done` = 0) or has removed, with the evidence.
CREATE TABLE removed_accounts (
    run_id TEXT NOT NULL REFERENCES runs (id),
    position BIGINT NOT NULL,
    account_id BIGINT NOT NULL,
    account TEXT NOT NULL,
    domain TEXT NOT NULL,
    status BIGINT NOT NULL,
    done BIGINT NOT NULL,
    PRIMARY KEY (run_id, position),
    UNIQUE (run_id, account_id)
);

-- Files that are about to lose their owner, or have lost it and are still to be removed.
CREATE TABLE removal_journal (
    id INTEGER PRIMARY KEY,
    site_id BIGINT NOT NULL REFERENCES sites (id),
    owner TEXT NOT NULL,
    owner_id BIGINT NOT NULL,
    file_name TEXT NOT NULL,
    run_id TEXT NOT NULL REFERENCES runs (id),
    file TEXT NOT NULL,
    -- What there was of it when the entry was opened: a stop between object and entry must not lose count.
    objects BIGINT NOT NULL,
    bytes BIGINT NOT NULL,
    UNIQUE (site_id, owner, owner_id, file_name)
);
CREATE INDEX removal_journal_by_run ON removal_journal (run_id, owner_id);

-- What was confirmed when, and what was first seen to be gone when.
CREATE TABLE ledger (
    site_id BIGINT NOT NULL,
    account_id BIGINT NOT NULL,
    confirmed_at BIGINT,
    gone_at BIGINT,
    PRIMARY KEY (site_id, account_id)
) WITHOUT ROWID;

CREATE TABLE cases (
    site_id BIGINT NOT NULL REFERENCES sites (id),
    domain TEXT NOT NULL,
    reason TEXT NOT NULL,
    silent_since BIGINT NOT NULL,
    last_asked_at BIGINT NOT NULL,
    -- Hidden until then, by a decision to wait.
    wait_until BIGINT,
    -- Never asked about again, by a decision to keep.
    kept BIGINT NOT NULL,
    purge_run TEXT REFERENCES runs (id),
    impact TEXT NOT NULL,
    PRIMARY KEY (site_id, domain)
);

-- Each time a server was asked; `reason` NULL when it answered.
CREATE TABLE evidence (
    site_id BIGINT NOT NULL,
    domain TEXT NOT NULL,
    at BIGINT NOT NULL,
    reason TEXT,
    PRIMARY KEY (site_id, domain, at)
);

-- Every act of an operator.
CREATE TABLE activities (
    id TEXT NOT NULL PRIMARY KEY,
    site_id BIGINT NOT NULL,
    at BIGINT NOT NULL,
    operator TEXT NOT NULL,
    act TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT NOT NULL
);
CREATE INDEX activities_by_time ON activities (site_id, at);
