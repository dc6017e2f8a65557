"""Children kept running: tiny ones, real processes."""

from __future__ import annotations

import asyncio
import io
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from scripts.up.backoff import Backoff
from scripts.up.child import Child
from scripts.up.kept import Kept
from scripts.up.lines import Log
from scripts.up.probes import until
from scripts.up.supervisor import Supervisor

ALARM_S = 20.0


class Output(io.StringIO):
    """What the log wrote, with a way to wait for it."""

    def __init__(self) -> None:
        super().__init__()
        self._grown = asyncio.Event()

    def write(self, text: str, /) -> int:
        self._grown.set()
        return super().write(text)

    async def until(self, wanted: Callable[[str], bool]) -> str:
        async with asyncio.timeout(ALARM_S):
            while not wanted(self.getvalue()):
                self._grown.clear()
                await self._grown.wait()
        return self.getvalue()


def log_to(stream: io.StringIO) -> Log:
    return Log(stream, width=5, colour=False, when_unread=lambda: None)


def python(name: str, code: str, *stops: tuple[signal.Signals, float]) -> Child:
    return Child(
        name, (sys.executable, "-u", "-c", code), {}, stops or ((signal.SIGTERM, ALARM_S),)
    )


def soon() -> Backoff:
    return Backoff(first_s=0.01, longest_s=0.01)


def alive(pid: int) -> bool:
    """Whether it runs; one that ended and that nobody has asked for yet does not."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


SLEEPER = "import os, time; print('up', os.getpid(), os.getpgid(0)); time.sleep(60)"


async def test_a_child_that_ends_is_started_again_and_that_is_said() -> None:
    output = Output()
    kept = Kept(python("kid", "print('hello'); raise SystemExit(3)"), log_to(output), soon())
    running = asyncio.create_task(kept.run())
    text = await output.until(lambda text: text.count("kid   | hello") >= 3)
    kept.stop()
    await running
    assert "palja | kid ended with status 3; starting it again in 0.0 s" in text


async def test_a_killed_child_is_named_with_its_signal() -> None:
    output = Output()
    kept = Kept(python("kid", SLEEPER), log_to(output), soon())
    running = asyncio.create_task(kept.run())
    text = await output.until(lambda text: "up" in text)
    os.kill(int(text.split()[3]), signal.SIGKILL)
    await output.until(lambda text: "kid ended with SIGKILL" in text and text.count("up") == 2)
    kept.stop()
    await running


async def test_a_program_that_is_not_there_is_tried_again() -> None:
    output = Output()
    kept = Kept(Child("kid", ("/no/such/program",), {}), log_to(output), soon())
    running = asyncio.create_task(kept.run())
    await output.until(lambda text: text.count("kid cannot be started: No such file") >= 2)
    kept.stop()
    await running


async def test_a_child_leads_a_group_of_its_own_in_our_session() -> None:
    output = Output()
    kept = Kept(python("kid", SLEEPER), log_to(output), soon())
    running = asyncio.create_task(kept.run())
    text = await output.until(lambda text: "up" in text)
    pid, group = (int(word) for word in text.split()[3:5])
    assert group == pid
    assert os.getsid(pid) == os.getsid(0)
    kept.stop()
    await running
    assert not alive(pid)


async def test_a_child_deaf_to_one_signal_gets_the_next_and_is_killed_at_last() -> None:
    deaf = (
        "import os, signal, time\n"
        "signal.signal(signal.SIGTERM, lambda *_: print('term'))\n"
        "signal.signal(signal.SIGQUIT, lambda *_: print('quit'))\n"
        "print('up')\n"
        "while True: time.sleep(60)"
    )
    output = Output()
    child = python("kid", deaf, (signal.SIGTERM, 0.3), (signal.SIGQUIT, 0.3))
    kept = Kept(child, log_to(output), soon())
    running = asyncio.create_task(kept.run())
    await output.until(lambda text: "up" in text)
    kept.stop()
    async with asyncio.timeout(ALARM_S):
        await running
    assert [line.split()[-1] for line in output.getvalue().splitlines()] == ["up", "term", "quit"]


async def test_kill_does_not_wait_for_a_graceful_end() -> None:
    output = Output()
    stubborn = (
        "import signal, time\n"
        "signal.signal(signal.SIGTERM, lambda *_: print('term'))\n"
        "print('up')\n"
        "while True: time.sleep(60)"
    )
    kept = Kept(python("kid", stubborn, (signal.SIGTERM, 60.0)), log_to(output), soon())
    running = asyncio.create_task(kept.run())
    await output.until(lambda text: "up" in text)
    kept.stop()
    await output.until(lambda text: "term" in text)
    kept.kill()
    async with asyncio.timeout(ALARM_S):
        await running


async def test_stopping_before_the_first_start_starts_nothing() -> None:
    output = Output()
    kept = Kept(python("kid", SLEEPER), log_to(output), soon())
    kept.stop()
    await kept.run()
    assert output.getvalue() == ""


async def test_a_cancelled_keeper_leaves_no_child() -> None:
    output = Output()
    running = asyncio.create_task(Kept(python("kid", SLEEPER), log_to(output), soon()).run())
    text = await output.until(lambda text: "up" in text)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    async with asyncio.timeout(ALARM_S):
        while alive(int(text.split()[3])):  # noqa: ASYNC110 - the kernel ends it, and sets no event
            await asyncio.sleep(0.01)


# Tells that it is ready and, at a SIGTERM, that it stops; ends when it is told so by a file or a
# second signal.
POLITE = """
import os, pathlib, signal, sys, time
notices, end = int(os.environ["PALJA_NOTICE_FD"]), pathlib.Path(sys.argv[1])
asked = []
def stop(*_):
    print("asked", flush=True)
    os.write(notices, b"STOPPING=1\\n")
    asked.append(1)
