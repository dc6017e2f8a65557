"""Stands in for Flower."""

from __future__ import annotations

import stand_in  # type: ignore[import-not-found] # noqa: F401 - it lies beside, and runs for ever
