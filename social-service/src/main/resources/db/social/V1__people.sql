-- Times are epoch milliseconds, ids lower-case UUIDs made by clients or by the service, flags 0 or 1.
-- Everything hangs on account; rows of account are never deleted, so that no id is used twice.

CREATE TABLE account (
  account_id      TEXT     NOT NULL PRIMARY KEY,
  created_at      ${int64} NOT NULL,
  deleted_at      ${int64} NOT NULL DEFAULT 0,
  -- Counted up to take the row's lock: whoever changes something between two people first locks
  -- both rows, the smaller id first.
  locks           ${int64} NOT NULL DEFAULT 0,
  -- Versions of dir:friends and dir:devices; they outlive the account so that newer still wins.
  friends_version ${int64} NOT NULL DEFAULT 0,
  devices_version ${int64} NOT NULL DEFAULT 0
) ${strict};

CREATE TABLE profile (
  account_id   TEXT     NOT NULL PRIMARY KEY REFERENCES account,
  username     TEXT     NOT NULL,
  username_key TEXT     NOT NULL UNIQUE, -- NFKC, lower case: what look-ups compare
  first_name   TEXT     NOT NULL,
  last_name    TEXT     NOT NULL,
  about        TEXT     NOT NULL
) ${strict};

CREATE TABLE room (
  room_id TEXT     NOT NULL PRIMARY KEY,
  kind    TEXT     NOT NULL CHECK (kind = 'direct'),
  version ${int64} NOT NULL,
  is_open ${int64} NOT NULL CHECK (is_open IN (0, 1))
) ${strict};

CREATE TABLE room_member (
  room_id    TEXT NOT NULL REFERENCES room,
  account_id TEXT NOT NULL REFERENCES account,
  PRIMARY KEY (room_id, account_id)
) ${strict};
CREATE INDEX room_member_account ON room_member (account_id);

-- Both directions of a friendship are rows, so that every list is one index range.
CREATE TABLE friendship (
  account_id TEXT     NOT NULL REFERENCES account,
  friend_id  TEXT     NOT NULL REFERENCES account,
  since      ${int64} NOT NULL,
  PRIMARY KEY (account_id, friend_id),
  CHECK (account_id <> friend_id)
) ${strict};
CREATE INDEX friendship_friend ON friendship (friend_id);

CREATE TABLE friend_request (
  request_id   TEXT     NOT NULL PRIMARY KEY,
  sender_id    TEXT     NOT NULL REFERENCES account,
  recipient_id TEXT     NOT NULL REFERENCES account,
  -- The pair whatever the direction: smaller id, space, larger id.
  pair         TEXT     NOT NULL,
  state        TEXT     NOT NULL CHECK (state IN ('pending', 'accepted', 'declined', 'withdrawn')),
  -- Pending for its sender, invisible to its recipient, who has blocked the sender.
  hidden       ${int64} NOT NULL CHECK (hidden IN (0, 1)),
  created_at   ${int64} NOT NULL,
  closed_at    ${int64} NOT NULL DEFAULT 0,
  CHECK (sender_id <> recipient_id)
) ${strict};
CREATE UNIQUE INDEX friend_request_pending ON friend_request (pair) WHERE state = 'pending';
CREATE INDEX friend_request_sender ON friend_request (sender_id, state);
CREATE INDEX friend_request_recipient ON friend_request (recipient_id, state);
CREATE INDEX friend_request_pair ON friend_request (pair);

CREATE TABLE block (
  blocker_id TEXT     NOT NULL REFERENCES account,
  blocked_id TEXT     NOT NULL REFERENCES account,
  since      ${int64} NOT NULL,
  PRIMARY KEY (blocker_id, blocked_id),
  CHECK (blocker_id <> blocked_id)
) ${strict};
CREATE INDEX block_blocked ON block (blocked_id);

CREATE TABLE device_list (
  account_id  TEXT     NOT NULL REFERENCES account,
  version     ${int64} NOT NULL,
  list_hash   ${bytes} NOT NULL, -- SHA-256 of the list bytes
  signed_list ${bytes} NOT NULL, -- SignedDeviceList as received
  PRIMARY KEY (account_id, version)
) ${strict};

-- Whose a device id is, for ever: mail may still wait in a mailbox of that name, and a number that
-- was given out must not be given out again if the device returns.
CREATE TABLE device_binding (
  device_id             TEXT     NOT NULL PRIMARY KEY,
  account_id            TEXT     NOT NULL REFERENCES account,
  x25519_one_time_high  ${int64} NOT NULL DEFAULT -1, -- highest key id ever stored
  ml_kem_one_time_high  ${int64} NOT NULL DEFAULT -1,
  x25519_signed_counter ${int64} NOT NULL DEFAULT 0,
  ml_kem_counter        ${int64} NOT NULL DEFAULT 0,
  locks                 ${int64} NOT NULL DEFAULT 0
) ${strict};

-- The devices of the latest list of each account.
CREATE TABLE device (
  device_id     TEXT     NOT NULL PRIMARY KEY REFERENCES device_binding,
  account_id    TEXT     NOT NULL REFERENCES account,
  signing_key   ${bytes} NOT NULL,
  agreement_key ${bytes} NOT NULL
) ${strict};
CREATE INDEX device_account ON device (account_id);

CREATE TABLE prekey (
  device_id     TEXT     NOT NULL REFERENCES device ON DELETE CASCADE,
  kind          TEXT     NOT NULL,
  key_id        ${int64} NOT NULL,
  signed_prekey ${bytes} NOT NULL, -- SignedPrekey as received
  PRIMARY KEY (device_id, kind, key_id)
) ${strict};

CREATE TABLE outbox (
  id           TEXT     NOT NULL PRIMARY KEY,
  topic        TEXT     NOT NULL,
  subject      TEXT     NOT NULL,
  available_at ${int64} NOT NULL,
  lease        TEXT     NOT NULL DEFAULT '',
  attempts     ${int64} NOT NULL DEFAULT 0
) ${strict};
CREATE INDEX outbox_available ON outbox (available_at);
