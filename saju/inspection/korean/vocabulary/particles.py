"""Particles, copulas and other endings of a noun, and the letters that they leave."""

from __future__ import annotations

from functools import lru_cache

from saju.inspection.korean.vocabulary.entry import listed

_LETTERS: dict[tuple[str, ...], str] = {
    ("=",): (
        "으로서는 로서는 로서의 이라도 라도 이든 든 으로만 로만 으로서의 이지만 여서 이어서 이여서 "
        "으로 로 로서 으로서 니 며 고 라 다 로는 으로는 하며 하다 합니다 해 되 입니다만 하여 인데 이자 "
        "자 임 임을 했 야"
    ),
    ("q",): (
        "이냐 냐 이냐를 인지 인지에 인지를 인지는 인지도 인지가 인지의 "
        "이기보다 이라기보다 이라기보다는 이기보다는 보다 보다는 보다도 만큼"
    ),
    ("j", "="): "뿐이라 뿐이라서 뿐인 뿐입니다 뿐이다",
    ("x",): "한테 과는 와는 과의 와의 에게 에게는 은커녕 에게서 으로부터 씨",
    ("j",): (
        "까지는 이라고는 라고는 이라곤 라곤 만큼은 까지도 부터가 마저도 조차도 들도 들만 끼리는 은 는 "
        "이 가 도 만 만이 만은 께서는 뿐 까지 마저 조차 뿐이 밖에 들 들이 들은 끼리"
    ),
    ("o",): "을 를",
    ("e",): "의 간의",
    ("i",): "에 에나 에선 에서만 에서도 에까지 에야 에는 에서 에서는 에도 엔 에만",
    ("&",): "과 와 하고 랑 나 이나 하고는",
    ("u",): "부터 부터는 부터가 부터도 에서부터",
    ("=", "d"): "인 이신 이던 였던 이었던 이셨던",
    (): "씩 하지 지 이지 이기 기",
    ("d",): "한 된",
    ("j", "n"): "|가 아닌|",
}
_TAILS = {tail: letters for letters, tails in _LETTERS.items() for tail in listed(tails)}
_COPULAS = tuple(
    listed(
        "이야 이래 이더 이되 이매 이거니 이올 이외 이시 이신 이거든 이잖 이네 이로 이군 이구 이랍 "
        "이란 이셔 이십 시죠 시지요 시네 시군 시니 "
        "세요 잖아 거든 로군 군요 구나 네요 일세 인가 일까 인지라 입니 이다 이며 이고 이라 이므 이니 "
        "이자 이어 이에요 예요 에요 이예요 였 이었 이죠 죠 이지 라서 라고 "
        "라는 |라 | 니까 인데 인만 므로 이여 "
        "여서 면서 지만 이란 하므 하니 하여 해서 했 합니 하지 하고 됩니 되어 된다 되며 |된 | |을 이| "
        "한다 하는 답게 다운 답네 답습"
    )
)
_IF_TAILS = tuple(
    listed("라면 이라면 이면 면 하면 했다면 였다면 이었다면 다면 하다면 |일 때| 되면")
)
_AS_FAR_AS = (
    "다고까지는",
    "라고까지는",
    "다고는",
    "이라고까진",
    "하다고까진",
    "이라기엔",
    "하다기엔",
)


@lru_cache(maxsize=4096)  # a text has few particles and endings, each of them often
def tail_letters(tail: str) -> tuple[str, ...] | None:
    """The letters of what follows a noun in its word; None where it is no particle or copula."""
    letters = _TAILS.get(tail)
    if letters is not None:
        return letters
    if tail.startswith("씩"):
        return tail_letters(tail[1:])
    if tail.endswith(_AS_FAR_AS):
        return ("=",)
    if tail.startswith("뿐"):
        return ("j", "=")
    if tail in _IF_TAILS or tail.endswith(
        ("라면", "이면", "다면", "였으면", "었으면", "셨으면", "수록")
    ):
        return ("?",)
    return ("=",) if tail.startswith(_COPULAS) else None
