"""How fast jobs end, and so who is refused and when he is to come back.

finish notes of each job that ends how long it was the one awaited: since the end before it, or since
its own claim where nothing was in hand. So idle time does not count, and ten jobs side by side that
take two seconds are one in 0.2 s. Older ends fade with the busy time that has passed since.

submit, where it refuses, tells the time of one place for each caller that was turned away and whose
place has not come free yet: a thousand who are refused together do not come back together. While no
job ends, a place takes at least as long as none has ended. No worker is asked and none is counted:
what the store has seen is the rate of all of them, whoever refuses.

Where there is a longest wait for a turn, submit expects one: the messages ahead of this priority, each
for the time of a place. Here only the time counts in which somebody waited: of workers with slots to
spare the ends say how often they are asked and not how much they can do. Ten jobs that are claimed
together end together, so while none ends the wait is as long as that has lasted, not that for each.
"""

from __future__ import annotations

import math

FADES_MS = 30_000
"""After so much busy time an end counts a third."""
UNKNOWN_MS = 5_000
"""What a place takes before any job has ended."""
LONGEST_MS = 300_000
"""Nobody is sent away for longer."""


def retry_after_s(wait_ms: int) -> int:
    """Whole seconds, as the header takes them: 1 to five minutes."""
    return max(1, math.ceil(min(wait_ms, LONGEST_MS) / 1000))
