from __future__ import annotations

import io

import pytest

from scripts.up.lines import LONGEST_BYTES, LineSplitter, Log


def unread() -> None:
    pytest.fail("the stream is read")


class GoneStream(io.StringIO):
    def write(self, text: str, /) -> int:
        raise BrokenPipeError(text)


def test_lines_are_put_together_from_pieces() -> None:
    splitter = LineSplitter()
    assert splitter.feed(b"one\ntw") == ["one"]
    assert splitter.feed(b"o\r\nthree") == ["two"]
    assert splitter.close() == ["three"]
    assert splitter.close() == []


def test_a_sign_cut_between_two_pieces_stays_whole() -> None:
    splitter = LineSplitter()
    text = "사주 팔자".encode()
    assert splitter.feed(text[:4]) == []
    assert splitter.feed(text[4:] + b"\n") == ["사주 팔자"]


def test_bytes_that_are_no_text_do_no_harm() -> None:
    assert LineSplitter().feed(b"\xff\xfe\n") == ["\ufffd\ufffd"]


def test_an_endless_line_is_cut() -> None:
    splitter = LineSplitter()
    lines = splitter.feed(b"x" * (2 * LONGEST_BYTES + 1))
    assert [len(line) for line in lines] == [LONGEST_BYTES, LONGEST_BYTES]
    assert splitter.close() == ["x"]


def test_names_are_aligned_and_plain_where_no_colour_is_wanted() -> None:
    stream = io.StringIO()
    log = Log(stream, width=7, colour=False, when_unread=unread)
    log.line("store", "a")
    log.line("gateway", "b")
    assert stream.getvalue() == "store   | a\ngateway | b\n"


def test_colour_covers_the_name_alone() -> None:
    stream = io.StringIO()
    Log(stream, width=8, colour=True, when_unread=unread).line("worker-2", "hello")
    assert stream.getvalue() == "\x1b[33mworker-2 |\x1b[0m hello\n"


def test_a_reader_that_went_away_is_reported_once() -> None:
    told: list[str] = []
    log = Log(GoneStream(), width=7, colour=False, when_unread=lambda: told.append("gone"))
    log.line("store", "a")
    log.line("store", "b")
    assert told == ["gone"]
