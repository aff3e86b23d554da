-- Encrypted archives of history: one per account at most, none unless its devices began one. What
-- changes one locks the account first.

CREATE TABLE archive (
  account_id TEXT     NOT NULL PRIMARY KEY REFERENCES account,
  archive_id TEXT     NOT NULL, -- of the last one there was, when there are no chunks
  head       ${bytes} NOT NULL, -- what the next chunk has to follow
  chunks     ${int64} NOT NULL, -- 0 after it was deleted
  size       ${int64} NOT NULL  -- bytes of all chunks
) ${strict};

CREATE TABLE archive_chunk (
  account_id TEXT     NOT NULL REFERENCES archive ON DELETE CASCADE,
  number     ${int64} NOT NULL, -- counts from 0
  begins_at  ${int64} NOT NULL, -- bytes of all chunks before it
  chunk      ${bytes} NOT NULL,
  PRIMARY KEY (account_id, number)
) ${strict};
