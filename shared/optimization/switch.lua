-- Stores the switch with the moment it was last changed; returns both as they stand now.
-- KEYS  1 the switch
-- ARGV  1 on (1) or off (0)
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if redis.call('HGET', KEYS[1], 'enabled') ~= ARGV[1] then
  redis.call('HSET', KEYS[1], 'enabled', ARGV[1], 'since', string.format('%.0f', now))
end
return redis.call('HMGET', KEYS[1], 'enabled', 'since')
