"""`palja batch` against what `make run` starts: Korean files, deaths, full disks, money and keys."""

from __future__ import annotations

import csv
import io
import json
import os
import resource
import signal
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from tests.acceptance.contract import assert_from_openai
from tests.acceptance.outages import BACK_S
from tests.acceptance.processes import wait_until
from tests.acceptance.stack import ROOT, Stack, running
from tests.fakes.behaviours import Answer, Status
from tests.fakes.provider import FakeProvider

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from tests.acceptance.conftest import Question
    from tests.acceptance.keys import Keys

pytestmark = pytest.mark.timeout(240)
UNANSWERED, WRONG, STOPPED, INTERRUPTED = 1, 2, 3, 130
END_S = 90.0
SLOTS = dict.fromkeys(
    ("PALJA_MAX_CONCURRENT_REQUESTS", "PALJA_POOL_SIZE", "PALJA_POOL_PER_HOST"), "40"
)
HEADER = ("고객번호", "생년월일", "태어난시각", "성별")


class Folder:
    """An input, and what a batch makes of it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.source = path / "births.csv"
        self.results = path / "births.results.jsonl"
        self.bad = path / "births.results.bad.jsonl"
        self.journal = path / "births.results.journal"
        self.log = path / "log"

    def write(self, questions: Sequence[dict[str, Any]], encoding: str = "utf-8") -> None:
        """The questions as a CSV file."""
        text = io.StringIO()
        rows = csv.writer(text)
        rows.writerow(HEADER)
        for number, question in enumerate(questions):
            birth = question["birth_info"]
            day = f"{birth['year']}-{birth['month']:02}-{birth['day']:02}"
            rows.writerow((f"C{number}", day, f"{birth['hour']}:00", birth["gender"]))
        self.source.write_bytes(text.getvalue().encode(encoding))

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The results, of which the last may be half a line still."""
        return [json.loads(line) for line in self.results.read_text("utf-8").split("\n")[:-1]]

    @property
    def said(self) -> str:
        return self.log.read_text("utf-8", "replace")

    @contextmanager
    def batch(
        self, stack: Stack, *words: str, first: Callable[[], None] | None = None
    ) -> Iterator[subprocess.Popen[bytes]]:
        """The command, started; it is killed if it does not end by itself."""
        with self.log.open("wb") as log:
            process = stack.started_palja("batch", str(self.source), *words, log=log, first=first)
            try:
                yield process
            finally:
                process.kill()
                process.wait()

    def status(self, stack: Stack, *words: str, **options: Any) -> int:
        """The exit status of the command."""
        with self.batch(stack, *words, **options) as process:
            return process.wait(END_S)

    def killed(self, stack: Stack, provider: FakeProvider, calls: int, *words: str) -> None:
        """The command, killed when so many calls of the provider have begun."""
        with self.batch(stack, *words) as process:
            provider.wait_for_calls(calls, END_S)
            assert process.poll() is None, self.said
            os.kill(process.pid, signal.SIGKILL)
            process.wait()


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


@pytest.fixture(scope="module")
def own_provider() -> Iterator[FakeProvider]:
    with FakeProvider() as provider:
        yield provider


@pytest.fixture(scope="module")
def _wide(own_provider: FakeProvider) -> Iterator[Stack]:
    with running(own_provider, **SLOTS) as stack:
        yield stack


@pytest.fixture
def wide(_wide: Stack, own_provider: FakeProvider) -> Stack:
    """A system with many slots, so that a test takes seconds."""
    own_provider.reset()
    return _wide


def assert_whole(folder: Folder, number: int, provider: FakeProvider, asked: int) -> None:
    """All rows are there, in order, answered by a model, and no question was asked twice."""
    rows = folder.rows
    assert [row["index"] for row in rows] == list(range(number))
    assert [row["id"] for row in rows] == [f"C{index}" for index in range(number)]
    assert {row["status"] for row in rows} == {"completed"}
    assert {row["result"]["model_used"] for row in rows} == {"openai"}
    assert len(provider.calls) == asked
    assert not folder.journal.exists()


