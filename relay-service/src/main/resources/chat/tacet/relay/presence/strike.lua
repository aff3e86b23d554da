-- Takes an ended lease off the list of all leases, unless it was renewed meanwhile.
-- KEYS 1 leases, with the ms they end. ARGV 1 lease  2 now, ms
local ends = redis.call('ZSCORE', KEYS[1], ARGV[1])
if ends and tonumber(ends) <= tonumber(ARGV[2]) then
  return redis.call('ZREM', KEYS[1], ARGV[1])
end
return 0
