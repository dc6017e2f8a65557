"""Korean verbs and words that are no term: what their endings leave, tokens and marks."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from saju.inspection.korean.fits import KoreanFits
from saju.inspection.korean.vocabulary.particles import tail_letters
from saju.inspection.tokens import Mark, Token

_SUPPOSING = ("다면", "라면", "오면", "나면", "생기면", "되면")


# Where a clause ends that says what is so: 받쳐 주므로, 없으니, 있어서, 있지만.
CONNECTIVES = (
    "므로", "으니", "하니", "니까", "아서", "어서", "여서", "라서", "해서", "하여", "지만",
    "는데", "은데", "인데", "한데", "신데", "며", "면서", "하기에", "있기에", "없기에",
    "이기에", "되기에", "었기에", "았기에", "였기에", "많기에", "거니와", "으나", "하나",
    "이니", "이며", "이고", "고요", "는지라", "인지라", "아", "어", "니", "있고", "없고", "으되", "건만",
    "쉬워", "려워", "까워", "로워", "거워", "러워",
    "많고", "하고", "때문에", "덕분에", "탓에", "만큼", "까닭에", "이라", "라",
)  # fmt: skip
_LAST_OF_CONNECTIVES = frozenset(word[-1] for word in CONNECTIVES)
AND_SO = (" 해서", " 하여", " 다 ", " 모두", " 무조건", " 반드시", " 꼭 ", " 전부")
# After 라고 and 다고: what others say, and the text does not.
CONTRASTED = (
    " 하는데", " 하지만", " 하던데", " 하시는데", " 하시지만", " 해도 ", " 했지만", " 했는데", " 들었",
    " 들으", " 배웠", " 배우", " 알려", " 믿", " 우기", " 우겨", " 착각", " 오해", " 생각하", " 넘겨",
    " 느끼", " 느껴",
)  # fmt: skip
_GUESSED = ("겠지", "겠거니", "겠죠", "을까", "을지")
_CONTRARY = ("었다면", "았다면", "했다면", "였다면", "더라면")
_OF_MANNER = ("하게", "게", "을", "할", "하도록", "도록")
ASKED = ("다고요", "라고요", "냐고요", "다니", "라니")
# Either, whether, the more: none says that it is so.
_OPEN = (
    "거나",
    "든",
    "든지",
    "든가",
    "수록",
    "는지",
    "은지",
    "한지",
    "던지",
    "을지",
    "할지",
    "느냐",
    "으냐",
    "하냐",
)
TO_COME = ("할", "을", "일", "릴", "칠", "날", "쓸")
BELIEVED = (" 줄 알", " 줄 아", " 줄로")
WHEN = (" 때", " 땐", " 경우")
_RELATIVE = ("는", "은", "던", "한", "인", "운", "된", "난", "하는", "하던", "되는", "했던")
DENIED = (" 않", " 못")  # after 보이질
FACTS = (" 사실", " 점", " 특징", " 이유", " 까닭", " 덕", " 탓", " 데다", " 만큼", " 셈")


@lru_cache(maxsize=16_384)
def _ending_of(word: str) -> tuple[str, ...] | None:
    """The marks of a word that is no term: contrary to fact, supposing, or the end of a clause.

    받쳐 주므로 and 알맞고 end one; 라고 and 다고 only quote.
    """
    last = word[-1]
    if last == "면":
        contrary = ("if",) if word.endswith(_CONTRARY) else ()
        return (*contrary, "would") if word.endswith(_SUPPOSING) else contrary or None
    if word.endswith("면야"):
        return ("would",)
    if last == "고":
        return ("cut",) if len(word) > 1 and word[-2] not in "라다자냐" else None
    joins = last in _LAST_OF_CONNECTIVES and word.endswith(CONNECTIVES)
    return ("cut",) if joins else None


class VerbPieces(KoreanFits):
    """Reads verbs, and words of which only the ending matters."""

    def _unknown(self, word: str) -> None:
        start, tokens = self.at, self.tokens
        self.at = end = start + len(word)
        ending = _ending_of(word)
        if ending is None:
            tokens.append(Token(".", None, start, end))
            return
        for kind in ending:
            if kind != "cut":
                self.marks.append(Mark(kind, len(tokens)))
        tokens.append(Token(".", None, start, end))
        if "cut" in ending:
            self.marks.append(Mark("cut", len(tokens)))

    def _verb(self, letter: str, value: Any, start: int) -> None:  # noqa: PLR0912, C901 - one branch a form of words
        """A verb's stem and its ending: 강한, 강하지, 강하면, 없는, 없다는."""
        text = self.text
        stem_end = self.at
        self.at = end = self._word_end(stem_end)
        ending = text[stem_end:end]
        last_sign = text[stem_end - 1]
        if value == "opened" and self._lately("D"):  # 지장간을 열어 보면
            self.at = start
            self._unknown(text[start : self._word_end(start)])
            return
        if value == "seat":
            value = None
            letters = tail_letters(ending) if self._last_letter() in "TBL" else None
            if ending and letters:  # 시주 자리에는
                self.tokens += [Token(each, None, stem_end, end) for each in letters]
                return
        elif value == "force" and self._last_letter() not in ("j", "q"):
            self._emit("j", None, stem_end, stem_end)  # 화의 세력이 크다
        elif value == "gains" and self._last_letter() != "j":
            self._emit(".", None, start, end)  # 목의 힘을 얻어, 인사에서 힘을 얻는다: another's
            return
        elif value == "see" and self._last_letter() not in "hlsmwfZQ=":
            self._emit("h", None, start, stem_end)
        if letter == "h" and self._after_rieul_modal(start):
            self.marks.append(Mark("could", len(self.tokens)))
            return
        if (
            ending[:2] in ("해지", "아지", "어지")
            or (ending[:1] in ("집", "질", "졌") and not text.startswith(DENIED, end))
            or ending[1:2] in ("집", "질", "졌")
        ):
            self._emit(".", None, start, end)
            return
        self._emit(letter, value, start, end)
        if (
            (ending.endswith(CONNECTIVES) and not ending.endswith(ASKED) and "냐" not in ending)
            or (ending.endswith(("는", "은", "을", "인")) and text.startswith(FACTS, end))
            or (
                ending.endswith("다고")
                and text.startswith(AND_SO, end)
                and not text.startswith(CONTRASTED, end)
            )
        ):
            self.marks.append(Mark("cut", len(self.tokens)))
        if ending[:1] in "겠을" and ending.startswith(_GUESSED):
            self.marks.append(Mark("would", len(self.tokens)))  # 있겠지
        if ending.endswith(("다니", "다느니")) or (
            ending.endswith("다고") and text.startswith(CONTRASTED, end)
        ):
            self.marks.append(Mark("would", len(self.tokens)))  # 약하다니
        is_open = text[start:end].endswith(_OPEN) or text.startswith(BELIEVED, end)
        if is_open or (ending.endswith(TO_COME) and text.startswith(WHEN, end)):
            self.marks.append(Mark("would", len(self.tokens)))  # 강하거나, 강한지, 강할 때
        if ending.endswith("야") and letter in "hlsmwf":
            self.marks.append(Mark("would", len(self.tokens)))  # 있어야 제맛이다
        if ending.endswith(_CONTRARY):
            self.marks.append(Mark("if", len(self.tokens)))
        if (
            ending.endswith(("면", "다면"))
            and not ending.endswith(("으면서", "측면"))
            and value != "opened"
        ):
            self.marks.append(Mark("would", len(self.tokens)))
        elif ending in _RELATIVE or (
            not ending and last_sign in "한은는인진난둔린놓춘운쁜른닌룬뜬선찬낀띤쥔솟센큰란긴친"
        ):
            self._emit("d", None, end, end)
        elif ending in _OF_MANNER or (
            ending.endswith("기") and text.startswith((" 쉬", " 쉽"), end)
        ):
            self.tokens[-1] = Token(".", None, start, end)

    def _after_rieul_modal(self, start: int) -> bool:
        """Whether 수 있다 stands after a verb here (강할 수 있다), which claims nothing."""
        before = self.text[max(start - 4, 0) : start].rstrip()
        if not before.endswith((" 수", " 수도", " 수가")):
            return False
        return all(token.letter != "E" for token in self.tokens[-2:])
