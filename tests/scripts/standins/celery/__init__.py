"""Celery, of which Flower's start takes nothing here but a name."""

from __future__ import annotations

Celery: object = None
