-- Groups. They have tables of their own: of a direct room nothing is kept but its two people, of a
-- group a log, and what its replay gives. What changes one first locks the accounts concerned, the
-- smaller id first, then the group.

CREATE TABLE group_room (
  room_id  TEXT     NOT NULL PRIMARY KEY,
  -- Of dir:room: rises with every entry, and when somebody's account ends.
  version  ${int64} NOT NULL,
  sequence ${int64} NOT NULL, -- length of the log
  locks    ${int64} NOT NULL DEFAULT 0
) ${strict};

-- The log, for as long as the group is known to anybody: entries are never changed or deleted.
CREATE TABLE group_entry (
  room_id      TEXT     NOT NULL REFERENCES group_room,
  sequence     ${int64} NOT NULL,
  version      ${int64} NOT NULL, -- of the group with this entry
  entry_hash   ${bytes} NOT NULL, -- SHA-256 of the entry bytes
  signed_entry ${bytes} NOT NULL, -- SignedMembershipEntry
  PRIMARY KEY (room_id, sequence)
) ${strict};

-- Everybody the log ever named. One without an owner or a member is over.
CREATE TABLE group_member (
  room_id      TEXT     NOT NULL REFERENCES group_room,
  account_id   TEXT     NOT NULL REFERENCES account,
  state        TEXT     NOT NULL CHECK (state IN ('owner', 'member', 'invited', 'former')),
  -- Sequence of the entry by which they joined (which is the order of standing), were invited, or
  -- ceased to be either.
  since        ${int64} NOT NULL,
  identity_key ${bytes} NOT NULL, -- under which the log knows them
  list_version ${int64} NOT NULL, -- highest of their device lists that the log brought; 0 if none
  PRIMARY KEY (room_id, account_id)
) ${strict};
CREATE INDEX group_member_account ON group_member (account_id, state);
CREATE UNIQUE INDEX group_member_owner ON group_member (room_id) WHERE state = 'owner';
