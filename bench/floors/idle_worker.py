"""`python -m bench.floors.idle_worker`: Celery with our pool, the worker's libraries and no task of ours."""

from __future__ import annotations

import json
import sys

from bench.floors.libraries import load
from shared.settings import process_environ
from workers.app import make_celery


def main() -> None:
    """Runs until it is told to stop."""
    environ = process_environ()
    load(json.loads(environ["BENCH_LIBRARIES"]))
    app = make_celery(
        broker_url=environ["BENCH_STORE"], queue="idle", concurrency=10, visibility_timeout_s=60
    )
    worker = app.Worker(hostname="idle@localhost", loglevel="ERROR", quiet=True)
    worker.start()
    sys.exit(worker.exitcode)


if __name__ == "__main__":
    main()
