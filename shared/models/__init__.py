"""What is known of the providers' models: what a token costs, and when a model is switched off."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, replace
from datetime import date
from importlib import resources
from typing import Any

from shared.clock import Clock
from shared.contracts.answers import Usage

_MILLION = 1_000_000
_RELEASE = re.compile(r"[0-9]+|latest|preview")
"""What may follow a model's name and is the same model: another word names another one."""


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars per million tokens, from a day on."""

    since: date
    input_usd: float
    output_usd: float


@dataclass(frozen=True, slots=True)
class KnownModel:
    """One model of the table; `retires` is the day it is switched off, where that is announced."""

    prices: tuple[Price, ...]
    retires: date | None

    def price_on(self, day: date) -> Price | None:
        """The price that holds on that day, if any is known."""
        known = [price for price in self.prices if price.since <= day]
        return max(known, key=lambda price: price.since, default=None)


class Models:
    """The table `models.toml`, read once."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        table = tomllib.loads(resources.files(__package__).joinpath("models.toml").read_text())
        self.as_of: date = table.pop("as_of")
        self._models = {
            (provider, model): _known(facts)
            for provider, models in table.items()
            for model, facts in models.items()
        }

    def find(self, provider: str, model: str) -> KnownModel | None:
        """The facts of a model: under its id, or without the date or number that it ends with."""
        while True:
            known = self._models.get((provider, model))
            family, _, last = model.rpartition("-")
            if known is not None or not _RELEASE.fullmatch(last) or not family:
                return known
            model = family

    def priced(self, provider: str, model: str, usage: Usage) -> Usage:
        """The usage with its cost today, which stays 0 where no price is known."""
        known = self.find(provider, model)
        price = None if known is None else known.price_on(self._clock.now().date())
        if price is None:
            return usage
        cost = (
            usage.input_tokens * price.input_usd + usage.output_tokens * price.output_usd
        ) / _MILLION
        return replace(usage, cost_usd=round(cost, 9))


def _known(facts: dict[str, Any]) -> KnownModel:
    prices = [Price(each["from"], each["input"], each["output"]) for each in facts["prices"]]
    return KnownModel(tuple(prices), facts.get("retires"))
