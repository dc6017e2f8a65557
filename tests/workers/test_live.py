"""`make live`: every configured provider is asked one real question."""

from __future__ import annotations

import pytest

from shared.settings import load_settings
from tests.fakes.behaviours import Answer, Status
from tests.fakes.provider import FakeProvider
from workers.live import run


async def test_a_provider_is_asked_and_the_others_settings_are_named(
    provider: FakeProvider, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = load_settings({"PALJA_OPENAI_BASE_URL": provider.base_url}, env_files=())

    assert await run(settings) == 0

    [call] = provider.calls
    assert call.json["model"] == settings.openai_model
    told = capsys.readouterr().out.splitlines()
    assert "neither GOOGLE_API_KEY nor PALJA_GEMINI_BASE_URL is set" in told[0]
    assert told[1].startswith("openai")
    assert " ok " in told[1]
    assert "score 1.000" in told[1]
    assert "$0.0" in told[1]
    assert "neither ANTHROPIC_API_KEY nor PALJA_ANTHROPIC_BASE_URL is set" in told[2]


@pytest.mark.parametrize(
    ("behaviour", "outcome"),
    [
        (Status(401), "refused (401)"),
        (
            Answer(
                content='{"sections": [{"id": "a", "title": "A", "text": "일간은 갑목입니다."}]}'
            ),
            "contradicts_chart",
        ),
    ],
)
async def test_what_is_no_good_reading_is_a_failure(
    provider: FakeProvider,
    capsys: pytest.CaptureFixture[str],
    behaviour: Status | Answer,
    outcome: str,
) -> None:
    provider.answer_with(behaviour)
    settings = load_settings({"PALJA_OPENAI_BASE_URL": provider.base_url}, env_files=())

    assert await run(settings) == 1

    assert outcome in capsys.readouterr().out


async def test_without_any_setting_nobody_is_asked(capsys: pytest.CaptureFixture[str]) -> None:
    assert await run(load_settings({}, env_files=())) == 1
    assert capsys.readouterr().out.count("is set") == 3
