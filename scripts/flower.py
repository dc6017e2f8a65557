"""Flower behind one login.

Flower itself shows its figures, its health and its files to whoever reaches it; here a request without
the login sees nothing but a 401, whatever it asks for. It needs the broker's address and its login:
neither the secret nor a key of a provider.
"""

from __future__ import annotations

import atexit
import base64
import hmac
import logging
import signal
import sys
from typing import Any

from celery import Celery
from flower.app import Flower
from flower.options import options as flower_options
from flower.urls import settings as flower_settings
from tornado.httputil import HTTPServerRequest
from tornado.web import RequestHandler

from scripts.up.flower_login import FlowerLogin, flower_login
from shared import queue
from shared.broker.kombu_address import REDIS_SOCKETS, KombuAddress
from shared.settings import Settings
from shared.store.embedded import store_url

MAX_TASKS = 2000
"""The last ones; each takes 11 KB, and by itself Flower keeps a hundred thousand."""
FORGOTTEN_S = 600
"""A worker that has been away for so long is no more told of in the figures."""


class Refused(RequestHandler):
    """What everybody gets who does not bring the login."""

    def prepare(self) -> None:
        """Answers, whatever the method."""
        self.set_status(401)
        self.set_header("WWW-Authenticate", 'Basic realm="flower"')
        self.finish("Access denied")

    def check_xsrf_cookie(self) -> None:
        """Asks for none: nothing is done here."""


class GuardedFlower(Flower):  # type: ignore[misc] # Flower has no types
    """Flower, all of it for those who bring the login."""

    def __init__(self, login: FlowerLogin, **options: Any) -> None:
        text = f"{login.user}:{login.password}".encode()
        self._expected = b"Basic " + base64.b64encode(text)
        super().__init__(**options)

    def find_handler(self, request: HTTPServerRequest, **kwargs: Any) -> Any:
        """Who answers this request."""
        given = request.headers.get("Authorization", "").encode()
        if not hmac.compare_digest(given, self._expected):
            return self.get_handler_delegate(request, Refused)
        return super().find_handler(request, **kwargs)


def serve(settings: Settings) -> None:
    """Runs Flower at the address of the settings until it is told to stop."""
    login = flower_login(settings)
    # Nothing is read from FLOWER_… variables or a flowerconfig.py: what is not said here is its default.
    flower_options.address = settings.flower_host
    flower_options.port = settings.flower_port
    flower_options.basic_auth = [f"{login.user}:{login.password}"]
    flower_options.max_tasks = MAX_TASKS
    flower_options.purge_offline_workers = FORGOTTEN_S
    logging.getLogger("tornado.access").propagate = False
    flower = GuardedFlower(login, capp=_celery(settings), options=flower_options, **flower_settings)
    atexit.register(flower.stop)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    flower.start_http_server()
    try:
        flower.start()
    except KeyboardInterrupt:
        sys.exit(0)


def _celery(settings: Settings) -> Celery:
    """As much of the workers' application as it takes to listen to them and to ask them."""
    redis_url = settings.redis_url or store_url(settings.state_dir)
    broker = KombuAddress.of(settings.broker_url or redis_url)
    app = Celery("palja", backend="disabled://", set_as_current=False)
    app.conf.update(
        **broker.celery_settings,
        accept_content=["json"],
        task_default_queue=queue.QUEUE,  # whose length is shown
    )
    if broker.is_redis:
        app.conf.broker_transport_options = {
            "priority_steps": list(queue.Priority),  # of which the queue's lists are
            **REDIS_SOCKETS,
            **broker.options,
        }
    return app
