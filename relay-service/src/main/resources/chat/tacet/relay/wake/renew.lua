-- Keeps a connection's claim on its device, or takes it again after Redis lost it.
-- KEYS 1 holder  2 stream of the mailbox. ARGV 1 this connection  2 lease, ms
-- Answer: -1 if another connection holds it, else how many entries wait in the mailbox.
local holder = redis.call('GET', KEYS[1])
if holder == ARGV[1] then
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
elseif holder then
  return -1
else
  redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
end
return redis.call('XLEN', KEYS[2])
