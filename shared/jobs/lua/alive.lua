-- How many workers gave a sign of life lately.
-- KEYS  1 workers
-- ARGV  1 counts as alive for, ms
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
return redis.call('ZCOUNT', KEYS[1], now - ARGV[1], '+inf')
