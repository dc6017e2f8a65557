"""Which language `Accept-Language` asks for."""

from __future__ import annotations

import pytest

from api_gateway.languages import accepted, language_of, named_in, named_in_bytes


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("ko", "ko"),
        ("en", "en"),
        ("ko-KR", "ko"),
        ("KO-kr", "ko"),
        ("en-GB,en;q=0.9", "en"),
        ("ko-KR,ko;q=0.9,en-US;q=0.8,en;q=0.7", "ko"),
        ("en;q=0.8, ko;q=0.9", "ko"),
        ("en;q=0.9 , ko ; q=0.8", "en"),
        ("ko;q=0.5, en;q=0.5", "ko"),
        ("en, ko", "en"),
        ("fr, ko;q=0.1", "ko"),
        ("fr, de;q=0.9, en;q=0.3, ko;q=0.2", "en"),
        ("ko, *", "ko"),
        ("*, en", "en"),
        ("en;q=0.2, *;q=0.9", "ko"),  # whatever else, rather than English
        ("en;q=0, *", "ko"),
        ("ko;q=0, en", "en"),
        ("ko;q=0.001", "ko"),
        ("ko;q=1.000, en;q=0.999", "ko"),
        ("ko;q=2, en;q=0.3", "en"),  # no quality: the range cannot be read
        ("nonsense here;;, ko", "ko"),
    ],
)
def test_a_header_that_prefers_one_of_ours_decides(header: str, language: str) -> None:
    assert accepted([header]) == language
    assert accepted(header.split(",")) == language  # several headers are one list


@pytest.mark.parametrize(
    "header",
    ["", "*", "*;q=0.5", "fr", "fr-CH, de", "ko;q=0", "en;q=0, ko;q=0", ";", "kor", "한국어"],
)
def test_a_header_that_prefers_none_of_ours_leaves_the_choice(header: str) -> None:
    assert accepted([header]) is None
    scope = {"headers": [(b"accept-language", header.encode("utf-8"))]}
    assert language_of(scope, "ko") == "ko"
    assert language_of(scope, None) == "en"


def test_without_a_header_the_body_decides_and_then_it_is_english() -> None:
    assert language_of({"headers": []}, "ko") == "ko"
    assert language_of({"headers": []}, "en") == "en"
    assert language_of({"headers": []}, None) == "en"


def test_the_header_comes_before_the_body() -> None:
    assert language_of({"headers": [(b"accept-language", b"en")]}, "ko") == "en"


@pytest.mark.parametrize(
    ("body", "language"),
    [
        (b'{"language": "ko"}', "ko"),
        (b'{"language": "en"}', "en"),
        (b'{"language": "fr"}', None),
        (b'{"language": ["ko"]}', None),
        (b"{}", None),
        (b'["language"]', None),
        (b"{", None),
    ],
)
def test_a_body_names_its_language(body: bytes, language: str | None) -> None:
    assert named_in_bytes(body) == language


def test_what_cannot_be_compared_is_no_language() -> None:
    assert named_in({"language": {"ko": 1}}) is None
