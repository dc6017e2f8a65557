-- Put in front of the scripts that send messages: the queue is in this store, a list for each priority.
local function send(list, message)
  redis.call('LPUSH', list, message)
end

local function send_first(list, message)
  redis.call('RPUSH', list, message)
end

-- The jobs whose message was lost. They wait since between `after` and `before`, and no message of their
-- priority is left, or the next one is for a job that waits since `behind` ms later: messages go in the order
-- in which they came, but for those that are put back, in front of all. A message that was sent once more to
-- a more urgent queue may be behind younger ones; it is taken for lost then, and a worker drops one.
local function unsent(waiting, lists, after, before, most, _, behind, prefix)
  local since, latest = {}, nil
  for priority, list in ipairs(lists) do
    local next_one = redis.call('LINDEX', list, -1)
    local upto = tonumber(before)
    if next_one then
      local read, message = pcall(cjson.decode, next_one)
      local headers = read and type(message) == 'table' and message.headers
      local id = type(headers) == 'table' and headers.id
      local score = type(id) == 'string' and redis.call('ZSCORE', waiting, id)
      upto = score and math.min(upto, tonumber(score) - behind) -- else nothing is known of this one
    end
    if upto then
      since[priority - 1] = upto
      latest = math.max(latest or upto, upto)
    end
  end
  local found = {}
  if not latest then
    return found
  end
  local oldest = redis.call(
    'ZRANGEBYSCORE', waiting, after, latest, 'WITHSCORES', 'LIMIT', 0, 10 * most)
  for at = 1, #oldest, 2 do
    -- What is no hash, or has no such priority, is found when its deadline is over.
    local priority = tonumber(redis.pcall('HGET', prefix .. oldest[at], 'priority') or 1)
    local upto = since[priority]
    if upto and tonumber(oldest[at + 1]) <= upto and #found < tonumber(most) then
      found[#found + 1] = oldest[at]
    end
  end
  return found
end
