"""Loads structlog without rich; imported first of all by processes that run for long.

structlog loads rich wherever it is installed, to draw the tracebacks of its console renderer, which
our logs never use. That is 4.6 MB for each gateway and worker. Commands print tables with rich and
have it as ever.
"""

from __future__ import annotations

import sys

if "structlog" not in sys.modules and "rich" not in sys.modules:
    sys.modules["rich"] = None  # type: ignore[assignment] # makes its import an ImportError
    import structlog  # noqa: F401 - the point is when it is loaded

    del sys.modules["rich"]
