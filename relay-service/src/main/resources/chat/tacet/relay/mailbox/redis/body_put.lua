-- Stores a body that several mailboxes share, and who waits for it on behalf of this attempt.
--
-- KEYS  1 content   2 hash: id of a waiting device -> marks of the attempts that may have stored an
--       entry of it, or still may
-- ARGV  1 content   2 lifetime, ms   3 mark of this attempt, 8 bytes   4... device ids
-- Answer: 1 stored now, 2 stored before, 0 if another content is stored under this name. Repeating
-- it changes nothing. A new attempt adds devices again that have collected theirs: it takes itself
-- back after the appends, which know.
local MARK = 8
-- So many attempts of one letter are not told apart any more: then a device waits until it has
-- collected it, or the body expires.
local MOST_MARKS = 16
local ALL = string.rep('\0', MARK)
local known = redis.call('GET', KEYS[1])
if known and known ~= ARGV[1] then
  return 0
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
local mark = ARGV[3]
local before = redis.call('HMGET', KEYS[2], unpack(ARGV, 4))
local writes = {}
for n, marks in ipairs(before) do
  marks = marks or ''
  local there = marks == ALL
  for at = 1, #marks, MARK do
    there = there or string.sub(marks, at, at + MARK - 1) == mark
  end
  if not there then
    marks = #marks < MOST_MARKS * MARK and marks .. mark or ALL
  end
  writes[2 * n - 1], writes[2 * n] = ARGV[n + 3], marks
end
redis.call('HSET', KEYS[2], unpack(writes))
redis.call('PEXPIRE', KEYS[2], ARGV[2])
return known and 2 or 1
