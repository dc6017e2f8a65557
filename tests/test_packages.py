"""The packages have common names: what is imported must be this checkout's."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize("name", ["api_gateway", "saju", "scripts", "shared", "workers"])
def test_a_package_is_this_checkouts(name: str) -> None:
    file = importlib.import_module(name).__file__

    assert file is not None
    assert Path(file).resolve() == CHECKOUT / name / "__init__.py"
