-- Puts a running job back into its priority's queue, in front, because its lease has lapsed (no token
-- given) or because the worker that holds it lets go (its token given). Its deadline runs from its
-- first claim, so this is when it began to wait in the reaper's eyes: it is still to be asked for.
-- Returns the priority, nothing where the job stays as it is, or that it is damaged.
-- KEYS  1 job  2 waiting  3 leases  4 events  5… the queue of each priority, from 0
-- ARGV  1 job id  2 claim token or ''  3 length of the event stream  4… the message for each of them
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if not whole(KEYS[1]) then
  return {'damaged'}
end
local job = redis.call('HMGET', KEYS[1], 'status', 'token', 'created', 'priority', 'claimed')
if job[1] ~= 'running' then
  redis.call('ZREM', KEYS[3], ARGV[1])
  return {}
end
if ARGV[2] == '' then
  local until_ms = redis.call('ZSCORE', KEYS[3], ARGV[1])
  if until_ms and tonumber(until_ms) > now then
    return {}
  end
elseif job[2] ~= ARGV[2] then
  return {}
end
redis.call('HSET', KEYS[1], 'status', 'queued')
redis.call('HDEL', KEYS[1], 'token')
redis.call('ZREM', KEYS[3], ARGV[1])
redis.call('ZADD', KEYS[2], job[5] or job[3], ARGV[1])
local priority = tonumber(job[4] or 1)
send_first(KEYS[5 + priority], ARGV[4 + priority])
redis.call('XADD', KEYS[4], 'MAXLEN', '~', ARGV[3], '*', 'job', ARGV[1], 'status', 'queued')
return {priority}
