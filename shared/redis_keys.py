"""Every key this service keeps in the store, by name."""

from __future__ import annotations

JOB = "palja:job:"
"""Prefix of a job's hash, followed by its id."""

PENDING = "palja:pending:"
"""Prefix of the pointer from a question's key to the job that is answering it."""

CACHE = "palja:cache:"
"""Prefix of a cached reading, followed by its question's key."""

CACHE_INDEX = "palja:cache_index"
"""Sorted set: cache entry → end of its life, ms. What ends first makes room first."""

CACHE_SIZES = "palja:cache_sizes"
"""Hash: cache entry → bytes, and `total`."""

CACHE_CLEARED = "palja:cache_cleared"
"""When the cache was last cleared, µs; every process then empties its own memory."""

REST = "palja:rest:"
"""Prefix of the mark that no refresh of a stale reading is queued: the last one failed just now."""

OUTBOX = "palja:outbox"
"""Sorted set: job whose message a broker elsewhere is not known to have → when it was noted, ms."""

WAITING = "palja:waiting"
"""Sorted set: unclaimed job → when it was submitted, ms."""

LEASES = "palja:leases"
"""Sorted set: claimed job → when its lease lapses, ms."""

EVENTS = "palja:events"
"""Stream of `job` and `status`, `attempt` or `text`: what every waiting caller and worker hears."""

WORKERS = "palja:workers"
"""Sorted set: worker process → its last sign of life, ms."""

REAPER = "palja:reaper"
"""The token of the one process that reaps."""

FAILED = "palja:failed"
"""Sorted set: job that failed, or that was left to the engine for good → when, ms."""

FAILURES = "palja:failures"
"""Hash: each of these → reason, claims and service type, with spaces."""

COUNTERS = "palja:counters"
"""Hash of counts over all processes."""

DRAIN = "palja:drain"
"""Hash: `ended` jobs in `busy` ms, `full_ended` in `full_busy` of them while others waited, all fading;
the `last` end, ms, and how many were `turned` away."""

OPTIMIZATION = "palja:optimization"
"""Hash: `enabled` (1 or 0) and `since`, ms; none before somebody switched."""

TOTALS = "palja:metrics:totals"
"""Hash: what all processes have counted since `since`, ms; names in `shared.metrics.counted`."""

SLOT = "palja:metrics:slot:"
"""Prefix of the same counts in one ten seconds, followed by its number since 1970; they expire."""

DAY = "palja:metrics:day:"
"""Prefix of each model's calls, tokens and cost in one day (UTC), followed by the day's number."""

REPORTS = "palja:metrics:reports"
"""Hash: process → what it says of itself, JSON."""

REPORTED = "palja:metrics:reported"
"""Sorted set: process → its last report, ms."""

REPORT_NUMBERS = "palja:metrics:numbers"
"""Hash: process → the number of its last report, so that none is counted twice."""

HISTORY = "palja:metrics:history"
"""List: how things stood at the end of each ten seconds of the last hour, JSON, newest first."""

HISTORY_TURN = "palja:metrics:history_turn:"
"""Prefix of the mark that some process writes the sample of a slot, followed by the slot's number."""

POSITION = "palja:metrics:position:"
"""Prefix of the counts of slots all through which the optimisation switch stood at `on` or `off`, followed
by that, and by `:before` for the hour of such slots before; `slots` tells how many, `first` to `last`."""

CALLBACKS = "palja:callbacks:"
"""Prefix of a job's callbacks, followed by its id; hash: delivery → address and trace, JSON."""

ENDED = "palja:ended:"
"""Prefix of a job's record as it ended, followed by its id, while callbacks of it are to be made."""

WEBHOOKS = "palja:webhooks"
"""Sorted set: caller with callbacks that are due, now or later → their last turn, ms."""

WEBHOOKS_DUE = "palja:webhooks:due:"
"""Prefix of a caller's deliveries, followed by the caller; sorted set: delivery (job id, its own id
and caller, with spaces) → when it is due, ms."""

WEBHOOKS_TRIED = "palja:webhooks:tried"
"""Hash: delivery → attempts so far."""

WEBHOOKS_HELD = "palja:webhooks:held"
"""Hash: caller → callbacks that are left and not delivered."""

RATE = "palja:rate:"
"""Prefix of a caller's bucket, followed by an HMAC of who it is: when the bucket is full, µs."""

IDEMPOTENCY = "palja:idempotency:"
"""Prefix of the hash that keeps a first answer, followed by an HMAC of caller and key."""

BREAKERS = "palja:breakers"
"""Hash: provider → its circuit, JSON."""

QUOTA = "palja:quota:"
"""Prefix of the hash of what was taken of a provider, followed by its name; see `quota.lua`."""
