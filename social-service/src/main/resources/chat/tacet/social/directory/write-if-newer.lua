-- KEYS[1] a document of the directory: hash with the fields version (decimal) and doc (JSON)
-- ARGV[1] version, ARGV[2] doc
-- Answers 1 if it was stored, 0 if the stored one is as new or newer. Versions stay far below 2^53,
-- up to which Lua's numbers are exact.
local stored = redis.call('HGET', KEYS[1], 'version')
if stored and tonumber(stored) >= tonumber(ARGV[1]) then
  return 0
end
redis.call('HSET', KEYS[1], 'version', ARGV[1], 'doc', ARGV[2])
return 1
