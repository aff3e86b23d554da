-- Remembers the highest send counter of a device. KEYS 1 counter. ARGV 1 value, 2 lifetime in ms.
local known = redis.call('GET', KEYS[1])
if known and tonumber(known) > tonumber(ARGV[1]) then
  return 0
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
