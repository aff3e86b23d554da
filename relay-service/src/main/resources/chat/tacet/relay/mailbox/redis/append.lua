-- Appends entries to the mailbox of one device, in their order, each once.
--
-- KEYS, all in the device's slot
--   1 stream  the entries; ids are "<ms>-<seq>" and never decrease
--   2 index   hash: "" -> state, as below; name of an envelope -> digest (16 bytes) .. ms .. seq
--   3 index   the one that was full before: together they remember the last envelopes
--   4 at      which connection holds the device, written by the relay nodes
-- ARGV
--   1 now, ms; retention, ms; most entries; most bytes, what is remembered included; envelopes
--     remembered in one hash, from which on another is begun; arguments for each entry, 3 or 4
--   then for each entry
--   1 name of the envelope: sender and envelope id   2 digest   3 fields of Deliver
--   4 reference to a shared body, which begins with its length in 4 bytes; if it has one
-- Answer: for each entry, one byte
--   "S" stored    "W" stored before and still waiting    "G" stored before, collected or expired
--   "C" stored before with another digest                "F" full
--   "D" as "C", and that one still waits for the shared body of this name
-- then the id before these; that of the first "S", behind which the others count on; and at, if
-- it is needed: one is stored or waits. An id is ms .. seq.
-- All numbers in bytes are 8 of them, big endian.
--
-- State: bytes waiting, ms and seq of the last id, no entry is older than this ms, lifetimes were
-- renewed at this ms, envelopes in the index, in the one before, 0, 0. It is longer than 64 bytes on
-- purpose: then the hash is a table, and looking into it does not mean reading all of it.
-- Bytes waiting mean nothing once the stream is empty.
local STATE = '>I8I8I8I8I8I8I8I8I8'
local FIRST = 2
-- What one remembered envelope takes: measured.
local SEEN_BYTES = 144
-- Keys outlive the retention by a part of it, so that not every append has to renew them.
local SLACK = 32

-- Most of what this costs is calls, of Redis and of functions: with eight entries, each call in the
-- loops counts eight times.
local call, pack, unpacked = redis.call, struct.pack, struct.unpack
local stream, index = KEYS[1], KEYS[2]
local now, retention, most_entries, most_bytes, most_seen, each =
  unpacked('>I8I8I8I8I8I8', ARGV[1])
local last = now - retention

local names, count = { '' }, 1
for at = FIRST, #ARGV, each do
  count = count + 1
  names[count] = ARGV[at]
end
local found = call('HMGET', index, unpack(names))
local bytes, ms, seq, oldest, renewed, seen, before = 0, 0, 0, 0, 0, 0, 0
if found[1] then
  bytes, ms, seq, oldest, renewed, seen, before = unpacked(STATE, found[1])
else
  -- Written before there was a state: later mail still goes behind what waits.
  local newest = call('XREVRANGE', stream, '+', '-', 'COUNT', 1)[1]
  if newest then
    local m, s = string.match(newest[1], '^(%d+)-(%d+)$')
    ms, seq = tonumber(m), tonumber(s)
  end
end
local found_before = before > 0 and call('HMGET', KEYS[3], unpack(names))

-- Keys of a busy mailbox never end, so old mail is deleted here, a little with each call. XDEL and
-- never XTRIM: mixing them can leave a node newer versions refuse.
local changed = false
if oldest <= last then
  local expired = call('XRANGE', stream, '-', string.format('%.0f', last), 'COUNT', 32)
  for _, entry in ipairs(expired) do
    call('XDEL', stream, entry[1])
    bytes = bytes - #entry[2][2]
    if entry[2][4] then
      bytes = bytes - unpacked('>I4', entry[2][4])
    end
    changed = true
  end
  if #expired < 32 then
    oldest = last + 1
  end
end

local entries = call('XLEN', stream)
if entries == 0 or bytes < 0 then
  bytes = 0
end
-- The id of the next one, and that without its seq.
local next_ms, next_seq = ms, seq + 1
if now > ms then
  next_ms, next_seq = now, 0
end
local millis = string.format('%.0f-', next_ms)
local ids = pack('>I8I8I8I8', ms, seq, next_ms, next_seq)
local next_oldest = entries == 0 and next_ms or oldest
local room = most_bytes - bytes - SEEN_BYTES * (seen + before)

-- What this call stores: name -> value, and the same as arguments of HSET behind the state.
local stored, writes, written = {}, { '', '' }, 2
local answers = {}
local needs_holder = false
for n = 2, count do
  local name, at = names[n], FIRST + (n - 2) * each
  local known = found[n] or found_before and found_before[n] or stored[name]
  local answer
  if known then
    local id = string.format('%.0f-%.0f', unpacked('>I8I8', known, 17))
    local waiting = call('XRANGE', stream, id, id)[1]
    if string.sub(known, 1, 16) ~= ARGV[at + 1] then
      answer = waiting and waiting[2][4] and 'D' or 'C'
    else
      answer = waiting and 'W' or 'G'
      needs_holder = needs_holder or answer == 'W'
    end
  else
    local fields = ARGV[at + 2]
    local size = #fields
    if each > 3 then
      size = size + unpacked('>I4', ARGV[at + 3])
    end
    if entries >= most_entries or size > room then
      answer = 'F'
    else
      answer = 'S'
      if each > 3 then
        call('XADD', stream, millis .. next_seq, 'd', fields, 'b', ARGV[at + 3])
      else
        call('XADD', stream, millis .. next_seq, 'd', fields)
      end
      local value = pack('>c0I8I8', ARGV[at + 1], next_ms, next_seq)
      stored[name] = value
      writes[written + 1], writes[written + 2] = name, value
      written = written + 2
      ms, seq, next_seq = next_ms, next_seq, next_seq + 1
      entries, bytes, room = entries + 1, bytes + size, room - size - SEEN_BYTES
    end
  end
  answers[n - 1] = answer
end

local fresh = written / 2 - 1
if fresh > 0 then
  local renew = now < renewed or now > renewed + retention / SLACK
  if seen >= most_seen then
    call('RENAME', index, KEYS[3])
    seen, before, renew = 0, seen, true
  end
  if renew then
    renewed = now
  end
  writes[2] = pack(STATE, bytes, ms, seq, next_oldest, renewed, seen + fresh, before, 0, 0)
  call('HSET', index, unpack(writes))
  if renew then
    local lifetime = string.format('%.0f', retention + math.ceil(retention / SLACK))
    call('PEXPIRE', stream, lifetime)
    call('PEXPIRE', index, lifetime)
  end
elseif changed then
  call('HSET', index, '', pack(STATE, bytes, ms, seq, oldest, renewed, seen, before, 0, 0))
end
answers[count] = ids
if fresh > 0 or needs_holder then
  answers[count + 1] = call('GET', KEYS[4]) or ''
end
return table.concat(answers)
