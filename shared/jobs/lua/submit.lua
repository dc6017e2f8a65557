-- One question, one job: join the job that is being answered, or answer from the cache, or queue a
-- new job together with its message. Atomic, so there is no moment in which a job has no message.
-- Alone (optimisation is off), it joins no job, none can join it, and no cache is looked into.
-- A refresh is nobody's question: it joins without being counted, and rests where one has just failed.
-- A job whose record is damaged answers nobody: a new one takes its place.
-- Again, it is the question of a job that failed: what the cache has is what it is to replace.
-- KEYS  1 pending question  2 job  3 cache entry  4 waiting  5 queue of its priority  6 workers
--       7 rest after a refresh that failed  8 drain  9… the queue of each priority, from 0
-- ARGV  1 job id  2 question key  3 question  4 message  5 backlog limit  6 worker silence, ms
--       7 prefix of job keys  8 'join', 'alone', 'refresh' or 'again'  9 priority  10 trace of who asks
--       11 a place takes, if unknown, ms  12 longest wait told, ms
--       13 longest wait for a turn, ms (0 = any)
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local alone = ARGV[8] == 'alone'
local refresh = ARGV[8] == 'refresh'
local again = ARGV[8] == 'again'

local current = not alone and redis.call('GET', KEYS[1])
if current then
  local job = ARGV[7] .. current
  local held = whole(job) and redis.call('HMGET', job, 'status', 'priority') or {}
  if held[1] == 'queued' or held[1] == 'running' then
    if refresh then
      return {'joined', current, held[1], ARGV[9]}
    end
    redis.call('HINCRBY', job, 'submits', 1)
    redis.call('HDEL', job, 'refresh') -- from now on somebody waits for it
    return {'joined', current, held[1], held[2] or ARGV[9]}
  end
end

-- Somebody may have finished the same question since the caller looked.
if not alone and not again then
  local _, fresh = reading_in(KEYS[3])
  if fresh then
    return {'cached', redis.call('GET', KEYS[3]), redis.call('PTTL', KEYS[3])}
  end
end

if refresh and redis.call('EXISTS', KEYS[7]) == 1 then
  return {'resting'}
end
if redis.call('ZCOUNT', KEYS[6], now - ARGV[6], '+inf') == 0 then
  return {'no_worker'}
end

-- See shared/jobs/drain.py.
local depth, longest = redis.call('ZCARD', KEYS[4]), tonumber(ARGV[13])
local full = depth >= tonumber(ARGV[5])
if full or longest > 0 then
  local drain = redis.call('HMGET', KEYS[8], 'ended', 'busy', 'last', 'full_ended', 'full_busy')
  -- The oldest has waited since its submit: no job has ended since then, or since the last end.
  local oldest = redis.call('ZRANGE', KEYS[4], 0, 0, 'WITHSCORES')[2]
  local idle = now - math.max(drain[3] or 0, oldest or now)
  local ahead, messages = 0, 0
  for priority = 0, #KEYS - 9 do
    local length = redis.call('LLEN', KEYS[9 + priority])
    messages = messages + length
    if priority <= tonumber(ARGV[9]) then
      ahead = ahead + length
    end
  end
  -- A job that was lifted has two messages; and another broker has them all.
  ahead = messages == 0 and depth or math.min(ahead, depth)
  local excess = 0
  if longest > 0 and ahead > 0 then
    local place = drain[4] and drain[5] / drain[4] or 0
    excess = math.max(0, math.max(ahead * place, idle) - longest)
  end
  if refresh and (full or excess > 0) then
    return {'full', 0} -- nobody waits for it, so nobody is told when to come back
  end
  if full or excess > 0 then
    local place = drain[1] and drain[2] / drain[1] or tonumber(ARGV[11])
    place = math.max(place, 1, idle)
    local turned = redis.call('HINCRBY', KEYS[8], 'turned', 1)
    local most = math.ceil(ARGV[12] / place)
    if turned > most then
      turned = most
      redis.call('HSET', KEYS[8], 'turned', most)
    end
    return {'full', math.ceil(excess + turned * place)}
  end
end

redis.call('HSET', KEYS[2], 'status', 'queued', 'key', ARGV[2], 'question', ARGV[3],
  'submits', 1, 'attempts', 0, 'created', now, 'priority', ARGV[9], 'trace', ARGV[10])
if refresh then
  redis.call('HSET', KEYS[2], 'refresh', 1)
elseif again then
  redis.call('HSET', KEYS[2], 'requeued', 1)
end
if not alone then
  redis.call('SET', KEYS[1], ARGV[1])
end
redis.call('ZADD', KEYS[4], now, ARGV[1])
send(KEYS[5], ARGV[4])
return {'queued', ARGV[1], 'queued'}
