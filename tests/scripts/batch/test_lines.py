"""Lines in whatever encoding, and what is no line that can be read."""

from __future__ import annotations

import codecs
import tracemalloc
from typing import TYPE_CHECKING

import pytest

from scripts.batch.rows.encodings import UnknownEncoding
from scripts.batch.rows.lines import LONGEST_BYTES, lines_of

if TYPE_CHECKING:
    from collections.abc import Iterator

HEADER = "생년월일,성별"
TEXT = f"{HEADER}\r\n1990-03-15,남\r\n"


def read(data: bytes, encoding: str | None = None, piece: int = 7) -> tuple[list[str], list[str]]:
    """The lines' texts (a fault's kind where there is one), and what was told."""
    told: list[str] = []
    pieces = (data[at : at + piece] for at in range(0, len(data), piece))
    found = lines_of(pieces, lambda kind, **_: told.append(kind), encoding)
    return [line.text if line.fault is None else line.fault.kind for line in found], told


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (TEXT.encode(), []),
        (codecs.BOM_UTF8 + TEXT.encode(), ["encoding_marked"]),
        (TEXT.encode("euc-kr"), ["encoding_cp949"]),
        (TEXT.encode("cp949"), ["encoding_cp949"]),
        (TEXT.encode("utf-16"), ["encoding_marked"]),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), ["encoding_marked"]),
        (TEXT.encode("utf-32"), ["encoding_marked"]),
    ],
    ids=["utf-8", "utf-8 bom", "euc-kr", "cp949", "utf-16-le", "utf-16-be", "utf-32"],
)
@pytest.mark.parametrize("piece", [1 << 16, 64])
def test_each_usual_encoding_is_found_and_what_is_unusual_is_said(
    data: bytes, told: list[str], piece: int
) -> None:
    assert read(data, piece=piece) == ([HEADER, "1990-03-15,남"], told)


def test_utf_16_without_a_mark_is_found_by_its_zero_bytes() -> None:
    text = "id,birth_date\n1,1990-03-15\n"
    for encoding in ("utf-16-le", "utf-16-be"):
        lines, told = read(text.encode(encoding), piece=1 << 16)
        assert lines == ["id,birth_date", "1,1990-03-15"]
        assert told == ["encoding_guessed"]


def test_a_syllable_that_euc_kr_lacks_is_read_as_cp949() -> None:
    text = "이름\n똠방각하\n"
    assert read(text.encode("cp949"))[0] == ["이름", "똠방각하"]


def test_the_encoding_is_decided_where_the_first_korean_sign_stands() -> None:
    data = b"id,name\n" * 1000 + "남\n".encode("cp949")
    lines, told = read(data)
    assert lines[-1] == "남"
    assert told == ["encoding_cp949"]


def test_a_line_in_another_encoding_than_the_others_is_the_only_one_refused() -> None:
    data = "남\n".encode() + "여\n".encode("cp949") + "남\n".encode()
    assert read(data)[0] == ["남", "not_decodable", "남"]


def test_an_encoding_that_is_named_is_believed() -> None:
    assert read("남\n".encode("cp949"), "euc-kr") == (["남"], [])
    assert read("남\n".encode("utf-16"), "utf-16", piece=100) == (["남"], [])
    assert read("é\n".encode("latin-1"), "latin-1") == (["é"], [])
    for unknown in ("klingon", "base64"):
        with pytest.raises(UnknownEncoding):
            read(b"a\n", unknown)


def test_broken_utf_16_costs_its_line_alone() -> None:
    data = "a\n".encode("utf-16") + b"\x00\xd8" + "b\nc\n".encode("utf-16-le")
    assert read(data, piece=100)[0] == ["a", "not_decodable", "c"]


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_lines_end_as_on_any_system(end: bytes) -> None:
    data = end.join([b"a", b"", b"b"])
    assert read(data, piece=100)[0] == ["a", "", "b"]
    assert read(data + end, piece=100)[0] == ["a", "", "b"]


def test_a_nul_byte_is_told_and_costs_its_line_alone() -> None:
    assert read(b"a\nb\0c\nd\n", piece=100)[0] == ["a", "nul_byte", "d"]


def test_a_long_line_is_told_and_never_held() -> None:
    piece = b"x" * 65_536

    def pieces() -> Iterator[bytes]:
        yield b"a\n"
        for _ in range(160):  # 10 MB
            yield piece
        yield b"\nb\n"

    tracemalloc.start()
    found = [
        line.text if line.fault is None else line.fault.kind
        for line in lines_of(pieces(), lambda *_, **__: None)
    ]
    peak_bytes = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found == ["a", "line_too_long", "b"]
    assert peak_bytes < 6 * LONGEST_BYTES


def test_numbers_count_every_line() -> None:
    found = lines_of([b"a\n\n" + b"x" * (LONGEST_BYTES + 1) + b"\nb"], lambda *_, **__: None)
    assert [line.number for line in found] == [1, 2, 3, 4]


def test_nothing_has_no_lines() -> None:
    assert read(b"") == ([], [])
