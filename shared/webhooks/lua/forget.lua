-- Put in front of the scripts that are done with a delivery: nothing of it is left, and nothing of its
-- job or its caller when it was the last.
-- KEYS  1 callers  2 tried  3 held
local function forget(delivery, due, callbacks, ended)
  local id, caller = string.match(delivery, '^(%S+) %S+ (%S+)$')
  if redis.call('ZREM', due .. caller, delivery) == 0 then
    return 0
  end
  if redis.call('EXISTS', due .. caller) == 0 then
    redis.call('ZREM', KEYS[1], caller)
  end
  redis.call('HDEL', KEYS[2], delivery)
  redis.call('HDEL', callbacks .. id, delivery)
  if redis.call('EXISTS', callbacks .. id) == 0 then
    redis.call('DEL', ended .. id)
  end
  if redis.call('HINCRBY', KEYS[3], caller, -1) <= 0 then
    redis.call('HDEL', KEYS[3], caller)
  end
  return 1
end
