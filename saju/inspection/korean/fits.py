"""Whether a Korean word is the term it looks like, by what stands before and after it."""

from __future__ import annotations

import re

from saju.inspection.korean.sign_fits import LONGEST_WORD, SignFits
from saju.inspection.korean.vocabulary import begins_with_term
from saju.inspection.korean.vocabulary.particles import tail_letters
from saju.sexagenary import ELEMENTS_HANJA

_CONSONANT_RIEUL = 8
_ELEMENT_FOLLOWERS = (
    "기운",
    "오행",
    "부족",
    "강",
    "약",
    "많",
    "과다",
    "일간",
    "없",
    "하나",
    "둘",
    "셋",
    "넷",
    "한 ",
    "두 ",
    "세 ",
    "네 ",
    "다섯",
    "성분",
    "만",
    "및",
    "0",
    "1",
    "2",
    "3",
    "4",
    "5",
    "6",
    "7",
    "8",
    ",",
    "·",
    "(",
    "/",
    ".",
    "、",
    "전무",
    "결핍",
    "태과",
    "목",
    "화",
    "토",
    "금",
    "수",
    "우세",
    "풍부",
    "여섯",
    ":",
)


PLAIN_TAILS = (
    "가",
    "이",
    "은",
    "는",
    "도",
    "만",
    "과",
    "와",
    "보다",
    "보다는",
    "보다도",
    "까지",
    "뿐",
    "마저",
    "조차",
    "이라고는",
    "라고는",
    "이라곤",
    "라곤",
)
_FILLED = (" 가득", " 꽉", " 둘러싸", " 치우", " 편중", " 기울", " 쏠")
_HELD = (" 많이", " 갖", " 지니", " 하나도", " 타고", " 전혀", " 두 개", " 세 개", " 네 개")
_FILLING = {"로": _FILLED, "으로": _FILLED, "을": _HELD, "를": _HELD}
_SUMMED_UP = ("오행은", "기운은", "온통")
_PARTS_OF_ONE = (
    " 글자", " 개수", " 비중", " 세력", " 과다", " 결핍", " 부재", " 결여", " 힘이", " 기세가",
)  # fmt: skip
_QUOTES = tuple("'\"‘’“”*「」『』")
_INSIDE = ("", "에", "에는", "에서", "에도", "엔", "의", "에선")
_NUMBER_NEXT = re.compile(r" (?:하나|둘|셋|넷|다섯|여섯|두 |세 |네 |[0-9])")
_COUNTED = re.compile(
    r" ?(?:(?:달랑|고작|겨우|딱|단|아예|전혀|거의|겉으로는?|겉에는?|밖에는?|하나도|눈을 씻고도"
    r"|가장|제일|더|훨씬|아주|꽤|너무|정말|도무지"
    r"|무척|매우|굉장히|상당히|대단히|유난히|유독|워낙|지나치게|다소|조금|상대적으로|눈에 띄게"
    r"|각각|무려|모두|다|바깥에|밖으로|표면에|글자로|여기|사주에|원국에|명식에|팔자에|지지에|천간에) )?"
    r"(?:(?:[가-힣]{2,3} )?(?:없|많|부족|모자|넘치)"
    r"|하나|둘|셋|넷|한 |두 |세 |네 |다섯|여섯|부족|모자|전혀|아예|많|안 보|보이지|드러나지|나타나지"
    r"|겉으로|전무"
    r"|두드러|도드라|돋보|발달|풍족|왕성|태과|과다|결핍|결여|불급|희박"
    r"|희미|빈약|미약|허약|쇠약|압도적[이인]|우세"
    r"|지배적|득세|주도하|주를 이|꽉 [차찬찼들]|차고 넘|흘러넘|제로"
    r"|치우[치쳐]|쏠[려린]|빽빽하|빼곡하|울창하|수북하"
    r"|강력하|힘[이을] |세[고서다요]|셉|기세등등|으뜸|최강|최다|불균형|큰 비중"
    r"|높은 비중|큰 힘|큰 세력|세력[이을] |비중이 "
    r"|강하게|크게|많이|적게"
    r"|적|강하|강한|약하|찾|가득|넘치|빠져|빠졌|비었|비어|[0-9]"
    r"|(?:나무|불|흙|쇠|물)(?:가|이|도|과|와|는|은|보다) )"
)


