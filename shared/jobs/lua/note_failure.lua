-- Put in front of the scripts that give a job up. An operator finds it in a list that is bounded by a
-- number and by age: its id, why, its claims and the kind of question, and nothing of the question's signs.
local function note_failure(failed, reasons, id, reason, claims, question, now, most, life)
  local _, asked = pcall(cjson.decode, question)
  local service = type(asked) == 'table' and type(asked.service_type) == 'string' and asked.service_type
  redis.call('ZADD', failed, now, id)
  redis.call('HSET', reasons, id, reason .. ' ' .. claims .. ' ' .. (service or '-'))
  local old = redis.call('ZRANGEBYSCORE', failed, '-inf', now - life)
  if #old == 0 then
    old = redis.call('ZRANGE', failed, 0, -1 - most)
  end
  for _, one in ipairs(old) do
    redis.call('ZREM', failed, one)
    redis.call('HDEL', reasons, one)
  end
  redis.call('PEXPIRE', failed, life)
  redis.call('PEXPIRE', reasons, life)
end
