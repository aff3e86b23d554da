-- Deletes entries of one mailbox and gives their bytes back. Repeating it changes nothing.
--
-- KEYS  1 stream   2 index, whose field "" begins with the bytes waiting (append.lua)
-- ARGV  1 size of each entry, 4 bytes, big endian   2... their ids, smallest entry first, each once
-- Answer: how many were there. If not all of them, the smallest are taken for those that were: then
-- nobody gets room by collecting the same twice at the same time, and the bytes waiting are too many
-- by the difference until the mailbox is empty.
local call = redis.call
local deleted = call('XDEL', KEYS[1], unpack(ARGV, 2))
-- An empty mailbox begins to count anew.
if deleted > 0 and call('XLEN', KEYS[1]) > 0 then
  local state = call('HGET', KEYS[2], '')
  if state then
    local left = struct.unpack('>I8', state)
    for n = 1, deleted do
      left = left - struct.unpack('>I4', ARGV[1], 4 * n - 3)
    end
    call('HSET', KEYS[2], '', struct.pack('>I8', math.max(0, left)) .. string.sub(state, 9))
  end
end
return deleted
