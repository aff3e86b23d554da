-- A connection shows its account no longer.
-- KEYS 1 connections that show the account  2 when it was last seen
-- ARGV 1 connection  2 now, ms  3 last seen, ms, or "" to forget it  4 lifetime of last seen, ms
--      5 "expired" to hide it only if its lease has ended
-- Answer: 1 if the account is online no longer.
local lease = redis.call('ZSCORE', KEYS[1], ARGV[1])
if not lease or (ARGV[5] == 'expired' and tonumber(lease) > tonumber(ARGV[2])) then
  return 0
end
redis.call('ZREM', KEYS[1], ARGV[1])
if redis.call('ZCOUNT', KEYS[1], '(' .. ARGV[2], '+inf') > 0 then
  return 0
end
if ARGV[3] == '' then
  redis.call('DEL', KEYS[2])
else
  redis.call('SET', KEYS[2], ARGV[3], 'PX', ARGV[4])
end
return 1
