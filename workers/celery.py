"""`python -m workers.celery worker …`: a worker without the rest of Celery's command line.

`celery worker` imports every other command first, Flower with its web server and a shell among them. Of a
worker that has just started that was a quarter of the memory, and half a second of the start.
"""

from __future__ import annotations

import argparse
import os
import sys

from celery.utils.nodenames import default_nodename, host_format, nodename, nodesplit

from workers.process import app


def main() -> None:
    """Runs a worker until it is told to stop; ends with its exit status."""
    parser = argparse.ArgumentParser(prog="python -m workers.celery", description=__doc__)
    parser.add_argument("command", choices=["worker"])
    parser.add_argument(
        *("-n", "--hostname"),
        default="worker@%h",
        help="the node's name, to which its process id is put; %%h is the machine's name",
    )
    parser.add_argument("-c", "--concurrency", type=int, help="jobs in hand at once")
    parser.add_argument("-l", "--loglevel", default="INFO")
    options = parser.parse_args()
    worker = app.Worker(
        hostname=node_name(options.hostname, os.getpid()),
        concurrency=options.concurrency,
        loglevel=options.loglevel,
        without_mingle=True,  # workers share nothing that another's start would have to hear of
        without_gossip=True,  # likewise
        quiet=True,
    )
    worker.start()
    sys.exit(worker.exitcode)


def node_name(name: str, process_id: int) -> str:
    """What a worker is called by the broker and in Flower: `worker-1-4711@host` for `worker-1@%h`.

    No other's, and not that of the one whose place it takes: both run for a while, and a RabbitMQ
    gives the queue by which a node is spoken to (`….celery.pidbox`, exclusive) to the first alone. The
    second was refused five times a second and never became ready.
    """
    node, host = nodesplit(host_format(default_nodename(name)))
    return nodename(f"{node}-{process_id}", host)


if __name__ == "__main__":
    main()
