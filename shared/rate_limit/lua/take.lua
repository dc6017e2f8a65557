-- Takes up to so many tokens from a bucket that refills evenly (GCRA: all that is kept of it is the
-- moment at which it will be full again, on the store's clock).
-- KEYS  1 bucket
-- ARGV  1 µs in which a token grows back  2 tokens of a full bucket  3 tokens wanted
-- Returns tokens taken, and (when none) the µs until there is one.
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local interval, size, wanted = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])

local full_at = math.max(tonumber(redis.call('GET', KEYS[1]) or now), now)
local left = math.floor((now + size * interval - full_at) / interval)
if left < 1 then
  return {0, full_at + interval - size * interval - now}
end
local taken = math.min(left, wanted)
full_at = full_at + taken * interval
-- Whole digits: a number as large as this would be written with an exponent, and rounded.
redis.call('SET', KEYS[1], string.format('%.0f', full_at), 'PX', math.ceil((full_at - now) / 1000))
return {taken, 0}
