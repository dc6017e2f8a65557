"""Results in order, as JSONL and CSV, and the bad rows beside them."""

from __future__ import annotations

import csv
import io
import json
import resource
from typing import TYPE_CHECKING, Any

import pytest

from scripts.batch.results.files import Results, opened
from scripts.batch.results.forms import COLUMNS, Csv, Form, JsonLines
from scripts.batch.results.journal import Journal, Written
from scripts.batch.results.not_writable import NotWritable
from scripts.batch.results.outcome import Outcome
from scripts.batch.rows.row import Row
from scripts.batch.told import OutputRefused

if TYPE_CHECKING:
    from pathlib import Path

RESULT: dict[str, Any] = {
    "chart": {"year_pillar": "경오", "month_pillar": "기묘", "ilgan": "기", "hour_pillar": None},
    "response": '첫 줄\n"둘째", 줄',
    "model_used": "openai",
    "cache_hit": False,
    "fallback_used": False,
    "usage": {"cost_usd": 0.5},
    "job_id": "j",
}
GOOD = Outcome("completed", RESULT)
BAD = Outcome.of_faults(({"field": "성별", "problem": "모르는 말", "example": "남성"},), "bad")


def row(index: int, **more: Any) -> Row:
    return Row(index, index + 2, f"id{index}", {"birth_info": {}}, **more)


class Files:
    """The two files in a folder, and what stands in them."""

    def __init__(self, folder: Path, form: Form, written: Written | None = None) -> None:
        written = written or Written()
        self.paths = [folder / "r", folder / "r.bad"]
        self._files = [
            opened(path, size)
            for path, size in zip(
                self.paths, (written.result_bytes, written.bad_bytes), strict=True
            )
        ]
        self.results = Results(self._files[0], self._files[1], form, written)

    def texts(self) -> list[str]:
        self.results.save(None, 0, "")
        return [path.read_text("utf-8") for path in self.paths]

    def close(self) -> None:
        for file in self._files:
            file.close()


def test_rows_are_written_in_order_whatever_order_they_end_in(tmp_path: Path) -> None:
    files = Files(tmp_path, JsonLines())
    for index in (2, 0, 3, 1):
        files.results.put(row(index), GOOD)
        assert files.results.turn + files.results.held == {2: 1, 0: 2, 3: 3, 1: 4}[index]
    lines = [json.loads(line) for line in files.texts()[0].splitlines()]
    assert [line["index"] for line in lines] == [0, 1, 2, 3]
    assert lines[0] == {
        "index": 0,
        "line": 2,
        "id": "id0",
        "status": "completed",
        "result": RESULT,
        "problem": None,
    }
    files.close()


def test_a_bad_row_has_its_line_among_the_results_and_its_reasons_beside_them(
    tmp_path: Path,
) -> None:
    files = Files(tmp_path, JsonLines())
    files.results.put(Row(0, 2, None, None, (), "x,y"), BAD)
    files.results.put(row(1), GOOD)
    results, bad = files.texts()
    assert [json.loads(line)["status"] for line in results.splitlines()] == ["invalid", "completed"]
    assert json.loads(bad) == {
        "line": 2,
        "index": 0,
        "id": None,
        "errors": [{"field": "성별", "problem": "모르는 말", "example": "남성"}],
        "text": "x,y",
    }
    assert files.results.written.tally.unanswered == 1
    files.close()


def test_csv_is_flat_and_opens_in_a_spreadsheet(tmp_path: Path) -> None:
    files = Files(tmp_path, Csv())
    files.results.put(row(0), GOOD)
    files.results.put(row(1), BAD)
    files.results.save(None, 0, "")
    data = files.paths[0].read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")  # without it Excel takes UTF-8 for the system's own
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert tuple(rows[0]) == COLUMNS
    assert rows[0]["response"] == RESULT["response"]
    assert (rows[0]["year_pillar"], rows[0]["hour_pillar"]) == ("경오", "")
    assert (rows[0]["cache_hit"], rows[0]["cost_usd"]) == ("false", "0.5")
    assert (rows[1]["status"], rows[1]["problem"]) == ("invalid", "성별: 모르는 말")
    files.close()


def test_columns_may_be_chosen(tmp_path: Path) -> None:
    files = Files(tmp_path, Csv(["id", "ilgan"]))
    files.results.put(row(0), GOOD)
    assert files.texts()[0] == "\ufeffid,ilgan\nid0,기\n"  # read with universal newlines
    files.close()


def test_what_nobody_has_noted_is_cut_off_and_written_again(tmp_path: Path) -> None:
    files = Files(tmp_path, Csv())
    files.results.put(row(0), GOOD)
    journal = Journal.create(tmp_path / "j", batch="b", form="csv")
    files.results.save(journal, 1, "")
    whole = files.paths[0].read_bytes()
    files.results.put(row(1), GOOD)
    files.close()  # it reaches the disk, and the journal does not hear of it
    assert files.paths[0].stat().st_size > len(whole)

    again = Files(tmp_path, Csv(), journal.written)
    assert files.paths[0].read_bytes() == whole
    again.results.put(row(1), GOOD)
    rows = list(csv.DictReader(io.StringIO(again.texts()[0].lstrip("\ufeff"), newline="")))
    assert [one["index"] for one in rows] == ["0", "1"]
    again.close()
    journal.close()


def test_a_file_that_somebody_has_shortened_is_not_gone_on_with(tmp_path: Path) -> None:
    (tmp_path / "r").write_bytes(b"12345")
    with pytest.raises(OutputRefused, match="results_changed"):
        opened(tmp_path / "r", 6)


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotWritable) as caught:
        opened(tmp_path / "none" / "r", 0)
    assert caught.value.reason == "No such file or directory"


def test_a_full_disk_is_told_with_the_file(tmp_path: Path) -> None:
    files = Files(tmp_path, JsonLines())
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))
    try:
        files.results.put(row(0), GOOD)  # which lies in the file's buffer
        with pytest.raises(NotWritable) as caught:
            files.results.save(None, 1, "")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert caught.value.path == str(files.paths[0])
    files.close()
