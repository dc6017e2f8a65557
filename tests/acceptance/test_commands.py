"""The small commands, as an operator runs them."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from tests.acceptance.processes import wait_until
from tests.acceptance.stack import ROOT, Stack, free_ports, running
from tests.fakes.behaviours import Status
from tests.fakes.provider import FakeProvider

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.acceptance.conftest import Question
    from tests.acceptance.keys import Keys

SOON_S = 1.0
WARM_DAY = ("warm", "--from", "1983-07-04", "--gender", "male")
DAY = {"year": 1983, "month": 7, "day": 4, "gender": "male"}


@pytest.fixture(scope="module")
def two_gateways_provider() -> Iterator[FakeProvider]:
    with FakeProvider() as provider:
        yield provider


@pytest.fixture(scope="module")
def two_gateways(two_gateways_provider: FakeProvider) -> Iterator[Stack]:
    with running(two_gateways_provider, PALJA_GATEWAY_PROCESSES="2") as stack:
        yield stack


def test_the_figures_are_shown_and_are_json_for_programs(
    stack: Stack, new_question: Question
) -> None:
    stack.caller.ask(new_question(), Prefer="wait=20")
    shown, told = stack.palja("stats"), stack.palja("stats", "--json")

    assert (shown.returncode, shown.stderr) == (0, "")
    assert f"gateway {stack.gateways()[0].pid} on" in shown.stdout
    assert told.returncode == 0
    figures = json.loads(told.stdout)
    # Which there are depends on what other tests have asked of the same system.
    alerts = [alert["name"] for alert in figures["alerts"]] or ["No alerts."]
    assert not [name for name in alerts if name not in shown.stdout]
    asked = stack.caller.get("/admin-api/ai/stats/comprehensive").json["data"]
    assert figures.keys() == asked.keys()
    assert figures["total_requests"] > 0


def test_figures_are_watched_until_ctrl_c(stack: Stack) -> None:
    with subprocess.Popen(
        (sys.executable, "-m", "scripts", "stats", "--json", "--watch", "--every", "0.5",
         "--url", f"http://127.0.0.1:{stack.caller.port}"),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as watching:  # fmt: skip
        assert watching.stdout is not None
        assert watching.stderr is not None
        lines = [watching.stdout.readline() for _ in range(2)]
        watching.send_signal(signal.SIGINT)
        status = watching.wait(10)
        complaint = watching.stderr.read()

    assert all(json.loads(line)["redis_available"] for line in lines)
    assert (status, complaint) == (0, "")


def test_optimisation_is_switched(stack: Stack) -> None:
    off, shown, on = (
        stack.palja(*words) for words in (("toggle", "off"), ("stats",), ("toggle", "on"))
    )

    assert off.stdout.startswith("Optimisation is off since ")
    assert "optimisation off" in shown.stdout
    assert on.stdout.startswith("Optimisation is on since ")
    assert [done.returncode for done in (off, shown, on)] == [0, 0, 0]


def test_a_cleared_cache_is_empty_in_every_process_within_a_second(
    two_gateways: Stack, two_gateways_provider: FakeProvider, new_question: Question
) -> None:
    caller = two_gateways.caller
    questions = [new_question() for _ in range(3)]
    for question in questions:
        assert caller.ask(question, Prefer="wait=20").status == 200
    hits = [caller.ask(question).json for question in questions for _ in range(8)]
    assert {hit["cache_level"] for hit in hits} == {"memory", "redis"}
    calls = len(two_gateways_provider.calls)
    job = caller.ask(new_question(), Prefer="wait=20").json["job_id"]

    done = two_gateways.palja("cache", "clear")
    assert (done.returncode, done.stderr) == (0, "")
    assert "The store has forgotten" in done.stdout

    def empty() -> bool:
        figures = caller.get("/admin-api/ai/stats").json["data"]
        return bool(figures["memory_entries"] == 0)

    wait_until(empty, SOON_S + 1.0, "no memory holds a reading; it is told a moment later")
    again = [caller.ask(question, Prefer="wait=20").json for question in questions]
    assert [answer["cache_hit"] for answer in again] == [False] * 3
    assert len(two_gateways_provider.calls) == calls + 1 + 3
    assert caller.job(job).json["status"] == "completed"  # jobs are no cache


def test_a_day_is_warmed_and_then_all_its_births_are_known(
    stack: Stack, provider: FakeProvider
) -> None:
    before = stack.palja(*WARM_DAY, "--dry-run")
    assert before.returncode == 0, before
    charts = int(before.stdout.split()[0])
    # Twelve double hours and the beginning of the next; in one the luck may begin at two ages.
    assert charts in {13, 14}
    assert f"{charts} to be written" in before.stdout
    assert len(provider.calls) == 0

    warmed = stack.palja(*WARM_DAY)
    assert warmed.returncode == 0, warmed
    assert f"{charts} charts: 0 known, {charts} written" in warmed.stdout
    assert len(provider.calls) == charts

    hours = [{**DAY, "hour": hour, "minute": minute} for hour in range(24) for minute in (5, 35)]
    answers = [stack.caller.ask({"birth_info": birth}) for birth in hours]
    assert [answer.json["cache_hit"] for answer in answers] == [True] * len(hours)

    again = stack.palja(*WARM_DAY)
    assert f"{charts} charts: {charts} known, 0 written" in again.stdout
    after = stack.palja(*WARM_DAY, "--dry-run")
    assert f"{charts} known, 0 to be written" in after.stdout
    assert len(provider.calls) == charts


def test_a_warming_that_was_stopped_goes_on_and_nothing_is_paid_for_twice(
    stack: Stack, provider: FakeProvider
) -> None:
    provider.hold()
    words = ("warm", "--from", "1983-08-01", "--gender", "none", "--at-once", "5")
    url = f"http://127.0.0.1:{stack.caller.port}"
    with subprocess.Popen(
        (sys.executable, "-m", "scripts", *words, "--url", url),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as warming:
        provider.wait_for_calls(5)
        warming.send_signal(signal.SIGINT)
        shown, complaint = warming.communicate(timeout=20)
    assert (warming.returncode, shown) == (130, "")
    assert "0 written" in complaint
    assert "the same command goes on from here" in complaint

    provider.release()
    again = stack.palja(*words)
    assert again.returncode == 0, again
    assert again.stdout.startswith("13 charts: ")
    assert len(provider.calls) == 13


def test_a_warming_outlives_its_gateways(
    two_gateways: Stack, two_gateways_provider: FakeProvider
) -> None:
    two_gateways_provider.reset()
    two_gateways_provider.hold()
    with ThreadPoolExecutor() as pool:
        words = ("warm", "--from", "1983-08-02", "--gender", "none", "--at-once", "5")
        warming = pool.submit(two_gateways.palja, *words)
        two_gateways_provider.wait_for_calls(5)
        two_gateways.kill(two_gateways.gateways())
        two_gateways_provider.release()
        done = warming.result(60)

    assert done.returncode == 0, done
    assert done.stdout.startswith("13 charts: 0 known, 13 written")
    assert len(two_gateways_provider.calls) == 13


def test_the_script_of_that_name_is_the_same(stack: Stack) -> None:
    done = subprocess.run(
        (sys.executable, "scripts/warm_cache.py", "--from", "1983-07-05", "--dry-run",
         "--url", f"http://127.0.0.1:{stack.caller.port}"),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done
    assert "charts:" in done.stdout


def test_what_no_model_writes_is_not_warm_and_the_status_says_so(
    stack: Stack, provider: FakeProvider
) -> None:
    provider.answer_with(Status(400))
    for _ in range(2):  # the second time they are known, for a minute
        done = stack.palja("warm", "--from", "1983-07-06", "--gender", "none")
        assert done.returncode == 1
        assert "13 by the engine" in done.stdout
        assert "PALJA_FALLBACK_TTL" in done.stderr


@pytest.mark.parametrize(
    "words", [("stats",), ("toggle", "on"), ("cache", "clear"), WARM_DAY, (*WARM_DAY, "--dry-run")]
)
def test_where_no_gateway_is_one_line_says_so(words: tuple[str, ...]) -> None:
    [port] = free_ports(1)
    done = subprocess.run(
        (sys.executable, "-m", "scripts", *words, "--url", f"http://127.0.0.1:{port}"),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    *_, line = done.stderr.splitlines()
    assert done.returncode == 1
    assert line.startswith(f"palja: http://127.0.0.1:{port} cannot be reached")
    assert "is the gateway running" in line


def test_a_key_is_asked_for_and_taken_from_a_file(keys: Keys, tmp_path: Path) -> None:
    keys.add("operator", "admin", "read", "submit")
    file = tmp_path / "key"
    file.write_text(keys.made[-1] + "\n")
    keys.add("reader", "read")
    with running(PALJA_API_KEYS_FILE=str(keys.path)) as guarded:
        without = guarded.palja("stats")
        assert (without.returncode, without.stdout) == (1, "")
        assert "Set PALJA_API_KEY" in without.stderr
        for words in (("stats",), ("toggle", "on"), ("cache", "clear"), (*WARM_DAY, "--dry-run")):
            done = guarded.palja(*words, "--key-file", str(file))
            assert done.returncode == 0, done
        guarded.settings["PALJA_API_KEY"] = keys.made[-1]
        assert guarded.palja("stats").returncode == 0
        refused = guarded.palja("cache", "clear")
        assert refused.returncode == 1
        assert "admin" in refused.stderr
        assert keys.made[-1] not in refused.stderr
