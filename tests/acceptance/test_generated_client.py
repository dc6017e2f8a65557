"""A client made from the description alone, by somebody else's generator, does all that people do."""

from __future__ import annotations

import importlib
import os
import pkgutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

import attrs
import pytest
from httpx import Timeout

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

    from tests.acceptance.conftest import Question
    from tests.acceptance.stack import Stack
    from tests.fakes.provider import FakeProvider

PACKAGE = "palja_client"
BIN = Path(sys.executable).parent
UNTYPED = {
    "ComprehensiveFiguresBreakers.additional_properties",  # there are no breakers yet
}
RETURNS_ANY = {"calendar", "withdraw_job"}  # the generator's word for 304 and 204, without a body


@pytest.fixture(scope="module")
def package(_shared_stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    """The client as a package; the generator has nothing to say of the description."""
    folder = tmp_path_factory.mktemp("client")
    described = folder / "openapi.json"
    described.write_bytes(_shared_stack.caller.get("/openapi.json").raw)
    own = os.environ  # noqa: TID251 - PATH and the like
    done = subprocess.run(
        (
            *(str(BIN / "openapi-python-client"), "generate", "--path", str(described)),
            *("--meta", "none", "--output-path", str(folder / PACKAGE), "--fail-on-warning"),
        ),
        cwd=folder,
        env={**own, "PATH": f"{BIN}:{own['PATH']}"},  # it has its code formatted by ruff
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done
    assert "arning" not in done.stdout + done.stderr, done
    sys.path.insert(0, str(folder))
    yield importlib.import_module(PACKAGE)
    sys.path.remove(str(folder))
    for name in [name for name in sys.modules if name.split(".")[0] == PACKAGE]:
        del sys.modules[name]


class Calls:
    """The generated calls and models, by their names."""

    def __init__(self, client: Any) -> None:
        self.models: Any = importlib.import_module(f"{PACKAGE}.models")
        self._client = client

    def __getattr__(self, name: str) -> Any:
        call = importlib.import_module(f"{PACKAGE}.api.default.{name}").sync
        return lambda *args, **named: call(*args, client=self._client, **named)

    def question(self, question: dict[str, Any]) -> Any:
        return self.models.ReadingRequest(
            birth_info=self.models.BirthInfo.from_dict(question["birth_info"])
        )


@pytest.fixture
def calls(package: ModuleType, stack: Stack) -> Iterator[Calls]:
    address = f"http://127.0.0.1:{stack.caller.port}"
    with package.Client(
        base_url=address, raise_on_unexpected_status=True, timeout=Timeout(40.0)
    ) as client:
        yield Calls(client)


def test_a_question_is_asked_waited_for_and_known_from_then_on(
    calls: Calls, provider: FakeProvider, new_question: Question
) -> None:
    models = calls.models
    question = calls.question(new_question())
    provider.hold()
    queued = calls.generate(body=question)
    assert isinstance(queued, models.QueuedAnswer)
    assert isinstance(calls.read_job(queued.job_id), models.OpenJob)
    provider.release()

    job = calls.read_job(queued.job_id, wait=20)
    assert isinstance(job, models.FinishedJob)
    assert job.model_used is models.ModelUsed.OPENAI
    assert job.attempts[-1].outcome is models.Outcome.OK
    assert all(section.text in job.response for section in job.reading.sections)
    assert job.chart.pillars.day.hangul == queued.chart.day_pillar
    assert "event: completed" in calls.follow_job(queued.job_id)

    known = calls.generate(body=question, prefer="wait=5")
    assert isinstance(known, models.CompletedAnswer)
    assert known.cache_hit
    assert known.cache_level is models.CacheLevel.REDIS
    assert known.response == job.response
    assert known.created_at.tzinfo is not None
    assert calls.withdraw_job(queued.job_id) is None
    assert calls.read_job(queued.job_id).code == "job_not_found"


def test_a_wait_is_preferred_and_a_job_withdrawn(
    calls: Calls, provider: FakeProvider, new_question: Question
) -> None:
    models = calls.models
    done = calls.generate(body=calls.question(new_question()), prefer="wait=20")
    assert isinstance(done, models.CompletedAnswer)

    provider.hold()
    queued = calls.generate(body=calls.question(new_question()))
    withdrawn = calls.withdraw_job(queued.job_id)
    assert withdrawn.status is models.JobStatus.CANCELLED
    assert calls.read_job(queued.job_id).status is models.OpenStatus.CANCELLED


def test_a_chart_from_elsewhere_is_inspected(calls: Calls) -> None:
    models = calls.models
    birth = models.BirthInfo(
        year=1990, month=3, day=15, hour=14, minute=30, gender=models.GenderWord.MALE
    )
    found = calls.inspect(
        body=models.InspectionRequest(
            birth_info=birth,
            saju_result=models.ClaimedChart(year_pillar="경오", month_pillar="정묘"),
            reading="화가 없는 사주입니다.",
            options=models.Options(day_boundary=models.DayBoundary.MIDNIGHT),
        )
    )
    assert isinstance(found, models.InspectionAnswer)
    assert found.verdict is models.Verdict.INCORRECT
    claim, statement = found.findings
    assert (claim.field, claim.expected) == (models.ClaimedField.MONTH_PILLAR, "기묘")
    assert isinstance(statement, models.ReadingFinding)


def test_a_batch_has_a_row_for_each_item(calls: Calls, new_question: Question) -> None:
    models = calls.models
    items = [calls.question(new_question()) for _ in range(2)]
    items[0].service_type = models.ServiceType.SAJU_CALCULATION
    bad = calls.question({"birth_info": {"year": 1990, "month": 2, "day": 30}})
    answer = calls.generate_batch(body=models.GenerateBatchBody(items=[*items, bad]))
    chart, queued, refused = answer.items
    assert chart.result.chart.ilgan
    assert calls.read_job(queued.job_id, wait=20).reading
    assert refused.problem.errors[0].field == "birth_info.day"


def test_figures_and_the_switch(calls: Calls) -> None:
    models = calls.models
    calls.generate(body=calls.question({"birth_info": {"year": 1990, "month": 3, "day": 15}}))
    assert calls.stats().data.total_requests >= 1
    figures = calls.comprehensive_stats().data
    assert {row.kind for row in figures.processes} == {*models.ProcessKind}
    assert "palja_questions" in calls.metrics()
    state = calls.toggle_optimization(body=models.SwitchRequest(optimization_enabled=True))
    assert isinstance(state, models.SwitchAnswer)
    assert state.optimization_enabled
    assert calls.live().status == "live"
    assert calls.ready().degraded is False


def test_every_field_of_a_problem_is_typed(calls: Calls) -> None:
    models = calls.models
    problem = calls.generate(
        body=models.ReadingRequest(birth_info=models.BirthInfo(year=1990, month=2, day=30))
    )
    assert isinstance(problem, models.ProblemBody)
    assert (problem.status, problem.code) == (422, "invalid_birth_info")
    assert [row.field for row in problem.errors] == ["birth_info.day"]


def test_nothing_is_untyped_and_no_name_is_the_generators_own(package: ModuleType) -> None:
    models = importlib.import_module(f"{package.__name__}.models")
    kinds = {name: getattr(models, name) for name in models.__all__}
    untyped = {
        f"{name}.{field.name}"
        for name, kind in kinds.items()
        if attrs.has(kind)
        for field in attrs.fields(kind)
        if "Any" in str(field.type)
    }
    assert untyped <= UNTYPED
    invented = [name for name in kinds if "Type" in name and name != "ServiceType"]
    assert not [name for name in invented if not name.startswith("ClaimFindingRightUnder")]
    api = importlib.import_module(f"{PACKAGE}.api.default")
    names = {found.name for found in pkgutil.iter_modules(api.__path__)}
    assert {"generate", "read_job", "inspect", "generate_batch", "stats"} <= names
    for name in names:
        call = importlib.import_module(f"{PACKAGE}.api.default.{name}").sync
        returned = get_args(get_type_hints(call)["return"])
        assert (Any in returned) == (name in RETURNS_ANY)
