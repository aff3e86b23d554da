-- Deletes entries of one mailbox and gives their bytes back. Repeating it changes nothing.
--
-- KEYS  1 stream   2 index, whose field "" begins with the bytes waiting (append.lua)
-- ARGV  pairs of entry id and size in bytes
-- Answer: for each pair, a byte: 1 if the entry was there, else 0.
local deleted, freed = {}, 0
for i = 1, #ARGV, 2 do
  if redis.call('XDEL', KEYS[1], ARGV[i]) == 1 then
    freed = freed + tonumber(ARGV[i + 1])
    deleted[#deleted + 1] = '\1'
  else
    deleted[#deleted + 1] = '\0'
  end
end
if freed > 0 then
  local state = redis.call('HGET', KEYS[2], '')
  if state then
    local left = math.max(0, struct.unpack('>I8', state) - freed)
    redis.call('HSET', KEYS[2], '', struct.pack('>I8', left) .. string.sub(state, 9))
  end
end
return table.concat(deleted)
