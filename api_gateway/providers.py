"""What the figures tell of each provider: its circuit, its quota, its model, and what needs somebody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

from shared.metrics.alarms import Alarm
from shared.metrics.store import Stored
from shared.metrics.sums import Model
from shared.models import Models
from shared.settings import PROVIDERS, variable_of

_KEYS = {name: variable_of(f"{name}_api_key") for name in PROVIDERS}


def providers_asked(stored: Stored) -> list[str]:
    """What the workers that live can ask, in the order of their chains."""
    return list(dict.fromkeys(name for report in stored.reports for name in report.chain or ()))


def models_asked(stored: Stored) -> list[Model]:
    """The models that living workers ask, in the order of their chains."""
    return list(
        dict.fromkeys(
            Model(provider, model)
            for report in stored.reports
            for provider, model in (report.models or {}).items()
        )
    )


def breakers(stored: Stored) -> dict[str, dict[str, Any]]:
    """The circuit of each provider that a living worker can ask; without workers, all that are known."""
    found = {}
    for provider in providers_asked(stored) or stored.circuits:
        circuit = stored.circuit(provider)
        found[provider] = {
            "state": circuit.state(stored.store_s),
            "reason": circuit.reason,
            "since": _moment(circuit.since),
            "until": _moment(circuit.until) if circuit.open else None,
            "needs_operator": circuit.shut,
            "probing": circuit.probe is not None and stored.store_s < circuit.probe_until,
            "failures": circuit.streak,
            "recent_calls": len(circuit.recent),
            "recent_failures": circuit.recent_failures,
        }
    return found


def configured_models(stored: Stored, models: Models) -> list[dict[str, Any]]:
    """The models that living workers ask, and what is known of them."""
    today, rows = _today(stored), []
    for model in models_asked(stored):
        known = models.find(*model)
        retires = None if known is None else known.retires
        rows.append(
            {
                "provider": model.provider,
                "model": model.id,
                "retires": retires,
                "retired": retires is not None and retires <= today,
                "price_known": known is not None and known.price_on(today) is not None,
            }
        )
    return rows


def provider_alarms(stored: Stored, models: Models) -> tuple[Alarm, ...]:
    """What somebody has to do about the providers."""
    return (*_shut(stored), *_retiring(stored, models), *_cost_unknown(stored, models))


def _shut(stored: Stored) -> Iterator[Alarm]:
    for provider in providers_asked(stored) or stored.circuits:
        circuit = stored.circuit(provider)
        if not (circuit.open and circuit.shut):
            continue
        cause = (
            "the account has no money or no quota left: see to it at the provider's"
            if circuit.reason == "quota"
            else f"it refuses our key: see to {_KEYS.get(provider, 'the key')} and what it may do;"
            " a new one is tried at once"
        )
        action = (
            f"{provider} is skipped, for {cause}. One call finds out at {_moment(circuit.until)}."
        )
        since_s = stored.store_s - (circuit.since or stored.store_s)
        yield Alarm("provider_shut", round(since_s, 1), 0, action)


def _retiring(stored: Stored, models: Models) -> Iterator[Alarm]:
    for model in models_asked(stored):
        known = models.find(*model)
        if known is None or known.retires is None:
            continue
        days = (known.retires - _today(stored)).days
        when = f"has been switched off since {known.retires}"
        if days > 0:
            when = f"is switched off on {known.retires}, in {days} day{'s' if days > 1 else ''}"
        setting = f"PALJA_{model.provider.upper()}_MODEL"
        action = (
            f"{model.provider}: {model.id} {when}; set {setting} to another (known {models.as_of})."
        )
        yield Alarm("model_retires", days, 0, action, known.retires)


def _cost_unknown(stored: Stored, models: Models) -> Iterator[Alarm]:
    for row in configured_models(stored, models):
        limit = (stored.quotas.get(row["provider"]) or {}).get("daily_cost_usd")
        if limit is not None and not row["price_known"]:
            setting = f"PALJA_{row['provider'].upper()}_DAILY_COST_USD"
            action = (
                f"{row['provider']}: no price is known of {row['model']}, so {setting} stops nothing;"
                " limit its requests or tokens, or take a model whose price is known."
            )
            yield Alarm("cost_unknown", 0, limit, action)


def _moment(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(round(seconds, 3), UTC)


def _today(stored: Stored) -> date:
    return datetime.fromtimestamp(stored.now_s, UTC).date()
