-- Notes a message as taken and not acknowledged, as kombu does, and with it what else waits and finds a place.
-- KEYS: kombu's two notes (when, what), then the queue's lists from the most urgent to the least
-- ARGV: now, the message's tag, what is noted of it, places for others, of these how many for the last list
-- Result: tag and message of each of the others. A message that is not one of ours stays for kombu to judge.
local function note(tag, what)
  redis.call('ZADD', KEYS[1], ARGV[1], tag)
  redis.call('HSET', KEYS[2], tag, what)
end

local function read(raw) -- raises where one of the three is no text
  local properties = cjson.decode(raw).properties
  local route = properties.delivery_info
  local exchange, routing_key = route.exchange .. '', route.routing_key .. ''
  return properties.delivery_tag .. '', cjson.encode(exchange), cjson.encode(routing_key)
end

note(ARGV[2], ARGV[3])
local others, left, left_of_last = {}, tonumber(ARGV[4]), tonumber(ARGV[5])
for number = 3, #KEYS do
  if number == #KEYS then
    left = math.min(left, left_of_last)
  end
  while left > 0 do
    local raw = redis.call('LINDEX', KEYS[number], -1)
    local is_ours, tag, exchange, routing_key = pcall(read, raw)
    if not is_ours then
      break
    end
    redis.call('RPOP', KEYS[number])
    note(tag, '[' .. raw .. ',' .. exchange .. ',' .. routing_key .. ']')
    table.insert(others, tag)
    table.insert(others, raw)
    left = left - 1
  end
end
return others
