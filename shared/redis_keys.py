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

COUNTERS = "palja:counters"
"""Hash of counts over all processes."""

DRAIN = "palja:drain"
"""Hash: `ended` jobs in `busy` ms, both fading, the `last` end, ms, and who was `turned` away."""

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

RATE = "palja:rate:"
"""Prefix of a caller's bucket, followed by an HMAC of who it is: when the bucket is full, µs."""

IDEMPOTENCY = "palja:idempotency:"
"""Prefix of the hash that keeps a first answer, followed by an HMAC of caller and key."""
