from __future__ import annotations

import io
import re
from pathlib import Path

import pytest

from scripts.init.command import init, secret
from scripts.init.layout import FOLDERS
from shared.api_keys import find_key, read_keys
from shared.settings import load_settings
from tests.fakes.clock import FakeClock

STORE, URL = "redis:6379", "http://127.0.0.1:18001"


def started(root: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """What one start says."""
    assert init(root, STORE, URL, FakeClock()) == 0
    return capsys.readouterr().out


def shown_key(told: str) -> str:
    found = re.search(r"API key +(palja_[\w-]{43})", told)
    assert found is not None, told
    return found[1]


def files(root: Path) -> dict[str, str]:
    return {
        str(path.relative_to(root)): path.read_text()
        for path in sorted(root.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }


def test_the_first_start_shows_a_key_that_opens_and_flowers_login(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = started(tmp_path, capsys)
    found = find_key(read_keys(tmp_path / "gateway" / "api-keys.jsonl"), shown_key(told))

    assert found is not None
    assert found.scopes == ("read", "submit")
    assert f"{URL}/admin-api/saju/ai-generate" in told
    assert f"palja : {(tmp_path / 'flower' / 'PALJA_FLOWER_PASSWORD').read_text()}" in told


def test_a_later_start_shows_nothing_and_changes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    started(tmp_path, capsys)
    before = files(tmp_path)
    told = started(tmp_path, capsys)

    assert files(tmp_path) == before
    assert not [text for text in before.values() if text.strip() in told]


def test_the_key_that_was_shown_is_kept_nowhere(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key = shown_key(started(tmp_path, capsys))
    assert not [name for name, text in files(tmp_path).items() if key in text]


def test_each_service_finds_what_it_needs_and_nothing_of_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    started(tmp_path, capsys)
    kept = files(tmp_path)
    assert {name.partition("/")[0] for name in kept} == FOLDERS.keys()
    assert kept["gateway/PALJA_SECRET"] == kept["worker/PALJA_SECRET"]
    password = kept["store/auth.conf"].removeprefix("requirepass ").strip()
    for service in ("gateway", "worker", "flower"):
        settings = load_settings({"PALJA_SECRETS_DIRS": str(tmp_path / service)}, env_files=())
        assert settings.redis_url == f"redis://:{password}@redis:6379/0"
    assert kept["prometheus/flower-password"] == kept["flower/PALJA_FLOWER_PASSWORD"]
    scraper = find_key(
        read_keys(tmp_path / "gateway" / "api-keys.jsonl"), kept["prometheus/metrics-key"]
    )
    assert scraper is not None
    assert scraper.scopes == ("read",)
    assert kept["gateway/PALJA_SECRET"] not in kept["store/auth.conf"]


def test_files_are_for_their_owner_and_two_folders_for_the_group(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    started(tmp_path, capsys)
    modes = {
        str(path.relative_to(tmp_path)): path.stat().st_mode & 0o777
        for path in tmp_path.rglob("*")
        if path.is_file()
    }
    read_by_the_group = {name for name, mode in modes.items() if mode != 0o600}
    assert read_by_the_group == {
        "store/auth.conf", "prometheus/metrics-key", "prometheus/flower-password",
    }  # fmt: skip
    assert {modes[name] for name in read_by_the_group} == {0o640}


@pytest.mark.parametrize(
    "lost",
    ["gateway/api-keys.jsonl", "worker/PALJA_SECRET", "store/auth.conf", "flower/PALJA_REDIS_URL"],
)
def test_a_start_that_was_cut_short_is_completed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], lost: str
) -> None:
    started(tmp_path, capsys)
    before = files(tmp_path)
    (tmp_path / lost).unlink()
    told = started(tmp_path, capsys)

    assert files(tmp_path).keys() == before.keys()
    assert files(tmp_path)["store/auth.conf"] == before["store/auth.conf"]
    keys = read_keys(tmp_path / "gateway" / "api-keys.jsonl")
    assert find_key(keys, files(tmp_path)["prometheus/metrics-key"]) is not None
    if lost == "gateway/api-keys.jsonl":
        assert find_key(keys, shown_key(told)) is not None


def test_a_key_that_was_revoked_stays_revoked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    started(tmp_path, capsys)
    path = tmp_path / "gateway" / "api-keys.jsonl"
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join(line for line in lines if '"first"' not in line))
    started(tmp_path, capsys)

    assert [key.name for key in read_keys(path)] == ["prometheus"]


@pytest.mark.parametrize("store", ["", "redis", "redis:", "redis:x", "user@redis:1"])
def test_a_store_that_is_no_host_and_port_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], store: str
) -> None:
    assert init(tmp_path, store, URL, FakeClock()) == 2
    assert "for example --store redis:6379" in capsys.readouterr().err
    assert files(tmp_path) == {}


def typed(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(text))


def test_a_providers_key_is_kept_for_the_worker_and_not_repeated(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    typed(monkeypatch, "sk-from-a-pipe\n")
    assert secret("OPENAI_API_KEY", tmp_path) == 0

    told = capsys.readouterr()
    assert "sk-from-a-pipe" not in told.out + told.err
    settings = load_settings({"PALJA_SECRETS_DIRS": str(tmp_path)}, env_files=())
    assert settings.openai_api_key is not None
    assert settings.openai_api_key.get_secret_value() == "sk-from-a-pipe"
    assert (tmp_path / "OPENAI_API_KEY").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("OPENAI_KEY", "sk", "OPENAI_API_KEY"),
        ("PALJA_PORT", "1", "no setting that holds a secret"),
        ("OPENAI_API_KEY", " \n", "is empty"),
        ("OPENAI_API_KEY", "두 낱말", "printable ASCII"),
        ("PALJA_REDIS_URL", "http://:hush@x", "PALJA_REDIS_URL"),
    ],
)
def test_what_is_no_secret_of_ours_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
    name: str, text: str, problem: str,
) -> None:  # fmt: skip
    typed(monkeypatch, text)
    assert secret(name, tmp_path) == 2

    told = capsys.readouterr().err
    assert problem in told
    assert "for example" in told
    assert "hush" not in told
    assert files(tmp_path) == {}
