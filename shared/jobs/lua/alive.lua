-- How many workers gave a sign of life lately. A store that takes no writes is of no use to anybody, so
-- one is tried that changes nothing: a replica without its master, a full disk or a full memory is an
-- error here. (The last refuses what could grow alone, such as ZADD, whatever it really does.)
-- KEYS  1 workers
-- ARGV  1 counts as alive for, ms  2 signs before this moment of the store's clock do not count, ms
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZADD', KEYS[1], 'XX', now, '')
return redis.call('ZCOUNT', KEYS[1], math.max(now - ARGV[1], ARGV[2]), '+inf')
