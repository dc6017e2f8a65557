"""Commands that ask a running gateway: what they say, and with which exit status they end."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from scripts.address import address
from scripts.cli import app
from shared.settings import load_settings, process_environ
from tests.acceptance.stack import ROOT
from tests.fakes.gateway import Cut, FakeGateway, problem, reply
from tests.fakes.wire import Reply
from tests.scripts.figures import FIGURES

AT = "2026-11-27T10:00:00Z"
STATS = {"success": True, "data": FIGURES}
SWITCHED = {"success": True, "optimization_enabled": False, "since": AT}


def ended(gateway: FakeGateway, *words: str) -> Result:
    return CliRunner().invoke(app, (*words, "--url", gateway.url))


def line_of(result: Result) -> str:
    """The one line that a command says about what went wrong."""
    assert result.stdout == ""
    [line] = result.stderr.splitlines()
    assert line.startswith("palja: ")
    return line


def test_the_figures_stand_beside_their_targets(gateway: FakeGateway) -> None:
    gateway.script([reply(STATS)])
    result = ended(gateway, "stats")

    assert result.exit_code == 0
    rows = {line.split("  ")[0].strip(): line for line in result.stdout.splitlines()}
    assert rows["hit ratio"].split()[2:] == ["90.0%", "75.0%", "≥", "85%", "missed"]
    assert rows["largest process"].split()[2:] == ["101.5", "MB", "≤", "50", "MB", "missed"]
    assert rows["answer time"].split()[2:] == ["0.4", "ms", "0.4", "ms", "≤", "500", "ms", "met"]
    assert rows["provider calls"].split()[2:] == ["0", "–", "–", "–", "–", "–"]
    assert rows["gemini gemini-x"].split()[2:] == ["10", "80.0%", "1,000", "2,000", "$0.0400"]
    assert rows["gateway 7 on h"].split()[4:] == ["101.5", "MB", "7", "0"]
    assert "openai is skipped: quota, since 2026-11-27T09:00:00Z" in result.stdout
    assert "gemini is skipped" not in result.stdout
    assert "`palja cache clear`" in result.stdout
    assert "queue 2, running 1, the oldest waits 4.0 s" in result.stdout


def test_figures_that_were_never_measured_are_no_numbers(gateway: FakeGateway) -> None:
    nothing: dict[str, Any] = {
        **FIGURES,
        "since": None, "hit_ratio": None, "fallback_rate": None, "primary_success_rate": None,
        "requests_per_second": None, "models": [], "breakers": {}, "processes": [], "alerts": [],
        "queue": {"depth": 0, "oldest_age_s": None, "running": None},
        "window": {**FIGURES["window"], "hit_ratio": None},
    }  # fmt: skip
    gateway.script([reply({"success": True, "data": nothing})])
    result = ended(gateway, "stats")

    assert result.exit_code == 0
    assert "nothing counted yet" in result.stdout
    assert "No alerts." in result.stdout
    assert "None" not in result.stdout


def test_all_figures_are_json_for_programs(gateway: FakeGateway) -> None:
    gateway.script([reply(STATS)])

    assert json.loads(ended(gateway, "stats", "--json").stdout) == FIGURES


def test_on_a_terminal_figures_are_watched_while_the_gateway_goes_and_comes(
    gateway: FakeGateway,
) -> None:
    away = problem(503, "store_unavailable")
    gateway.script([reply(STATS), away, reply(STATS), *[reply(STATS)] * 100])
    ours, theirs = os.openpty()
    watching = subprocess.Popen(
        (
            sys.executable,
            "-m",
            "scripts",
            "stats",
            "--watch",
            "--every",
            "0.5",
            "--url",
            gateway.url,
        ),
        cwd=ROOT,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**process_environ(), "TERM": "xterm", "COLUMNS": "120", "LINES": "60"},
    )
    os.close(theirs)
    shown = b""
    for words in ("Ctrl-C ends this", "These are old: 503 store_unavailable", "Ctrl-C ends this"):
        while words.encode() not in shown:
            shown += os.read(ours, 4096)
        shown = shown.partition(words.encode())[2]
    watching.send_signal(signal.SIGINT)
    with suppress(OSError):  # the terminal's other end is closed
        while os.read(ours, 4096):
            pass
    os.close(ours)

    assert watching.wait(10) == 0


def test_a_watch_that_never_saw_a_figure_ends(gateway: FakeGateway) -> None:
    gateway.script([Cut()])
    result = ended(gateway, "stats", "--watch")

    assert result.exit_code == 1
    assert "broke off the connection" in line_of(result)


def test_optimisation_is_switched_by_a_word(gateway: FakeGateway) -> None:
    gateway.script([reply(SWITCHED)])
    result = ended(gateway, "toggle", "off")

    assert (result.exit_code, result.stdout) == (
        0,
        "Optimisation is off since 2026-11-27 10:00:00 UTC.\n",
    )
    assert gateway.requests[0].json == {"optimization_enabled": False}


@pytest.mark.parametrize(("entries", "told"), [(1, "1 reading;"), (1234, "1,234 readings;")])
def test_it_is_said_how_much_was_forgotten(gateway: FakeGateway, entries: int, told: str) -> None:
    gateway.script([reply({"success": True, "entries": entries, "cleared_at": AT})])
    result = ended(gateway, "cache", "clear")

    assert result.exit_code == 0
    assert f"has forgotten {told}" in result.stdout


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("toggle", "maybe"), "'maybe' is neither on nor off; for example palja toggle off"),
        (("stats", "--watch", "--every", "0"), "--every: at least 0.5 s"),
        (("warm", "--from", "1990-02-30"), "--from: '1990-02-30' is no day"),
        (("warm", "--from", "1990-03-15", "--to", "1990-03-14"), "--to: 1990-03-14 is before"),
        (("warm", "--from", "1990-03-15", "--gender", "x"), "--gender: 'x' is none of male"),
        (("warm", "--from", "1990-03-15", "--service", "compatibility"), "--service: 'compat"),
        (("warm", "--from", "1990-03-15", "--lang", "fr"), "--lang: 'fr' is none of ko, en"),
        (("warm", "--from", "1990-03-15", "--date", "2026-01-01"), "--date: is for daily_fortune"),
        (("warm", "--from", "1990-03-15", "--limit-rps", "0"), "--limit-rps: more than 0"),
        (("warm", "--from", "1990-03-15", "--at-once", "0"), "--at-once: 1 to 1000"),
        (("warm", "--from", "1990-03-15", "--zone", "Asia/Soul"), "--zone: the IANA database"),
        (("warm", "--from", "1850-01-01"), "--from: "),
    ],
)
def test_a_wrong_word_is_one_line_and_status_two(
    gateway: FakeGateway, words: tuple[str, ...], told: str
) -> None:
    result = ended(gateway, *words)

    assert result.exit_code == 2
    assert told in line_of(result)
    assert gateway.requests == []


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (problem(401, "unauthenticated"), "Set PALJA_API_KEY, or name a file with --key-file."),
        (problem(403, "forbidden"), "`palja keys list` shows what each key may do."),
        (problem(500, "internal_error"), "500 internal_error"),
        (Reply(200, b"<html>", "text/html"), "is the address right?"),
        (Reply(404, b"<html>", "text/html"), "is the address right?"),
    ],
    ids=["401", "403", "500", "page", "404"],
)
def test_a_refusal_is_one_line_and_status_one(
    gateway: FakeGateway, answer: Reply, told: str
) -> None:
    gateway.script([answer])
    result = ended(gateway, "stats")

    assert result.exit_code == 1
    assert told in line_of(result)


def test_a_hiccup_is_passed_over(gateway: FakeGateway) -> None:
    gateway.script([Cut(), problem(503, "store_unavailable", retry_after=1), reply(STATS)])

    assert ended(gateway, "stats", "--json").exit_code == 0


def test_an_address_that_is_none_is_one_line_and_status_two() -> None:
    result = CliRunner().invoke(app, ("stats", "--url", "localhost:8001"))

    assert result.exit_code == 2
    assert "for example http://127.0.0.1:8001" in line_of(result)


def test_the_key_comes_from_the_settings_or_from_a_file(
    gateway: FakeGateway, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    gateway.script([reply(STATS)] * 3)
    file = tmp_path / "key"
    file.write_text("from-file\n")
    ended(gateway, "stats")
    monkeypatch.setenv("PALJA_API_KEY", "from-settings")
    ended(gateway, "stats")
    ended(gateway, "stats", "--key-file", str(file))

    keys = [came.request.headers.get("authorization") for came in gateway.requests]
    assert keys == [None, "Bearer from-settings", "Bearer from-file"]


@pytest.mark.parametrize("text", ["", "one two", "\n\n", "한글", "\ufeffkey"])
def test_a_file_without_a_key_is_told_without_what_is_in_it(
    gateway: FakeGateway, tmp_path: Path, text: str
) -> None:
    file = tmp_path / "key"
    file.write_text(text)
    result = ended(gateway, "stats", "--key-file", str(file))

    assert result.exit_code == 2
    assert f"--key-file: {file} must hold one key" in line_of(result)


def test_a_file_that_is_not_there_is_told(gateway: FakeGateway, tmp_path: Path) -> None:
    missing = tmp_path / "key"
    result = ended(gateway, "stats", "--key-file", str(missing))

    assert (result.exit_code, line_of(result)) == (
        2,
        f"palja: --key-file: {missing}: No such file or directory",
    )


def test_a_wrong_setting_is_one_line(gateway: FakeGateway, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PALJA_API_KEY", "한글 secret")
    result = ended(gateway, "stats")

    assert result.exit_code == 2
    assert "PALJA_API_KEY: must hold printable ASCII" in line_of(result)
    assert "secret" not in result.stderr.replace("PALJA_API_KEY", "")


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:8002"),
        ("localhost", "http://localhost:8002"),
        ("::1", "http://[::1]:8002"),
        ("0.0.0.0", "http://127.0.0.1:8002"),  # noqa: S104 - it is read, nothing listens there
        ("::", "http://[::1]:8002"),
        ("10.0.0.7", "http://10.0.0.7:8002"),
        ("palja.internal", "http://palja.internal:8002"),
    ],
)
def test_the_gateway_is_found_where_the_settings_have_it_listen(host: str, url: str) -> None:
    keys = {"PALJA_API_KEYS_FILE": "keys.jsonl"}
    settings = load_settings({"PALJA_HOST": host, "PALJA_PORT": "8002", **keys}, env_files=())

    assert address(settings.host, settings.port) == url


def test_the_key_is_no_word_of_any_command() -> None:
    """A list of processes shows those."""
    for command in ("stats", "toggle", "warm"):
        shown = CliRunner().invoke(app, (command, "--help"), env={"COLUMNS": "200"}).stdout
        assert "--key-file" in shown
        assert "--key " not in shown
