from __future__ import annotations

import json
import shlex

import pytest

from scripts.up.banner import banner
from scripts.up.flower_login import FlowerLogin
from shared.settings import load_settings

LOGIN = FlowerLogin("palja", "hush")


def shown(**variables: str) -> str:
    return banner(load_settings(variables, env_files=()), LOGIN, took_s=1.23)


def test_it_says_where_everything_is_and_how_to_log_in() -> None:
    text = shown(PALJA_PORT="8123", PALJA_FLOWER_PORT="5678")
    assert "http://127.0.0.1:8123\n" in text
    assert "in a browser, at http://127.0.0.1:8123/" in text
    assert "http://127.0.0.1:5678" in text
    assert "palja : hush" in text


def test_a_login_of_the_settings_is_not_shown() -> None:
    text = shown(PALJA_FLOWER_HOST="::1", PALJA_FLOWER_PASSWORD="hush" * 3)
    assert "http://[::1]:5555" in text
    assert "hush" not in text
    assert "PALJA_FLOWER_PASSWORD" in text


def test_the_first_question_is_a_command_that_a_shell_understands() -> None:
    text = shown()
    start = text.index("curl")
    words = shlex.split(text[start : text.index("Ctrl-C")])
    assert "http://127.0.0.1:8001/admin-api/saju/ai-generate" in words
    assert json.loads(words[words.index("-d") + 1])["birth_info"]["year"] == 1990


@pytest.mark.parametrize(("host", "shown_as"), [("::1", "[::1]"), ("localhost", "localhost")])
def test_the_address_is_one_that_can_be_reached(host: str, shown_as: str) -> None:
    assert f"http://{shown_as}:8001/admin-api" in shown(PALJA_HOST=host)


def test_with_keys_the_first_question_brings_one() -> None:
    with_keys = shown(PALJA_API_KEYS_FILE="keys")
    words = shlex.split(with_keys[with_keys.index("curl") : with_keys.index("Ctrl-C")])
    assert "Authorization: Bearer $PALJA_KEY" in words
    assert "Authorization" not in shown()
