-- Put in front of the scripts that send messages: the queue is a broker's. A job is noted in the outbox,
-- and whoever ran the script sends its message and takes it out again.
local function send(outbox, id)
  local time = redis.call('TIME')
  redis.call('ZADD', outbox, time[1] * 1000 + math.floor(time[2] / 1000), id)
end

local send_first = send

-- The jobs to send again: noted before `before` and still waiting, or, where the broker's queue is empty,
-- waiting since between `after` and `before`. Each is noted anew, so it comes again no sooner than that.
-- While the broker is away nobody knows how many are queued (-1), and all of them wait until it is back.
local function unsent(waiting, outboxes, after, before, most, queued)
  if queued < 0 then
    return {}
  end
  local outbox = outboxes[1]
  local found = {}
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', outbox, '-inf', before, 'LIMIT', 0, most)) do
    if redis.call('ZSCORE', waiting, id) then
      found[#found + 1] = id
    else
      redis.call('ZREM', outbox, id) -- it has been claimed, or is no more
    end
  end
  if queued == 0 then
    for _, id in ipairs(redis.call('ZRANGEBYSCORE', waiting, after, before, 'LIMIT', 0, most)) do
      if not redis.call('ZSCORE', outbox, id) then
        found[#found + 1] = id
      end
    end
  end
  for _, id in ipairs(found) do
    send(outbox, id)
  end
  return found
end
