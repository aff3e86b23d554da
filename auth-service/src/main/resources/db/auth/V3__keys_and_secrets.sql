-- Keys for signing tokens. Published from created_at, used from use_from, deleted when the last
-- token it signed has expired.
CREATE TABLE signing_key (
  generation ${int64} NOT NULL PRIMARY KEY, -- 1, 2, 3…: two nodes can't both make the next one
  jwk        TEXT     NOT NULL,             -- ES256 key pair as JSON Web Key
  created_at ${int64} NOT NULL,
  use_from   ${int64} NOT NULL
) ${strict};

-- Random values made once per installation.
CREATE TABLE server_secret (
  name   TEXT     NOT NULL PRIMARY KEY,
  secret ${bytes} NOT NULL
) ${strict};
