"""Keys are told apart without being told."""

from __future__ import annotations

from shared.settings import load_settings
from workers.gate.accounts import accounts


def of(**environ: str) -> dict[str, str]:
    return accounts(load_settings(environ, env_files=()), b"secret")


def test_a_new_key_or_server_is_another_account() -> None:
    keys = [
        {},
        {"OPENAI_API_KEY": "one"},
        {"OPENAI_API_KEY": "two"},
        {"OPENAI_API_KEY": "two", "PALJA_OPENAI_BASE_URL": "http://127.0.0.1:1"},
    ]

    assert len({of(**environ)["openai"] for environ in keys}) == len(keys)
    assert len({of(**environ)["gemini"] for environ in keys}) == 1


def test_the_key_is_not_in_it_and_cannot_be_guessed_without_the_secret() -> None:
    settings = load_settings({"OPENAI_API_KEY": "sk-one"}, env_files=())

    assert "sk-one" not in str(accounts(settings, b"secret"))
    assert accounts(settings, b"secret")["openai"] != accounts(settings, b"another")["openai"]
