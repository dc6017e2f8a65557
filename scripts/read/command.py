"""`palja read` from its words to its exit status; every refusal is one line."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from io import TextIOWrapper
from typing import Any

from saju import SajuError, Signs, chart_of
from saju.errors import UnknownReading
from saju.reading import COMPATIBILITY, SERVICE_TYPES, Reading, local_reading
from saju.transits import transit_on
from scripts.chart.birth_argument import (
    BIRTH_EXAMPLE,
    WrongArgument,
    birth_of,
    day_of,
    wrong_argument,
)
from scripts.chart.command import WRONG_ARGUMENT_STATUS

_OPTIONS = {"service_type": "--service", "language": "--lang", "partner": "--partner"}


def command(
    birth: Mapping[str, Any],
    *,
    service: str,
    language: str,
    day: str | None,
    partner: str | None,
    facts: bool,
) -> int:
    """Prints the reading, and returns the exit status; `birth` are the arguments of `birth_of`."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")  # few other encodings have the signs
    try:
        zone = birth["zone"]
        chart = chart_of(birth_of(**birth))
        reading = local_reading(
            chart.signs,
            service,
            language,
            partner=None if partner is None else _partner(partner, zone, service),
            transit=None if day is None else transit_on(day_of(day), zone),
            moment=chart.moment,
        )
    except UnknownReading as error:
        print(f"palja: {_unknown(error)}", file=sys.stderr)
        return WRONG_ARGUMENT_STATUS
    except WrongArgument as error:
        print(f"palja: {error}", file=sys.stderr)
        return WRONG_ARGUMENT_STATUS
    except SajuError as error:
        print(f"palja: {wrong_argument(error)}", file=sys.stderr)
        return WRONG_ARGUMENT_STATUS
    print(_traced(reading) if facts else reading.text)
    return 0


def _partner(text: str, zone: str, service: str) -> Signs:
    """The signs of the other birth, of the same zone; its mistakes are those of --partner."""
    if service != COMPATIBILITY:
        raise WrongArgument(
            "--partner", f"{service} is read from one chart", f"--service {COMPATIBILITY}"
        )
    try:
        return chart_of(birth_of(text, zone=zone)).signs
    except WrongArgument as error:
        raise WrongArgument("--partner", error.problem, error.example) from None
    except SajuError as error:
        raise WrongArgument("--partner", error.message, BIRTH_EXAMPLE) from None


def _unknown(error: UnknownReading) -> WrongArgument:
    option = _OPTIONS[error.field]
    if error.field == "service_type":
        known = ", ".join(SERVICE_TYPES)
        return WrongArgument(option, f"{error.message}; there are {known}", f"{option} career")
    example = BIRTH_EXAMPLE if error.field == "partner" else str(error.example)
    return WrongArgument(option, error.message, f"{option} {example}")


def _traced(reading: Reading) -> str:
    """The reading, a sentence a line, and under each the facts it rests on."""
    lines = []
    for section in reading.sections:
        lines.append(section.title)
        for sentence in section.sentences:
            lines += [sentence.text, f"    [{', '.join(sentence.facts)}]"]
        lines.append("")
    return "\n".join(lines).rstrip()
