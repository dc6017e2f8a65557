"""Loads redis-py without OpenTelemetry; imported first by processes that run for long.

redis-py loads the metrics of OpenTelemetry's SDK wherever that is installed, for figures of its own that
nobody asks it for: 3.6 MB for each gateway and worker. Who wants spans (`shared.spans`) loads what they
take later.
"""

from __future__ import annotations

import sys

if "redis" not in sys.modules and "opentelemetry" not in sys.modules:
    sys.modules["opentelemetry"] = None  # type: ignore[assignment] # makes its import an ImportError
    import redis.asyncio  # noqa: F401 - the point is when it is loaded

    del sys.modules["opentelemetry"]
