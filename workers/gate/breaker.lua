-- What happens to a provider's circuit; the same steps as in workers/gate/steps.py, which decide while
-- the store is away. Times are seconds since 1970 by the store's clock.
-- KEYS  1 hash: provider → circuit, JSON  2 workers' signs of life (look alone)
-- ARGV  1 step  2 provider (but for look)  then, by step:
--   enter  3 token of a probe  4 its lease, s  5 account
--   leave  3 strike  4 outcome  5 token of the probe that this was ('' = none)  6 cool-down, s
--          7 the same for what the operator must mend, s  8 account
--   join   3 a circuit that opened while the store was away, JSON
--   look   2 silence after which a worker does not count, s
-- Returns the moment (in µs, as text) and
--   enter  verdict and circuit     leave, join  circuit     look  the whole hash, and how many workers
local FAILURES, RECENT, RECENT_FAILURES = 5, 20, 10

local time = redis.call('TIME')
local now = tonumber(time[1]) + tonumber(time[2]) / 1000000
local moment = string.format('%.0f', time[1] * 1000000 + time[2])

if ARGV[1] == 'look' then
  local alive = redis.call('ZCOUNT', KEYS[2], (now - ARGV[2]) * 1000, '+inf')
  return {moment, redis.call('HGETALL', KEYS[1]), alive}
end

local function decoded(text)
  local good, found = pcall(cjson.decode, text)
  if good and type(found) == 'table' then
    return found
  end
  return {}
end

local stored = redis.call('HGET', KEYS[1], ARGV[2]) or '{}'
local circuit = decoded(stored)

local function refused(account)
  for _, known in ipairs(circuit.accounts or {}) do
    if known == account then
      return true
    end
  end
  return false
end

local function keep()
  stored = cjson.encode(circuit)
  redis.call('HSET', KEYS[1], ARGV[2], stored)
end

local function open_for(seconds, reason, shut, account)
  if not circuit.open then
    circuit.open, circuit.since = true, now
  end
  circuit['until'], circuit.reason, circuit.shut = now + seconds, reason, shut or nil
  if shut and not refused(account) then
    circuit.accounts = circuit.accounts or {}
    table.insert(circuit.accounts, account)
  end
end

if ARGV[1] == 'enter' then
  local verdict = 'pass'
  if circuit.open then
    local waits = now < circuit['until'] and not (circuit.shut and not refused(ARGV[5]))
    if waits or (circuit.probe and now < circuit.probe_until) then
      verdict = 'closed'
    else
      verdict = 'probe'
      circuit.probe, circuit.probe_until = ARGV[3], now + ARGV[4]
      keep()
    end
  end
  return {moment, verdict, stored}
end

if ARGV[1] == 'join' then
  local other = decoded(ARGV[3])
  if other.open and (not circuit.open or other['until'] > circuit['until']) then
    circuit.since = circuit.open and circuit.since or other.since
    circuit.open, circuit['until'] = true, other['until']
    circuit.reason, circuit.shut, circuit.streak = other.reason, other.shut, other.streak
    circuit.accounts = other.accounts
    keep()
  end
  return {moment, stored}
end

-- leave
local strike, outcome, cooldown, long = ARGV[3], ARGV[4], tonumber(ARGV[6]), tonumber(ARGV[7])
local account = ARGV[8]
local probing = ARGV[5] ~= '' and circuit.probe == ARGV[5]
if probing then
  circuit.probe, circuit.probe_until = nil, nil
end
local failed = strike == 'failure' or strike == 'shut'
if failed and (probing or not circuit.open) then
  circuit.streak = (circuit.streak or 0) + 1
end

if not circuit.open and strike ~= 'nothing' then
  circuit.recent = string.sub((circuit.recent or '') .. (failed and '1' or '0'), -RECENT)
  local _, failures = string.gsub(circuit.recent, '1', '')
  if not failed then
    circuit.streak = nil
  elseif strike == 'shut' then
    open_for(long, outcome, true, account)
  elseif circuit.streak >= FAILURES or failures >= RECENT_FAILURES then
    open_for(cooldown, outcome, false)
  end
  keep()
elseif probing then
  if strike == 'good' then
    circuit = {since = now}
  elseif failed then
    open_for(strike == 'shut' and long or cooldown, outcome, strike == 'shut', account)
  end
  keep()
elseif circuit.open and strike == 'shut' and not refused(account) then
  open_for(long, outcome, true, account) -- it was under way when the circuit opened, and tells more
  keep()
end
return {moment, stored}
