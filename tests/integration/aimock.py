"""aimock, a fake of the providers' interfaces that others wrote, where node and npm are there.

What it does is chosen by the name of the model that is asked for, see `FIXTURES`.
"""

from __future__ import annotations

import http.client
import json
import re
import shutil
import subprocess
from contextlib import closing, contextmanager, suppress
from typing import TYPE_CHECKING, Any

import pytest

from tests.acceptance.processes import wait_until
from tests.acceptance.stack import free_ports

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PACKAGE = "@copilotkit/aimock@1.43.0"
OLDEST_NODE = (20, 15)
INSTALL_S, START_S = 50.0, 15.0

# Suits any chart: it names no sign of it.
TEXT = (
    "급히 정하지 말고 하루를 두고 생각하면 놓친 것이 보입니다. 맡은 일을 끝까지 살피는 사람입니다. "
)
READING = {
    "sections": [
        {"id": name, "title": title, "text": (TEXT * 6).strip()}
        for name, title in (("personality", "성품"), ("elements", "오행"), ("advice", "조언"))
    ]
}
GOOD: dict[str, Any] = {"content": json.dumps(READING, ensure_ascii=False)}


def _error(status: int, kind: str, **more: Any) -> dict[str, Any]:
    return {"error": {"message": "told to fail", "type": kind}, "status": status, **more}


FIXTURES: dict[str, dict[str, Any]] = {
    "good": {"response": GOOD},
    "counted": {
        "response": GOOD | {"usage": {"input_tokens": 321, "output_tokens": 654}},
        "chunkSize": 7,
    },
    "slow": {"response": GOOD, "chunkSize": 100, "latency": 30},
    "cut": {"response": GOOD, "truncateAfterChunks": 5},
    "truncated": {"response": GOOD | {"finishReason": "length"}},
    "filtered": {"response": {"content": "", "finishReason": "content_filter"}},
    "empty": {"response": {"content": ""}},
    "chatty": {"response": {"content": "I would rather not write JSON."}},
    "busy": {"response": _error(429, "rate_limit_error", retryAfter=7)},
    "down": {"response": _error(503, "server_error")},
    "locked": {"response": _error(401, "authentication_error")},
    "dropped": {"response": GOOD, "chaos": {"dropRate": 1}},
    "malformed": {"response": GOOD, "chaos": {"malformedRate": 1}},
    "reset": {"response": GOOD, "chaos": {"disconnectRate": 1}},
    "limited": {"response": GOOD, "chaos": {"rateLimitRate": 1}},
}


def installed(folder: Path) -> Path:
    """The script that starts it, installed into the folder; skips the test where that is impossible."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        pytest.skip("node and npm are not installed")
    told = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout  # noqa: S607 - found above
    if tuple(map(int, re.findall(r"\d+", told)[:2])) < OLDEST_NODE:
        pytest.skip(f"aimock needs node {OLDEST_NODE}, this is {told.strip()}")
    command = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", PACKAGE]
    try:
        subprocess.run(command, cwd=folder, capture_output=True, check=True, timeout=INSTALL_S)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        pytest.skip(f"npm cannot install {PACKAGE} here: {type(error).__name__}")
    return folder / "node_modules" / "@copilotkit" / "aimock" / "dist" / "cli.js"


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Its base URL while it runs."""
    script = installed(folder)
    fixtures = [{"match": {"model": name}, **told} for name, told in FIXTURES.items()]
    (folder / "fixtures.json").write_text(json.dumps({"fixtures": fixtures}))
    [port] = free_ports(1)
    command = ["node", str(script), "--port", str(port), "--fixtures", "fixtures.json", "--strict"]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=subprocess.STDOUT)
    try:
        wait_until(lambda: _listens(port), START_S, "aimock")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def _listens(port: int) -> bool:
    with (
        suppress(OSError),
        closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as connection,
    ):
        connection.request("GET", "/__aimock/journal")
        return connection.getresponse().status == 200
    return False