def test_a_korean_spreadsheet_is_answered_in_order_and_known_the_second_time(
    wide: Stack, own_provider: FakeProvider, folder: Folder, new_question: Question
) -> None:
    questions = [new_question() for _ in range(30)]
    folder.write([*questions, questions[3], questions[0]], "cp949")

    assert folder.status(wide, "--language", "ko") == 0

    assert_whole(folder, 32, own_provider, asked=30)
    assert "CP949" in folder.said
    assert not folder.bad.exists()
    pillars = {row["result"]["chart"]["day_pillar"] for row in folder.rows[:30]}
    assert len(pillars) == 30  # each day has its own
    assert folder.status(wide) == WRONG  # nothing is overwritten unasked
    assert folder.status(wide, "--csv") == 0
    data = (folder.path / "births.results.csv").read_text("utf-8-sig")
    flat = list(csv.DictReader(io.StringIO(data, newline="")))
    assert {row["cache_hit"] for row in flat} == {"true"}
    assert [row["response"] for row in flat] == [row["result"]["response"] for row in folder.rows]
    assert len(own_provider.calls) == 30


def test_bad_rows_are_told_by_line_field_and_example_and_the_others_are_answered(
    wide: Stack, folder: Folder, new_question: Question
) -> None:
    folder.write([new_question(), new_question()])
    with folder.source.open("a", encoding="utf-8") as file:
        file.write(
            "C2,1990-02-30,14:00,남\n\nC3,900315,14:00,남\nC4,1990-03-15\nC5,1990-03-15,,고양이\n"
        )

    assert folder.status(wide, "--language", "ko") == UNANSWERED

    assert [row["status"] for row in folder.rows] == ["completed"] * 2 + ["invalid"] * 4
    bad = [json.loads(line) for line in folder.bad.read_text("utf-8").splitlines()]
    assert [(one["line"], one["id"]) for one in bad] == [
        (4, "C2"),
        (6, "C3"),
        (7, None),
        (8, "C5"),
    ]
    [no_day] = bad[0]["errors"]
    assert no_day["field"] == "생년월일"
    assert "28일까지" in no_day["problem"]
    assert bad[1]["errors"][0]["field"] == "생년월일"
    assert bad[1]["errors"][0]["example"] == "1990-03-15"
    assert "4개" in bad[2]["errors"][0]["problem"]
    assert bad[3]["errors"][0]["field"] == "성별"


@pytest.mark.parametrize("optimized", ["true", "false"], ids=["cached", "cache off"])
def test_after_a_kill_it_goes_on_and_no_provider_is_asked_twice(
    optimized: str, folder: Folder, new_question: Question
) -> None:
    """While the cache is off, nothing but journal and repeated calls can see to that."""
    number = 200
    settings = {**SLOTS, "PALJA_OPTIMIZATION_ENABLED": optimized}
    folder.write([new_question() for _ in range(number)])
    with FakeProvider() as provider, running(provider, **settings) as stack:
        provider.answer_with(Answer(delay_s=0.2))
        folder.killed(stack, provider, 20)
        for calls in (60, 120):
            folder.killed(stack, provider, calls, "--resume")

        assert folder.status(stack, "--resume") == 0, folder.said

        assert_whole(folder, number, provider, asked=number)
        assert "--resume" not in folder.said  # there is nothing to go on with


def test_ctrl_c_stops_tells_how_to_go_on_and_loses_nothing(
    wide: Stack, own_provider: FakeProvider, folder: Folder, new_question: Question
) -> None:
    folder.write([new_question() for _ in range(100)])
    own_provider.answer_with(Answer(delay_s=0.2))
    with folder.batch(wide) as process:
        own_provider.wait_for_calls(30, END_S)
        process.send_signal(signal.SIGINT)
        assert process.wait(5) == INTERRUPTED
    assert f"palja batch {folder.source} --resume" in folder.said
    assert folder.journal.exists()

    assert folder.status(wide, "--resume") == 0

    assert_whole(folder, 100, own_provider, asked=100)


