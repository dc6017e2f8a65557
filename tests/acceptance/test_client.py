"""The client against the running system, by either of its two forms."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from client import (
    Answer,
    AsyncPalja,
    AttemptEvent,
    Birth,
    CompletedEvent,
    Forbidden,
    InvalidRequest,
    Job,
    JobEnded,
    JobNotFound,
    Palja,
    Question,
    RateLimited,
    StatusEvent,
    StillOpen,
    TextEvent,
    Unauthenticated,
)
from tests.acceptance.processes import wait_until
from tests.acceptance.questions import FIRST_BIRTH
from tests.acceptance.stack import ROOT, Stack, running
from tests.fakes.behaviours import Answer as Written
from tests.fakes.provider import FakeProvider

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.acceptance.conftest import Question as NewQuestion
    from tests.acceptance.keys import Keys

BACK_S = 30.0


def url_of(stack: Stack) -> str:
    return f"http://127.0.0.1:{stack.caller.port}"


@pytest.fixture
def palja(stack: Stack) -> Iterator[Palja]:
    with Palja(url_of(stack)) as client:
        yield client


@pytest.fixture(scope="module")
def _own_provider() -> Iterator[FakeProvider]:
    with FakeProvider() as provider:
        yield provider


@pytest.fixture(scope="module")
def mortal(_own_provider: FakeProvider) -> Iterator[Stack]:
    """A system whose gateway may be killed."""
    with running(_own_provider) as stack:
        yield stack


@pytest.fixture
def own_provider(_own_provider: FakeProvider) -> Iterator[FakeProvider]:
    _own_provider.reset()
    yield _own_provider
    _own_provider.reset()


def test_a_question_is_read_and_known_from_then_on(
    palja: Palja, provider: FakeProvider, new_question: NewQuestion
) -> None:
    question = new_question()

    answer, again = palja.read(question), palja.generate(question)

    assert (answer.model_used, answer.cache_hit) == ("openai", False)
    assert answer.response is not None
    assert all(section.text in answer.response for section in answer.sections)
    assert answer.usage.input_tokens > 0
    assert answer.attempts[-1].outcome == "ok"
    assert isinstance(again, Answer)
    assert (again.cache_hit, again.response) == (True, answer.response)
    assert len(provider.calls) == 1


def test_the_program_in_the_readme_runs(
    stack: Stack, provider: FakeProvider, capsys: pytest.CaptureFixture[str]
) -> None:
    provider.answer_with(Written(first_s=0.3, pace_s=0.2))
    section = (ROOT / "README.md").read_text("utf-8").partition("## From a program")[2]
    program = section.partition("```python\n")[2].partition("```")[0]
    exec(program.replace("http://127.0.0.1:8001", url_of(stack)), {})  # noqa: S102 - that is the test

    assert capsys.readouterr().out.startswith("기묘 openai ")


def test_a_question_as_a_value_has_its_chart(palja: Palja) -> None:
    birth = Birth(year=1990, month=3, day=15, hour=14, minute=30, gender="남성")
    answer = palja.generate(Question(birth=birth, service_type="saju_calculation"))

    assert isinstance(answer, Answer)
    assert [answer.chart[f"{name}_pillar"] for name in ("year", "month", "day", "hour")] == [
        "경오", "기묘", "기묘", "신미",
    ]  # fmt: skip


def test_a_job_is_there_before_its_words_and_can_be_withdrawn(
    palja: Palja, provider: FakeProvider, new_question: NewQuestion
) -> None:
    provider.hold()
    job = palja.generate(new_question())
    assert isinstance(job, Job)
    assert job.chart is not None
    assert not palja.job(job.job_id).finished
    with pytest.raises(StillOpen):
        palja.wait(job.job_id, timeout_s=0.3)

    assert palja.cancel(job.job_id) == "cancelled"
    with pytest.raises(JobEnded, match="was cancelled"):
        palja.wait(job.job_id)
    assert palja.cancel(job.job_id) is None
    with pytest.raises(JobNotFound):
        palja.job(job.job_id)


def test_a_question_that_is_sent_twice_under_one_key_is_one_job(
    palja: Palja, provider: FakeProvider, new_question: NewQuestion
) -> None:
    provider.hold()
    question = new_question()
    one, other = (palja.generate(question, idempotency_key="twice") for _ in range(2))

    assert isinstance(one, Job)
    assert one == other
    with pytest.raises(InvalidRequest, match="idempotency_conflict"):
        palja.generate(new_question(), idempotency_key="twice")


def test_a_job_is_followed_to_its_end(
    palja: Palja, provider: FakeProvider, new_question: NewQuestion
) -> None:
    provider.hold(Written(first_s=0.3, pace_s=0.2))
    job = palja.generate(new_question())
    assert isinstance(job, Job)
    found: list[Any] = []
    for event in palja.events(job.job_id):
        found.append(event)
        if isinstance(event, StatusEvent) and event.status == "running":
            provider.release()

    kinds = [type(event) for event in found]
    assert kinds[0] is StatusEvent
    assert kinds[-1] is CompletedEvent
    assert AttemptEvent in kinds
    pieces = [event for event in found if isinstance(event, TextEvent)]
    assert "".join(piece.text for piece in pieces)
    assert found[-1].answer == palja.job(job.job_id).answer


def test_a_job_that_is_not_known_cannot_be_followed(palja: Palja) -> None:
    with pytest.raises(JobNotFound):
        next(palja.events("no-such-job"))


def test_a_batch_has_answers_jobs_and_problems(palja: Palja, new_question: NewQuestion) -> None:
    known = new_question()
    palja.read(known)
    rows = palja.batch(
        [known, new_question(), {"birth_info": {"year": 1990, "month": 2, "day": 30}}]
    )

    assert [row.index for row in rows] == [0, 1, 2]
    assert rows[0].answer is not None
    assert rows[0].answer.cache_hit
    assert rows[1].job_id is not None
    assert palja.wait(rows[1].job_id).model_used == "openai"
    assert rows[2].problem is not None
    assert rows[2].problem.errors[0].field == "birth_info.day"


def test_it_is_looked_up_what_is_known_and_nothing_asked_by_it(
    palja: Palja, provider: FakeProvider, new_question: NewQuestion
) -> None:
    known, unknown = new_question(), new_question()
    palja.read(known)
    calls, questions = len(provider.calls), palja.stats().total_requests

    rows = palja.known([known, unknown, {"birth_info": {}}])

    assert [row.known for row in rows] == ["fresh", "no", None]
    assert rows[2].problem is not None
    assert len(provider.calls) == calls
    assert palja.stats().total_requests == questions


def test_a_chart_from_elsewhere_is_inspected(palja: Palja) -> None:
    claimed = {"year_pillar": "경오", "month_pillar": "정묘"}
    found = palja.inspect({"birth_info": FIRST_BIRTH, "saju_result": claimed})

    assert (found.verdict, found.judged) == ("incorrect", 2)
    assert [(one.field, one.expected) for one in found.findings] == [("month_pillar", "기묘")]


def test_a_text_is_reviewed_by_a_model_at_once_or_by_a_job(palja: Palja) -> None:
    text = {"birth_info": FIRST_BIRTH, "reading": "당신의 일주는 기묘입니다.", "ai_review": True}
    queued = palja.inspect(text)
    assert queued.verdict == "correct"
    assert queued.job_id is not None
    review = palja.wait(queued.job_id)
    assert review.response

    waited = palja.inspect({**text, "reading": "화가 없는 사주입니다."}, wait_s=20)
    assert waited.verdict == "incorrect"
    assert waited.findings[0].quote == "화가 없는"
    assert waited.review is not None
    assert waited.review["response"]


def test_every_field_that_is_wrong_is_told_in_the_language_that_was_chosen(stack: Stack) -> None:
    wrong = {"birth_info": {"year": 1990, "month": 13, "day": 1}, "language": "fr"}
    with Palja(url_of(stack), language="ko") as palja, pytest.raises(InvalidRequest) as caught:
        palja.generate(wrong)

    assert {error.field for error in caught.value.errors} == {"birth_info.month", "language"}
    assert any("가" <= sign <= "힣" for sign in caught.value.errors[0].message)
    assert caught.value.request_id


def test_figures_and_the_switch(palja: Palja, new_question: NewQuestion) -> None:
    palja.read(new_question())
    wait_until(lambda: palja.stats().latency["jobs"].count > 0, BACK_S, "the job is counted")
    figures = palja.stats()

    assert {process.kind for process in figures.processes} == {"gateway", "worker"}
    assert figures.targets["hit_ratio"] == 0.85
    assert "openai" in figures.models_available
    switch = palja.toggle(enabled=True)
    assert switch.enabled


def test_many_are_read_at_once_over_a_few_connections(
    stack: Stack, new_question: NewQuestion
) -> None:
    questions = [new_question() for _ in range(40)]

    async def read_all() -> list[Answer]:
        async with AsyncPalja(url_of(stack), connections=8) as palja:
            return await asyncio.gather(*map(palja.read, questions))

    answers = asyncio.run(read_all())
    assert {answer.model_used for answer in answers} == {"openai"}


def test_who_waits_while_the_gateway_dies_gets_the_answer(
    mortal: Stack, own_provider: FakeProvider, new_question: NewQuestion
) -> None:
    """`read`: the cut is in the midst of `Prefer: wait`, and the question goes out again."""
    own_provider.hold()

    async def read() -> Answer:
        async with AsyncPalja(url_of(mortal)) as palja:
            reading = asyncio.create_task(palja.read(new_question(), timeout_s=60))
            await asyncio.to_thread(own_provider.wait_for_calls, 1)
            mortal.kill(mortal.gateways())
            await asyncio.to_thread(wait_until, lambda: _answers(mortal), BACK_S, "it is back")
            own_provider.release()
            return await reading

    assert asyncio.run(read()).model_used == "openai"
    assert len(own_provider.calls) == 1


def test_who_follows_while_the_gateway_dies_goes_on_where_he_was(
    mortal: Stack, own_provider: FakeProvider, new_question: NewQuestion
) -> None:
    own_provider.hold()

    async def follow() -> list[Any]:
        found = []
        async with AsyncPalja(url_of(mortal)) as palja:
            job = await palja.generate(new_question())
            assert isinstance(job, Job)
            async for event in palja.events(job.job_id):
                found.append(event)
                if isinstance(event, StatusEvent) and event.status == "running":
                    mortal.kill(mortal.gateways())
                    await asyncio.to_thread(
                        wait_until, lambda: _answers(mortal), BACK_S, "it is back"
                    )
                    own_provider.release()
        return found

    found = asyncio.run(follow())
    assert [event.status for event in found if isinstance(event, StatusEvent)].count("running") == 1
    assert isinstance(found[-1], CompletedEvent)
    assert len(own_provider.calls) == 1


def _answers(stack: Stack) -> bool:
    try:
        return stack.caller.get("/health/live").status == 200
    except OSError:
        return False


def test_keys_scopes_and_limits_are_errors_of_their_own(keys: Keys) -> None:
    keys.add("reader", "read")
    reader = keys.made[-1]
    keys.add("shop", "submit", "read")
    shop = keys.made[-1]
    with running(PALJA_API_KEYS_FILE=str(keys.path), PALJA_RATE_LIMIT="3/minute") as guarded:
        url = url_of(guarded)
        with Palja(url) as palja, pytest.raises(Unauthenticated):
            palja.stats()
        with Palja(url, key=reader) as palja:
            with pytest.raises(Forbidden, match="submit"):
                palja.generate({"birth_info": FIRST_BIRTH})
            assert palja.stats().raw
        with Palja(url, key=shop) as palja:
            for _ in range(3):
                palja.stats()
            with pytest.raises(RateLimited) as caught:
                palja.stats(patience_s=5)
            assert 5 < (caught.value.retry_after_s or 0) <= 20
