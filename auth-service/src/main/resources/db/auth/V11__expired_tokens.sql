-- A socket outlives the access token that opened it: the end of a personal token is revoked like any other, once it has come.
ALTER TABLE personal_token ADD COLUMN expiry_revoked ${int64} NOT NULL DEFAULT 0; -- 0 or 1
