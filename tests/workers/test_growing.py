"""What is shown of a reading while a model writes it."""

from __future__ import annotations

import asyncio
import json
from itertools import pairwise

import pytest

from shared.jobs.events import TextPiece
from workers.growing import GrowingText, text_so_far

READING = json.dumps(
    {
        "sections": [
            {"id": "a", "title": "타고난 결", "text": 'He said "온화합니다"\\n그렇습니다.'},
            {"id": "b", "title": "일", "text": "꾸준합니다."},
        ]
    },
    ensure_ascii=False,
)
WHOLE = '타고난 결\nHe said "온화합니다"\\n그렇습니다.\n\n일\n꾸준합니다.'


def test_the_text_only_grows_whatever_sign_the_stream_stops_at() -> None:
    shown = [text_so_far(READING[:end]) for end in range(len(READING) + 1)]
    assert shown[-1] == WHOLE
    for before, after in pairwise(shown):
        assert after.startswith(before)
    assert len(set(shown)) > len(WHOLE) * 0.7


@pytest.mark.parametrize(
    "content",
    [
        "",
        "Sure! Here it is:",
        "[1, 2",
        '"text"',
        '{"sections": 3}',
        '{"sections": [null, 4',
        "\x00",
    ],
)
def test_what_is_no_reading_is_not_shown(content: str) -> None:
    assert text_so_far(content) == ""


async def test_pieces_follow_each_other_and_a_new_call_begins_anew() -> None:
    told: list[TextPiece] = []
    came = asyncio.Event()

    async def tell(piece: TextPiece) -> None:
        told.append(piece)
        came.set()

    growing = GrowingText(tell, period_s=0)
    async with growing, asyncio.timeout(5):
        first = growing.begin(0)
        for end in (60, 80):
            first(READING[:end])
            await came.wait()
            came.clear()
        second = growing.begin(2)
        first(READING)  # of a call that was given up
        second(READING[:66])
        await came.wait()

    assert [(piece.attempt, piece.offset) for piece in told] == [
        (0, 0),
        (0, len(told[0].text)),
        (2, 0),
    ]
    assert told[0].text + told[1].text == text_so_far(READING[:80])
    assert told[2].text == text_so_far(READING[:66])


async def test_what_was_not_told_when_a_call_ended_is_not_told() -> None:
    told: list[TextPiece] = []

    async def tell(piece: TextPiece) -> None:
        told.append(piece)

    growing = GrowingText(tell, period_s=0)
    async with growing:
        written = growing.begin(0)
        written(READING)
        growing.end()
        written(READING)
        for _ in range(5):
            await asyncio.sleep(0)

    assert told == []


async def test_nothing_runs_beside_a_call_that_has_not_written_yet_or_has_ended() -> None:
    async def tell(_piece: TextPiece) -> None:
        await asyncio.Event().wait()

    growing = GrowingText(tell, period_s=0)
    alone = asyncio.all_tasks()
    async with growing:
        written = growing.begin(0)
        assert asyncio.all_tasks() == alone
        written(READING)
        await asyncio.sleep(0)
        assert len(asyncio.all_tasks() - alone) == 1
    written(READING)

    assert asyncio.all_tasks() == alone
