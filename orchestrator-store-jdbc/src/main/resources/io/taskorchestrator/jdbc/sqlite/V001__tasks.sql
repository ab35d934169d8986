-- The tables of a store. Times are microseconds since 1970 (UTC), durations microseconds; the views "tasks" and "leases" show
-- them as text. Numbers stand for: access 0 unrestricted, 1 shared, 2 exclusive; priority 0 low, 1 medium, 2 high;
-- status 0 waiting, 1 working, 2 completed, 3 failed, 4 cancelled.

-- Says in the file's header that it is a store: "TasO".
PRAGMA application_id = 1415672655;

-- What decides when a task runs: small rows that change often. "number" is the order of creation.
-- queue_state: 0 finished, 1 ready, 2 delayed until run_at, 3 held by a lease.
CREATE TABLE task (
    number              INTEGER PRIMARY KEY,
    queue               TEXT    NOT NULL,
    directory           TEXT    NOT NULL,
    access              INTEGER NOT NULL,
    priority            INTEGER NOT NULL,
    status              INTEGER NOT NULL,
    queue_state         INTEGER NOT NULL,
    queued_at           INTEGER NOT NULL,
    run_at              INTEGER,
    created_at          INTEGER NOT NULL,
    updated_at          INTEGER NOT NULL,
    version             INTEGER NOT NULL,
    max_retries         INTEGER NOT NULL,
    timeout             INTEGER NOT NULL,
    retry_policy        TEXT,
    attempt             INTEGER NOT NULL DEFAULT 0,
    worker              TEXT,
    started_at          INTEGER,
    last_end_attempt    INTEGER,
    last_end_cause      INTEGER,
    retry_count         INTEGER NOT NULL DEFAULT 0,
    releases_in_a_row   INTEGER NOT NULL DEFAULT 0,
    last_retry_at       INTEGER,
    kept_results        TEXT,
    completed_at        INTEGER,
    cancelled_at        INTEGER,
    delete_requested    INTEGER NOT NULL DEFAULT 0,
    history_size        INTEGER NOT NULL,
    last_entry          INTEGER NOT NULL
) STRICT;

-- Which task is next: in one directory, and over all.
CREATE INDEX task_ready_line ON task (queue, directory, access, priority, queued_at, number) WHERE queue_state = 1;
CREATE INDEX task_ready_order ON task (queue, access, priority, queued_at, number) WHERE queue_state = 1;
CREATE INDEX task_restricted ON task (queue, directory) WHERE queue_state = 1 AND access > 0;
CREATE INDEX task_delayed ON task (run_at) WHERE queue_state = 2;
CREATE INDEX task_finished ON task (status, coalesce(completed_at, cancelled_at)) WHERE queue_state = 0;
CREATE INDEX task_status ON task (status, number);

-- What stays as it is while a task goes on: its id, and what it says, which an update may change. The id does not stand in "task",
-- where each change of a row would be one of its index, too.
CREATE TABLE task_body (
    task     INTEGER PRIMARY KEY,
    id       TEXT NOT NULL UNIQUE,
    prompt   TEXT NOT NULL,
    tags     TEXT,
    metadata TEXT
) STRICT;

-- How a task ended. The large columns stand last, so that the others are read without them.
CREATE TABLE task_result (
    task          INTEGER PRIMARY KEY,
    error_message TEXT,
    reason        TEXT,
    status        TEXT,
    duration      INTEGER,
    details       TEXT,
    output        TEXT
) STRICT;

-- What workers last told; it outlives their leases.
CREATE TABLE progress (
    task    INTEGER PRIMARY KEY,
    percent INTEGER,
    message TEXT,
    at      INTEGER NOT NULL
) STRICT;

CREATE TABLE checkpoint (
    task       INTEGER PRIMARY KEY,
    checkpoint TEXT NOT NULL
) STRICT;

