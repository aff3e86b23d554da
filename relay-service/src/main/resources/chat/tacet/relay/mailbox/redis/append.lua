-- Appends one entry to the mailbox of one device, once.
--
-- KEYS, all in the device's slot
--   1 stream  the entries; ids are "<ms>-<seq>" and never decrease
--   2 seen    hash: sender and envelope -> digest (16 bytes) .. entry id, at most ARGV[11] of them
--   3 seen    the one that was full before: together they remember the last envelopes
--   4 meta    "<bytes waiting> <ms> <seq>" with the last id given
--   5 at      which connection holds the device, written by the relay nodes
-- ARGV
--   1 field in seen   2 digest   3 fields of Deliver   4 reference to a shared body or ""
--   5 size, bytes     6 now, ms  7 entries up to this ms are expired
--   8 retention, ms   9 most entries   10 most bytes, what is remembered included
--   11 most envelopes remembered in one hash
-- Answer: one of
--   {"S", id, previous id, at}  stored
--   {"W", at}  stored before and still waiting     {"G"}  stored before and collected or expired
--   {"C"}  stored before with another digest       {"F"}  full
-- What one remembered envelope takes: measured, in a hash that is no list any more.
local SEEN_BYTES = 144

local known = redis.call('HGET', KEYS[2], ARGV[1]) or redis.call('HGET', KEYS[3], ARGV[1])
if known then
  if string.sub(known, 1, 16) ~= ARGV[2] then
    return {'C'}
  end
  local id = string.sub(known, 17)
  if #redis.call('XRANGE', KEYS[1], id, id) == 0 then
    return {'G'}
  end
  return {'W', redis.call('GET', KEYS[5]) or ''}
end

local bytes, ms, seq = 0, 0, 0
local meta = redis.call('GET', KEYS[4])
if meta then
  local b, m, s = string.match(meta, '^(%d+) (%d+) (%d+)$')
  bytes, ms, seq = tonumber(b), tonumber(m), tonumber(s)
end

-- Refreshing EXPIRE below keeps old mail of a busy mailbox alive, so it is deleted here, a little
-- with each append. XDEL and never XTRIM: mixing them can leave a node newer versions refuse.
local expired = redis.call('XRANGE', KEYS[1], '-', ARGV[7], 'COUNT', 32)
for _, entry in ipairs(expired) do
  redis.call('XDEL', KEYS[1], entry[1])
  bytes = bytes - #entry[2][2]
  if entry[2][4] then
    bytes = bytes - struct.unpack('>I4', entry[2][4])
  end
end
local entries = redis.call('XLEN', KEYS[1])
if entries == 0 or bytes < 0 then
  bytes = 0
end

local size = tonumber(ARGV[5])
local seen = redis.call('HLEN', KEYS[2])
local remembered = SEEN_BYTES * (seen + redis.call('HLEN', KEYS[3]))
if entries >= tonumber(ARGV[9]) or bytes + remembered + size > tonumber(ARGV[10]) then
  if #expired > 0 then
    redis.call('SET', KEYS[4], string.format('%.0f %.0f %.0f', bytes, ms, seq), 'KEEPTTL')
  end
  return {'F'}
end

local previous = string.format('%.0f-%.0f', ms, seq)
local now = tonumber(ARGV[6])
if now > ms then
  ms, seq = now, 0
else
  seq = seq + 1
end
local id = string.format('%.0f-%.0f', ms, seq)
if ARGV[4] == '' then
  redis.call('XADD', KEYS[1], id, 'd', ARGV[3])
else
  redis.call('XADD', KEYS[1], id, 'd', ARGV[3], 'b', ARGV[4])
end
redis.call('PEXPIRE', KEYS[1], ARGV[8])
redis.call('SET', KEYS[4], string.format('%.0f %.0f %.0f', bytes + size, ms, seq), 'PX', ARGV[8])
if seen >= tonumber(ARGV[11]) then
  redis.call('RENAME', KEYS[2], KEYS[3])
end
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2] .. id)
redis.call('PEXPIRE', KEYS[2], ARGV[8])
return {'S', id, previous, redis.call('GET', KEYS[5]) or ''}
