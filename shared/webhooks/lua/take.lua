-- What is due, for a worker that has so many places free. It is due again after the lease, should the
-- worker die; so an attempt is counted when it begins. What nobody could deliver in its whole life is
-- forgotten.
-- KEYS  1 due  2 tried  3 held
-- ARGV  1 lease, ms  2 places  3 places of one caller  4 most that are looked at
--       5 prefix of callbacks  6 prefix of ended jobs  7… caller, places held, caller, …
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local places, of_one = tonumber(ARGV[2]), tonumber(ARGV[3])
local busy = {}
for i = 7, #ARGV, 2 do
  busy[ARGV[i]] = tonumber(ARGV[i + 1])
end
local taken, lost = {}, 0
for _, delivery in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, ARGV[4])) do
  if #taken == places then
    break
  end
  local id, caller = string.match(delivery, '^(%S+) %S+ (%S+)$')
  local callback = redis.call('HGET', ARGV[5] .. id, delivery)
  local record = redis.call('HGETALL', ARGV[6] .. id)
  if not callback or #record == 0 then
    lost = lost + forget(delivery, KEYS[1], KEYS[2], KEYS[3], ARGV[5], ARGV[6])
  elseif (busy[caller] or 0) < of_one then
    busy[caller] = (busy[caller] or 0) + 1
    redis.call('ZADD', KEYS[1], now + ARGV[1], delivery)
    local attempt = redis.call('HINCRBY', KEYS[2], delivery, 1)
    taken[#taken + 1] = {delivery, attempt, callback, record}
  end
end
return {lost, taken}
