-- A connection shows its account as online, or goes on doing so.
-- KEYS 1 connections that show the account, with the ms their lease ends
-- ARGV 1 connection  2 now, ms  3 end of lease, ms  4 lifetime of the key, ms
--      5 channel  6 the news that the account is online  7 "again" to tell it in any case
-- It is told in here if the account was not online before: then all nodes hear what happened to the
-- board in the order in which it happened there.
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ARGV[2])
local before = redis.call('ZCARD', KEYS[1])
redis.call('ZADD', KEYS[1], ARGV[3], ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[4])
if before == 0 or ARGV[7] == 'again' then
  redis.call('PUBLISH', ARGV[5], ARGV[6])
end
return 1