def test_a_full_disk_stops_it_and_with_room_it_goes_on(
    wide: Stack, own_provider: FakeProvider, folder: Folder, new_question: Question
) -> None:
    folder.write([new_question() for _ in range(60)])

    def small() -> None:  # no file may be larger, which is told like a full disk
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))

    assert folder.status(wide, first=small) == STOPPED
    assert str(folder.results) in folder.said
    assert "--resume" in folder.said

    assert folder.status(wide, "--resume") == 0

    assert_whole(folder, 60, own_provider, asked=60)


def test_a_gateway_that_dies_meanwhile_is_waited_for(
    wide: Stack, own_provider: FakeProvider, folder: Folder, new_question: Question
) -> None:
    folder.write([new_question() for _ in range(120)])
    own_provider.answer_with(Answer(delay_s=0.2))
    with folder.batch(wide) as process:
        for calls in (20, 60):
            own_provider.wait_for_calls(calls, END_S)
            before = wide.gateways()
            wide.kill(before)
            wait_until(
                lambda before=before: bool(wide.gateways()) and wide.gateways() != before,  # type: ignore[misc] # a default keeps its value
                BACK_S,
                "another gateway",
            )
        assert process.wait(END_S) == 0, folder.said

    assert_whole(folder, 120, own_provider, asked=120)


def test_what_the_engine_wrote_is_a_fallback_and_is_not_asked_again_after_a_kill(
    folder: Folder, new_question: Question
) -> None:
    """Its readings leave the cache at once here; the jobs' ids are what is kept."""
    folder.write([new_question() for _ in range(40)])
    settings = {**SLOTS, "PALJA_RETRY_ATTEMPTS": "0", "PALJA_FALLBACK_TTL": "0.1"}
    with FakeProvider() as provider, running(provider, **settings) as stack:
        provider.answer_with(Status(400, delay_s=0.3))  # which opens no circuit
        folder.killed(stack, provider, 30)

        assert folder.status(stack, "--resume", "--language", "en") == 0, folder.said

        assert {row["result"]["model_used"] for row in folder.rows} == {"saju_engine"}
        assert len(folder.rows) == 40
        assert len(provider.calls) <= 40
        assert " 40 fallbacks" in folder.said


def test_a_dry_run_asks_no_model_and_writes_no_results(
    wide: Stack, own_provider: FakeProvider, folder: Folder, new_question: Question
) -> None:
    known, first, second = new_question(), new_question(), new_question()
    assert_from_openai(wide.caller.ask(known, Prefer="wait=10").json)
    folder.write([known, first, second, first])
    with folder.source.open("a", encoding="utf-8") as file:
        file.write("C4,1990-02-30,14:00,남\n")
    before = len(own_provider.calls)

    assert folder.status(wide, "--dry-run", "--language", "en") == UNANSWERED

    assert "5 rows: 4 are questions, 1 are bad" in folder.said
    assert "1 of them are known now" in folder.said
    assert "3 would be asked, 2 of them distinct" in folder.said
    assert "$" in folder.said
    assert len(own_provider.calls) == before
    assert not folder.results.exists()
    assert not folder.journal.exists()
    assert json.loads(folder.bad.read_text())["line"] == 6


def test_money_stops_it_and_more_money_goes_on(
    wide: Stack, own_provider: FakeProvider, folder: Folder, new_question: Question
) -> None:
    question = new_question()
    wide.caller.ask(question, Prefer="wait=10")
    cost_usd = cost_of(wide, new_question())
    own_provider.reset()
    folder.write([new_question() for _ in range(40)])

    assert folder.status(wide, "--max-cost", str(10 * cost_usd)) == STOPPED

    first = len(own_provider.calls)
    assert 5 <= first <= 12  # answers differ a little in length, and so in cost
    assert len(folder.rows) == first
    assert folder.status(wide, "--resume", "--max-cost", str(100 * cost_usd)) == 0
    assert_whole(folder, 40, own_provider, asked=40)


def cost_of(stack: Stack, question: dict[str, Any]) -> float:
    answer = stack.caller.ask(question, Prefer="wait=10").json
    cost: float = answer["usage"]["cost_usd"]
    assert cost > 0
    return cost


