-- Devices that somebody signed in on: wrong passwords from there count apart from those of
-- strangers. A row lives until the account ends, signs the device out from another one, gets another
-- password from another one, or has too many newer ones. Of the cookie only SHA-256 is kept.
CREATE TABLE known_device (
  device_id    TEXT     NOT NULL PRIMARY KEY REFERENCES device (id),
  account_id   TEXT     NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  cookie_hash  ${bytes} NOT NULL UNIQUE,
  signed_in_at ${int64} NOT NULL
) ${strict};

CREATE INDEX known_device_account ON known_device (account_id);
