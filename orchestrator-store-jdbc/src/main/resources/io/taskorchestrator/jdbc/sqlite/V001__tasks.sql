-- The tables of a store. Times are microseconds since 1970 (UTC), durations microseconds; the views "tasks" and "leases" show
-- them as text. Numbers stand for: access 0 unrestricted, 1 shared, 2 exclusive; priority 0 low, 1 medium, 2 high;
-- status 0 waiting, 1 working, 2 completed, 3 failed, 4 cancelled.

-- Says in the file's header that it is a store: "TasO".
PRAGMA application_id = 1415672655;

-- What decides when a task runs, and how it ended. "number" is the order of creation. The columns that may be large stand last.
-- queue_state: 0 finished, 1 ready, 2 delayed until run_at, 3 held by a lease.
--
-- A claim leaves the row as it is, and what it changes stands in the lease: so a task that is claimed and completed is written once, when
-- it ends. A row that says ready beside a lease is behind, and until something else is written to it, the lease tells: see "task_now".
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
    last_entry          INTEGER NOT NULL,
    error_message       TEXT,
    reason              TEXT,
    result_status       TEXT,
    result_duration     INTEGER,
    result_details      TEXT,
    result_output       TEXT
) STRICT;

CREATE INDEX task_delayed ON task (run_at) WHERE queue_state = 2;
CREATE INDEX task_finished ON task (status, coalesce(completed_at, cancelled_at)) WHERE queue_state = 0;
CREATE INDEX task_status ON task (status, number);

-- The tasks that are ready, in their lines. Which is next in one directory is seen from the table, which is next over all from the
-- index.
CREATE TABLE ready (
    queue     TEXT    NOT NULL,
    directory TEXT    NOT NULL,
    access    INTEGER NOT NULL,
    priority  INTEGER NOT NULL,
    queued_at INTEGER NOT NULL,
    number    INTEGER NOT NULL,
    CONSTRAINT ready_line PRIMARY KEY (queue, directory, access, priority, queued_at, number)
) STRICT, WITHOUT ROWID;

CREATE INDEX ready_order ON ready (queue, access, priority, queued_at, number);
CREATE INDEX ready_restricted ON ready (queue, directory) WHERE access > 0;

-- What stays as it is while a task goes on: its id, and what it says, which an update may change. The id does not stand in "task",
-- where each change of a row would be one of its index, too.
CREATE TABLE task_body (
    task     INTEGER PRIMARY KEY,
    id       TEXT NOT NULL UNIQUE,
    prompt   TEXT NOT NULL,
    tags     TEXT,
    metadata TEXT
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

-- One row for each live hold on a task. "version" to "last_entry" are what the claim has made of the task, and true only while the task's
-- row says that it is ready: see "task_now".
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
    expires_at INTEGER NOT NULL,
    version      INTEGER NOT NULL,
    updated_at   INTEGER NOT NULL,
    history_size INTEGER NOT NULL,
    last_entry   INTEGER NOT NULL
) STRICT;

CREATE INDEX lease_expiry ON lease (expires_at);
CREATE INDEX lease_claim ON lease (claim_id) WHERE claim_id IS NOT NULL;
CREATE INDEX lease_directory ON lease (directory, access) WHERE access > 0;

-- The tasks as they are, with what is known of their leases.
CREATE VIEW task_now AS
SELECT t.number,
       t.queue,
       t.directory,
       t.access,
       t.priority,
       CASE WHEN t.queue_state = 1 AND l.task IS NOT NULL THEN 1 ELSE t.status END AS status,
       CASE WHEN l.task IS NULL THEN t.queue_state ELSE 3 END AS queue_state,
       t.queued_at,
       t.run_at,
       t.created_at,
       CASE WHEN t.queue_state = 1 AND l.task IS NOT NULL THEN l.updated_at ELSE t.updated_at END AS updated_at,
       CASE WHEN t.queue_state = 1 AND l.task IS NOT NULL THEN l.version ELSE t.version END AS version,
       t.max_retries,
       t.timeout,
       t.retry_policy,
       CASE WHEN t.queue_state = 1 AND l.task IS NOT NULL THEN l.attempt ELSE t.attempt END AS attempt,
       CASE WHEN t.queue_state = 1 AND l.task IS NOT NULL THEN l.worker ELSE t.worker END AS worker,
       CASE WHEN t.queue_state = 1 AND l.task IS NOT NULL THEN l.started_at ELSE t.started_at END AS started_at,
       t.last_end_attempt,
       t.last_end_cause,
       t.retry_count,
       t.releases_in_a_row,
       t.last_retry_at,
       t.kept_results,
       t.completed_at,
       t.cancelled_at,
       t.delete_requested,
       t.error_message,
       t.reason,
       t.result_status,
       t.result_duration,
       t.result_details,
       t.result_output,
       CASE WHEN t.queue_state = 1 AND l.task IS NOT NULL THEN l.history_size ELSE t.history_size END AS history_size,
       CASE WHEN t.queue_state = 1 AND l.task IS NOT NULL THEN l.last_entry ELSE t.last_entry END AS last_entry,
       l.expires_at,
       l.deadline,
       l.claim_id,
       l.fenced,
       l.length
FROM task t
LEFT JOIN lease l ON l.task = t.number;

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
       t.error_message,
       t.reason
FROM task_now t
JOIN task_body b ON b.task = t.number;

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
