-- The tables of a store. Times are microseconds since 1970 (UTC), durations microseconds; the views "tasks" and "leases" show
-- them as text. Numbers stand for: access 0 unrestricted, 1 shared, 2 exclusive; priority 0 low, 1 medium, 2 high;
-- status 0 waiting, 1 working, 2 completed, 3 failed, 4 cancelled.

-- What decides when a task runs, and how it ended. "number" is the order of creation. The columns that may be large stand last.
-- queue_state: 0 finished, 1 ready, 2 delayed until run_at, 3 held by a lease.
--
-- A claim leaves the row as it is, and what it changes stands in the lease: so a task that is claimed and completed is written once, when
-- it ends. A row that says ready beside a lease is behind, and until something else is written to it, the lease tells: see "task_now".
CREATE TABLE task (
    number              BIGINT PRIMARY KEY,
    queue               TEXT COLLATE "C"    NOT NULL,
    directory           TEXT COLLATE "C"    NOT NULL,
    access              INTEGER NOT NULL,
    priority            INTEGER NOT NULL,
    status              INTEGER NOT NULL,
    queue_state         INTEGER NOT NULL,
    queued_at           BIGINT NOT NULL,
    run_at              BIGINT,
    created_at          BIGINT NOT NULL,
    updated_at          BIGINT NOT NULL,
    version             BIGINT NOT NULL,
    max_retries         INTEGER NOT NULL,
    timeout             BIGINT NOT NULL,
    retry_policy        TEXT,
    attempt             INTEGER NOT NULL DEFAULT 0,
    worker              TEXT COLLATE "C",
    started_at          BIGINT,
    last_end_attempt    INTEGER,
    last_end_cause      INTEGER,
    retry_count         INTEGER NOT NULL DEFAULT 0,
    releases_in_a_row   INTEGER NOT NULL DEFAULT 0,
    last_retry_at       BIGINT,
    kept_results        TEXT,
    completed_at        BIGINT,
    cancelled_at        BIGINT,
    delete_requested    INTEGER NOT NULL DEFAULT 0,
    history_size        INTEGER NOT NULL,
    last_entry          BIGINT  NOT NULL,
    error_message       TEXT,
    reason              TEXT,
    result_status       TEXT,
    result_duration     BIGINT,
    result_details      TEXT,
    result_output       TEXT
);

CREATE INDEX task_delayed ON task (run_at) WHERE queue_state = 2;
CREATE INDEX task_finished ON task (status, coalesce(completed_at, cancelled_at)) WHERE queue_state = 0;
CREATE INDEX task_status ON task (status, number);

-- The tasks that are ready, in their lines. Which is next in one directory is seen from the key, which is next over all from the other
-- index. What looks over all says queue <> '' so that the index is for that alone: with it the line of one directory would be
-- found among all others, which looks cheap while a table is empty.
CREATE TABLE ready (
    queue     TEXT COLLATE "C" NOT NULL,
    directory TEXT COLLATE "C" NOT NULL,
    access    INTEGER NOT NULL,
    priority  INTEGER NOT NULL,
    queued_at BIGINT  NOT NULL,
    number    BIGINT  NOT NULL,
    CONSTRAINT ready_line PRIMARY KEY (queue, directory, access, priority, queued_at, number)
) WITH (vacuum_truncate = off);

CREATE INDEX ready_order ON ready (queue, access, priority, queued_at, number) WHERE queue <> '';
CREATE INDEX ready_restricted ON ready (queue, directory) WHERE access > 0;

-- What stays as it is while a task goes on: its id, and what it says, which an update may change. The id does not stand in "task",
-- where each change of a row would be one of its index, too.
CREATE TABLE task_body (
    task     BIGINT PRIMARY KEY,
    id       TEXT COLLATE "C" NOT NULL UNIQUE,
    prompt   TEXT NOT NULL,
    tags     TEXT,
    metadata TEXT
);

-- What workers last told; it outlives their leases.
CREATE TABLE progress (
    task    BIGINT PRIMARY KEY,
    percent INTEGER,
    message TEXT,
    at      BIGINT NOT NULL
);

CREATE TABLE checkpoint (
    task       BIGINT PRIMARY KEY,
    checkpoint TEXT NOT NULL
);

-- One row for each live hold on a task. "version" to "last_entry" are what the claim has made of the task, and true only while the task's
-- row says that it is ready: see "task_now".
CREATE TABLE lease (
    task       BIGINT PRIMARY KEY,
    attempt    INTEGER NOT NULL,
    caller     TEXT COLLATE "C"    NOT NULL,
    worker     TEXT COLLATE "C"    NOT NULL,
    claim_id   TEXT COLLATE "C",
    directory  TEXT COLLATE "C"    NOT NULL,
    access     INTEGER NOT NULL,
    started_at BIGINT NOT NULL,
    length     BIGINT NOT NULL,
    fenced     INTEGER NOT NULL,
    deadline   BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    version      BIGINT NOT NULL,
    updated_at   BIGINT NOT NULL,
    history_size INTEGER NOT NULL,
    last_entry   BIGINT NOT NULL
) WITH (vacuum_truncate = off);

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
    number    BIGINT PRIMARY KEY,
    task      BIGINT NOT NULL UNIQUE,
    queue     TEXT COLLATE "C"    NOT NULL,
    directory TEXT COLLATE "C"    NOT NULL,
    access    INTEGER NOT NULL,
    priority  INTEGER NOT NULL,
    queued_at BIGINT NOT NULL,
    asked_at  BIGINT NOT NULL
);

