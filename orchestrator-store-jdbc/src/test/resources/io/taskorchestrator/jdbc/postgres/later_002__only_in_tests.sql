-- What a later version might do: a new column, another key, a table made of another one. Its name keeps other migrators from it.
ALTER TABLE task ADD COLUMN note TEXT NOT NULL DEFAULT 'none';

CREATE TABLE checkpoint_later (
    task       BIGINT PRIMARY KEY,
    checkpoint TEXT NOT NULL,
    bytes      INTEGER NOT NULL DEFAULT 0
);

INSERT INTO checkpoint_later (task, checkpoint, bytes)
SELECT task, checkpoint, octet_length(checkpoint) FROM checkpoint;

DROP TABLE checkpoint;

ALTER TABLE checkpoint_later RENAME TO checkpoint;

CREATE TABLE actor AS SELECT DISTINCT actor AS name FROM history;

DROP INDEX task_status;

CREATE INDEX task_status ON task (status, note, number);
