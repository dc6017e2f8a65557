"""What a caller who leaves a `callback_url` is sent, as the OpenAPI document describes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shared.webhooks.signing import DELIVERY_HEADER, HEADER

_HEADERS = {
    HEADER: (
        "`t=SECONDS,v1=HEX`: HEX is HMAC-SHA-256 over `SECONDS.BODY`, see the description",
        "t=1764230400,v1=5257a869e7ecebeda32affa62cdca3fa51cad7e77a0e56ff536d0ce8e108d8bd",
    ),
    DELIVERY_HEADER: (
        "the same at each attempt: whoever has seen it before has this job already",
        "8Jr2vXbqS5yN1cTzLk0aWw",
    ),
    "traceparent": (
        "the trace of the request that left the address",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-b7ad6b7169203331-01",
    ),
}


def callbacks(ended: Mapping[str, Any]) -> dict[str, Any]:
    """Those of an operation that takes one; `ended` is the body's schema.

    Not one for all to refer to: generators of clients know no such reference.
    """
    call = {
        "operationId": "jobEnded",
        "summary": "Your address is sent the job when it has ended",
        "description": "At least once for each submit that named the address, whoever else asked the "
        "same, as soon as the job is completed, has failed or was cancelled. A 2xx within ten "
        "seconds ends it, and so does a 410. After anything else, a redirect too, it is sent again "
        "5, 10, 20 … seconds later, twelve times in all over up to three hours. Addresses outside "
        "of the public internet are not called unless the operator allows their host. A job holds "
        "100 of these at most and a key 5,000 that are to come: one more is refused (429, "
        "`too_many_callbacks`), while its job goes on. The signature's secret is your API key's own, "
        "`palja keys webhook-secret NAME` shows it; refuse what was signed more than five minutes ago.",
        "security": [],
        "parameters": [
            {
                "name": name,
                "in": "header",
                "required": True,
                "description": description,
                "schema": {"type": "string"},
                "example": example,
            }
            for name, (description, example) in _HEADERS.items()
        ],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": dict(ended)}},
        },
        "responses": {
            "2XX": {"description": "taken; nothing more is sent"},
            "410": {"description": "not wanted; nothing more is sent"},
            "default": {"description": "sent again later"},
        },
    }
    return {"jobEnded": {"{$request.body#/callback_url}": {"post": call}}}
