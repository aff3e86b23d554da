-- A meeting that one side ended since its user saw other digits than the other one is kept until it expires, to say so.

ALTER TABLE link ADD COLUMN numbers_differ ${int64} NOT NULL DEFAULT 0; -- 1: ended so
