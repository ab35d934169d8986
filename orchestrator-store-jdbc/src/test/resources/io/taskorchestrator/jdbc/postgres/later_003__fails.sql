-- A step that does much before it fails.
DELETE FROM history;

DROP VIEW leases;

DROP TABLE lease;

UPDATE task SET note = 'lost';

ALTER TABLE task_body ADD COLUMN lost TEXT;

INSERT INTO task (number, id) SELECT number, id FROM task;
