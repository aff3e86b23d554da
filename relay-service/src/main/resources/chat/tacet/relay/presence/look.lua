-- Whether an account is online. KEYS 1 connections that show it  2 when it was last seen
-- ARGV 1 now, ms. Answer: -1 online, 0 unknown, else last seen in ms.
if redis.call('ZCOUNT', KEYS[1], '(' .. ARGV[1], '+inf') > 0 then
  return -1
end
return tonumber(redis.call('GET', KEYS[2]) or '0')
