-- Put in front of the scripts that look into the cache. Whether there is a reading, and whether it is
-- fresh: while more than its stale time remains (shared/cache/entry.py). What is no entry of ours is none.
local function reading_in(entry)
  if redis.call('TYPE', entry).ok ~= 'string' then
    return false, false
  end
  local stale = string.match(redis.call('GETRANGE', entry, 0, 31), '^(%d+):x')
  if not stale then
    return false, false
  end
  local life = redis.call('PTTL', entry)
  return true, life == -1 or life > tonumber(stale)
end
