"""`palja up` as a process, with a real store; what it supervises otherwise are tiny stand-ins."""

from __future__ import annotations

import asyncio
import os
import re
import secrets
import shutil
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from redis import Redis

from shared.store.embedded import store_url

ROOT = Path(__file__).parents[2]
STANDINS = Path(__file__).parent / "standins"
ALARM_S = 40.0  # a busy disk keeps a store from ending for long
SCRIPTS_UP = (sys.executable, "-m", "scripts", "up")


def free_port() -> int:
    """A port below those that the kernel gives to outgoing connections, which take them away."""
    while True:
        port = 20_000 + secrets.randbelow(12_000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port


class Up:
    """One `palja up`, the leader of a session of its own."""

    def __init__(self, process: asyncio.subprocess.Process, folder: Path, port: int) -> None:
        self.process = process
        self.folder = folder
        self.port = port
        self.text = ""

    async def until(self, pattern: str) -> re.Match[str]:
        """The first match of `pattern` in what it printed so far and goes on to print."""
        assert self.process.stdout is not None
        async with asyncio.timeout(ALARM_S):
            while not (match := re.search(pattern, self.text)):
                line = await self.process.stdout.readline()
                assert line, f"it ended without {pattern!r}:\n{self.text}"
                self.text += line.decode()
        return match

    async def ended(self) -> int:
        """Its status, once it and everything it started have ended."""
        assert self.process.stdout is not None
        async with asyncio.timeout(ALARM_S):
            self.text += (await self.process.stdout.read()).decode()
            return await self.process.wait()

    async def alone(self) -> None:
        """Returns when no process of its session is left."""
        async with asyncio.timeout(ALARM_S):
            while session_members(self.process.pid):  # noqa: ASYNC110 - the kernel sets no event
                await asyncio.sleep(0.01)

    async def asked(self) -> bytes:
        """The gateway's answer, which holds its process id."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        async with asyncio.timeout(ALARM_S):
            writer.write(b"GET / HTTP/1.0\r\n\r\n")
            answer = await reader.read()
        writer.close()
        await writer.wait_closed()
        return answer


def session_members(session: int) -> set[int]:
    members = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text(errors="replace").rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(fields[3]) == session and fields[0] != "Z":
            members.add(int(stat.parent.name))
    return members


StartUp = Callable[..., Coroutine[Any, Any, Up]]


@pytest.fixture
async def start_up(tmp_path: Path) -> AsyncIterator[StartUp]:
    """Starts `palja up` in a folder where celery and uvicorn are stand-ins."""
    started: list[Up] = []
    folder = tmp_path / "folder"
    shutil.copytree(STANDINS, folder)

    async def start(command: tuple[str, ...] = SCRIPTS_UP, **variables: str) -> Up:
        environ = {
            "PATH": os.defpath,
            "PYTHONPATH": str(ROOT),
            "PALJA_PORT": str(free_port()),
            "PALJA_FLOWER_PORT": str(free_port()),
            **variables,
        }
        process = await asyncio.create_subprocess_exec(
            *command,
            env=environ,
            cwd=folder,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            start_new_session=True,
            # What runs these tests in the background ignores the interrupt, and so would make.
            preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
        )
        up = Up(process, folder, int(environ["PALJA_PORT"]))
        started.append(up)
        return up

    yield start
    for up in started:
        for pid in session_members(up.process.pid):
            os.kill(pid, signal.SIGKILL)
        await up.ended()


async def test_it_starts_everything_and_a_ctrl_c_stops_everything(start_up: StartUp) -> None:
    up = await start_up()
    await up.until(r"palja is ready after \d")
    await up.until("worker stands in")
    await up.until("flower stands in")
    os.killpg(up.process.pid, signal.SIGINT)
    assert await up.ended() == 0
    assert not session_members(up.process.pid)
    assert up.text.index("worker stands in") > up.text.lower().index("ready to accept connections")
    assert up.text.rindex("ready to exit, bye bye") < up.text.rindex("| stopped")
    assert "starting it again" not in up.text


async def test_all_of_it_is_one_session(start_up: StartUp) -> None:
    up = await start_up()
    pids = {
        int((await up.until(rf"{name} stands in as (\d+)"))[1])
        for name in ("worker", "gateway", "flower")
    }
    assert pids < session_members(up.process.pid)


async def test_a_group_wide_sigterm_passed_on_by_make_is_one_request(start_up: StartUp) -> None:
    up = await start_up()
    await up.until("palja is ready")
    os.killpg(up.process.pid, signal.SIGTERM)
    up.process.send_signal(signal.SIGTERM)
    assert await up.ended() == 0
    assert "bye bye" in up.text


async def test_a_second_ctrl_c_kills_what_will_not_stop(start_up: StartUp, tmp_path: Path) -> None:
    (tmp_path / "folder" / "deaf-worker").touch()
    up = await start_up()
    await up.until("palja is ready")
    await up.until("worker stands in")  # and is deaf by now
    up.process.send_signal(signal.SIGINT)
    await up.until("hears nothing")
    ended = asyncio.create_task(up.ended())
    while not ended.done():
        up.process.send_signal(signal.SIGINT)
        await asyncio.wait({ended}, timeout=0.1)
    assert await ended == 130
    assert not session_members(up.process.pid)


@pytest.mark.skipif(sys.platform != "linux", reason="what a parent blocks is seen on Linux alone")
async def test_an_interrupt_sent_to_make_alone_stops_everything(
    start_up: StartUp, tmp_path: Path
) -> None:
    makefile = tmp_path / "folder" / "Makefile"
    makefile.write_text(f"run:\n\t@exec {sys.executable} -m scripts up --stop-with-parent\n")
    up = await start_up(command=("make", "run"))
    await up.until("palja is ready")
    up.process.send_signal(signal.SIGINT)
    await up.ended()
    assert "bye bye" in up.text
    assert not session_members(up.process.pid)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux signals the child of a dead parent")
async def test_a_killed_make_takes_everything_with_it(start_up: StartUp, tmp_path: Path) -> None:
    makefile = tmp_path / "folder" / "Makefile"
    makefile.write_text(f"run:\n\t@exec {sys.executable} -m scripts up --stop-with-parent\n")
    up = await start_up(command=("make", "run"))
    await up.until("palja is ready")
    up.process.kill()
    await up.ended()
    assert "bye bye" in up.text
    await up.alone()


async def test_a_stop_during_the_start_leaves_nothing(start_up: StartUp) -> None:
    up = await start_up()
    await up.until("Server initialized")
    up.process.send_signal(signal.SIGTERM)
    assert await up.ended() == 0
    assert not session_members(up.process.pid)


async def test_a_killed_gateway_comes_back_and_refuses_nobody(start_up: StartUp) -> None:
    up = await start_up()
    first = int((await up.until(r"gateway stands in as (\d+)"))[1])
    os.kill(first, signal.SIGKILL)
    await up.until(r"gateway ended with SIGKILL; starting it again in 0\.2 s")
    assert b"200 OK" in await up.asked()
    second = int((await up.until(r"(?s)starting it again.*gateway stands in as (\d+)"))[1])
    assert second != first


async def test_a_restart_replaces_all_and_follows_the_number_of_processes(
    start_up: StartUp, tmp_path: Path
) -> None:
    up = await start_up()
    await up.until("palja is ready")
    before = session_members(up.process.pid)
    with Redis.from_url(store_url(up.folder / ".palja")) as client:
        store = client.info("server")["process_id"]
    (tmp_path / "folder" / ".env").write_text("PALJA_WORKER_PROCESSES=3\n")
    up.process.send_signal(signal.SIGUSR2)
    await up.until("restarted: 1 gateway, 3 worker, Flower")
    async with asyncio.timeout(ALARM_S):
        # Supervisor, store and its sync stay, and five are new: a retired one has a moment to end.
        while len(now := session_members(up.process.pid)) != 8:  # noqa: ASYNC110 - the kernel sets no event
            await asyncio.sleep(0.01)
    assert {up.process.pid, store} < now & before
    assert len(now & before) == 3
    (tmp_path / "folder" / ".env").write_text("PALJA_WORKER_PROCESSES=1\n")
    up.process.send_signal(signal.SIGUSR2)
    await up.until("restarted: 1 gateway, 1 worker, Flower")
    async with asyncio.timeout(ALARM_S):
        while len(session_members(up.process.pid)) != 6:  # noqa: ASYNC110 - likewise
            await asyncio.sleep(0.01)


async def test_a_restart_with_a_wrong_setting_leaves_all_as_it_is(
    start_up: StartUp, tmp_path: Path
) -> None:
    up = await start_up()
    await up.until("palja is ready")
    before = session_members(up.process.pid)
    (tmp_path / "folder" / ".env").write_text("PALJA_LEASE=soon\n")
    up.process.send_signal(signal.SIGUSR2)
    await up.until("not restarted: PALJA_LEASE: ")
    assert session_members(up.process.pid) == before


async def test_the_stores_log_is_brought_to_the_disk_while_it_runs(start_up: StartUp) -> None:
    up = await start_up()
    await up.until("palja is ready")
    [log] = (up.folder / ".palja").rglob("*.incr.aof")
    log.unlink()  # the store has it open
    log.symlink_to(os.devnull)  # which has nothing to sync, and says so
    await up.until(rf"sync +\| {log.name} could not be synced: ")


async def test_a_killed_store_comes_back_with_what_it_held(start_up: StartUp) -> None:
    up = await start_up()
    await up.until("palja is ready")
    with Redis.from_url(store_url(up.folder / ".palja")) as client:
        client.rpush("queue", "job")
        os.kill(client.info("server")["process_id"], signal.SIGKILL)
    await up.until(r"(?s)store ended with SIGKILL.*[Rr]eady to accept connections")
    with Redis.from_url(store_url(up.folder / ".palja")) as client:
        assert client.lrange("queue", 0, -1) == [b"job"]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux signals the child of a dead parent")
async def test_a_killed_supervisor_leaves_nothing_and_the_next_start_works(
    start_up: StartUp,
) -> None:
    first = await start_up()
    await first.until("palja is ready")
    with Redis.from_url(store_url(first.folder / ".palja")) as client:
        client.set("kept", "yes")
    first.process.kill()
    second = await start_up(PALJA_PORT=str(first.port))
    await second.until("palja is ready")
    await first.alone()
    with Redis.from_url(store_url(second.folder / ".palja")) as client:
        assert client.get("kept") == b"yes"


async def test_flowers_password_is_the_same_after_a_restart(start_up: StartUp) -> None:
    passwords = []
    for _ in range(2):
        up = await start_up()
        passwords.append((await up.until(r"login palja : (\S+)\)"))[1])
        up.process.send_signal(signal.SIGTERM)
        await up.ended()
    assert passwords[0] == passwords[1]


async def test_a_reader_that_went_away_stops_everything(start_up: StartUp) -> None:
    up = await start_up()
    gateway = int((await up.until(r"gateway stands in as (\d+)"))[1])
    transport = up.process._transport  # type: ignore[attr-defined] # asyncio has no other way to stop reading
    transport.get_pipe_transport(1).close()
    os.kill(gateway, signal.SIGKILL)  # makes it say something
    await up.alone()


@pytest.mark.parametrize("name", ["PALJA_PORT", "PALJA_FLOWER_PORT"])
async def test_a_taken_port_is_one_line_and_nothing_is_started(
    start_up: StartUp, name: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        up = await start_up(**{name: str(port)})
        assert await up.ended() == 2
    [line] = up.text.splitlines()
    assert line.startswith(
        f"palja: {name}: port {port} on 127.0.0.1 is already in use; for example"
    )
    assert not session_members(up.process.pid)


async def test_a_wrong_setting_is_one_line(start_up: StartUp) -> None:
    up = await start_up(PALJA_WORKER_PROCESSES="none")
    assert await up.ended() == 2
    [line] = up.text.splitlines()
    assert line.startswith("palja: PALJA_WORKER_PROCESSES: ")


async def test_a_setting_that_does_not_exist_is_pointed_out(start_up: StartUp) -> None:
    up = await start_up(PALJA_FLOWER_PROT="1")
    assert "PALJA_FLOWER_PORT" in (await up.until("palja: PALJA_FLOWER_PROT.*"))[0]


async def test_a_second_one_on_the_same_state_directory_is_refused(start_up: StartUp) -> None:
    first = await start_up()
    await first.until("palja is ready")
    second = await start_up()
    assert await second.ended() == 1
    [line] = second.text.splitlines()
    assert "already running" in line
    assert "PALJA_STATE_DIR" in line


async def test_a_store_that_cannot_start_ends_it_with_a_reason(
    start_up: StartUp, tmp_path: Path
) -> None:
    server = tmp_path / "bin" / "redis-server"
    server.parent.mkdir()
    server.write_text(
        '#!/bin/sh\n[ "$1" = --version ] && echo "Redis server v=7.4.0" || echo broken; exit 1\n'
    )
    server.chmod(0o755)
    up = await start_up(PATH=f"{server.parent}:{os.defpath}")
    assert await up.ended() == 1
    assert "store   | broken" in up.text
    assert "the store does not start" in up.text


async def test_with_a_store_of_ones_own_none_is_started(start_up: StartUp) -> None:
    up = await start_up(PALJA_REDIS_URL="redis://127.0.0.1:1/0")
    await up.until("palja is ready")
    assert "store" not in {line.split("|")[0].strip() for line in up.text.splitlines()}
    assert not (up.folder / ".palja" / "store").exists()
