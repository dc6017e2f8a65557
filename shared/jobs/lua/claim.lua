-- A worker takes a job in hand for as long as it renews its lease. A message that is delivered
-- twice finds the job held or gone and is dropped; one that finds it held or finished is counted. Who
-- claims again under the same token has not heard that he has it: it is his, as it was.
-- A record that is damaged is told as such, as it is.
-- KEYS  1 job  2 waiting  3 leases  4 events  5 counters
-- ARGV  1 job id  2 claim token  3 lease, ms  4 length of the event stream
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if not whole(KEYS[1]) then
  return {'damaged'}
end
local held = redis.call('HMGET', KEYS[1], 'status', 'token', 'attempts')
local status, attempts = held[1], held[3]
local mine = status == 'running' and held[2] == ARGV[2]
if mine then
  redis.call('ZADD', KEYS[3], now + ARGV[3], ARGV[1])
elseif status == 'running' then
  local until_ms = redis.call('ZSCORE', KEYS[3], ARGV[1])
  if until_ms and tonumber(until_ms) > now then
    redis.call('HINCRBY', KEYS[5], 'redelivered', 1)
    return {'held'}
  end
elseif status ~= 'queued' then
  if status == 'completed' or status == 'failed' then
    redis.call('HINCRBY', KEYS[5], 'redelivered', 1)
  end
  -- Nothing to find for the next one who looks, should its record have been lost while it waited.
  redis.call('ZREM', KEYS[2], ARGV[1])
  redis.call('ZREM', KEYS[3], ARGV[1])
  return {'gone'}
end
if not mine then
  attempts = redis.call('HINCRBY', KEYS[1], 'attempts', 1)
  redis.call('HSETNX', KEYS[1], 'claimed', now)
  redis.call('HSET', KEYS[1], 'status', 'running', 'token', ARGV[2])
  redis.call('ZREM', KEYS[2], ARGV[1])
  redis.call('ZADD', KEYS[3], now + ARGV[3], ARGV[1])
  redis.call('XADD', KEYS[4], 'MAXLEN', '~', ARGV[4], '*', 'job', ARGV[1], 'status', 'running')
end
local job = redis.call(
  'HMGET', KEYS[1], 'question', 'key', 'created', 'claimed', 'trace', 'refresh', 'requeued')
return {'claimed', job[1], job[2], tonumber(attempts), now - job[3], now - job[4], job[5] or '',
  job[6] and 1 or 0, job[7] and 1 or 0}