-- What happened. "position" grows with every entry of the store and never repeats. The entries of a task are a chain: the task's
-- "last_entry" is the position of the last one, "previous" that of the one before, null in the first. So what happens to a task is
-- written at the end of the index alone. An index of all of them by task would be changed at another place for each; this one has
-- but each 32nd, from which a page of a long history is reached.
CREATE TABLE history (
    position BIGINT PRIMARY KEY,
    task     BIGINT NOT NULL,
    seq      INTEGER NOT NULL,
    previous BIGINT,
    at       BIGINT NOT NULL,
    type     TEXT    NOT NULL,
    attempt  INTEGER NOT NULL,
    actor    TEXT    NOT NULL,
    details  TEXT
);

CREATE UNIQUE INDEX history_milestone ON history (task, seq) WHERE seq % 32 = 0;

-- The results that entries carry: of the last few entries of a task only.
CREATE TABLE history_result (
    task     BIGINT NOT NULL,
    seq      INTEGER NOT NULL,
    position BIGINT NOT NULL,
    status   TEXT    NOT NULL,
    duration BIGINT,
    details  TEXT,
    output   TEXT,
    PRIMARY KEY (task, seq)
);

CREATE TABLE idempotency_key (
    caller       TEXT COLLATE "C"    NOT NULL,
    key          TEXT COLLATE "C"    NOT NULL,
    request_hash TEXT    NOT NULL,
    used_at      BIGINT NOT NULL,
    tasks        TEXT    NOT NULL,
    PRIMARY KEY (caller, key)
);

CREATE INDEX idempotency_key_age ON idempotency_key (used_at);

-- When somebody last asked for tasks of a queue, in one directory or (recursive) in all below it.
CREATE TABLE worker_seen (
    queue     TEXT COLLATE "C"    NOT NULL,
    directory TEXT COLLATE "C"    NOT NULL,
    recursive INTEGER NOT NULL,
    asked_at  BIGINT NOT NULL,
    PRIMARY KEY (queue, directory, recursive)
);

CREATE INDEX worker_seen_age ON worker_seen (asked_at);

-- How many tasks there are: each transaction appends what it has changed, so that nobody waits for a row; any server
-- adds it up from time to time.
CREATE TABLE counter_sum (
    status   INTEGER NOT NULL,
    priority INTEGER NOT NULL,
    tasks    BIGINT  NOT NULL,
    PRIMARY KEY (status, priority)
);

CREATE TABLE counter_delta (
    status   INTEGER NOT NULL,
    priority INTEGER NOT NULL,
    tasks    BIGINT  NOT NULL
);

CREATE VIEW counter AS
SELECT status, priority, sum(tasks)::bigint AS tasks
FROM (SELECT status, priority, tasks FROM counter_sum
      UNION ALL SELECT status, priority, tasks FROM counter_delta) AS each
GROUP BY status, priority;

-- What ended in each hour since 1970; it stays when the tasks go.
CREATE TABLE hourly_sum (
    hour       BIGINT PRIMARY KEY,
    completed  BIGINT NOT NULL,
    failed     BIGINT NOT NULL,
    processing BIGINT NOT NULL
);

CREATE TABLE hourly_delta (
    hour       BIGINT NOT NULL,
    completed  BIGINT NOT NULL,
    failed     BIGINT NOT NULL,
    processing BIGINT NOT NULL
);

CREATE VIEW hourly AS
SELECT hour, sum(completed)::bigint AS completed, sum(failed)::bigint AS failed, sum(processing)::bigint AS processing
FROM (SELECT hour, completed, failed, processing FROM hourly_sum
      UNION ALL SELECT hour, completed, failed, processing FROM hourly_delta) AS each
GROUP BY hour;

-- The numbers of tasks, of history entries, and of the servers that have opened the store.
CREATE SEQUENCE task_number;
CREATE SEQUENCE history_position;
CREATE SEQUENCE server_number;

-- What the store knows of itself: "schema", its version, and "secret", of which lease tokens are made.
CREATE TABLE meta (
    name  TEXT COLLATE "C" PRIMARY KEY,
    value TEXT NOT NULL
);

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
       to_timestamp(t.created_at / 1e6) AS created_at,
       to_timestamp(t.queued_at / 1e6) AS queued_at,
       to_timestamp(t.run_at / 1e6) AS run_at,
       to_timestamp(t.started_at / 1e6) AS started_at,
       to_timestamp(t.completed_at / 1e6) AS completed_at,
       to_timestamp(t.cancelled_at / 1e6) AS cancelled_at,
       to_timestamp(t.updated_at / 1e6) AS updated_at,
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
       to_timestamp(l.started_at / 1e6) AS started_at,
       to_timestamp(l.expires_at / 1e6) AS expires_at,
       to_timestamp(l.deadline / 1e6) AS deadline
FROM lease l
JOIN task_body b ON b.task = l.task;

-- The last statement of each file: the schema has its version now.
INSERT INTO meta (name, value) VALUES ('schema', '1');
