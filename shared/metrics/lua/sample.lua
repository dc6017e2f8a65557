-- Adds a sample to the ring, and what was counted in its slot to the figures of the switch's position.
-- KEYS  1 ring  2 the position's counts  3 those of the hour before
-- ARGV  1 sample  2 samples in the ring  3 the ring's life after the last one, ms  4 slots in an hour
--       5 the counts' life after the last ones, ms  6 slot  7… name, amount, … (none: only the ring)
redis.call('LPUSH', KEYS[1], ARGV[1])
redis.call('LTRIM', KEYS[1], 0, ARGV[2] - 1)
redis.call('PEXPIRE', KEYS[1], ARGV[3])
if #ARGV > 6 then
  if tonumber(redis.call('HGET', KEYS[2], 'slots') or '0') >= tonumber(ARGV[4]) then
    redis.call('RENAME', KEYS[2], KEYS[3])
    redis.call('PEXPIRE', KEYS[3], ARGV[5])
  end
  for i = 7, #ARGV, 2 do
    redis.call('HINCRBY', KEYS[2], ARGV[i], ARGV[i + 1])
  end
  redis.call('HINCRBY', KEYS[2], 'slots', 1)
  redis.call('HSETNX', KEYS[2], 'first', ARGV[6])
  redis.call('HSET', KEYS[2], 'last', ARGV[6])
  redis.call('PEXPIRE', KEYS[2], ARGV[5])
end
return 1
