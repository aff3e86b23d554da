-- One or more devices wait no longer for a shared body; the last one removes it.
--
-- KEYS  1 content   2 set of waiting device ids
-- ARGV  device ids
-- Answer: how many still wait.
redis.call('SREM', KEYS[2], unpack(ARGV))
local waiting = redis.call('SCARD', KEYS[2])
if waiting == 0 then
  redis.call('DEL', KEYS[1])
end
return waiting
