"""The command's words, when they are wrong."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from scripts.cli import main
from tests.acceptance.stack import ROOT


def ended(monkeypatch: pytest.MonkeyPatch, *words: str) -> int | str | None:
    monkeypatch.setattr(sys, "argv", ["palja", *words])
    with pytest.raises(SystemExit) as end:
        main()
    return end.value.code


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("bacth",), "palja: No such command 'bacth'. Did you mean 'batch'"),
        (("batch",), "palja: Missing argument 'FILE'."),
        (("batch", "x", "--limit-rp", "3"), "palja: No such option: --limit-rp"),
        (("batch", "x", "--max-cost", "-1"), "palja: Invalid value for '--max-cost'"),
        (("stats", "--url"), "palja: Option '--url' requires an argument."),
        (("cache", "clearr"), "palja: No such command 'clearr'."),
    ],
)
def test_wrong_words_are_one_line_and_2(
    words: tuple[str, ...],
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert ended(monkeypatch, *words) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n"), err.startswith(said)) == ("", 1, True), err


def test_no_words_are_answered_with_help(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ended(monkeypatch, "keys") == 2
    assert "webhook-secret" in capsys.readouterr().out


def test_a_commands_own_status_is_the_status(monkeypatch: pytest.MonkeyPatch) -> None:
    assert ended(monkeypatch, "toggle", "maybe") == 2
    assert ended(monkeypatch, "stats", "--url", "http://127.0.0.1:1") == 1
    assert ended(monkeypatch, "--help") == 0


@pytest.mark.parametrize("script", ["scripts/batch_enqueue.py", "scripts/warm_cache.py"])
def test_a_python_without_the_packages_is_told_which_has_them(script: str, tmp_path: Path) -> None:
    bare = (sys.executable, "-S", ROOT / script, "births.csv")  # -S: no site-packages
    done = subprocess.run(bare, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    [line] = done.stderr.splitlines()
    assert line.startswith("palja: this Python has no ")
    assert "`make run`" in line
    assert ".venv/bin/python" in line


@pytest.mark.parametrize("script", ["scripts/batch_enqueue.py", "scripts/warm_cache.py"])
def test_a_script_by_its_path_is_its_command(script: str, tmp_path: Path) -> None:
    asked = (sys.executable, ROOT / script, "--no-such-option")
    done = subprocess.run(asked, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("palja: No such option: --no-such-option")
