from __future__ import annotations

import subprocess

import pytest

from shared.webhooks.signing import caller_of, signature, webhook_secret

SECRET = b"our secret"
KEY = "a" * 64


def test_the_signature_is_what_openssl_makes_of_moment_and_body() -> None:
    """Another implementation: openssl's."""
    body = '{"a":"사주"}'.encode()
    try:
        made = subprocess.run(
            ("openssl", "dgst", "-sha256", "-hmac", "whsec_x", "-hex"),  # noqa: S607 - whichever there is
            input=b"1764230400." + body,
            capture_output=True,
            check=True,
        )
    except FileNotFoundError:
        pytest.skip("there is no openssl here")
    expected = made.stdout.decode().rpartition(" ")[2].strip()

    assert signature("whsec_x", 1764230400, body) == f"t=1764230400,v1={expected}"


def test_each_caller_has_a_secret_of_their_own_that_says_nothing_of_the_key() -> None:
    callers = [caller_of(SECRET, key) for key in (KEY, "b" * 64)]
    secrets = [webhook_secret(SECRET, caller) for caller in callers]

    assert len({*callers, *secrets}) == 4
    assert all(secret.startswith("whsec_") and len(secret) == 6 + 43 for secret in secrets)
    assert KEY[:16] not in callers[0]
    assert callers == [caller_of(SECRET, key) for key in (KEY, "b" * 64)]


def test_another_secret_of_ours_makes_other_ones() -> None:
    assert caller_of(b"another", KEY) != caller_of(SECRET, KEY)
    caller = caller_of(SECRET, KEY)
    assert webhook_secret(b"another", caller) != webhook_secret(SECRET, caller)
