-- Put in front of the scripts that work on a job, which look before they write: one that fails halfway
-- has written the half. Whether a job's record can be worked with; none at all is no damaged one.
-- JobRecord.of_fields (shared/jobs/record.py) reads the same fields.
local function count(text)
  return text and #text < 15 and (text == '0' or string.match(text, '^[1-9]%d*$')) and true or false
end

local STATUSES = {queued = true, running = true, completed = true, failed = true, cancelled = true}

local function whole(job)
  local kind = redis.call('TYPE', job).ok
  if kind ~= 'hash' then
    return kind == 'none'
  end
  local held = redis.call('HMGET', job, 'status', 'key', 'question', 'created', 'submits', 'attempts',
    'claimed', 'priority', 'finished')
  return STATUSES[held[1]] and held[2] and string.match(held[2], '^[ -~]+$') and held[3] and count(held[4])
    and count(held[5]) and count(held[6]) and (not held[7] or count(held[7]))
    and (not held[8] or string.match(held[8], '^[0-2]$')) and (not held[9] or count(held[9])) and true or false
end

