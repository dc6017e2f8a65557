-- A provider's quota over all processes: requests and tokens in each second, and the day's cost.
-- A minute is the second that has begun and the sixty before it, so that no sixty seconds on any clock
-- see more than the limit. Whoever must wait is given his turn at once: the first second in which there
-- is room for him, not before those who came earlier. The same steps as in workers/gate/window.py.
-- KEYS  1 hash: r:SECOND → requests, t:SECOND → tokens, mean → tokens of a call, day, spent (nano-USD),
--         rpm, tpm, cost → the limits as they were last given
-- ARGV  1 step  then, by step:
--   take    2 requests a minute  3 tokens a minute  4 nano-USD a day (each 0 = no limit)
--           5 patience, s  6 tokens of a call while none is known
--   settle  2 second of the turn (0 = none)  3 tokens charged for it  4 tokens it took ('' = unknown)
--           5 its cost, nano-USD
--   back    2 second of the turn  3 tokens charged for it
--   add     2 cost, nano-USD  3… second, requests, tokens, second, requests, tokens, …
-- Returns the moment (µs, as text), nano-USD spent today (as text), and of take
--   verdict (turn, quota), second of the turn (0 = at no limit by the minute), tokens charged
local WINDOW, LIFE_MS = 60, 2 * 86400 * 1000
local time = redis.call('TIME')
local second = tonumber(time[1])
local moment = string.format('%.0f', time[1] * 1000000 + time[2])
local day = math.floor(second / 86400)

local kept = {}
local raw = redis.call('HGETALL', KEYS[1])
for i = 1, #raw, 2 do
  kept[raw[i]] = tonumber(raw[i + 1])
end
local spent = kept.day == day and kept.spent or 0

local function set(name, value)
  redis.call('HSET', KEYS[1], name, string.format('%.0f', value))
  kept[name] = value
end

local function add(name, amount)
  local value = math.max(0, (kept[name] or 0) + amount)
  if value > 0 then
    set(name, value)
  elseif kept[name] then
    redis.call('HDEL', KEYS[1], name)
    kept[name] = nil
  end
end

local function spend(amount)
  if amount > 0 then
    spent = spent + amount
    set('day', day)
    set('spent', spent)
  end
end

local function done(...)
  redis.call('PEXPIRE', KEYS[1], LIFE_MS)
  return {moment, string.format('%.0f', spent), ...}
end

local step = ARGV[1]
if step == 'settle' then
  local at, charged = tonumber(ARGV[2]), tonumber(ARGV[3])
  if ARGV[4] ~= '' then
    local took = tonumber(ARGV[4])
    -- What was charged too much is given back where it was charged; what comes on top counts now.
    if at > 0 and (took > charged or at >= second - WINDOW) then
      add('t:' .. (took > charged and second or at), took - charged)
    end
    set('mean', math.ceil(kept.mean and 0.9 * kept.mean + 0.1 * took or took))
  end
  spend(tonumber(ARGV[5]))
  return done()
end

if step == 'back' then
  add('r:' .. ARGV[2], -1)
  add('t:' .. ARGV[2], -ARGV[3])
  return done()
end

if step == 'add' then
  for i = 3, #ARGV, 3 do
    add('r:' .. ARGV[i], ARGV[i + 1])
    add('t:' .. ARGV[i], ARGV[i + 2])
  end
  spend(tonumber(ARGV[2]))
  return done()
end

-- take
local requests, tokens, cost = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local limits = {rpm = requests, tpm = tokens, cost = cost}
for name, limit in pairs(limits) do
  if kept[name] ~= limit then
    set(name, limit)
  end
end
if cost > 0 and spent >= cost then
  return done('quota', 0, 0)
end
if requests == 0 and tokens == 0 then
  return done('turn', 0, 0)
end

local turn = second
for name, amount in pairs(kept) do
  local at = tonumber(string.match(name, '^[rt]:(%d+)$'))
  if at and at < second - WINDOW then
    redis.call('HDEL', KEYS[1], name)
  elseif at and amount > 0 and string.sub(name, 1, 1) == 'r' then
    turn = math.max(turn, at)
  end
end
local charged = kept.mean or tonumber(ARGV[6])
if tokens > 0 then
  charged = math.min(charged, tokens)
end
local asked, taken = 1, charged
for at = turn - WINDOW, turn do
  asked = asked + (kept['r:' .. at] or 0)
  taken = taken + (kept['t:' .. at] or 0)
end
while (requests > 0 and asked > requests) or (tokens > 0 and taken > tokens) do
  asked = asked - (kept['r:' .. (turn - WINDOW)] or 0)
  taken = taken - (kept['t:' .. (turn - WINDOW)] or 0)
  turn = turn + 1
  if turn - second > WINDOW * 60 then
    break -- a limit that was lowered while many waited; nobody's patience is as long
  end
end
if turn > second and turn - time[1] - time[2] / 1000000 > tonumber(ARGV[5]) then
  return done('quota', 0, 0)
end
add('r:' .. turn, 1)
add('t:' .. turn, charged)
return done('turn', turn, charged)
