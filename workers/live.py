"""`make live`: one real question to each configured provider, and what came of it.

Costs a fraction of a cent each. Without a key or base URL it says which setting is missing.
"""

from __future__ import annotations

import asyncio
import sys
from dataclasses import dataclass
from functools import partial

from saju import Birth, chart_of
from shared.checks import examine
from shared.clock import Clock, SystemClock
from shared.contracts.answers import Usage
from shared.contracts.question import Question
from shared.errors import ProviderError, SettingsError
from shared.models import Models
from shared.prompts import PromptBook
from shared.settings import PROVIDERS, Settings, load_settings, variable_of
from workers.configured import configured
from workers.http_pool import HttpPool
from workers.providers.protocol import Call, Provider


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of one question to one provider; `score` is None where no reading came."""

    provider: str
    model: str
    outcome: str
    took_s: float
    usage: Usage
    score: float | None

    def __str__(self) -> str:
        """One line, as it is printed."""
        score = "-" if self.score is None else f"{self.score:.3f}"
        return (
            f"{self.provider:<10} {self.model:<24} {self.outcome:<18} {self.took_s:6.2f} s"
            f" {self.usage.input_tokens:6d} in {self.usage.output_tokens:6d} out"
            f"  ${self.usage.cost_usd:.6f}  score {score}"
        )


def a_question() -> Question:
    """Somebody's chart, born 1990-03-15 14:30 in Seoul, and the whole interpretation of it."""
    birth = Birth(1990, 3, 15, 14, 30)
    return Question(chart_of(birth).signs, "saju_interpretation", "ko", "live")


async def ask(
    provider: Provider, question: Question, *, clock: Clock, models: Models, timeout_s: float
) -> Asked:
    """Asks one provider once."""
    started_s = clock.monotonic_s()
    usage, score, outcome = Usage(), None, "ok"
    try:
        answer = await provider.ask(Call(partial(PromptBook().write, question), timeout_s))
    except ProviderError as error:
        outcome, usage = str(error), error.usage or usage
    else:
        usage = answer.usage
        examination = examine(answer.reading, question)
        outcome, score = examination.failure or outcome, examination.validation.score
    took_s = clock.monotonic_s() - started_s
    usage = models.priced(provider.name, provider.model, usage)
    return Asked(provider.name, provider.model, outcome, took_s, usage, score)


async def run(settings: Settings) -> int:
    """Asks all; 0 when each configured provider brought a good reading and there was one."""
    clock = SystemClock()
    pool = HttpPool.open(settings)
    try:
        providers = configured(settings, pool, clock)
        good = bool(providers)
        for name in PROVIDERS:
            if name not in providers:
                key, url = variable_of(f"{name}_api_key"), variable_of(f"{name}_base_url")
                print(f"{name:<10} not asked: neither {key} nor {url} is set")
                continue
            asked = await ask(
                providers[name],
                a_question(),
                clock=clock,
                models=Models(clock),
                timeout_s=settings.provider_timeout_s,
            )
            good = good and asked.outcome == "ok"
            print(asked)
    finally:
        await pool.close()
    return 0 if good else 1


def main() -> int:
    """The exit status; a wrong setting is told in one line."""
    try:
        settings = load_settings()
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    return asyncio.run(run(settings))


if __name__ == "__main__":
    sys.exit(main())
