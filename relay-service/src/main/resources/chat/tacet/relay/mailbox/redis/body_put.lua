-- Stores a body that several mailboxes share, and who still waits for it.
--
-- KEYS  1 content   2 set of waiting device ids
-- ARGV  1 content   2 lifetime, ms   3... device ids
-- Answer: 1 stored now, 2 stored before, 0 if another content is stored under this name. Repeating
-- it adds devices again that have collected theirs: the caller releases them after the appends,
-- which know.
local known = redis.call('GET', KEYS[1])
if known and known ~= ARGV[1] then
  return 0
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
redis.call('SADD', KEYS[2], unpack(ARGV, 3))
redis.call('PEXPIRE', KEYS[2], ARGV[2])
return known and 2 or 1
