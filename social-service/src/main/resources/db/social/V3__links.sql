-- Meetings of two logins that link a device: one per account, for ten minutes.

CREATE TABLE link (
  account_id     TEXT     NOT NULL PRIMARY KEY REFERENCES account,
  link_id        TEXT     NOT NULL,
  opener_session TEXT     NOT NULL,
  guest_session  TEXT     NOT NULL DEFAULT '', -- whose first message came first
  expires_at     ${int64} NOT NULL
) ${strict};
CREATE INDEX link_expires ON link (expires_at);

CREATE TABLE link_message (
  account_id TEXT     NOT NULL REFERENCES link ON DELETE CASCADE,
  number     ${int64} NOT NULL CHECK (number BETWEEN 1 AND 4),
  sealed     ${bytes} NOT NULL,
  user_agent TEXT     NOT NULL, -- of whoever put it, empty if unknown; so is the address
  address    TEXT     NOT NULL,
  PRIMARY KEY (account_id, number)
) ${strict};
