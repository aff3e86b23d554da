-- Appends one entry to the mailbox of one device, once.
--
-- KEYS, all in the device's slot
--   1 stream  the entries; ids are "<ms>-<seq>" and never decrease
--   2 index   hash: "" -> state, as below; name of an envelope -> digest (16 bytes) .. ms .. seq
--   3 index   the one that was full before: together they remember the last envelopes
--   4 at      which connection holds the device, written by the relay nodes
-- ARGV
--   1 name of the envelope: sender and envelope id   2 digest   3 fields of Deliver
--   4 reference to a shared body or ""
--   5 size, bytes     6 now, ms  7 entries up to this ms are expired
--   8 retention, ms   9 most entries   10 most bytes, what is remembered included
--   11 most envelopes remembered in one hash
-- Answer: one of
--   "S" .. id .. previous id .. at  stored; each id is ms .. seq
--   "W" .. at  stored before and still waiting     "G"  stored before and collected or expired
--   "C"  stored before with another digest         "F"  full
-- All numbers in bytes are 8 of them, big endian.
--
-- State: bytes waiting, ms and seq of the last id, no entry is older than this ms, lifetimes were
-- renewed at this ms, envelopes in the index, in the one before, 0, 0. It is longer than 64 bytes on
-- purpose: then the hash is a table, and looking into it does not mean reading all of it.
local STATE = '>I8I8I8I8I8I8I8I8I8'
-- What one remembered envelope takes: measured.
local SEEN_BYTES = 144
-- Keys outlive the retention by a part of it, so that not every append has to renew them.
local SLACK = 32

local found = redis.call('HMGET', KEYS[2], '', ARGV[1])
local bytes, ms, seq, oldest, renewed, seen, before = 0, 0, 0, 0, 0, 0, 0
if found[1] then
  bytes, ms, seq, oldest, renewed, seen, before = struct.unpack(STATE, found[1])
else
  -- Written before there was a state: later mail still goes behind what waits.
  local newest = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1]
  if newest then
    local m, s = string.match(newest[1], '^(%d+)-(%d+)$')
    ms, seq = tonumber(m), tonumber(s)
  end
end

local known = found[2] or before > 0 and redis.call('HGET', KEYS[3], ARGV[1])
if known then
  if string.sub(known, 1, 16) ~= ARGV[2] then
    return 'C'
  end
  local id = string.format('%.0f-%.0f', struct.unpack('>I8I8', known, 17))
  if #redis.call('XRANGE', KEYS[1], id, id) == 0 then
    return 'G'
  end
  return 'W' .. (redis.call('GET', KEYS[4]) or '')
end

-- Keys of a busy mailbox never end, so old mail is deleted here, a little with each append. XDEL and
-- never XTRIM: mixing them can leave a node newer versions refuse.
local now, last = tonumber(ARGV[6]), tonumber(ARGV[7])
local expired = 0
if oldest <= last then
  local entries = redis.call('XRANGE', KEYS[1], '-', ARGV[7], 'COUNT', 32)
  expired = #entries
  for _, entry in ipairs(entries) do
    redis.call('XDEL', KEYS[1], entry[1])
    bytes = bytes - #entry[2][2]
    if entry[2][4] then
      bytes = bytes - struct.unpack('>I4', entry[2][4])
    end
  end
  if expired < 32 then
    oldest = last + 1
  end
end
local entries = redis.call('XLEN', KEYS[1])
if entries == 0 or bytes < 0 then
  bytes = 0
end

local size = tonumber(ARGV[5])
local remembered = SEEN_BYTES * (seen + before)
if entries >= tonumber(ARGV[9]) or bytes + remembered + size > tonumber(ARGV[10]) then
  if expired > 0 then
    redis.call('HSET', KEYS[2], '',
      struct.pack(STATE, bytes, ms, seq, oldest, renewed, seen, before, 0, 0))
  end
  return 'F'
end

local previous = struct.pack('>I8I8', ms, seq)
if now > ms then
  ms, seq = now, 0
else
  seq = seq + 1
end
if entries == 0 then
  oldest = ms
end
local id = string.format('%.0f-%.0f', ms, seq)
if ARGV[4] == '' then
  redis.call('XADD', KEYS[1], id, 'd', ARGV[3])
else
  redis.call('XADD', KEYS[1], id, 'd', ARGV[3], 'b', ARGV[4])
end
local retention = tonumber(ARGV[8])
local renew = now < renewed or now > renewed + retention / SLACK
if seen >= tonumber(ARGV[11]) then
  redis.call('RENAME', KEYS[2], KEYS[3])
  seen, before, renew = 0, seen, true
end
if renew then
  renewed = now
end
local packed = struct.pack('>I8I8', ms, seq)
redis.call('HSET', KEYS[2],
  '', struct.pack(STATE, bytes + size, ms, seq, oldest, renewed, seen + 1, before, 0, 0),
  ARGV[1], ARGV[2] .. packed)
if renew then
  local lifetime = string.format('%.0f', retention + math.ceil(retention / SLACK))
  redis.call('PEXPIRE', KEYS[1], lifetime)
  redis.call('PEXPIRE', KEYS[2], lifetime)
end
return 'S' .. packed .. previous .. (redis.call('GET', KEYS[4]) or '')
