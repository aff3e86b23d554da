-- Deletes entries of one mailbox and gives their bytes back. Repeating it changes nothing.
--
-- KEYS  1 stream   2 meta, "<bytes waiting> <ms> <seq>"
-- ARGV  pairs of entry id and size in bytes
-- Answer: for each pair, 1 if the entry was there.
local deleted, freed = {}, 0
for i = 1, #ARGV, 2 do
  local was = redis.call('XDEL', KEYS[1], ARGV[i])
  deleted[#deleted + 1] = was
  freed = freed + was * tonumber(ARGV[i + 1])
end
if freed > 0 then
  local meta = redis.call('GET', KEYS[2])
  if meta then
    local bytes, last = string.match(meta, '^(%d+) (.+)$')
    local left = math.max(0, tonumber(bytes) - freed)
    redis.call('SET', KEYS[2], string.format('%.0f %s', left, last), 'KEEPTTL')
  end
end
return deleted
