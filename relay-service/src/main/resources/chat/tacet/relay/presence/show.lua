-- A connection shows its account as online, or goes on doing so.
-- KEYS 1 connections that show the account, with the ms their lease ends
-- ARGV 1 connection  2 now, ms  3 end of lease, ms  4 lifetime of the key, ms
-- Answer: 1 if the account was not online before.
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ARGV[2])
local before = redis.call('ZCARD', KEYS[1])
redis.call('ZADD', KEYS[1], ARGV[3], ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return before == 0 and 1 or 0
