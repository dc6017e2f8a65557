-- What is due, for a worker that has so many places free. It is due again after the lease, should the
-- worker die; so an attempt is counted when it begins. What nobody could deliver in its whole life is
-- forgotten. Callers have their turns, whoever waits longest for one first: a thousand that are due to
-- one of them keep nobody else's waiting.
-- KEYS  1 callers  2 tried  3 held
-- ARGV  1 lease, ms  2 places  3 places of one caller  4 prefix of due  5 prefix of callbacks
--       6 prefix of ended jobs  7… caller, places held, caller, …
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local places, of_one = tonumber(ARGV[2]), tonumber(ARGV[3])
local busy = {}
for i = 7, #ARGV, 2 do
  busy[ARGV[i]] = tonumber(ARGV[i + 1])
end
local taken, lost = {}, 0
for _, caller in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
  local free = math.min(places - #taken, of_one - (busy[caller] or 0))
  if free > 0 then
    local due = redis.call('ZRANGEBYSCORE', ARGV[4] .. caller, '-inf', now, 'LIMIT', 0, free)
    for _, delivery in ipairs(due) do
      local id = string.match(delivery, '^(%S+)')
      local callback = redis.call('HGET', ARGV[5] .. id, delivery)
      local record = redis.call('HGETALL', ARGV[6] .. id)
      if not callback or #record == 0 then
        lost = lost + forget(delivery, ARGV[4], ARGV[5], ARGV[6])
      else
        redis.call('ZADD', ARGV[4] .. caller, now + ARGV[1], delivery)
        redis.call('ZADD', KEYS[1], 'XX', now, caller)
        local attempt = redis.call('HINCRBY', KEYS[2], delivery, 1)
        taken[#taken + 1] = {delivery, attempt, callback, record}
      end
    end
  end
end
return {lost, taken}
