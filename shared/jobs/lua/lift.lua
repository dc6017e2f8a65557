-- Gives a job a more urgent priority. One that waits gets a second message, in the queue of its new
-- priority; of the two, the later finds the job held or gone and is dropped.
-- KEYS  1 job  2 queue of the new priority
-- ARGV  1 new priority  2 message
if not whole(KEYS[1]) then
  return 0
end
local job = redis.call('HMGET', KEYS[1], 'status', 'priority')
if (job[1] ~= 'queued' and job[1] ~= 'running') or not job[2] then
  return 0
end
if tonumber(job[2]) <= tonumber(ARGV[1]) then
  return 0
end
redis.call('HSET', KEYS[1], 'priority', ARGV[1])
if job[1] == 'running' then
  return 0
end
send(KEYS[2], ARGV[2])
return 1 -- a message was sent
