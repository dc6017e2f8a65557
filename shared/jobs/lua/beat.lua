-- A worker process says that it lives; those silent for long are forgotten.
-- KEYS  1 workers
-- ARGV  1 worker's name  2 forgotten after, ms
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZADD', KEYS[1], now, ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - ARGV[2])
return now
