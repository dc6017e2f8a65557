-- Put in front of the scripts that are done with a delivery: nothing of it is left, and nothing of its
-- job when it was the last.
local function forget(delivery, due, tried, held, callbacks, ended)
  if redis.call('ZREM', due, delivery) == 0 then
    return 0
  end
  local id, caller = string.match(delivery, '^(%S+) %S+ (%S+)$')
  redis.call('HDEL', tried, delivery)
  redis.call('HDEL', callbacks .. id, delivery)
  if redis.call('EXISTS', callbacks .. id) == 0 then
    redis.call('DEL', ended .. id)
  end
  if redis.call('HINCRBY', held, caller, -1) <= 0 then
    redis.call('HDEL', held, caller)
  end
  return 1
end
