-- Keeps the answer of the request that holds the place, or (without one) gives the place back.
-- KEYS  1 place   ARGV  1 token  2 answer, or nothing  3 how long it is kept, ms
if redis.call('HGET', KEYS[1], 'token') ~= ARGV[1] then
  return 0
end
if ARGV[2] == '' then
  return redis.call('DEL', KEYS[1])
end
redis.call('HDEL', KEYS[1], 'token')
redis.call('HSET', KEYS[1], 'answer', ARGV[2])
return redis.call('PEXPIRE', KEYS[1], ARGV[3])