def test_another_input_is_not_gone_on_with(
    wide: Stack, own_provider: FakeProvider, folder: Folder, new_question: Question
) -> None:
    questions = [new_question() for _ in range(20)]
    folder.write(questions)
    assert folder.status(wide, "--max-cost", "0.0001", "--language", "en") == STOPPED
    folder.write(questions[1:])
    asked = len(own_provider.calls)

    assert folder.status(wide, "--resume", "--language", "en") == STOPPED

    assert "not the one that was begun" in folder.said
    assert len(own_provider.calls) == asked


def test_standard_input_becomes_standard_output(wide: Stack, new_question: Question) -> None:
    lines = [json.dumps({"id": number, **new_question()}) for number in range(5)]
    own = os.environ  # noqa: TID251 – PATH and the like; conftest has cleared our settings
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "batch_enqueue.py"), "-"],
        input="\n".join(lines).encode(),
        env={**own, **wide.settings},
        cwd="/",
        capture_output=True,
        timeout=END_S,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == [0, 1, 2, 3, 4]


def test_a_full_queue_is_given_no_more_than_it_takes(
    folder: Folder, new_question: Question
) -> None:
    folder.write([new_question() for _ in range(40)])
    with FakeProvider() as provider, running(provider, PALJA_MAX_QUEUED="3", **SLOTS) as stack:
        assert folder.status(stack) == 0, folder.said
        assert_whole(folder, 40, provider, asked=40)


def test_without_its_key_it_says_so_and_with_it_goes_on(
    keys: Keys, own_provider: FakeProvider, folder: Folder, new_question: Question
) -> None:
    key = keys.add("batch", "submit", "read")["Authorization"].removeprefix("Bearer ")
    key_file, reader = folder.path / "key", folder.path / "reader"
    key_file.write_text(key)
    reader.write_text(keys.add("reader", "read")["Authorization"].removeprefix("Bearer "))
    folder.write([new_question() for _ in range(5)])
    own_provider.reset()
    with running(own_provider, PALJA_API_KEYS_FILE=str(keys.path)) as stack:
        assert folder.status(stack, "--language", "en") == STOPPED
        assert "--key-file" in folder.said
        assert folder.status(stack, "--resume", "--key-file", str(reader)) == STOPPED
        assert key not in folder.said
        assert folder.status(stack, "--resume", "--key-file", str(key_file)) == 0
        assert_whole(folder, 5, own_provider, asked=5)


def test_no_gateway_is_told_within_seconds(folder: Folder, wide: Stack) -> None:
    folder.source.write_text("생년월일\n1990-03-15\n")
    status = folder.status(wide, "--url", "http://127.0.0.1:9", "--language", "en")
    assert status == STOPPED
    assert "http://127.0.0.1:9" in folder.said


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "nothing in the input"),
        ("이름,성별\n홍길동,남\n".encode("cp949"), "이름, 성별"),
        ("생년월일,생일\n1,2\n".encode("utf-16"), "생일"),
        (b'[\n{"birth_info": {}}\n]', "jq -c"),
    ],
)
def test_what_is_no_input_is_one_line_and_leaves_nothing_behind(
    data: bytes, said: str, wide: Stack, folder: Folder
) -> None:
    folder.source.write_bytes(data)
    assert folder.status(wide, "--language", "en") == WRONG
    assert said in folder.said
    assert {path.name for path in folder.path.iterdir()} == {"births.csv", "log"}


def test_a_file_that_is_not_there_is_one_line(wide: Stack, folder: Folder) -> None:
    assert folder.status(wide) == WRONG
    assert str(folder.source) in folder.said
    assert "Traceback" not in folder.said


def test_no_row_falls_to_the_engine_for_want_of_a_turn(
    folder: Folder, new_question: Question
) -> None:
    """All queued at once, the last would wait for longer than the deadline."""
    number, took_s, low_slots, deadline_s = 80, 1.0, 5, 10
    assert number * took_s / low_slots > 1.5 * deadline_s
    folder.write([new_question() for _ in range(number)])
    with FakeProvider() as provider, running(provider, PALJA_JOB_DEADLINE=str(deadline_s)) as stack:
        provider.answer_with(Answer(delay_s=took_s))
        assert folder.status(stack) == 0, folder.said
        assert_whole(folder, number, provider, asked=number)
