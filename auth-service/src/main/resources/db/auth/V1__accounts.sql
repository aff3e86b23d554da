-- Ids are UUIDs made by clients or by this service; times are milliseconds since the epoch.

-- A person's login. The row lives until its owner deletes it, or until expires_at if the account
-- was never completed (then expires_at is set).
CREATE TABLE account (
  id           TEXT     NOT NULL PRIMARY KEY, -- chosen by the client
  username     TEXT     NOT NULL,             -- as displayed
  username_key TEXT     NOT NULL UNIQUE,      -- NFKC and lower case: the form that is unique
  salt         ${bytes} NOT NULL,             -- 16 bytes, for the client's PBKDF2
  rounds       ${int64} NOT NULL,             -- of the client's PBKDF2
  verifier     TEXT     NOT NULL,             -- Argon2id of the authentication key, encoded with its salt
  created_at   ${int64} NOT NULL,
  expires_at   ${int64}
) ${strict};

CREATE INDEX account_expiring ON account (expires_at);

-- Ids of accounts that existed: never given out again, since tokens and events may still name them.
CREATE TABLE deleted_account (
  id         TEXT     NOT NULL PRIMARY KEY,
  deleted_at ${int64} NOT NULL
) ${strict};

-- Which account a device id belongs to, from its first login and for ever: mailboxes are addressed
-- by device id, so nobody may log in with somebody else's.
CREATE TABLE device (
  id         TEXT NOT NULL PRIMARY KEY,
  account_id TEXT NOT NULL
) ${strict};
