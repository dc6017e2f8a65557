"""What `palja up` runs: the command line and the environment of each child."""

from __future__ import annotations

import math
import signal
import sys
from collections.abc import Mapping
from itertools import chain

from scripts.up.child import Child
from scripts.up.flower_login import FlowerLogin
from shared.settings import PROVIDERS, Settings, variable_of
from shared.store import syncing
from shared.store.embedded import EmbeddedStore

_WORKER_GRACE_S = 10.0  # for what it has in hand, while somebody waits for all of us to stop
_GATEWAY_GRACE_S = (
    3.0  # for answers in flight; a waiting caller can poll again after the next start
)
_HURRIED_S = 5.0  # a second signal has jobs put back and answers cut; that takes a moment
_STORE_GRACE_S = 30.0  # to write its last second to a disk that may be busy
_KEEP_ALIVE_S = 25  # longer than the usual pool of a client keeps a connection, so it closes first

# Read by celery, flower and uvicorn as options of their command lines: left over in somebody's
# shell from another project, they would change ours.
_OTHERS_PREFIXES = ("CELERY_", "FLOWER_", "UVICORN_")
_OTHERS_NAMES = frozenset(
    {"APP", "BROKER_URL", "CONFIG_MODULE", "LOADER", "RESULT_BACKEND", "WEB_CONCURRENCY"}
)
_STORE_NAMES = ("HOME", "LANG", "LC_ALL", "PATH", "TMPDIR", "TZ")  # no key of a provider
_COMMANDS_KEY = variable_of("api_key")  # somebody asks the gateway with it: none of ours does
_KEYS_OF_OTHERS = frozenset(
    {variable_of("secret"), *(variable_of(f"{name}_api_key") for name in PROVIDERS)}
)


def service_environ(
    inherited: Mapping[str, str], settings: Settings, redis_url: str
) -> dict[str, str]:
    """The environment of our own processes: the settings as they were read, and the store's URL."""
    environ = {
        **own_environ(inherited),
        **settings.environ(),
        "PALJA_REDIS_URL": redis_url,
    }
    environ.pop(_COMMANDS_KEY, None)
    return environ


def own_environ(inherited: Mapping[str, str]) -> dict[str, str]:
    """What was inherited, without what celery, flower or uvicorn would take for their options.

    Nor the key of `palja`'s commands.
    """
    kept = {
        name: value
        for name, value in inherited.items()
        if name not in {*_OTHERS_NAMES, _COMMANDS_KEY} and not name.startswith(_OTHERS_PREFIXES)
    }
    return {**kept, "PYTHONUNBUFFERED": "1"}


def store(embedded: EmbeddedStore, inherited: Mapping[str, str], lock: int) -> Child:
    """The embedded store. Orphaned it saves and ends by itself, and holds the lock until then."""
    return Child(
        name="store",
        command=embedded.command,
        environ={name: inherited[name] for name in _STORE_NAMES if name in inherited},
        stops=((signal.SIGTERM, _STORE_GRACE_S),),
        orphan_signal=signal.SIGTERM,
        pass_fds=(lock,),
        umask=0o077,  # its log of commands is for nobody else, wherever it is copied to
    )


def store_sync(embedded: EmbeddedStore, inherited: Mapping[str, str]) -> Child:
    """What brings the embedded store's files to the disk; at its own end the store does that itself.

    It needs nothing but Python, so it is kept as small as Python can be (`-I -S`).
    """
    return Child(
        name="sync",
        command=(sys.executable, "-I", "-S", syncing.__file__, str(embedded.data)),
        environ={name: inherited[name] for name in _STORE_NAMES if name in inherited},
    )


def workers(settings: Settings, environ: Mapping[str, str]) -> list[Child]:
    """The worker processes; Flower shows each by this node name with the process id behind it."""
    return [
        Child(
            name=_numbered("worker", number, settings.worker_processes),
            command=(
                *(sys.executable, "-m", "workers.celery", "worker"),
                *("-n", f"worker-{number}@%h", "-c", str(settings.max_concurrent_requests)),
                *("--loglevel", settings.log_level.upper()),
            ),
            environ=environ,
            stops=((signal.SIGTERM, _WORKER_GRACE_S), (signal.SIGQUIT, _HURRIED_S)),
            drains=(
                (signal.SIGTERM, settings.stop_timeout_s + _HURRIED_S),
                (signal.SIGQUIT, _HURRIED_S),
            ),
            gives_notice=True,
        )
        for number in range(1, settings.worker_processes + 1)
    ]


def gateways(settings: Settings, environ: Mapping[str, str], listener: int) -> list[Child]:
    """The gateway processes. They share one listening socket, which outlives each of them.

    A caller who comes while one is being started again waits for a moment and is not refused.
    """
    return [
        Child(
            name=_numbered("gateway", number, settings.gateway_processes),
            command=(
                *(sys.executable, "-m", "uvicorn", "api_gateway.asgi:app"),
                *("--host", settings.host, "--port", str(settings.port), "--fd", str(listener)),
                *("--loop", "uvloop", "--http", "api_gateway.http_protocol:GuardedProtocol"),
                *("--ws", "none"),  # no upgrade passes by the gate, whatever is installed
                *("--lifespan", "on", "--timeout-keep-alive", str(_KEEP_ALIVE_S)),
                *("--log-level", settings.log_level),
                # A caller's word on where he comes from would be believed from loopback.
                *("--no-access-log", "--no-server-header", "--no-proxy-headers"),
                *("--timeout-graceful-shutdown", str(math.ceil(settings.stop_timeout_s))),
            ),
            environ=environ,
            # SIGINT keeps no idle connection: nobody is left to serve who comes over one.
            stops=((signal.SIGINT, _GATEWAY_GRACE_S), (signal.SIGINT, _GATEWAY_GRACE_S)),
            drains=(
                (signal.SIGTERM, settings.stop_timeout_s + _HURRIED_S),
                (signal.SIGINT, _HURRIED_S),
            ),
            pass_fds=(listener,),
            gives_notice=True,
        )
        for number in range(1, settings.gateway_processes + 1)
    ]


def flower(environ: Mapping[str, str], login: FlowerLogin) -> Child:
    """Flower, behind its login; it calls no provider and is given no key.

    The login goes through the environment and not on the command line, which everyone can read.
    """
    own = {variable_of("flower_password"): login.password}
    without_keys = {name: value for name, value in environ.items() if name not in _KEYS_OF_OTHERS}
    return Child(
        name="flower",
        command=(sys.executable, "-m", "scripts.celery", "flower"),
        environ={**without_keys, **own},
    )


def name_width(settings: Settings) -> int:
    """The longest name's length, to align the lines behind."""
    names = chain(
        ("gateway",),
        (_numbered("worker", settings.worker_processes, settings.worker_processes),),
        (_numbered("gateway", settings.gateway_processes, settings.gateway_processes),),
    )
    return max(map(len, names))


def _numbered(name: str, number: int, of: int) -> str:
    return name if of == 1 else f"{name}-{number}"
