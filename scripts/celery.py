"""`python -m scripts.celery flower`: Flower without the rest of Celery's command line.

It is named so that its command line says what it belongs to, and names no worker.
"""

from __future__ import annotations

import shared.redis_alone  # noqa: F401 - before anybody loads redis

# isort: split
import argparse
import sys

from scripts.flower import serve
from shared.errors import SettingsError
from shared.logs import set_up_logs
from shared.settings import load_settings


def main() -> None:
    """Runs Flower until it is told to stop; a wrong setting ends it with one line."""
    parser = argparse.ArgumentParser(prog="python -m scripts.celery", description=__doc__)
    parser.add_argument("command", choices=["flower"])
    parser.parse_args()
    try:
        settings = load_settings()
        set_up_logs("flower", settings.log_level)
        serve(settings)
    except SettingsError as error:
        sys.exit(f"palja: {error}")


if __name__ == "__main__":
    main()
