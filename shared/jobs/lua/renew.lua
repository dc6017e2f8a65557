-- Renews the leases of a worker's claims, and names the jobs that are no longer its own (cancelled,
-- finished by another, put back and claimed again). A lapsed lease nobody has put back is revived.
-- KEYS  1 leases
-- ARGV  1 lease, ms  2 prefix of job keys  3… job id, claim token, job id, claim token, …
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local lost = {}
for i = 3, #ARGV, 2 do
  local job = redis.call('HMGET', ARGV[2] .. ARGV[i], 'status', 'token')
  if job[1] == 'running' and job[2] == ARGV[i + 1] then
    redis.call('ZADD', KEYS[1], now + ARGV[1], ARGV[i])
  else
    lost[#lost + 1] = ARGV[i]
  end
end
return lost
