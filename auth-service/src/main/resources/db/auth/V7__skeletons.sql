-- Names that look alike have the same skeleton (contracts/rest.md), and one of them is given out.
-- chat.tacet.auth.username.Skeleton makes it for new accounts; here it is made for those that are
-- there. Where several of them look alike, the oldest has the skeleton and the others keep their
-- names without one: nobody loses a name, and nobody else gets one like it.
ALTER TABLE account ADD COLUMN skeleton TEXT;

UPDATE account SET skeleton =
  replace(replace(replace(replace(replace(replace(replace(replace(
    username_key, '0', 'o'), '1', 'l'), 'i', 'l'), 'm', 'rn'), 'w', 'vv'), '_', ''), '.', ''), '-', '');

-- Only for the next statement, which would compare each with each.
CREATE INDEX account_skeleton_filled ON account (skeleton, created_at, id);

UPDATE account SET skeleton = NULL
WHERE EXISTS (
  SELECT 1 FROM account elder
  WHERE elder.skeleton = account.skeleton
    AND (elder.created_at < account.created_at
      OR (elder.created_at = account.created_at AND elder.id < account.id))
);

DROP INDEX account_skeleton_filled;

CREATE UNIQUE INDEX account_skeleton ON account (skeleton);
