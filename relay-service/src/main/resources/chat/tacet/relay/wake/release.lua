-- Gives a device up, unless a newer connection holds it by now.
-- KEYS 1 holder. ARGV 1 this connection.
if redis.call('GET', KEYS[1]) == ARGV[1] then
  return redis.call('DEL', KEYS[1])
end
return 0
