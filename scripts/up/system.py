"""What runs, and how it is replaced one process after the other while it goes on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from scripts.address import reachable
from scripts.up import children
from scripts.up.child import Child
from scripts.up.flower_login import FlowerLogin
from scripts.up.kept import Kept
from scripts.up.lines import Log
from scripts.up.probes import flower_answers, gateway_ready, until
from scripts.up.supervisor import Supervisor
from shared.errors import ServiceError, SettingsError
from shared.settings import Settings, variable_of

READY_WITHIN_S = 60.0
FIXED = (
    *("host", "port", "flower_host", "flower_port", "flower_password"),
    *("state_dir", "redis_url", "broker_url"),
)
"""What is the supervisor's own, or where jobs and their messages lie: it cannot change meanwhile."""


class NotRestarted(ServiceError):
    """A restart that was given up; the text says why, and what runs now."""


@dataclass(slots=True)
class System:
    """The processes beside the store, each in its place."""

    settings: Settings
    inherited: Mapping[str, str]
    redis_url: str
    listener: int
    login: FlowerLogin
    supervisor: Supervisor
    log: Log
    workers: list[Kept] = field(default_factory=list)
    gateways: list[Kept] = field(default_factory=list)
    flower: Kept = field(init=False)

    def start(self) -> None:
        """Starts workers and gateways."""
        self.workers = [self.supervisor.keep(child) for child in self._workers()]
        self.gateways = [self.supervisor.keep(child) for child in self._gateways()]

    async def ready(self) -> bool:
        """Whether every gateway takes work, and one of them says so to who asks from outside.

        They share the port: until all have seen a worker, who asks twice may be told two things.
        """
        return all(gateway.is_ready for gateway in self.gateways) and await gateway_ready(
            reachable(self.settings.host), self.settings.port
        )

    def start_flower(self) -> None:
        """Starts Flower."""
        self.flower = self.supervisor.keep(self._flower())

    async def restart(self, load: Callable[[], Settings]) -> str:
        """Replaces every process by one with the settings of now; what was done, in words.

        Each new one must be ready before the old one is told to go, which then finishes what it has
        in hand.

        Raises:
            NotRestarted: the settings are wrong or a new process did not become ready.
        """
        try:
            settings = load()
        except SettingsError as error:
            raise NotRestarted(f"not restarted: {error}") from None
        for name in FIXED:
            if getattr(settings, name) != getattr(self.settings, name):
                raise NotRestarted(
                    f"not restarted: {variable_of(name)} is another now; that takes a stop and a start"
                )
        before, self.settings = self.settings, settings
        try:
            await self._replace(self.gateways, self._gateways())
            await self._replace(self.workers, self._workers())
        except NotRestarted:
            self.settings = before
            raise
        await self.flower.replace(self._flower(), READY_WITHIN_S)
        try:
            async with asyncio.timeout(READY_WITHIN_S):
                host = reachable(settings.flower_host)
                await until(lambda: flower_answers(host, settings.flower_port))
        except TimeoutError:
            raise NotRestarted(
                "gateways and workers are restarted; Flower does not answer"
            ) from None
        return f"restarted: {len(self.gateways)} gateway, {len(self.workers)} worker, Flower"

    async def _replace(self, places: list[Kept], wanted: list[Child]) -> None:
        for number, child in enumerate(wanted):
            if number < len(places):
                if problem := await places[number].replace(child, READY_WITHIN_S):
                    raise NotRestarted(f"not restarted: {problem}; the old one goes on")
                self.log.line("palja", f"{child.name} is replaced")
            else:
                places.append(self.supervisor.keep(child))
        while len(places) > len(wanted):
            places.pop().retire()

    def _environ(self) -> dict[str, str]:
        return children.service_environ(self.inherited, self.settings, self.redis_url)

    def _workers(self) -> list[Child]:
        return children.workers(self.settings, self._environ())

    def _gateways(self) -> list[Child]:
        return children.gateways(self.settings, self._environ(), self.listener)

    def _flower(self) -> Child:
        return children.flower(self._environ(), self.login)
