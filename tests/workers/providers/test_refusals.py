"""What the bodies of errors say that their statuses do not, in each provider's own words.

The bodies are those that the providers document, or that were seen from them.
"""

from __future__ import annotations

from typing import Any

import pytest

from shared.errors import (
    AnswerWithheld,
    ProviderDenied,
    ProviderError,
    ProviderExhausted,
    ProviderOverloaded,
    ProviderRefused,
)
from tests.fakes.behaviours import Refused, Status
from tests.fakes.provider import FakeProvider
from tests.workers.providers.calls import NAMES, Make, call, unheard

each = pytest.mark.parametrize("name", NAMES)
RPC = "type.googleapis.com/google.rpc"


async def failure(make: Make, name: str, *, streamed: bool = False) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        await make(name).ask(call(unheard if streamed else None))
    return caught.value


@each
@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
@pytest.mark.parametrize(
    ("why", "kind"),
    [
        ("busy", ProviderOverloaded),
        ("no_money", ProviderExhausted),
        ("bad_key", ProviderDenied),
        ("too_long", ProviderRefused),
        ("policy", AnswerWithheld),
    ],
)
async def test_a_reason_is_told_from_the_others_in_every_dialect(
    make: Make, provider: FakeProvider, name: str, *, why: Any, kind: type, streamed: bool
) -> None:
    provider.answer_with(Refused(why))

    assert type(await failure(make, name, streamed=streamed)) is kind


def openai(code: str | None, kind: str = "invalid_request_error") -> dict[str, Any]:
    return {"error": {"message": "…", "type": kind, "param": None, "code": code}}


def anthropic(kind: str, message: str = "…", code: str | None = None) -> dict[str, Any]:
    details = {} if code is None else {"details": {"error_code": code}}
    return {"type": "error", "error": {"type": kind, "message": message} | details}


def gemini(code: int, status: str, *details: dict[str, Any], message: str = "…") -> dict[str, Any]:
    error = {"code": code, "message": message, "status": status, "details": list(details)}
    return {"error": error}


def quota(quota_id: str, **more: str) -> dict[str, Any]:
    violation = {"quotaMetric": "generate_content_requests", "quotaId": quota_id, **more}
    return {"@type": f"{RPC}.QuotaFailure", "violations": [violation]}


def reason(word: str) -> dict[str, Any]:
    return {"@type": f"{RPC}.ErrorInfo", "reason": word, "domain": "googleapis.com"}


PER_MINUTE = "GenerateRequestsPerMinutePerProjectPerModel"
PER_DAY = "GenerateRequestsPerDayPerProjectPerModel-FreeTier"
RETRY = {"@type": f"{RPC}.RetryInfo", "retryDelay": "22s"}


