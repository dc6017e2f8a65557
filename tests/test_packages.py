"""The packages have common names: what is imported must be this checkout's."""

from __future__ import annotations

import importlib
import tomllib
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize("name", ["api_gateway", "client", "saju", "scripts", "shared", "workers"])
def test_a_package_is_this_checkouts(name: str) -> None:
    file = importlib.import_module(name).__file__

    assert file is not None
    assert Path(file).resolve() == CHECKOUT / name / "__init__.py"


def test_every_package_is_named_for_the_build() -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())
    named = project["tool"]["setuptools"]["packages"]
    tops = {name.partition(".")[0] for name in named}
    folders = [file.parent for top in tops for file in (CHECKOUT / top).rglob("__init__.py")]

    assert set(named) == {".".join(each.relative_to(CHECKOUT).parts) for each in folders}
