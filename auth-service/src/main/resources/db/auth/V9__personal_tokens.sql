-- Tokens that people made for their programs. A revoked one is deleted; its id lives on in "revocation".
CREATE TABLE personal_token (
  id           TEXT     NOT NULL PRIMARY KEY,
  account_id   TEXT     NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  device_id    TEXT     NOT NULL, -- the device it was made on, which its program is
  name         TEXT     NOT NULL,
  scopes       TEXT     NOT NULL, -- with spaces between them, sorted
  secret_hash  ${bytes} NOT NULL, -- SHA-256 of 32 random bytes
  created_at   ${int64} NOT NULL,
  expires_at   ${int64} NOT NULL,
  last_used_on ${int64}           -- the beginning of a day, no more
) ${strict};

CREATE INDEX personal_token_account ON personal_token (account_id);
CREATE INDEX personal_token_expires ON personal_token (expires_at);
