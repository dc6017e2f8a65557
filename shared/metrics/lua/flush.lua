-- Adds what one process counted, and keeps what it says of itself. A report that comes a second time,
-- because its sender never heard that it had arrived, adds nothing.
-- KEYS  1 totals  2 slot  3 day  4 reports  5 reported  6 report numbers
-- ARGV  1 process  2 number of its report  3 its report ('' = it ends)  4 now, ms  5 slot's life, ms
--       6 day's life, ms  7 silence after which a process is forgotten, ms  8 how many totals follow
--       9… name, amount, name, amount, … totals first, then the day's
local number = tonumber(redis.call('HGET', KEYS[6], ARGV[1]) or '0')
if tonumber(ARGV[2]) > number then
  redis.call('HSET', KEYS[6], ARGV[1], ARGV[2])
  redis.call('HSETNX', KEYS[1], 'since', ARGV[4])
  local daily = 9 + 2 * tonumber(ARGV[8])
  for i = 9, daily - 1, 2 do
    redis.call('HINCRBY', KEYS[1], ARGV[i], ARGV[i + 1])
    redis.call('HINCRBY', KEYS[2], ARGV[i], ARGV[i + 1])
  end
  for i = daily, #ARGV, 2 do
    redis.call('HINCRBY', KEYS[3], ARGV[i], ARGV[i + 1])
  end
  if daily > 9 then
    redis.call('PEXPIRE', KEYS[2], ARGV[5])
  end
  if #ARGV >= daily then
    redis.call('PEXPIRE', KEYS[3], ARGV[6])
  end
end

-- Silence is measured by the store's own clock.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if ARGV[3] == '' then
  redis.call('HDEL', KEYS[4], ARGV[1])
else
  redis.call('HSET', KEYS[4], ARGV[1], ARGV[3])
end
redis.call('ZADD', KEYS[5], now, ARGV[1])
local silent = redis.call('ZRANGEBYSCORE', KEYS[5], '-inf', now - ARGV[7], 'LIMIT', 0, 100)
for _, process in ipairs(silent) do
  redis.call('HDEL', KEYS[4], process)
  redis.call('HDEL', KEYS[6], process)
  redis.call('ZREM', KEYS[5], process)
end
return 1
