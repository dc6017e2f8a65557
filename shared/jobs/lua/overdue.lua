-- What needs the reaper: claims whose lease has lapsed, jobs nobody has claimed for too long, and
-- jobs whose message was lost, as the queue's own function tells. Only the holder of the reaper's
-- own lease is told, so that one process at a time reaps.
-- KEYS  1 reaper  2 leases  3 waiting  4… the queue of each priority
-- ARGV  1 reaper's token  2 reaper's lease, ms  3 job deadline, ms  4 loss is assumed after, ms
--       5 most to return of each  6 messages in a queue that is elsewhere (-1 = unknown)
--       7 what the name of a job's record begins with
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then
  return {{}, {}, {}}
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
local lapsed = redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', now, 'LIMIT', 0, ARGV[5])
local unclaimed = redis.call('ZRANGEBYSCORE', KEYS[3], '-inf', now - ARGV[3], 'LIMIT', 0, ARGV[5])
local queues = {unpack(KEYS, 4)}
-- That one is passed is seen before the same time again: while a backlog shrinks slowly its first message may be
-- as old as the lost one for a minute. A worker has claimed what it took long before, or it drops one message.
local behind = math.floor(ARGV[4] / 5)
local lost = unsent(
  KEYS[3], queues, '(' .. (now - ARGV[3]), now - ARGV[4], ARGV[5], tonumber(ARGV[6]),
  behind, ARGV[7])
return {lapsed, unclaimed, lost}
