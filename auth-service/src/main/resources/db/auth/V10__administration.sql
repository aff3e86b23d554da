-- What an administrator decides. One row a decision, none where nobody decided.
CREATE TABLE setting (
  name  TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
) ${strict};

-- Codes that let somebody sign up where that needs one. Nobody can read a code here: only SHA-256
-- of it is kept. A row lives until it is revoked, or a month after it expired.
CREATE TABLE invitation (
  id         TEXT     NOT NULL PRIMARY KEY, -- what the administrator calls it by
  code_hash  ${bytes} NOT NULL UNIQUE,
  max_uses   ${int64} NOT NULL,
  uses       ${int64} NOT NULL DEFAULT 0,
  created_at ${int64} NOT NULL,
  expires_at ${int64} NOT NULL
) ${strict};

-- Set while nobody may sign in to the account.
ALTER TABLE account ADD COLUMN suspended_at ${int64};

-- Until the account is completed: an invitation is not used up by one that never was. Afterwards
-- nothing says who came by which.
ALTER TABLE account ADD COLUMN invitation_id TEXT;
