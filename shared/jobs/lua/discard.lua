-- Forgets a job whose record nobody can work with: it is no hash, or parts of it are missing or make no
-- sense. What it leaves is an entry among the failed. A whole record is left alone, whatever has gone wrong with it.
-- KEYS  1 job  2 waiting  3 leases  4 failed  5 their reasons
-- ARGV  1 job id  2 prefix of pending questions  3 reason  4 most failed  5 their life, ms
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local claims, question = '0', ''
local kind = redis.call('TYPE', KEYS[1]).ok
if kind ~= 'none' and whole(KEYS[1]) then
  return 0
end
if kind == 'hash' then
  local job = redis.call('HMGET', KEYS[1], 'key', 'question', 'attempts')
  claims, question = count(job[3]) and job[3] or '0', job[2] or ''
  local pending = ARGV[2] .. (job[1] or '')
  if redis.call('GET', pending) == ARGV[1] then
    redis.call('DEL', pending)
  end
end
local known = redis.call('DEL', KEYS[1]) + redis.call('ZREM', KEYS[2], ARGV[1])
  + redis.call('ZREM', KEYS[3], ARGV[1])
if known == 0 then
  return 0
end
note_failure(KEYS[4], KEYS[5], ARGV[1], ARGV[3], claims, question, now, tonumber(ARGV[4]), tonumber(ARGV[5]))
return 1
