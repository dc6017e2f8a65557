-- Renews the leases of a worker's claims, and names the jobs that are no longer its own (cancelled,
-- finished by another, put back and claimed again). A lapsed lease nobody has put back is revived. Of one
-- whose record is gone, or cannot be read, nobody says that another has it: its answer may be paid for, and
-- is worth an entry in the cache.
-- KEYS  1 leases
-- ARGV  1 lease, ms  2 prefix of job keys  3… job id, claim token, job id, claim token, …
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local others = {queued = true, running = true, completed = true, failed = true, cancelled = true}
local lost = {}
for i = 3, #ARGV, 2 do
  local job = redis.pcall('HMGET', ARGV[2] .. ARGV[i], 'status', 'token') -- an error has no such places
  if job[1] == 'running' and job[2] == ARGV[i + 1] then
    redis.call('ZADD', KEYS[1], now + ARGV[1], ARGV[i])
  elseif others[job[1]] then
    lost[#lost + 1] = ARGV[i]
  end
end
return lost
