"""The command's words, before anybody is asked."""

from __future__ import annotations

from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from scripts.batch.opening import rows_in
from scripts.batch.paths import Paths
from scripts.batch.results.journal import Journal, Written
from scripts.batch.told import UnreadableInput
from scripts.batch.wishes import Wishes
from scripts.cli import app
from tests.fakes.gateway import FakeGateway, problem
from tests.fakes.wire import Reply


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("births.csv").write_text("생년월일\n1990-03-15\n", "utf-8")


def ended(*words: str) -> Result:
    return CliRunner().invoke(app, ("batch", *words, "--language", "en"))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("none.csv",), "none.csv: No such file"),
        ((".",), ".: Is a directory"),
        (("births.csv", "--format", "xml"), "--format is csv or jsonl"),
        (("births.csv", "--encoding", "klingon"), "nobody knows klingon"),
        (("births.csv", "--columns", "id"), "--columns goes with --csv"),
        (("births.csv", "--csv", "--columns", "id,name"), "no column name"),
        (("births.csv", "--service", "taxes"), "--service: 'taxes' is none"),
        (("births.csv", "--reading-language", "fr"), "--reading-language: 'fr' is none"),
        (("births.csv", "--resume"), "nothing to resume"),
        (("births.csv", "--resume", "--overwrite"), "--resume goes with"),
        (("births.csv", "--resume", "-o", "-"), "--resume goes with"),
        (("births.csv", "-o", "no/such/folder.jsonl"), "cannot be written"),
        (("births.csv", "--url", "ftp://example"), "ftp://example"),
        (("births.csv", "--key-file", "none"), "--key-file"),
    ],
)
def test_wrong_words_are_one_line_and_nothing_is_written(words: tuple[str, ...], said: str) -> None:
    result = ended(*words)
    assert result.exit_code == 2, result.output
    assert said in result.output
    assert len(result.output.splitlines()) == 1
    assert [path.name for path in Path().iterdir()] == ["births.csv"]


def test_a_language_that_is_none_is_told() -> None:
    result = CliRunner().invoke(app, ("batch", "births.csv", "--language", "fr"))
    assert (result.exit_code, "--language: 'fr' is none" in result.output) == (2, True)


def test_results_that_are_there_are_neither_replaced_nor_gone_on_with_unasked() -> None:
    Path("births.results.jsonl").write_text("mine\n")
    result = ended("births.csv")
    assert (result.exit_code, "--overwrite" in result.output) == (2, True)
    assert Path("births.results.jsonl").read_text() == "mine\n"


def test_a_run_that_asked_nothing_does_not_stand_in_the_next_ones_way() -> None:
    with FakeGateway() as gateway:
        page = Reply(401, b"<html>", "text/html")
        gateway.script([problem(401, "unauthenticated"), page, problem(403, "scope_missing")])
        refused, no_gateway, again = (ended("births.csv", "--url", gateway.url) for _ in range(3))
    assert (refused.exit_code, no_gateway.exit_code, again.exit_code) == (3, 2, 3)
    [line] = no_gateway.output.splitlines()
    assert "answers 401 (text/html)" in line
    assert "is there already" not in again.output


def test_wrong_words_are_told_before_what_is_there() -> None:
    Path("births.results.jsonl").write_text("mine\n")
    assert "--service: 'taxes' is none" in ended("births.csv", "--service", "taxes").output
    assert "klingon" in ended("births.csv", "--encoding", "klingon").output
    assert "is there already" in ended("births.csv").output


@pytest.mark.parametrize("noted", ["asked", "written", "results", "no journal"])
def test_what_a_run_has_begun_is_not_taken_over(noted: str) -> None:
    path = Path("births.results.journal")
    with closing(Journal.create(path, batch="b", form="jsonl")) as journal:
        if noted == "asked":
            journal.note_call("a-call", [0], 1, "digest")
        if noted == "written":
            journal.note_written(Written(rows=1), 1, "digest")
    if noted == "results":
        Path("births.results.jsonl").write_text("mine\n")
    if noted == "no journal":
        path.write_text("mine\n")
    before = path.read_bytes()
    result = ended("births.csv")
    assert (result.exit_code, "is there already" in result.output) == (2, True), result.output
    assert path.read_bytes() == before


def test_a_run_that_waits_for_its_gateway_is_not_taken_over() -> None:
    with closing(Journal.create(Path("births.results.journal"), batch="b", form="jsonl")):
        result = ended("births.csv")
    assert (result.exit_code, "is locked" in result.output) == (2, True), result.output


def test_a_standard_input_that_is_closed_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", None)
    with pytest.raises(UnreadableInput):
        Wishes(source="-", output="out.jsonl").paths  # noqa: B018 - it is the asking that fails


@pytest.mark.parametrize(
    ("source", "output"),
    [
        ("births.jsonl", "births.jsonl"),
        ("births.jsonl", "./link.jsonl"),
        ("births.bad.jsonl", "births.jsonl"),  # the bad rows of a run before, mended
    ],
)
@pytest.mark.parametrize("wish", ["--overwrite", "--dry-run", "--resume"])
def test_the_input_is_not_written_over(source: str, output: str, wish: str) -> None:
    Path(source).write_text('{"year": 1990, "month": 3, "day": 15}\n')
    Path("link.jsonl").symlink_to("births.jsonl")
    result = ended(source, "-o", output, wish)
    assert (result.exit_code, "is the input" in result.output) == (2, True), result.output
    assert Path(source).read_text() == '{"year": 1990, "month": 3, "day": 15}\n'


def test_another_form_does_not_go_on_with_results() -> None:
    Journal.create(Path("births.results.journal"), batch="b", form="jsonl").close()
    result = ended("births.csv", "-o", "births.results.csv", "--csv", "--resume")
    assert (result.exit_code, "begun as jsonl" in result.output) == (2, True)


@pytest.mark.parametrize(
    ("source", "output", "csv", "names"),
    [
        ("a/births.csv", None, False, "a/births.results"),
        ("births.jsonl", None, False, "births.results"),
        ("births", None, False, "births.results"),
        ("births.csv", "out.jsonl", False, "out"),
        ("-", "out.csv", True, "out"),
        ("births.csv", "answers", False, "answers"),
    ],
)
def test_what_belongs_together_stands_together(
    source: str,
    output: str | None,
    csv: bool,  # noqa: FBT001 - pytest passes it
    names: str,
) -> None:
    paths = Paths.of(source, output, csv=csv)
    assert paths is not None
    assert str(paths.bad) == f"{names}.bad.jsonl"
    assert str(paths.journal) == f"{names}.journal"


def test_standard_output_has_nothing_beside_it() -> None:
    assert Paths.of("-", None, csv=False) is None
    assert Paths.of("births.csv", "-", csv=True) is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("생년월일\n1990-03-15\n1990-03-16\n", 2),
        ("생년월일\n1990-03-15\n1990-03-16", 2),
        ("\n생년월일\n1990-03-15\n", 1),
        ("생년월일\n", 0),
        ('{"year": 1990, "month": 3, "day": 15}\n', 1),
    ],
)
def test_how_many_rows_there_may_be_is_known_from_the_first(text: str, number: int) -> None:
    Path("births.csv").write_text(text, "utf-8")
    with ExitStack() as files:
        rows, found = rows_in(Wishes(source="births.csv"), lambda *_, **__: None, files)
        assert (found, len(list(rows))) == (number, number)