-- One row for each live hold on a task.
CREATE TABLE lease (
    task       INTEGER PRIMARY KEY,
    attempt    INTEGER NOT NULL,
    caller     TEXT    NOT NULL,
    worker     TEXT    NOT NULL,
    claim_id   TEXT,
    directory  TEXT    NOT NULL,
    access     INTEGER NOT NULL,
    started_at INTEGER NOT NULL,
    length     INTEGER NOT NULL,
    fenced     INTEGER NOT NULL,
    deadline   INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;

CREATE INDEX lease_expiry ON lease (expires_at);
CREATE INDEX lease_claim ON lease (claim_id) WHERE claim_id IS NOT NULL;
CREATE INDEX lease_directory ON lease (directory, access) WHERE access > 0;

-- Directories that are promised to a task which found them busy for too long.
CREATE TABLE reservation (
    number    INTEGER PRIMARY KEY,
    task      INTEGER NOT NULL UNIQUE,
    queue     TEXT    NOT NULL,
    directory TEXT    NOT NULL,
    access    INTEGER NOT NULL,
    priority  INTEGER NOT NULL,
    queued_at INTEGER NOT NULL,
    asked_at  INTEGER NOT NULL
) STRICT;

-- What happened. "position" grows with every entry of the store and never repeats. The entries of a task are a chain: the task's
-- "last_entry" is the position of the last one, "previous" that of the one before, null in the first. So what happens to a task is
-- written at the end of the table alone. An index of all of them by task would be changed at another place for each; this one has
-- but each 32nd, from which a page of a long history is reached.
CREATE TABLE history (
    position INTEGER PRIMARY KEY,
    task     INTEGER NOT NULL,
    seq      INTEGER NOT NULL,
    previous INTEGER,
    at       INTEGER NOT NULL,
    type     TEXT    NOT NULL,
    attempt  INTEGER NOT NULL,
    actor    TEXT    NOT NULL,
    details  TEXT
) STRICT;

CREATE UNIQUE INDEX history_milestone ON history (task, seq) WHERE seq % 32 = 0;

-- The results that entries carry: of the last few entries of a task only.
CREATE TABLE history_result (
    task     INTEGER NOT NULL,
    seq      INTEGER NOT NULL,
    position INTEGER NOT NULL,
    status   TEXT    NOT NULL,
    duration INTEGER,
    details  TEXT,
    output   TEXT,
    PRIMARY KEY (task, seq)
) STRICT;

CREATE TABLE idempotency_key (
    caller       TEXT    NOT NULL,
    key          TEXT    NOT NULL,
    request_hash TEXT    NOT NULL,
    used_at      INTEGER NOT NULL,
    tasks        TEXT    NOT NULL,
    PRIMARY KEY (caller, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX idempotency_key_age ON idempotency_key (used_at);

-- When somebody last asked for tasks of a queue, in one directory or (recursive) in all below it.
CREATE TABLE worker_seen (
    queue     TEXT    NOT NULL,
    directory TEXT    NOT NULL,
    recursive INTEGER NOT NULL,
    asked_at  INTEGER NOT NULL,
    PRIMARY KEY (queue, directory, recursive)
) STRICT, WITHOUT ROWID;

CREATE INDEX worker_seen_age ON worker_seen (asked_at);

-- How many tasks there are.
CREATE TABLE counter (
    status   INTEGER NOT NULL,
    priority INTEGER NOT NULL,
    tasks    INTEGER NOT NULL,
    PRIMARY KEY (status, priority)
) STRICT, WITHOUT ROWID;

-- What ended in each hour since 1970; it stays when the tasks go.
CREATE TABLE hourly (
    hour       INTEGER PRIMARY KEY,
    completed  INTEGER NOT NULL,
    failed     INTEGER NOT NULL,
    processing INTEGER NOT NULL
) STRICT;

-- The last numbers given out: "task" for task.number, "history" for history.position.
CREATE TABLE last_number (
    name   TEXT PRIMARY KEY,
    number INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO last_number (name, number) VALUES ('task', 0), ('history', 0);

-- What the store knows of itself: "schema", its version, and "secret", of which lease tokens are made.
CREATE TABLE meta (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- For people.
CREATE VIEW tasks AS
SELECT b.id,
       CASE t.status WHEN 0 THEN 'waiting' WHEN 1 THEN 'working' WHEN 2 THEN 'completed' WHEN 3 THEN 'failed' ELSE 'cancelled' END AS status,
       t.queue,
       t.directory,
       CASE t.priority WHEN 0 THEN 'low' WHEN 1 THEN 'medium' ELSE 'high' END AS priority,
       CASE t.access WHEN 0 THEN 'unrestricted' WHEN 1 THEN 'shared' ELSE 'exclusive' END AS directory_access,
       CASE t.queue_state WHEN 0 THEN 'finished' WHEN 1 THEN 'ready' WHEN 2 THEN 'delayed' ELSE 'held' END AS queue_state,
       t.attempt,
       t.worker,
       t.retry_count,
       strftime('%Y-%m-%dT%H:%M:%fZ', t.created_at / 1e6, 'unixepoch') AS created_at,
       strftime('%Y-%m-%dT%H:%M:%fZ', t.queued_at / 1e6, 'unixepoch') AS queued_at,
       strftime('%Y-%m-%dT%H:%M:%fZ', t.run_at / 1e6, 'unixepoch') AS run_at,
       strftime('%Y-%m-%dT%H:%M:%fZ', t.started_at / 1e6, 'unixepoch') AS started_at,
       strftime('%Y-%m-%dT%H:%M:%fZ', t.completed_at / 1e6, 'unixepoch') AS completed_at,
       strftime('%Y-%m-%dT%H:%M:%fZ', t.cancelled_at / 1e6, 'unixepoch') AS cancelled_at,
       strftime('%Y-%m-%dT%H:%M:%fZ', t.updated_at / 1e6, 'unixepoch') AS updated_at,
       b.prompt,
       b.tags,
       b.metadata,
       r.error_message,
       r.reason
FROM task t
JOIN task_body b ON b.task = t.number
LEFT JOIN task_result r ON r.task = t.number;

CREATE VIEW leases AS
SELECT b.id AS task_id,
       l.attempt,
       l.caller,
       l.worker,
       l.claim_id,
       l.directory,
       CASE l.access WHEN 0 THEN 'unrestricted' WHEN 1 THEN 'shared' ELSE 'exclusive' END AS directory_access,
       strftime('%Y-%m-%dT%H:%M:%fZ', l.started_at / 1e6, 'unixepoch') AS started_at,
       strftime('%Y-%m-%dT%H:%M:%fZ', l.expires_at / 1e6, 'unixepoch') AS expires_at,
       strftime('%Y-%m-%dT%H:%M:%fZ', l.deadline / 1e6, 'unixepoch') AS deadline
FROM lease l
JOIN task_body b ON b.task = l.task;

-- The last statement of each file: the schema has its version now.
INSERT INTO meta (name, value) VALUES ('schema', '1');
