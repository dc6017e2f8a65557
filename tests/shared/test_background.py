"""Tasks beside the main work."""

from __future__ import annotations

import asyncio

from structlog.testing import capture_logs

from shared.background import running


async def test_a_task_that_loses_a_cancellation_is_ended_all_the_same() -> None:
    lost = 0
    begun = asyncio.Event()

    async def loses_the_first() -> None:
        nonlocal lost
        while True:
            try:
                begun.set()
                await asyncio.sleep(3600)
            except asyncio.CancelledError:
                if lost:
                    raise
                lost += 1

    async with asyncio.timeout(5), running(loses_the_first(), "stubborn"):
        await begun.wait()

    assert lost == 1


async def test_a_task_that_dies_is_told_at_once() -> None:
    died = asyncio.Event()

    async def dies() -> None:
        died.set()
        raise ValueError("boom")

    with capture_logs() as logs:
        async with running(dies(), "mortal"):
            await died.wait()
            await asyncio.sleep(0)

    assert [(entry["event"], entry["task"]) for entry in logs] == [
        ("background_task_died", "mortal")
    ]
