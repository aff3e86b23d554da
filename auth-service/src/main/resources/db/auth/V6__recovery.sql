-- What an account left for the holder of its recovery phrase. Nobody here can open the record, and nobody is
-- given it without a login and the key that this table has the hash of. A row lives until its owner
-- replaces or deletes it, or the account ends.
CREATE TABLE recovery (
  account_id TEXT     NOT NULL PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
  key_hash   ${bytes} NOT NULL, -- SHA-256 of the phrase's authentication key
  record     ${bytes} NOT NULL, -- sealed by the client
  since      ${int64} NOT NULL
) ${strict};
