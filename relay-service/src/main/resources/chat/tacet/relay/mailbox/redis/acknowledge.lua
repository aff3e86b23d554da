-- Deletes entries of one mailbox and gives their bytes back. Repeating it changes nothing.
--
-- KEYS  1 stream   2 index, whose field "" begins with the bytes waiting (append.lua)
-- ARGV  1 size of each entry, 4 bytes, big endian   2... their ids, each once
-- Answer: for each entry, one byte: "1" if it was there, "0" if not. One by one, since whoever
-- collects the same twice at the same time must win no room by that.
local call, unpacked = redis.call, struct.unpack
local were, freed = {}, 0
for n = 2, #ARGV do
  local deleted = call('XDEL', KEYS[1], ARGV[n])
  were[n - 1] = deleted
  if deleted == 1 then
    freed = freed + unpacked('>I4', ARGV[1], 4 * n - 7)
  end
end
-- An empty mailbox begins to count anew.
if freed > 0 and call('XLEN', KEYS[1]) > 0 then
  local state = call('HGET', KEYS[2], '')
  if state then
    local left = math.max(0, unpacked('>I8', state) - freed)
    call('HSET', KEYS[2], '', struct.pack('>I8', left) .. string.sub(state, 9))
  end
end
return table.concat(were)