@pytest.mark.parametrize(
    ("name", "status", "body", "kind"),
    [
        ("openai", 429, openai("insufficient_quota", "insufficient_quota"), ProviderExhausted),
        ("openai", 429, openai(None, "insufficient_quota"), ProviderExhausted),
        ("openai", 429, openai("organization_spend_limit_exceeded"), ProviderExhausted),
        ("openai", 429, openai("project_spend_limit_exceeded"), ProviderExhausted),
        ("openai", 400, openai("billing_hard_limit_reached"), ProviderExhausted),
        ("openai", 403, openai("insufficient_quota"), ProviderExhausted),
        ("openai", 503, openai("insufficient_quota"), ProviderExhausted),
        ("openai", 429, openai("rate_limit_exceeded", "tokens"), ProviderOverloaded),
        ("openai", 400, openai("invalid_prompt"), AnswerWithheld),
        ("openai", 400, openai("content_filter"), AnswerWithheld),
        ("openai", 400, openai("context_length_exceeded"), ProviderRefused),
        ("openai", 404, openai("model_not_found"), ProviderRefused),
        ("openai", 400, {"error": "model not found"}, ProviderRefused),
        ("openai", 400, {"detail": [{"msg": "…"}]}, ProviderRefused),
        (
            "anthropic",
            400,
            anthropic(
                "invalid_request_error",
                "Your credit balance is too low to access the Anthropic API. Please go to Plans &"
                " Billing to upgrade or purchase credits.",
            ),
            ProviderExhausted,
        ),
        (
            "anthropic",
            400,
            anthropic(
                "invalid_request_error",
                "You have reached your specified API usage limits. You will regain access on"
                " 2026-12-01 at 00:00 UTC.",
            ),
            ProviderExhausted,
        ),
        (
            "anthropic",
            400,
            anthropic(
                "invalid_request_error",
                "You have reached your specified workspace API usage limits.",
            ),
            ProviderExhausted,
        ),
        (
            "anthropic",
            429,
            anthropic("rate_limit_error", code="enforced_spend_limit_reached"),
            ProviderExhausted,
        ),
        (
            "anthropic",
            429,
            anthropic("rate_limit_error", code="ramp_limit_exceeded"),
            ProviderOverloaded,
        ),
        ("anthropic", 402, anthropic("billing_error"), ProviderExhausted),
        (
            "anthropic",
            400,
            anthropic("invalid_request_error", "Output blocked by content filtering policy"),
            AnswerWithheld,
        ),
        (
            "anthropic",
            400,
            anthropic("invalid_request_error", code="organization_on_hold"),
            ProviderDenied,
        ),
        (
            "gemini",
            429,
            gemini(429, "RESOURCE_EXHAUSTED", quota(PER_DAY), RETRY),
            ProviderExhausted,
        ),
        (
            "gemini",
            429,
            gemini(429, "RESOURCE_EXHAUSTED", quota(PER_MINUTE), quota(PER_DAY)),
            ProviderExhausted,
        ),
        (
            "gemini",
            429,
            gemini(429, "RESOURCE_EXHAUSTED", quota(PER_MINUTE, quotaValue="0")),
            ProviderExhausted,
        ),
        (
            "gemini",
            429,
            gemini(
                429,
                "RESOURCE_EXHAUSTED",
                message="Your prepayment credits are depleted. Please go …",
            ),
            ProviderExhausted,
        ),
        (
            "gemini",
            429,
            gemini(
                429,
                "RESOURCE_EXHAUSTED",
                message="Your project has exceeded its monthly spending cap.",
            ),
            ProviderExhausted,
        ),
        ("gemini", 402, gemini(402, "RESOURCE_EXHAUSTED"), ProviderExhausted),
        (
            "gemini",
            403,
            gemini(403, "PERMISSION_DENIED", reason("BILLING_DISABLED")),
            ProviderExhausted,
        ),
        ("gemini", 429, gemini(429, "RESOURCE_EXHAUSTED", quota(PER_MINUTE)), ProviderOverloaded),
        (
            "gemini",
            429,
            gemini(
                429,
                "RESOURCE_EXHAUSTED",
                message="You exceeded your current quota, please check your plan and billing details.",
            ),
            ProviderOverloaded,
        ),
        ("gemini", 429, [gemini(429, "RESOURCE_EXHAUSTED", quota(PER_DAY))], ProviderExhausted),
        ("gemini", 400, gemini(400, "INVALID_ARGUMENT", reason("API_KEY_INVALID")), ProviderDenied),
        ("gemini", 400, gemini(400, "FAILED_PRECONDITION"), ProviderDenied),
        ("gemini", 400, gemini(400, "INVALID_ARGUMENT"), ProviderRefused),
    ],
)
async def test_money_and_keys_are_told_from_limits_that_pass(
    make: Make, provider: FakeProvider, name: str, status: int, body: Any, kind: type
) -> None:
    provider.answer_with(Status(status, body=body))

    error = await failure(make, name)

    assert (type(error), error.code) == (kind, status)


@each
@pytest.mark.parametrize("status", [301, 302, 307, 308])
async def test_nothing_is_sent_to_the_target_of_a_redirect(
    make: Make, provider: FakeProvider, name: str, status: int
) -> None:
    target = ("Location", f"{provider.base_url}/elsewhere")
    provider.answer_with(Status(status, headers=(target,)))

    error = await failure(make, name)

    assert (type(error), error.code) == (ProviderRefused, status)
    assert len(provider.calls) == 1


@each
async def test_what_a_provider_says_reaches_no_message(
    make: Make, provider: FakeProvider, name: str
) -> None:
    provider.answer_with(Status(400, message="do not show this"))

    error = await failure(make, name)

    assert "do not show" not in str(error)
    assert "do not show" not in repr(error)
