"""The gateway process: real things are built here and nowhere else.

`uvicorn api_gateway.asgi:app` finds `app` here; it is made when first asked for, so that importing
this module does nothing.
"""

from __future__ import annotations

import shared.redis_alone
import shared.structlog_alone  # noqa: F401 - before anybody loads structlog

# isort: split
import asyncio
import gc
import os
import random
import secrets
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from starlette.applications import Starlette
from starlette.types import ASGIApp

from api_gateway.app import create_app
from api_gateway.asking import Asking
from api_gateway.callbacks import Callbacks
from api_gateway.charts import Charts
from api_gateway.departure import Departure
from api_gateway.ebb import trim_memory
from api_gateway.following import Following
from api_gateway.gate import gate
from api_gateway.gone import Gone
from api_gateway.keyring import Keyring
from api_gateway.languages import LANGUAGES
from api_gateway.messages import messages
from api_gateway.routes.cache import Cache
from api_gateway.routes.events import Events
from api_gateway.routes.health import Health
from api_gateway.routes.inspections import Inspections
from api_gateway.routes.jobs import Jobs
from api_gateway.routes.optimization import Optimization
from api_gateway.routes.readings import Readings
from api_gateway.routes.statistics import Statistics
from api_gateway.spans import ServerSpans, SubmitSpans
from api_gateway.waiting import Waiting
from shared.background import running
from shared.cache.clearing import CacheClearing
from shared.cache.memory import MemoryCache
from shared.cache.redis import RedisCache
from shared.cache.two_level import TwoLevelCache
from shared.clock import SystemClock
from shared.engine import load_engine
from shared.errors import SettingsError
from shared.jobs.events import JobEvents
from shared.jobs.job_queue import job_queue
from shared.jobs.store import JobStore
from shared.logs import set_up_logs
from shared.metrics.counted import Counted
from shared.metrics.history import HistoryStore
from shared.metrics.memory import rss_bytes
from shared.metrics.report import ProcessReport
from shared.metrics.reporting import Reporting
from shared.metrics.sampling import Sampling
from shared.metrics.store import MetricsStore
from shared.metrics.tally import Tally
from shared.models import Models
from shared.notice import Notice
from shared.optimization import OptimizationSwitch
from shared.prompts import PromptBook
from shared.secret import load_secret
from shared.settings import Settings, load_settings, process_environ
from shared.spans.counted import CountedOnSpans
from shared.spans.opening import messaging_system, open_spans
from shared.store.connection import open_impatient_store, open_store
from shared.store.embedded import store_url
from shared.store.replication import keeping
from shared.webhooks.store import WebhookStore

EVENTS_TIMEOUT_S = 5.0
STORE_CONNECTIONS = 64
STREAM_CONNECTIONS = 4
"""One reads the stream for everybody; the others read what somebody missed who comes back."""
THREADS_TURN_S = 0.001
"""A thread that inspects a long text gives way to the loop after this; Python's own 5 ms add up."""
MEMORY_CACHE_BYTES = 16 * 1024 * 1024
"""The readings of a thousand charts are 5 to 12 MB; this is for the one that is very long."""


