-- Leaves a callback with a job; if the job has ended meanwhile, it is due at once.
-- KEYS  1 job  2 its callbacks  3 callers  4 held
-- ARGV  1 job id  2 delivery  3 callback  4 caller  5 most of one job  6 most of one caller
--       7 prefix of due  8 prefix of ended jobs  9 callback's life after the job's end, ms
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local status = redis.call('HGET', KEYS[1], 'status')
if not status then
  return 'gone'
end
local held = tonumber(redis.call('HGET', KEYS[4], ARGV[4]) or 0)
if redis.call('HLEN', KEYS[2]) >= tonumber(ARGV[5]) or held >= tonumber(ARGV[6]) then
  return 'full'
end
redis.call('HSET', KEYS[2], ARGV[2], ARGV[3])
redis.call('HINCRBY', KEYS[4], ARGV[4], 1)
if status ~= 'queued' and status ~= 'running' then
  call_back(KEYS[1], ARGV[1], KEYS[2], KEYS[3], ARGV[7], ARGV[8], now, ARGV[9])
end
return 'left'
