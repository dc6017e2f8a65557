-- The first request with a key takes the place; the others learn what became of it.
-- KEYS  1 place   ARGV  1 fingerprint of the body  2 token of this request  3 lease, ms
local body, answer = unpack(redis.call('HMGET', KEYS[1], 'body', 'answer'))
if not body then
  redis.call('HSET', KEYS[1], 'body', ARGV[1], 'token', ARGV[2])
  redis.call('PEXPIRE', KEYS[1], ARGV[3])
  return {'first'}
end
if body ~= ARGV[1] then
  return {'conflict'}
end
if answer then
  return {'answered', answer}
end
return {'pending'}
