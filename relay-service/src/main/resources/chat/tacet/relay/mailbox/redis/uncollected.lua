-- Counts the bytes of an account's mail that nobody has collected, by the time it was sent.
--
-- KEYS  1 hash: period -> bytes
-- ARGV  1 period   2 bytes, negative when they were collected
--       3 the first period whose mail may still wait   4 lifetime, ms
-- Answer: bytes left in the period.
for _, period in ipairs(redis.call('HKEYS', KEYS[1])) do
  if tonumber(period) < tonumber(ARGV[3]) then
    redis.call('HDEL', KEYS[1], period)
  end
end
local left = redis.call('HINCRBY', KEYS[1], ARGV[1], ARGV[2])
-- Less than nothing stays: another node may have sent what this one saw collected, and count later.
if left == 0 then
  redis.call('HDEL', KEYS[1], ARGV[1])
end
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return left
