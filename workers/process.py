"""One worker process: everything it owns is built here, in the loop that uses it.

`celery -A workers.process worker …` finds `app` here; it is made when first asked for, so that
importing this module does nothing.
"""

from __future__ import annotations

import shared.redis_alone
import shared.structlog_alone  # noqa: F401 - before anybody loads structlog

# isort: split
import asyncio
import functools
import os
import random
import secrets
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from uuid import uuid4

import structlog
from celery import Celery
from celery.signals import worker_ready, worker_shutting_down

from shared import queue
from shared.background import running
from shared.cache.redis import RedisCache
from shared.charts import QuestionCharts
from shared.clock import Clock, SystemClock
from shared.errors import StoreUnavailable
from shared.jobs.events import JobEvents
from shared.jobs.job_queue import job_queue
from shared.jobs.store import JobStore
from shared.logs import set_up_logs
from shared.metrics.counted import Counted
from shared.metrics.memory import rss_bytes
from shared.metrics.report import ProcessReport
from shared.metrics.reporting import Reporting
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
from workers.app import make_celery
from workers.chains import Chains
from workers.configured import configured
from workers.gate.accounts import accounts
from workers.gate.gate import PATIENCE_TURNS, SharedGate
from workers.heartbeat import heartbeat
from workers.http_pool import HttpPool
from workers.leases import Leases
from workers.lifetimes import Lifetimes
from workers.reading import ReadingJob, job_traced
from workers.reaper import Reaper
from workers.resending import Resending
from workers.spans import JobSpans, calling_span, with_spans
from workers.tasks import register_tasks
from workers.webhooks.delivering import Delivering
from workers.webhooks.posting import Posting

BEAT_S = 1.0
STORE_TIMEOUT_S = 5.0
WEBHOOK_CHARTS = 16
"""One that several are told is encoded once; more memory than that it is not worth."""
_SPARE_CONNECTIONS = 8
_MOST_CONNECTIONS = 56
"""Jobs share these: a command takes a millisecond, and an open connection 9 KB."""
_GATE_CONNECTIONS = 8
_VISIBILITY_MARGIN_S = 30.0


