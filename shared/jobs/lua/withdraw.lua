-- Takes one submit back; with the last one the job is cancelled. A finished job's record is removed.
-- KEYS  1 job  2 waiting  3 leases  4 events  5 its callbacks  6 callers to be called
-- ARGV  1 job id  2 record's life, ms  3 prefix of pending questions  4 length of the event stream
--       5 prefix of due callbacks  6 prefix of ended jobs  7 a callback's life, ms
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if not whole(KEYS[1]) then
  return 'damaged'
end
local job = redis.call('HMGET', KEYS[1], 'status', 'key')
local status = job[1]
if not status then
  return 'gone'
end
if status ~= 'queued' and status ~= 'running' then
  redis.call('DEL', KEYS[1])
  return 'removed'
end
if redis.call('HINCRBY', KEYS[1], 'submits', -1) > 0 then
  return status
end
redis.call('HSET', KEYS[1], 'status', 'cancelled', 'finished', now)
redis.call('HDEL', KEYS[1], 'token')
local pending = ARGV[3] .. job[2]
if redis.call('GET', pending) == ARGV[1] then
  redis.call('DEL', pending)
end
redis.call('ZREM', KEYS[2], ARGV[1])
redis.call('ZREM', KEYS[3], ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
call_back(KEYS[1], ARGV[1], KEYS[5], KEYS[6], ARGV[5], ARGV[6], now, ARGV[7])
redis.call('XADD', KEYS[4], 'MAXLEN', '~', ARGV[4], '*', 'job', ARGV[1], 'status', 'cancelled')
return 'cancelled'