signal.signal(signal.SIGTERM, stop)
print("up", os.getpid(), flush=True)
os.write(notices, b"READY=1\\n")
while len(asked) < 2 and not (asked and end.exists()):
    time.sleep(0.01)
print("bye", flush=True)
"""


def polite(name: str, end: Path, code: str = POLITE) -> Child:
    command = (sys.executable, "-u", "-c", code, str(end))
    patient = ((signal.SIGTERM, ALARM_S),)
    return Child(name, command, {}, patient, drains=patient, gives_notice=True)


def pid_of(text: str, number: int) -> int:
    """The process id of the `number`-th start that the output tells of."""
    starts = [line.split() for line in text.splitlines() if " up " in line]
    return int(starts[number][-1])


async def test_a_child_is_ready_once_it_has_told_so_and_not_before(tmp_path: Path) -> None:
    output = Output()
    kept = Kept(polite("kid", tmp_path / "end"), log_to(output), soon())
    mute = Kept(polite("mute", tmp_path / "end", SLEEPER), log_to(output), soon())
    assert not kept.is_ready

    async def told() -> bool:
        return kept.is_ready

    running = [asyncio.create_task(one.run()) for one in (kept, mute)]
    await output.until(lambda text: "kid   | up" in text and "mute  | " in text)
    async with asyncio.timeout(ALARM_S):
        await until(told)
    assert not mute.is_ready
    for one in (kept, mute):
        one.kill()
    await asyncio.wait(running)
    assert not kept.is_ready


async def test_a_successor_that_is_ready_takes_the_place_and_the_old_one_ends_at_its_leisure(
    tmp_path: Path,
) -> None:
    output, end = Output(), tmp_path / "end"
    kept = Kept(polite("old", end), log_to(output), soon())
    running = asyncio.create_task(kept.run())
    await output.until(lambda text: "old   | up" in text)
    assert await kept.replace(polite("new", end), ALARM_S) is None
    text = await output.until(lambda text: "old   | asked" in text)
    assert text.index("new   | up") < text.index("old   | asked")
    assert alive(pid_of(text, 0))
    end.touch()
    await output.until(lambda text: "old   | bye" in text)
    assert alive(pid_of(text, 1))
    kept.stop()
    await running
    assert "starting it again" not in output.getvalue()


@pytest.mark.parametrize(
    ("code", "within_s", "problem"),
    [
        ("raise SystemExit(3)", ALARM_S, "the new kid ended"),
        ("import time; time.sleep(60)", 0.2, "the new kid was not ready after 0 s"),
    ],
)
async def test_a_successor_that_does_not_become_ready_is_removed_and_the_old_one_stays(
    tmp_path: Path, code: str, within_s: float, problem: str
) -> None:
    output = Output()
    kept = Kept(polite("kid", tmp_path / "end"), log_to(output), soon())
    running = asyncio.create_task(kept.run())
    text = await output.until(lambda text: "up" in text)
    assert await kept.replace(polite("kid", tmp_path, code), within_s) == problem
    assert alive(pid_of(text, 0))
    kept.stop()
    (tmp_path / "end").touch()
    await running
    assert output.getvalue().count("asked") == 1


async def test_a_program_that_is_not_there_replaces_nothing(tmp_path: Path) -> None:
    output = Output()
    kept = Kept(polite("kid", tmp_path / "end"), log_to(output), soon())
    running = asyncio.create_task(kept.run())
    await output.until(lambda text: "up" in text)
    missing = Child("kid", ("/no/such/program",), {}, gives_notice=True)
    assert (
        await kept.replace(missing, ALARM_S) == "kid cannot be started: No such file or directory"
    )
    kept.kill()
    await running


async def test_one_that_was_told_to_stop_by_somebody_else_has_the_next_one_beside_it_at_once(
    tmp_path: Path,
) -> None:
    output, end = Output(), tmp_path / "end"
    kept = Kept(polite("kid", end), log_to(output), Backoff(first_s=ALARM_S))
    running = asyncio.create_task(kept.run())
    text = await output.until(lambda text: "up" in text)
    os.kill(pid_of(text, 0), signal.SIGTERM)
    text = await output.until(lambda text: text.count(" up ") == 2)
    assert alive(pid_of(text, 0))
    assert "palja | kid stops; starting the next beside it" in text
    assert text.count("asked") == 1  # a second signal would mean something else
    kept.stop()  # hurries the old one, too
    end.touch()
    async with asyncio.timeout(ALARM_S):
        await running
    assert not any(alive(pid_of(text, number)) for number in (0, 1))


async def test_one_that_gives_no_notice_has_gone_before_the_next_one_comes() -> None:
    output = Output()
    kept = Kept(python("old", SLEEPER), log_to(output), soon())
    running = asyncio.create_task(kept.run())
    text = await output.until(lambda text: "up" in text)
    assert await kept.replace(python("new", SLEEPER), ALARM_S) is None
    assert not alive(int(text.split()[3]))
    await output.until(lambda text: "new   | up" in text)
    kept.stop()
    await running


async def test_one_that_is_retired_is_not_followed_by_another(tmp_path: Path) -> None:
    output, end = Output(), tmp_path / "end"
    kept = Kept(polite("kid", end), log_to(output), soon())
    running = asyncio.create_task(kept.run())
    await output.until(lambda text: "up" in text)
    kept.retire()
    await output.until(lambda text: "asked" in text)
    end.touch()
    async with asyncio.timeout(ALARM_S):
        await running
    assert output.getvalue().count(" up ") == 1


async def test_a_kill_takes_the_one_that_leaves_along(tmp_path: Path) -> None:
    output, end = Output(), tmp_path / "end"
    kept = Kept(polite("old", end), log_to(output), soon())
    running = asyncio.create_task(kept.run())
    await output.until(lambda text: "old   | up" in text)
    await kept.replace(polite("new", end), ALARM_S)
    await output.until(lambda text: "old   | asked" in text)
    kept.kill()
    async with asyncio.timeout(ALARM_S):
        await running
    assert "bye" not in output.getvalue()


async def test_what_others_need_is_stopped_after_them() -> None:
    says_goodbye = (
        "import signal, sys, time\n"
        "signal.signal(signal.SIGTERM, lambda *_: (print('bye'), sys.exit(0)))\n"
        "print('up')\n"
        "while True: time.sleep(60)"
    )
    output = Output()
    async with asyncio.timeout(ALARM_S), asyncio.TaskGroup() as group:
        supervisor = Supervisor(group, log_to(output))
        supervisor.keep(python("store", says_goodbye), others_need_it=True)
        supervisor.keep(python("one", says_goodbye))
        supervisor.keep(python("two", says_goodbye))
        await output.until(lambda text: text.count("up") == 3)
        await supervisor.stop()
    goodbyes = [line.split()[0] for line in output.getvalue().splitlines() if "bye" in line]
    assert set(goodbyes[:2]) == {"one", "two"}
    assert goodbyes[2:] == ["store"]


KEEPER = """
import asyncio, sys
from scripts.up.backoff import Backoff
from scripts.up.child import Child
from scripts.up.kept import Kept
from scripts.up.lines import Log

child = Child("kid", (sys.executable, "-u", "-c", sys.argv[1]), {})
log = Log(sys.stdout, width=5, colour=False, when_unread=lambda: None)
asyncio.run(Kept(child, log, Backoff()).run())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux signals the child of a dead parent")
async def test_a_killed_supervisor_leaves_no_child() -> None:
    supervisor = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", KEEPER, SLEEPER),
        stdout=asyncio.subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    )
    assert supervisor.stdout is not None
    async with asyncio.timeout(ALARM_S):
        pid = int((await supervisor.stdout.readline()).split()[3])
        assert alive(pid)
        supervisor.kill()
        await supervisor.wait()
        while alive(pid):  # noqa: ASYNC110 - the kernel ends it, and sets no event
            await asyncio.sleep(0.01)
