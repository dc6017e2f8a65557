-- The first result wins, whoever brings it; a later one is counted and never shown. It was paid for, so
-- it goes into the cache where that has no fresh reading, and whoever asks would begin a new job. Who brings
-- it under the token that has won already has not heard so, and is told again.
-- Of a damaged record nothing is known: its result is like a late one.
-- KEYS  1 job  2 cache entry  3 waiting  4 leases  5 events  6 cache index  7 cache sizes
--       8 counters  9 its callbacks  10 callers to be called  11 rest after a refresh that failed
--       12 drain  13 failed  14 their reasons
-- ARGV  1 job id  2 status  3 core  4 tail  5 record's life, ms  6 entry ('' = do not cache)
--       7 entry's life, ms (0 = for ever)  8 cache limit, bytes  9 only if absent (1) or not (0)
--       10 prefix of pending questions  11 length of the event stream
--       12 prefix of due callbacks  13 prefix of ended jobs  14 a callback's life, ms
--       15 for so long no refresh of this reading is queued, ms (0 = as before)
--       16 busy time in which ends fade, ms
--       17 why it is given up ('' = it is not)  18 most failed  19 their life, ms
--       20 claim token ('' = none)
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

-- The index holds each entry's end of life, so what expires first is also what makes room first.
local function forget(key)
  local size = redis.call('HGET', KEYS[7], key)
  if size then
    redis.call('HINCRBY', KEYS[7], 'total', -size)
    redis.call('HDEL', KEYS[7], key)
  end
  redis.call('ZREM', KEYS[6], key)
end

local function remember(key, entry, life, limit)
  if #entry > limit then return end
  for _, expired in ipairs(redis.call('ZRANGEBYSCORE', KEYS[6], '-inf', now, 'LIMIT', 0, 100)) do
    forget(expired)
  end
  forget(key)
  local total = redis.call('HINCRBY', KEYS[7], 'total', #entry)
  redis.call('HSET', KEYS[7], key, #entry)
  if life > 0 then
    redis.call('SET', key, entry, 'PX', life)
    redis.call('ZADD', KEYS[6], now + life, key)
  else
    redis.call('SET', key, entry)
    redis.call('ZADD', KEYS[6], now + 4e12, key)
  end
  while total > limit do
    local oldest = redis.call('ZRANGE', KEYS[6], 0, 0)[1]
    if not oldest then break end
    redis.call('DEL', oldest)
    forget(oldest)
    total = tonumber(redis.call('HGET', KEYS[7], 'total'))
  end
end

local damaged = not whole(KEYS[1])
local job = damaged and {} or redis.call('HMGET', KEYS[1], 'status', 'key', 'refresh', 'claimed',
  'question', 'attempts', 'ended_by')
local status = job[1]
local late = status ~= 'queued' and status ~= 'running'
if late and ARGV[20] ~= '' and job[7] == ARGV[20] then
  return 'finished'
end

local keeps = ARGV[6] ~= ''
if keeps and (late or ARGV[9] == '1') then -- of others' answers nothing is to be known
  local there, fresh = reading_in(KEYS[2])
  keeps = not (late and fresh) and not (ARGV[9] == '1' and there)
end
if keeps then
  remember(KEYS[2], ARGV[6], tonumber(ARGV[7]), tonumber(ARGV[8]))
  redis.call('DEL', KEYS[11])
elseif tonumber(ARGV[15]) > 0 then
  redis.call('SET', KEYS[11], 1, 'PX', ARGV[15])
end

if late then
  if status == 'completed' or status == 'failed' then
    redis.call('HINCRBY', KEYS[8], 'late_results', 1)
  end
  return damaged and 'damaged' or status or 'gone'
end
if job[3] and ARGV[17] == '' then
  redis.call('DEL', KEYS[1]) -- nobody was told its id
else
  redis.call('HSET', KEYS[1], 'status', ARGV[2], 'core', ARGV[3], 'tail', ARGV[4], 'finished', now,
    'ended_by', ARGV[20])
  redis.call('HDEL', KEYS[1], 'token')
  redis.call('PEXPIRE', KEYS[1], ARGV[5])
end
local pending = ARGV[10] .. job[2]
if redis.call('GET', pending) == ARGV[1] then
  redis.call('DEL', pending)
end
redis.call('ZREM', KEYS[3], ARGV[1])
redis.call('ZREM', KEYS[4], ARGV[1])

if ARGV[17] ~= '' then
  note_failure(KEYS[13], KEYS[14], ARGV[1], ARGV[17], job[6], job[5], now, tonumber(ARGV[18]),
    tonumber(ARGV[19]))
end

-- See shared/jobs/drain.py.
local drain = redis.call('HMGET', KEYS[12], 'ended', 'busy', 'last', 'turned', 'full_ended', 'full_busy')
local since = math.max(drain[3] or 0, job[4] or now)
local busy = math.max(0, now - since)
local fades = math.exp(-busy / ARGV[16])
local oldest = redis.call('ZRANGE', KEYS[3], 0, 0, 'WITHSCORES')[2]
local turned = oldest and math.max(0, (drain[4] or 0) - 1) or 0
if oldest then
  local full = math.max(0, now - math.max(since, oldest))
  local full_fades = math.exp(-full / ARGV[16])
  redis.call('HSET', KEYS[12], 'full_ended', string.format('%.9g', (drain[5] or 0) * full_fades + 1),
    'full_busy', string.format('%.9g', (drain[6] or 0) * full_fades + full))
end
redis.call('HSET', KEYS[12], 'ended', string.format('%.9g', (drain[1] or 0) * fades + 1),
  'busy', string.format('%.9g', (drain[2] or 0) * fades + busy), 'last', now, 'turned', turned)

if not job[3] then
  call_back(KEYS[1], ARGV[1], KEYS[9], KEYS[10], ARGV[12], ARGV[13], now, ARGV[14])
end
redis.call('XADD', KEYS[5], 'MAXLEN', '~', ARGV[11], '*', 'job', ARGV[1], 'status', ARGV[2])
return 'finished'
