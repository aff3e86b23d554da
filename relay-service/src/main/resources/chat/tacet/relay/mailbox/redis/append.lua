-- Appends entries to the mailbox of one device, in their order, each once.
--
-- KEYS, all in the device's slot
--   1 stream  the entries; ids are "<ms>-<seq>" and never decrease
--   2 index   hash: "" -> state, as below; name of an envelope -> digest (16 bytes) .. ms .. seq
--   3 index   the one that was full before: together they remember the last envelopes
--   4 at      which connection holds the device, written by the relay nodes
-- ARGV
--   1 now, ms   2 entries up to this ms are expired   3 retention, ms
--   4 most entries   5 most bytes, what is remembered included
--   6 envelopes remembered in one hash, from which on another is begun
--   then for each entry
--   1 name of the envelope: sender and envelope id   2 digest   3 fields of Deliver
--   4 reference to a shared body or ""               5 size, bytes
-- Answer: for each entry, one of
--   "S" .. id .. previous id  stored; each id is ms .. seq
--   "W"  stored before and still waiting      "G"  stored before and collected or expired
--   "C"  stored before with another digest    "F"  full
-- and then at, if it is needed: one is stored or waits.
-- All numbers in bytes are 8 of them, big endian.
--
-- State: bytes waiting, ms and seq of the last id, no entry is older than this ms, lifetimes were
-- renewed at this ms, envelopes in the index, in the one before, 0, 0. It is longer than 64 bytes on
-- purpose: then the hash is a table, and looking into it does not mean reading all of it.
local STATE = '>I8I8I8I8I8I8I8I8I8'
local FIRST, EACH = 7, 5
-- What one remembered envelope takes: measured.
local SEEN_BYTES = 144
-- Keys outlive the retention by a part of it, so that not every append has to renew them.
local SLACK = 32

local call = redis.call
local stream, index = KEYS[1], KEYS[2]
local now, last, retention = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local most_entries, most_bytes = tonumber(ARGV[4]), tonumber(ARGV[5])

local names = { '' }
for i = FIRST, #ARGV, EACH do
  names[#names + 1] = ARGV[i]
end
local found = call('HMGET', index, unpack(names))
local bytes, ms, seq, oldest, renewed, seen, before = 0, 0, 0, 0, 0, 0, 0
if found[1] then
  bytes, ms, seq, oldest, renewed, seen, before = struct.unpack(STATE, found[1])
else
  -- Written before there was a state: later mail still goes behind what waits.
  local newest = call('XREVRANGE', stream, '+', '-', 'COUNT', 1)[1]
  if newest then
    local m, s = string.match(newest[1], '^(%d+)-(%d+)$')
    ms, seq = tonumber(m), tonumber(s)
  end
end

-- What this call stores: name -> value, and the same as arguments of HSET behind the state.
local stored, writes = {}, {}
local entries
local changed = false

local function again(known, digest)
  if string.sub(known, 1, 16) ~= digest then
    return 'C'
  end
  local id = string.format('%.0f-%.0f', struct.unpack('>I8I8', known, 17))
  return #call('XRANGE', stream, id, id) == 0 and 'G' or 'W'
end

-- Keys of a busy mailbox never end, so old mail is deleted here, a little with each call. XDEL and
-- never XTRIM: mixing them can leave a node newer versions refuse.
local swept = false
local function sweep()
  swept = true
  local expired = call('XRANGE', stream, '-', ARGV[2], 'COUNT', 32)
  for _, entry in ipairs(expired) do
    call('XDEL', stream, entry[1])
    bytes = bytes - #entry[2][2]
    if entry[2][4] then
      bytes = bytes - struct.unpack('>I4', entry[2][4])
    end
  end
  if #expired < 32 then
    oldest = last + 1
  end
  if #expired > 0 then
    entries, changed = nil, true
  end
end

local function append(at)
  if oldest <= last and not swept then
    sweep()
  end
  entries = entries or call('XLEN', stream)
  if entries == 0 or bytes < 0 then
    bytes = 0
  end
  local size = tonumber(ARGV[at + 4])
  local remembered = SEEN_BYTES * (seen + before + #writes / 2)
  if entries >= most_entries or bytes + remembered + size > most_bytes then
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
  if ARGV[at + 3] == '' then
    call('XADD', stream, id, 'd', ARGV[at + 2])
  else
    call('XADD', stream, id, 'd', ARGV[at + 2], 'b', ARGV[at + 3])
  end
  entries, bytes = entries + 1, bytes + size
  local packed = struct.pack('>I8I8', ms, seq)
  local value = ARGV[at + 1] .. packed
  stored[ARGV[at]] = value
  writes[#writes + 1] = ARGV[at]
  writes[#writes + 1] = value
  return 'S' .. packed .. previous
end

local answers = {}
local needs_holder = false
for n = 1, #names - 1 do
  local at = FIRST + (n - 1) * EACH
  local name = ARGV[at]
  local known = stored[name] or found[n + 1] or before > 0 and call('HGET', KEYS[3], name)
  local answer = known and again(known, ARGV[at + 1]) or append(at)
  needs_holder = needs_holder or answer == 'W' or #answer > 1
  answers[n] = answer
end

local fresh = #writes / 2
if fresh > 0 or changed then
  local renew = fresh > 0 and (now < renewed or now > renewed + retention / SLACK)
  if fresh > 0 and seen >= tonumber(ARGV[6]) then
    call('RENAME', index, KEYS[3])
    seen, before, renew = 0, seen, true
  end
  if renew then
    renewed = now
  end
  local state = struct.pack(STATE, bytes, ms, seq, oldest, renewed, seen + fresh, before, 0, 0)
  call('HSET', index, '', state, unpack(writes))
  if renew then
    local lifetime = string.format('%.0f', retention + math.ceil(retention / SLACK))
    call('PEXPIRE', stream, lifetime)
    call('PEXPIRE', index, lifetime)
  end
end
if needs_holder then
  answers[#answers + 1] = call('GET', KEYS[4]) or ''
end
return table.concat(answers)
