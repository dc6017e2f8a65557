-- Lets a refresh that has waited too long start again as an ordinary question, once: with a message in
-- the ordinary queue and its whole deadline before it. The first message is dropped when it comes.
-- KEYS  1 job  2 waiting  3 queue of the ordinary priority
-- ARGV  1 job id  2 ordinary priority  3 message
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if not whole(KEYS[1]) then
  return 0 -- as whoever claims it will be told
end
local job = redis.call('HMGET', KEYS[1], 'status', 'refresh', 'priority')
if job[1] ~= 'queued' or not job[2] or tonumber(job[3]) <= tonumber(ARGV[2]) then
  return 0
end
redis.call('HSET', KEYS[1], 'priority', ARGV[2], 'created', now)
redis.call('HDEL', KEYS[1], 'claimed') -- by a worker that died; the deadline runs from the first claim
redis.call('ZADD', KEYS[2], now, ARGV[1])
send(KEYS[3], ARGV[3])
return 1