class WorkerProcess:
    """What one worker process owns, from the start of its loop to its end."""

    def __init__(self, settings: Settings, redis_url: str, secret: bytes) -> None:
        self._settings = settings
        self._redis_url = redis_url
        self._secret = secret
        self._reading: ReadingJob | None = None

    async def answer(self, job_id: str) -> None:
        """Answers one job."""
        if self._reading is None:
            raise RuntimeError("the worker's loop has not started")
        await self._reading.answer(job_id)

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        """Opens the pools, then starts what keeps the leases; closes in reverse.

        So a result can still be written while the leases are being let go.
        """
        settings = self._settings
        clock = SystemClock()
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(heartbeat(settings.heartbeat_file))
            redis = open_store(
                self._redis_url,
                timeout_s=STORE_TIMEOUT_S,
                connections=min(settings.max_concurrent_requests, _MOST_CONNECTIONS)
                + _SPARE_CONNECTIONS,
            )
            stack.push_async_callback(redis.aclose)
            switch = OptimizationSwitch(redis, start=settings.optimization_enabled)
            await stack.enter_async_context(switch.following())
            tally = Tally()
            spans = open_spans(settings, "palja-worker")
            if spans is not None:
                stack.callback(spans.close)
            counted = Counted(tally) if spans is None else CountedOnSpans(tally, spans)
            pool = HttpPool.open(
                settings,
                optimized=switch.enabled,
                connected=counted.connection,
                new_id=secrets.token_hex if spans is None else calling_span,
            )
            stack.push_async_callback(pool.close)
            providers = configured(settings, pool, clock)
            if spans is not None:
                providers = with_spans(providers, settings, spans)
            messages = job_queue(redis, store_url=self._redis_url, broker_url=settings.broker_url)
            await stack.enter_async_context(messages.opened())
            jobs = JobStore.configured(
                redis,
                settings,
                job_queue=messages,
                keeping=keeping(redis, self._redis_url, missed=counted.unreplicated),
            )
            events = JobEvents(redis)
            await stack.enter_async_context(events.reading())
            leases = Leases(jobs, events, lease_s=settings.lease_s)
            await stack.enter_async_context(leases.renewing())
            gate = await stack.enter_async_context(self._gate(clock))
            chains = Chains(
                settings,
                providers,
                gate=gate,
                models=Models(clock),
                clock=clock,
                counted=counted,
            )
            reporting = Reporting(
                MetricsStore(redis, clock),
                tally,
                lambda: ProcessReport(
                    "worker",
                    socket.gethostname(),
                    os.getpid(),
                    rss_bytes(),
                    pool=pool.use,
                    chain=chains.names,
                    running=leases.held,
                    models=chains.models,
                ),
                process=uuid4().hex,
                clock=clock,
            )
            await stack.enter_async_context(reporting.reporting())
            self._reading = ReadingJob(
                jobs=jobs,
                leases=leases,
                events=events,
                cache=RedisCache(redis),
                chain_for=chains.of,
                prompts=PromptBook(),
                clock=clock,
                lifetimes=Lifetimes(
                    fresh_s=settings.cache_ttl_s,
                    stale_s=settings.cache_stale_ttl_s,
                    fallback_s=settings.fallback_ttl_s,
                    jitter=random.SystemRandom().random,
                ),
                deadline_s=settings.job_deadline_s,
                streaming=settings.streaming,
                optimized=switch.enabled,
                counted=counted,
                traced=job_traced
                if spans is None
                else JobSpans(spans, system=messaging_system(settings)).traced,
            )
            reaper = Reaper(
                jobs,
                self._reading,
                clock=clock,
                lease_s=settings.lease_s,
                deadline_s=settings.job_deadline_s,
                worker=worker_name(),
            )
            await stack.enter_async_context(reaper.reaping())
            await stack.enter_async_context(Resending(jobs, events).resending())
            posting = Posting.open(settings.webhook_allowed_hosts)
            stack.push_async_callback(posting.close)
            delivering = Delivering(
                WebhookStore(redis),
                posting,
                QuestionCharts(WEBHOOK_CHARTS),
                secret=self._secret,
                clock=clock,
                jitter=random.SystemRandom().random,
                counted=counted,
            )
            await stack.enter_async_context(delivering.delivering())
            await stack.enter_async_context(beating(jobs.beat, worker_name()))
            yield

    @asynccontextmanager
    async def _gate(self, clock: Clock) -> AsyncIterator[SharedGate]:
        """The gate before each provider, with a store client of its own that soon loses patience."""
        settings = self._settings
        redis = open_impatient_store(
            self._redis_url, connections=_GATE_CONNECTIONS, turns=PATIENCE_TURNS
        )
        gate = SharedGate(
            redis,
            limits=settings.provider_limits,
            cooldown_s=settings.breaker_cooldown_s,
            call_s=settings.provider_timeout_s,
            clock=clock,
            accounts=accounts(settings, self._secret),
        )
        try:
            async with gate.following():
                yield gate
        finally:
            await redis.aclose()


@asynccontextmanager
async def beating(beat: Callable[[str], Awaitable[None]], worker: str) -> AsyncIterator[None]:
    """Gives a sign of life every second while the context is open."""

    async def beat_for_ever() -> None:
        log = structlog.get_logger("worker")
        while True:
            try:
                await beat(worker)
            except StoreUnavailable as error:
                log.warning("beat_failed", error=str(error))
            await asyncio.sleep(BEAT_S)

    async with running(beat_for_ever(), "worker beat"):
        yield


def worker_name() -> str:
    """The name of this process among all workers."""
    return f"{socket.gethostname()}:{os.getpid()}"


@functools.cache
def _app() -> Celery:
    settings = load_settings()
    set_up_logs("worker", settings.log_level)
    redis_url = settings.redis_url or store_url(settings.state_dir)
    process = WorkerProcess(settings, redis_url, load_secret(settings))
    app = make_celery(
        broker_url=settings.broker_url or redis_url,
        queue=queue.QUEUE,
        concurrency=settings.max_concurrent_requests,
        visibility_timeout_s=settings.job_deadline_s + _VISIBILITY_MARGIN_S,
        soft_shutdown_s=settings.stop_timeout_s,
        lifespan=process.lifespan,
    )
    register_tasks(app, process.answer)
    notice = Notice.inherited(process_environ())
    worker_ready.connect(notice.ready, weak=False)
    worker_shutting_down.connect(notice.stopping, weak=False)
    return app


def __getattr__(name: str) -> Celery:
    if name == "app":
        return _app()
    raise AttributeError(name)
