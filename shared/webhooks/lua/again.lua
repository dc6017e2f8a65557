-- A delivery is due again after a while, unless another worker has delivered it meanwhile.
-- KEYS  1 its caller's due
-- ARGV  1 delivery  2 in, ms
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
return redis.call('ZADD', KEYS[1], 'XX', 'CH', now + ARGV[2], ARGV[1])