class KoreanFits(SignFits):
    """Tells 수(水) from the 수 of 할 수 있다, and the like."""

    def _fits(self, word: str, rule: str, letter: str, *, begins: bool) -> bool:  # noqa: C901, PLR0911, PLR0912 - one branch a form of words
        """Whether the term is meant, at the beginning of a word or right after another term."""
        if rule == "free":
            return True
        if rule == "swallow":
            if word in ("시간이", "시간을") and (
                self._last_letter() in ("&", ",", "T") or self._names_next(self.at + len(word))
            ):
                return False
            return begins
        if rule == "mark":
            return begins
        end = self.at + len(word)
        rest = self.text[end : min(self._word_end(end), end + LONGEST_WORD)]
        if rule == "whole":
            return self._bare(rest) or self._continues(rest)
        if rule == "skip":
            return self._bare(rest)
        if rule == "element":
            return self._fits_element(word, end, rest, begins=begins)
        if rule == "relation":
            return self._fits_relation(rest, begins=begins)
        if rule == "pillar":
            return self._fits_pillar(rest, begins=begins)
        last = self._last_letter()
        if rule == "label":
            return begins and self._labels(end)
        if rule == "full":
            return begins
        if rule == "rest":
            return begins and self._bare(rest) and any(t.letter in "EGHX" for t in self.tokens)
        if rule in ("seat", "places"):
            return begins and (self._bare(rest) or self._continues(rest))
        if rule == "place":
            return begins and bool(
                self.text[end : end + 2].strip()[:1]
                in ("", "에", "의", "(", "가", "이", "은", "도", ":", "：")
                or (rest == "으로" and self._names_next(end + len(rest)))
                or self.text[end : end + 1] == " "
            )
        if rule == "stage":
            return self._fits_stage(word, end, rest)
        if rule == "age":
            return begins and (
                self._bare(rest)
                or rest.startswith(("살", "세", "에", "이", "을", "넘", "부터", "까지"))
            )
        if letter == "K" and rule in ("colloquial", "sign", "animal"):
            return True
        if rule == "colloquial":
            if rest in _FILLING:
                return begins and self.text.startswith(_FILLING[rest], end + len(rest))
            return begins and self._fits_plain(end, rest)
        if rule == "short":
            return begins and rest in PLAIN_TAILS and self._counts_next(end + len(rest))
        if rule == "animal":
            return begins and self._bare(rest) and last in "aj=n" and self._speaks_of("a")
        if rule == "course":
            return begins and (self._speaks_of("U") or "대운" in self.text[end : end + 10])
        if rule == "meeting":
            return begins and sum(t.letter in "RSBT" for t in self.tokens[-6:]) > 1
        if rule == "birth":
            return last in ("y", "Y") and self._bare(rest)
        if rule == "inside":
            return begins and rest in _INSIDE and self._holds()
        if rule == "void":
            named = self._speaks_of("O") or "공망" in self.text[end : end + 24]
            return begins and named and self._bare(rest)
        if rule == "born":
            return begins and last in "iy."
        if rule == "sign" and letter == "C":
            return self._fits_relation(rest, begins=begins)
        if rule == "sign":
            return self._fits_sign(letter, end, rest)
        return self._bare(rest) or self._continues(rest)

    def _fits_element(self, word: str, end: int, rest: str, *, begins: bool) -> bool:
        if not begins:  # 기(己)토, 목화토금수
            return self._last_letter() in "SRE" and self._bare(rest)
        if word == "수" and (self._after_rieul() or self._counts_signs()):
            return False
        if rest:
            return (
                (
                    tail_letters(rest) is not None
                    and rest not in ("고", "며", "한", "자", "지", "기", "다", "들", "라", "나")
                )
                or rest.startswith("기운")
                or all(each in "목화토금수" for each in rest)
            )
        if self.text[end : end + 1] in _QUOTES and self.text[self.at - 1] in _QUOTES:
            return True
        after = self.text[end : end + 4].lstrip()
        if self.text[end : end + 1] in ("(", "["):
            return after[1:2] in ELEMENTS_HANJA or after[1:2].isdigit()
        return after.startswith(_ELEMENT_FOLLOWERS) or self._last_letter() in "v=TBM,&N"

    def _fits_plain(self, end: int, rest: str) -> bool:  # noqa: PLR0911 - one branch a form of words
        """Whether 나무, 불 and the like are elements: counted, at a place, or said of a sign."""
        letters = tail_letters(rest) if rest else ()
        if not rest:
            labelled = self._last_letter() == "j" and self._lately("d")
            if labelled and self.text[self.at - 3 : self.at].rstrip(" *").endswith(":"):
                return True  # 없는 오행: 물
            return _NUMBER_NEXT.match(self.text, end) is not None
        last, before = self._last_letter(), self.tokens[-2].letter if len(self.tokens) > 1 else ""
        if last == "j" and before in ("M", "T", "B", "N", "d"):
            return letters is not None and letters[:1] == ("=",)
        if last == "d" and self.text[self.at - 4 : self.at].rstrip().endswith(_SUMMED_UP):
            return letters is not None and letters[:1] == ("=",)  # 가장 많은 오행은 물이다
        if last in ("N", "i") and self._lately("D"):
            return rest in PLAIN_TAILS  # 지장간에 한 줄기 물이
        if last == "i" and before in ("W", "T", "p") and rest in PLAIN_TAILS:
            return True
        if rest == "의":
            return self.text.startswith(_PARTS_OF_ONE, end + 1)
        if last == "d" and before == "h" and len(self.tokens) > 2 and self.tokens[-3].letter == "N":
            return rest in PLAIN_TAILS
        if last == "&" and before == "E":
            return rest in PLAIN_TAILS
        return rest in PLAIN_TAILS and self._counts_next(end + len(rest))

    def _names_next(self, end: int) -> bool:
        """Whether the next word is a ten god or a stem: 시간이 편재라."""
        following = self.text[end + 1 : min(self._word_end(end + 1), end + 9)]
        return bool(following) and begins_with_term(following)

    def _counts_next(self, end: int) -> bool:
        """Whether 불이, 물이 and the like are counted or missed here, and so are elements."""
        return _COUNTED.match(self.text, end) is not None or (
            self._counts_on() and self._speaks_of("E")
        )

    def _counts_on(self) -> bool:
        """Whether elements have just been counted, compared or missed: 금이 셋, 물은 …."""
        last = self._last_letter()
        if last == "," and len(self.tokens) > 1:
            last = self.tokens[-2].letter
        return last in ("N", "q", "l")

    def _after_rieul(self) -> bool:
        """Whether the word before ends in ㄹ, so that 수 is the one of 할 수 있다."""
        before = self.text[max(self.at - 2, 0) : self.at].rstrip()[-1:]
        return "가" <= before <= "힣" and (ord(before) - 0xAC00) % 28 == _CONSONANT_RIEUL

    def _counts_signs(self) -> bool:
        """Whether 수 is a number of signs: 글자 수로는, 개수."""
        return self.text[max(self.at - 3, 0) : self.at].rstrip().endswith(("글자", "갯"))

    def _holds(self) -> bool:
        """Whether a branch, or 그, stands before 속 and 안, and not snow or water."""
        if self.text[max(self.at - 3, 0) : self.at].rstrip().endswith(("그", "이", "의")):
            return any(token.letter in "RB" for token in self.tokens[-8:])
        last = self._last_letter()
        return last in ("R", "B", "D") or (last == "o" and self.tokens[-2:][0].letter in "RB")
