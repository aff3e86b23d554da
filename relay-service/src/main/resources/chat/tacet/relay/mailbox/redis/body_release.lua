-- Devices wait no longer for a shared body; the last one removes it.
--
-- KEYS  1 content   2 who waits (body_put.lua)   3 set of those who wait for what was stored before
--       there were marks
-- ARGV  1 mark of an attempt that has stored no entry for these, or "": they have collected it
--       2... device ids
-- Answer: how many still wait, -1 if there is no body. Repeating it takes nothing from another
-- attempt: it may have stored the entry that this one had no room for.
local MARK = 8
local mark = ARGV[1]
for n = 2, #ARGV do
  local left = ''
  local marks = mark ~= '' and redis.call('HGET', KEYS[2], ARGV[n]) or ''
  for at = 1, #marks, MARK do
    local one = string.sub(marks, at, at + MARK - 1)
    if one ~= mark then
      left = left .. one
    end
  end
  if left == '' then
    redis.call('HDEL', KEYS[2], ARGV[n])
  else
    redis.call('HSET', KEYS[2], ARGV[n], left)
  end
end
if mark == '' then
  redis.call('SREM', KEYS[3], unpack(ARGV, 2))
end
local waiting = redis.call('HLEN', KEYS[2]) + redis.call('SCARD', KEYS[3])
if waiting == 0 and redis.call('DEL', KEYS[1]) == 0 then
  return -1
end
return waiting
