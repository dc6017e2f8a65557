"""`palja chart` from its words to its exit status; every refusal is one line."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from datetime import date
from io import TextIOWrapper
from pathlib import Path
from typing import Any

from saju import Birth, Chart, Conventions, SajuError, chart_of
from saju.drawing.sheet import sheet_of
from saju.drawing.svg import svg_of
from saju.render import chart_body, fortune_body
from saju.transits import transit_on
from scripts.chart.birth_argument import WrongArgument, birth_of, day_of, wrong_argument
from scripts.chart.terminal import print_sheet

WRONG_ARGUMENT_STATUS = 2
STDOUT = "-"


def command(
    birth: Mapping[str, Any],
    conventions: Mapping[str, str | None],
    *,
    as_json: bool,
    svg: str | None,
    day: str | None,
) -> int:
    """Prints the chart as it was asked for, and returns the exit status.

    `birth` are the arguments of `birth_of`, `conventions` the choices made, None where none was.
    """
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")  # few other encodings have the signs
    try:
        chosen: dict[str, Any] = {
            name: value for name, value in conventions.items() if value is not None
        }
        _show(birth_of(**birth), Conventions(**chosen), as_json=as_json, svg=svg, day=day)
        sys.stdout.flush()  # a full disk is told now, not at exit
    except WrongArgument as error:
        print(f"palja: {error}", file=sys.stderr)
        return WRONG_ARGUMENT_STATUS
    except SajuError as error:
        print(f"palja: {wrong_argument(error)}", file=sys.stderr)
        return WRONG_ARGUMENT_STATUS
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(error, BrokenPipeError):  # `palja chart … | head`: who reads has enough
            return 0
        print(f"palja: the chart cannot be written: {error.strerror}", file=sys.stderr)
        return 1
    return 0


def _show(
    birth: Birth, conventions: Conventions, *, as_json: bool, svg: str | None, day: str | None
) -> None:
    """Raises WrongArgument or SajuError before anything is printed."""
    if as_json and svg == STDOUT:
        raise WrongArgument("--svg", "stdout already takes the JSON", "--svg chart.svg")
    chart = chart_of(birth, conventions)
    on = None if day is None else day_of(day)
    sheet = sheet_of(chart, on)
    if svg is not None:
        _write(svg, svg_of(sheet))
    if as_json:
        print(json.dumps(_body(chart, on), ensure_ascii=False, indent=2))
    elif svg != STDOUT:
        print_sheet(sheet, sys.stdout)


def _body(chart: Chart, day: date | None) -> dict[str, Any]:
    """The `chart` of the API's answer."""
    if day is None:
        return chart_body(chart)
    transit = transit_on(day, chart.birth.timezone)
    return chart_body(chart) | {"fortune": fortune_body(chart, transit)}


def _write(name: str, picture: str) -> None:
    if name == STDOUT:
        print(picture, end="")
        return
    try:
        Path(name).write_text(picture, encoding="utf-8")
    except OSError as error:
        problem = f"{name} cannot be written: {error.strerror}"
        raise WrongArgument("--svg", problem, "--svg chart.svg") from None
