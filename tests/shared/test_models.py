"""What is known of the providers' models."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from shared.contracts.answers import Usage
from shared.models import Models
from shared.settings import load_settings
from tests.fakes.clock import FakeClock

MILLION = Usage(1_000_000, 1_000_000)


class On:
    """A clock that stands on a day."""

    def __init__(self, day: date) -> None:
        self._day = day

    def now(self) -> datetime:
        return datetime(self._day.year, self._day.month, self._day.day, 12, tzinfo=UTC)

    def monotonic_s(self) -> float:
        return 0.0


@pytest.mark.parametrize(
    ("provider", "model", "day", "cost_usd"),
    [
        # The providers' price pages as of 2026-11-27: US dollars for a million tokens in and out.
        ("openai", "gpt-6-luna", date(2026, 11, 27), 0.10 + 0.50),
        ("anthropic", "claude-haiku-5-5", date(2026, 11, 27), 0.10 + 0.50),
        ("gemini", "gemini-3.8-flash", date(2026, 12, 31), 0.75 + 3.75),
        ("gemini", "gemini-3.8-flash", date(2027, 1, 1), 1.50 + 7.50),
        ("openai", "gpt-6-luna-2026-09-22", date(2026, 11, 27), 0.10 + 0.50),
        ("openai", "gpt-4o-mini-2024-07-18", date(2026, 11, 27), 0.15 + 0.60),
        ("openai", "gpt-6-luna", date(2026, 9, 21), 0.0),
        ("openai", "gpt-4o-audio", date(2026, 11, 27), 0.0),
        ("openai", "a-model-of-ones-own", date(2026, 11, 27), 0.0),
        ("gemini", "gpt-6-luna", date(2026, 11, 27), 0.0),
    ],
)
def test_a_call_costs_what_the_table_says_of_its_day(
    provider: str, model: str, day: date, cost_usd: float
) -> None:
    priced = Models(On(day)).priced(provider, model, MILLION)
    assert priced.cost_usd == pytest.approx(cost_usd)
    assert (priced.input_tokens, priced.output_tokens) == (1_000_000, 1_000_000)


def test_every_default_model_has_a_price_and_no_day_of_retirement() -> None:
    models, settings = Models(On(date(2026, 11, 27))), load_settings({}, env_files=())
    for provider in ("gemini", "openai", "anthropic"):
        model = getattr(settings, f"{provider}_model")
        known = models.find(provider, model)
        assert known is not None
        assert known.retires is None
        assert models.priced(provider, model, MILLION).cost_usd > 0


def test_a_model_that_is_about_to_be_switched_off_is_known() -> None:
    known = Models(FakeClock()).find("openai", "gpt-4o")
    assert known is not None
    assert known.retires == date(2027, 1, 14)
