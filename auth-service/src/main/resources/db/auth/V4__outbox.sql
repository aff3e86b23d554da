-- Changes that others must learn; see chat.tacet.kit.outbox.
CREATE TABLE outbox (
  id           TEXT     NOT NULL PRIMARY KEY,
  topic        TEXT     NOT NULL,
  subject      TEXT     NOT NULL,
  available_at ${int64} NOT NULL,
  lease        TEXT     NOT NULL DEFAULT '',
  attempts     ${int64} NOT NULL DEFAULT 0
) ${strict};

CREATE INDEX outbox_available ON outbox (available_at);