def build(settings: Settings, notice: Notice) -> ASGIApp:
    """The gateway of these settings; whoever started it is given `notice`."""
    clock = SystemClock()
    secret = load_secret(settings)
    keyring = None if settings.api_keys_file is None else Keyring(settings.api_keys_file)
    redis_url = settings.redis_url or store_url(settings.state_dir)
    redis = open_impatient_store(redis_url, connections=STORE_CONNECTIONS)
    # The stream is read by a command that waits, so it has a connection and a patience of its own.
    stream = open_store(redis_url, timeout_s=EVENTS_TIMEOUT_S, connections=STREAM_CONNECTIONS)
    tally = Tally()
    spans = open_spans(settings, "palja-gateway")
    counted = Counted(tally) if spans is None else CountedOnSpans(tally, spans)
    messages = job_queue(redis, store_url=redis_url, broker_url=settings.broker_url)
    jobs = JobStore.configured(
        redis,
        settings,
        job_queue=messages,
        keeping=keeping(redis, redis_url, missed=counted.unreplicated),
    )
    events = JobEvents(stream)
    waiting = Waiting(jobs, events, clock=clock, deadline_s=settings.job_deadline_s)
    memory = MemoryCache(
        max_items=settings.memory_cache_items, max_bytes=MEMORY_CACHE_BYTES, clock=clock
    )
    clearing = CacheClearing(redis, lambda: _empty(memory))
    switch = OptimizationSwitch(redis, start=settings.optimization_enabled)
    figures = MetricsStore(redis, clock)
    past = HistoryStore(redis)
    sampling = Sampling(figures, past, switch, clock)
    reporting = Reporting(
        figures,
        tally,
        lambda: ProcessReport(
            "gateway",
            socket.gethostname(),
            os.getpid(),
            rss_bytes(),
            memory_entries=len(memory),
            waiting_callers=waiting.callers + following.callers,
        ),
        process=secrets.token_hex(16),
        clock=clock,
    )
    system = messaging_system(settings)
    asking = Asking(
        TwoLevelCache(memory, RedisCache(redis)),
        jobs if spans is None else SubmitSpans(jobs, spans, system=system),
        secret=secret,
        clock=clock,
        new_job_id=lambda: secrets.token_urlsafe(16),
        optimized=switch.enabled,
        counted=counted,
    )

    callbacks = Callbacks(
        WebhookStore(redis),
        secret=secret,
        allowed_hosts=settings.webhook_allowed_hosts,
        new_id=lambda: secrets.token_urlsafe(16),
    )

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[dict[str, Departure]]:
        async with AsyncExitStack() as stack:
            if spans is not None:
                stack.callback(spans.close)
            stack.push_async_callback(redis.aclose)
            stack.push_async_callback(stream.aclose)
            await stack.enter_async_context(messages.opened())
            await stack.enter_async_context(switch.following())
            await stack.enter_async_context(clearing.following())
            await stack.enter_async_context(reporting.reporting())
            await stack.enter_async_context(running(sampling.sample_for_ever(), "history"))
            await stack.enter_async_context(events.reading())
            await stack.enter_async_context(Gone(redis, events).watching())
            await stack.enter_async_context(health.watching())
            await stack.enter_async_context(running(asyncio.to_thread(_load), "texts"))
            if keyring is not None:
                await stack.enter_async_context(keyring.following())
            stack.enter_context(departure.heard(notice.stopping, waiting.close, following.close))
            yield {Departure.KEY: departure}

    departure = Departure()
    health = Health(jobs, on_ready=notice.ready)
    charts, prompts = Charts(), PromptBook()
    following = Following(waiting, events, charts)
    readings = Readings(
        asking,
        waiting,
        charts=charts,
        prompts=prompts,
        clock=clock,
        counted=counted,
        callbacks=callbacks,
    )
    app = create_app(
        readings=readings,
        inspections=Inspections(asking, waiting, charts=charts, prompts=prompts, clock=clock),
        jobs=Jobs(jobs, waiting, charts),
        events=Events(waiting, following),
        health=health,
        gate=gate(settings, keyring, redis, readings, secret=secret, clock=clock),
        statistics=Statistics(
            figures,
            reporting,
            switch,
            Models(clock),
            past,
            clock,
            flower_port=settings.flower_port,
        ),
        optimization=Optimization(switch),
        cache=Cache(clearing),
        new_id=lambda: f"{random.getrandbits(128):032x}",  # it names log lines and guards nothing
        refused=counted.error,
        lifespan=lifespan,
    )
    return app if spans is None else ServerSpans(app, spans)


def _empty(memory: MemoryCache) -> None:
    """Empties the cache's first level; who was told to do so by the memory alarm sees it."""
    held = len(memory)
    memory.empty()
    if held:
        trim_memory()


def _load() -> None:
    """Loads the engine, and takes what is there for good out of the garbage collector's sight.

    A collection that looks through all of it stops every request for a tenth of a second.
    """
    load_engine()
    for language in LANGUAGES:
        messages(language)
    trim_memory()  # of what the texts were read with
    gc.freeze()


def __getattr__(name: str) -> ASGIApp:
    if name == "app":
        sys.setswitchinterval(THREADS_TURN_S)
        try:
            settings = load_settings()
            set_up_logs("gateway", settings.log_level)
            return build(settings, Notice.inherited(process_environ()))
        except SettingsError as error:  # one line, and no trace
            raise SystemExit(f"palja: {error}") from None
    raise AttributeError(name)
