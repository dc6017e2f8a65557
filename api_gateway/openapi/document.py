"""The OpenAPI document: built from the models that requests are read with and answers are held to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from api_gateway.items import MAX_ITEMS
from api_gateway.languages import LANGUAGES
from api_gateway.openapi import almanac, answers, history, inspection, statistics
from api_gateway.openapi.callbacks import callbacks
from api_gateway.openapi.enumerations import named
from api_gateway.openapi.gate import SECURITY_SCHEMES, gated
from shared.contracts.inspections import InspectionRequest
from shared.contracts.requests import ReadingRequest
from shared.contracts.switching import SwitchRequest

_REF = "#/components/schemas/{model}"
_ANSWERS: tuple[type[BaseModel], ...] = (
    answers.CompletedAnswer,
    answers.QueuedAnswer,
    inspection.InspectionAnswer,
    inspection.QueuedInspection,
    answers.FinishedJob,
    answers.FailedJob,
    answers.OpenJob,
    answers.StatusEvent,
    answers.TextEvent,
    answers.WithdrawnJob,
    answers.Live,
    answers.Ready,
    answers.BatchAnswer,
    answers.KnownAnswer,
    answers.ProblemBody,
    almanac.AlmanacAnswer,
    statistics.StatsAnswer,
    statistics.ComprehensiveStatsAnswer,
    history.HistoryAnswer,
    statistics.SwitchAnswer,
    statistics.ClearedAnswer,
)
_REQUESTS: tuple[type[BaseModel], ...] = (ReadingRequest, InspectionRequest, SwitchRequest)
_PROBLEMS = {
    400: "the body is no JSON, or what was sent is no HTTP",
    401: "there is no valid API key; never while the gateway is open",
    403: "the key lacks the scope, or the request comes from another site",
    404: "no such job",
    406: "answers are application/json",
    408: "the rest of the request did not come in time",
    409: "another request came with this Idempotency-Key",
    413: "the body is larger than 64 KiB, or than 1 MiB for a batch",
    414: "the address is longer than 8 KiB",
    422: "fields are wrong; every one is told",
    429: "too many requests, or callbacks to come; see the Retry-After header",
    431: "the headers are larger than 32 KiB",
    503: "the queue is full, or the store is away",
}
_JOB_ID = {
    "name": "job_id",
    "in": "path",
    "required": True,
    "schema": {"type": "string"},
}
_WAIT = {
    "name": "wait",
    "in": "query",
    "description": "seconds to wait for the job's end, at most 30",
    "schema": {"type": "number", "minimum": 0},
}
_PREFER = {
    "name": "Prefer",
    "in": "header",
    "description": "`wait=10` holds the answer up to so many seconds, at most 30 (RFC 7240)",
    "schema": {"type": "string"},
    "example": "wait=10",
}


def openapi_document() -> bytes:
    """The whole document as JSON."""
    _, schemas = models_json_schema(
        [
            *((model, "validation") for model in _REQUESTS),
            *((model, "serialization") for model in _ANSWERS),
        ],
        ref_template=_REF,
    )
    return _gated(
        {
            "openapi": "3.1.0",
            "info": {
                "title": "Palja",
                "version": "0.1.0",
                "description": "Saju (사주) charts, exact and at once, and readings from a queue.",
            },
            "paths": {
                "/admin-api/saju/ai-generate": {"post": _generate("generate")},
                "/admin-api/saju/ai-generate/batch": {"post": _generate_batch()},
                "/admin-api/saju/ai-known": {"post": _known()},
                "/admin-api/saju/ai": {"post": _generate("generateByOldPath")},
                "/admin-api/saju/ai-inspect": {"post": _inspect()},
                "/admin-api/saju/jobs/{job_id}": {"get": _read_job(), "delete": _withdraw_job()},
                "/admin-api/saju/jobs/{job_id}/events": {"get": _follow_job()},
                "/admin-api/saju/calendar": {"get": _almanac()},
                "/admin-api/ai/stats": {"get": _stats("stats", statistics.StatsAnswer)},
                "/admin-api/ai/stats/comprehensive": {
                    "get": _stats("comprehensiveStats", statistics.ComprehensiveStatsAnswer)
                },
                "/admin-api/ai/stats/history": {
                    "get": _stats("statsHistory", history.HistoryAnswer)
                },
                "/admin-api/ai/optimization/toggle": {"post": _toggle()},
                "/admin-api/ai/cache/clear": {"post": _clear_cache()},
                "/metrics": {"get": _metrics()},
                "/health/live": {"get": _health("live", {200: answers.Live})},
                "/health/ready": {
                    "get": _health("ready", {200: answers.Ready, 503: answers.Ready})
                },
            },
            "components": {
                "schemas": named(schemas["$defs"]),
                "securitySchemes": SECURITY_SCHEMES,
            },
        }
    )


def _gated(document: dict[str, Any]) -> bytes:
    return orjson.dumps({**document, "paths": gated(document["paths"], _problems)})


def _queued(description: str, model: type[BaseModel]) -> dict[str, Any]:
    queued = _answer(description, model)
    queued["headers"] = {
        "Location": {"schema": {"type": "string"}},
        "Retry-After": {"schema": {"type": "integer"}},
    }
    queued["links"] = {
        name: {"operationId": name, "parameters": {"job_id": "$response.body#/job_id"}}
        for name in ("readJob", "followJob", "withdrawJob")
    }
    return queued


def _generate(name: str) -> dict[str, Any]:
    return {
        "operationId": name,
        "summary": "Ask for a chart, and for a reading of it",
        "parameters": [_PREFER],
        "requestBody": _body(
            _ref(ReadingRequest),
            examples={
                name: {"value": question} for name, question in answers.example_questions().items()
            },
        ),
        "responses": {
            "200": _answer("a known answer, or one that needs no queue", answers.CompletedAnswer),
            "202": _queued("the exact chart at once, the words later", answers.QueuedAnswer),
            **_problems(413, 422, 503),
        },
        "callbacks": callbacks(_one_of(answers.FinishedJob, answers.FailedJob, answers.OpenJob)),
    }


def _items_body() -> dict[str, Any]:
    items = {"type": "array", "maxItems": MAX_ITEMS, "items": _ref(ReadingRequest)}
    questions = answers.example_questions()
    return _body(
        {
            "type": "object",
            "additionalProperties": False,
            "required": ["items"],
            "properties": {"items": items},
        },
        examples={"two": {"value": {"items": [*questions.values()][:2]}}},
    )


def _known() -> dict[str, Any]:
    return {
        "operationId": "known",
        "summary": "Look which questions a cache can answer; none is asked by it",
        "requestBody": _items_body(),
        "responses": {
            "200": _answer("one row an item, in order", answers.KnownAnswer),
            **_problems(413, 422),
        },
    }


def _generate_batch() -> dict[str, Any]:
    return {
        "operationId": "generateBatch",
        "summary": "Ask for many readings, of low priority unless an item says otherwise",
        "description": "Each item may have a `callback_url` of its own, see `ai-generate`.",
        "requestBody": _items_body(),
        "responses": {
            "200": _answer("one row an item, in order", answers.BatchAnswer),
            **_problems(413, 422),
        },
    }


def _inspect() -> dict[str, Any]:
    return {
        "operationId": "inspect",
        "summary": "Hold a chart, or a text about one, against the exact chart",
        "description": "`saju_result`, `reading` or both are needed. What `saju_result` does not "
        "name is not judged, and what in it cannot be read is false. With `ai_review: true` "
        "a model reviews `reading`, too, through the queue as a reading is written. The text goes to "
        "that model as it is, so it should not tell more of a person than it must.",
        "parameters": [_PREFER],
        "requestBody": _body(_ref(InspectionRequest), examples=inspection.EXAMPLES),
        "responses": {
            "200": _answer("verdict, score and findings, at once", inspection.InspectionAnswer),
            "202": _queued("the inspection at once, the review later", inspection.QueuedInspection),
            **_problems(413, 422, 503),
        },
    }


def _read_job() -> dict[str, Any]:
    return {
        "operationId": "readJob",
        "summary": "Look at a job, or wait for its end",
        "parameters": [_JOB_ID, _WAIT],
        "responses": {
            "200": _answer(
                "what the job is so far",
                answers.FinishedJob,
                answers.FailedJob,
                answers.OpenJob,
            ),
            **_problems(404, 422, 503),
        },
    }


def _follow_job() -> dict[str, Any]:
    events: dict[str, list[type[BaseModel]]] = {
        "status": [answers.StatusEvent, answers.FailedJob, answers.OpenJob],
        "attempt": [answers.AttemptRow],
        "text": [answers.TextEvent],
        "completed": [answers.FinishedJob],
        "problem": [answers.ProblemBody],
    }
    last_id = {
        "name": "Last-Event-ID",
        "in": "header",
        "description": "the last event seen: attempts and texts since then are told again",
        "schema": {"type": "string"},
    }
    return {
        "operationId": "followJob",
        "summary": "Follow a job: server-sent events until its end",
        "description": "The last event is `completed`, or the `status` of a job that has failed or "
        "was cancelled, or `problem` where the job is gone without an end; close the stream then. A "
        "comment comes after 15 s of silence.",
        "parameters": [_JOB_ID, last_id],
        "responses": {
            "200": {
                "description": "the job's events; each one's data is an object as said here",
                "content": {
                    "text/event-stream": {
                        "schema": {
                            "oneOf": [
                                *(_event(name, models) for name, models in events.items()),
                                {"type": "string", "description": "all of them, as they come"},
                            ]
                        },
                        "example": "event: status\nid: 1700000000000-0\n"
                        'data: {"status":"running","job_id":"4wVubNMZhBzKDzn0YEHxmg"}\n\n',
                    }
                },
            },
            **_problems(404, 503),
        },
    }


def _event(name: str, models: Sequence[type[BaseModel]]) -> dict[str, Any]:
    """One event of a stream, as its receiver has it."""
    refs = [_ref(model) for model in models]
    data = {
        "type": "string",
        "description": " or ".join(model.__name__ for model in models),
        "contentMediaType": "application/json",
        "contentSchema": refs[0] if len(refs) == 1 else {"anyOf": refs},
    }
    return {
        "title": f"{name.title()}News",
        "type": "object",
        "additionalProperties": False,
        "required": ["event", "data"],
        "properties": {"event": {"const": name}, "id": {"type": "string"}, "data": data},
    }


def _withdraw_job() -> dict[str, Any]:
    return {
        "operationId": "withdrawJob",
        "summary": "Take back one submit, or remove a finished job",
        "parameters": [_JOB_ID],
        "responses": {
            "200": _answer("the status after it", answers.WithdrawnJob),
            "204": {"description": "the record is removed"},
            **_problems(404, 503),
        },
    }


def _almanac() -> dict[str, Any]:
    found = _answer("the month; it may be kept for a day", almanac.AlmanacAnswer)
    found["headers"] = {name: {"schema": {"type": "string"}} for name in ("Cache-Control", "ETag")}
    return {
        "operationId": "calendar",
        "summary": "A month of the almanac (만세력): both calendars, day pillars, solar terms",
        "parameters": almanac.PARAMETERS,
        "responses": {
            "200": found,
            "304": {"description": "the month is the one that `If-None-Match` names"},
            **_problems(422),
        },
    }


def _stats(name: str, model: type[BaseModel]) -> dict[str, Any]:
    return {
        "operationId": name,
        "summary": "Figures of all processes",
        "responses": {
            "200": _answer("measured figures; null: never measured", model),
            **_problems(503),
        },
    }


def _toggle() -> dict[str, Any]:
    return {
        "operationId": "toggleOptimization",
        "summary": "Switch caches, joined questions and kept connections off or on",
        "requestBody": _body(_ref(SwitchRequest), example={"optimization_enabled": True}),
        "responses": {
            "200": _answer("what holds now, and since when", statistics.SwitchAnswer),
            **_problems(413, 422, 503),
        },
    }


def _clear_cache() -> dict[str, Any]:
    return {
        "operationId": "clearCache",
        "summary": "Forget all cached readings, in the store and in each process's memory",
        "description": "Memories follow within a second. Jobs, and what an `Idempotency-Key` repeats, "
        "stay.",
        "responses": {
            "200": _answer("how many readings the store has forgotten", statistics.ClearedAnswer),
            **_problems(413, 503),
        },
    }


def _metrics() -> dict[str, Any]:
    return {
        "operationId": "metrics",
        "summary": "The same figures for Prometheus; each gateway process tells those of all",
        "responses": {
            "200": {
                "description": "text, or OpenMetrics where that is preferred",
                "content": {"text/plain": {"schema": {"type": "string"}}},
            },
            **_problems(503),
        },
    }


def _health(name: str, by_status: dict[int, type[BaseModel]]) -> dict[str, Any]:
    return {
        "operationId": name,
        "summary": f"Is the gateway {name}?",
        "responses": {
            str(status): _answer(name if status == 200 else f"not {name} yet", model)
            for status, model in by_status.items()
        },
    }


def _body(schema: dict[str, Any], **examples: Any) -> dict[str, Any]:
    return {"required": True, "content": {"application/json": {"schema": schema, **examples}}}


def _answer(description: str, *models: type[BaseModel]) -> dict[str, Any]:
    schema = _one_of(*models)
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def _one_of(*models: type[BaseModel]) -> dict[str, Any]:
    refs = [_ref(model) for model in models]
    return refs[0] if len(refs) == 1 else {"oneOf": refs}


def _problems(*statuses: int) -> dict[str, Any]:
    return {
        str(status): {
            "description": _PROBLEMS[status],
            "headers": {"Content-Language": {"schema": {"enum": list(LANGUAGES)}}},
            "content": {"application/problem+json": {"schema": _ref(answers.ProblemBody)}},
        }
        for status in statuses
    }


def _ref(model: type[BaseModel]) -> dict[str, str]:
    return {"$ref": _REF.format(model=model.__name__)}
