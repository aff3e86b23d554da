-- A connection shows its account no longer.
-- KEYS 1 connections that show the account  2 when it was last seen
-- ARGV 1 connection  2 now, ms  3 last seen, ms, or "" to forget it  4 lifetime of last seen, ms
--      5 channel  6 the news that the account is online no longer
--      7 "expired" to hide it only if its lease has ended
-- Answer: 1 if the account is online no longer, which is told in here as in show.lua.
local lease = redis.call('ZSCORE', KEYS[1], ARGV[1])
if not lease or (ARGV[7] == 'expired' and tonumber(lease) > tonumber(ARGV[2])) then
  return 0
end
redis.call('ZREM', KEYS[1], ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ARGV[2])
if redis.call('ZCARD', KEYS[1]) > 0 then
  return 0
end
if ARGV[3] == '' then
  redis.call('DEL', KEYS[2])
else
  redis.call('SET', KEYS[2], ARGV[3], 'PX', ARGV[4])
end
redis.call('PUBLISH', ARGV[5], ARGV[6])
return 1
