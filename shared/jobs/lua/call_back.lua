-- Put in front of the scripts that end a job, and of the one that leaves a callback with it.
-- Whoever left a callback is to be called: it is due now, and the record is kept as it ended, for the
-- job's own may expire, or be removed, before the last of them has been reached.
local function call_back(job, id, callbacks, callers, due, ended, now, life)
  local left = redis.call('HKEYS', callbacks)
  if #left == 0 then
    return
  end
  for _, delivery in ipairs(left) do
    local caller = string.match(delivery, '(%S+)$')
    redis.call('ZADD', due .. caller, 'NX', now, delivery)
    redis.call('ZADD', callers, 'NX', 0, caller)
  end
  redis.call('COPY', job, ended .. id)
  redis.call('PEXPIRE', ended .. id, life)
  redis.call('PEXPIRE', callbacks, life)
end
