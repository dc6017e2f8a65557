-- Forgets some readings, those first that end first. When none is left, or the last step is told, every
-- process is told to empty its own memory: not before, or one could fill it again from here.
-- KEYS  1 cache index  2 cache sizes  3 when the cache was last cleared, µs
-- ARGV  1 most readings to forget in this step  2 the last step (1) or not (0)
local found = redis.call('ZRANGE', KEYS[1], 0, ARGV[1] - 1)
for _, key in ipairs(found) do
  redis.call('UNLINK', key)
  redis.call('ZREM', KEYS[1], key)
  redis.call('HINCRBY', KEYS[2], 'total', -(redis.call('HGET', KEYS[2], key) or 0))
  redis.call('HDEL', KEYS[2], key)
end
local ended = ARGV[2] == '1' or redis.call('ZCARD', KEYS[1]) == 0
if not ended then
  return {#found}
end
local time = redis.call('TIME')
local cleared = string.format('%.0f', time[1] * 1000000 + time[2])
redis.call('SET', KEYS[3], cleared)
return {#found, cleared}
