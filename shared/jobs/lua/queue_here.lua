-- Put in front of the scripts that send messages: the queue is in this store, a list for each priority.
local function send(list, message)
  redis.call('LPUSH', list, message)
end

local function send_first(list, message)
  redis.call('RPUSH', list, message)
end

-- The jobs whose message was lost: they wait since between `after` and `before`, yet the queue is empty.
local function unsent(waiting, lists, after, before, most)
  for _, list in ipairs(lists) do
    if redis.call('LLEN', list) > 0 then
      return {}
    end
  end
  return redis.call('ZRANGEBYSCORE', waiting, after, before, 'LIMIT', 0, most)
end
