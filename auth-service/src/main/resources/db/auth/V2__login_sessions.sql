-- One login of one device. Ended ones are deleted; their ids live on in "revocation".
--
-- The refresh token in the cookie is family (16 bytes) followed by secret (32 bytes). Only SHA-256
-- of each half is kept. The secret changes with every use; the family never does, so that an old
-- secret is told from a made-up one.
CREATE TABLE login_session (
  id               TEXT     NOT NULL PRIMARY KEY,
  account_id       TEXT     NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  device_id        TEXT     NOT NULL,
  user_agent       TEXT     NOT NULL,
  created_at       ${int64} NOT NULL,
  last_used_at     ${int64} NOT NULL,
  family_hash      ${bytes} NOT NULL UNIQUE,
  secret_hash      ${bytes} NOT NULL,
  previous_hash    ${bytes},          -- of the secret that was exchanged for the current one
  sealed_successor ${bytes},          -- the current secret, readable only with the previous one
  rotated_at       ${int64} NOT NULL
) ${strict};

CREATE INDEX login_session_account ON login_session (account_id);
CREATE INDEX login_session_last_used ON login_session (last_used_at);

-- What every service must refuse until the tokens issued before have expired.
CREATE TABLE revocation (
  member     TEXT     NOT NULL PRIMARY KEY, -- as in the Redis set: sid:…, did:…, sub:…
  valid_until ${int64} NOT NULL             -- afterwards no token issued before can be valid
) ${strict};
