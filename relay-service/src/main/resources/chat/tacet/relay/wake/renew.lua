-- Keeps a connection's claim on its device, or takes it again after Redis lost it.
-- KEYS 1 holder. ARGV 1 this connection, 2 lease in ms. Answer: 0 if another connection holds it.
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then
  return 0
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
