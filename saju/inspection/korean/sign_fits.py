"""Whether a sign, a stage or a relation is meant by syllables that are everyday words as well."""

from __future__ import annotations

import re
from typing import Any

from saju.inspection.english.lexer import LatinPieces
from saju.inspection.korean.vocabulary import begins_with_term
from saju.inspection.korean.vocabulary.particles import tail_letters

LONGEST_WORD = 12  # of hangul: what is longer holds no ending that matters
_MONTH = re.compile(
    "[자축인묘진사오미신유술해]월의 ?(?:[갑을병정무기경신임계][목화토금수]|[甲乙丙丁戊己庚辛壬癸])"
    "|[자축인묘진미신술해]월(?:에 (?:태어|난)|생)"
)
_ALSO_STAGES = frozenset("쇠병사묘양")
_PILLAR_NEXT = re.compile(
    "(?:에는|에|은|는)? ?[:：]? ?\\*{0,2}(?:[갑병무경임][자인진오신술]"
    "|[을정기신계][축묘사미유해]|[甲丙戊庚壬][子寅辰午申戌]"
    "|[乙丁己辛癸][丑卯巳未酉亥])"
)
_HARMS = (
    "자미해",
    "축오해",
    "인사해",
    "묘진해",
    "신해해",
    "유술해",
    "미자해",
    "오축해",
    "사인해",
    "진묘해",
    "해신해",
    "술유해",
)
_STAGES = re.compile("목욕|장생|제왕|관대|건록|운성")
_AT_STAGE = re.compile(  # 유에 絶, 미월에 養, 술에서는 묘지
    "월?에(?:서|서는|는)? (?:[長沐冠建帝衰病死墓絶胎養]|장생|목욕|관대|건록|제왕|[쇠병사묘절태양][지궁])"
)
_STAGED = (
    "에 들",
    "에 든",
    "에 듭",
    "에 드",
    "에 놓",
    "에 앉",
    "에 임",
    "에 해당",
    "이 되",
    "을 만",
    "를 만",
)
_OF_PEOPLE = ("에게", "한테", "인 당신", " 일간", "일간", "인 이", "인 본인")


class SignFits(LatinPieces):
    """Tells 자오충 from 충분, the stage 병 from illness, and 신 of stems from 신 of branches."""

    def _speaks_of(self, letter: str) -> bool:
        return any(token.letter == letter for token in self.tokens)

    def _bare(self, rest: str) -> bool:
        return not rest or tail_letters(rest) is not None

    def _continues(self, rest: str) -> bool:
        """Whether what follows in the same word is another term: 편관격국, 기토일간, 월지정관."""
        return begins_with_term(rest)

    def _fits_relation(self, rest: str, *, begins: bool) -> bool:
        last = self._last_letter()
        if len(self.tokens) > 1 and last in "o&j" and self.tokens[-2].letter in "EGH":
            return False  # 화와 토를 합하면
        if (
            not self._bare(rest)
            and not self._continues(rest)
            and not rest.startswith(("살", "을", "하", "되", "한", "합"))
        ):
            return False
        return last in "RSPBLTAO&,." + "jeoi" if begins else last in "RSAP"

    def _fits_pillar(self, rest: str, *, begins: bool) -> bool:
        if not begins:
            return self._last_letter() in "LUjP" and self._bare(rest)
        if self._bare(rest) or self._continues(rest):
            return True
        return rest[0] in "년월일시" and self._bare(rest[1:].removeprefix("생").removeprefix("주"))

    def _fits_sign(  # noqa: C901, PLR0911 - one branch a form of words
        self, letter: str, end: int, rest: str
    ) -> bool:
        """A single syllable is a sign beside its hanja, at its place, or in a row of signs."""
        text, last = self.text, self._last_letter()
        if (
            text[end : end + 1] in ("(", "（")
            and text[end + 1 : end + 2] in "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"
        ):
            stem = text[end + 1 : end + 2] in "甲乙丙丁戊己庚辛壬癸"
            return stem == (letter == "S")
        if text[self.at] == "임" and rest[:1] in ("한", "하", "해", "함", "합"):
            return False  # 시간에 임한
        if letter == "S" and rest.startswith(("일간", "일생")):
            return True
        near = self.tokens[-2].letter if len(self.tokens) > 1 and last in "je=" else last
        wanted = "TM" if letter == "S" else "B"
        if near and near in wanted and self._bare(rest):
            if last == "e" and text[self.at] in "사묘":
                return False  # 일지의 묘는 곳간이다: a stage
            if rest.startswith("에서"):
                return True  # 시지 묘에서는 목욕
            ahead = text[end : end + 24]  # 월지가 사, 연지가 목욕
            return text[self.at] not in "사묘" or _STAGES.search(ahead) is None
        if (
            letter == "S"
            and (last in ("i", "j", "D", "o") or self._lately("S"))
            and self._in_stem_row(end, rest)
        ):
            return True
        if letter == "S" and self._speaks_of("D") and self._bare(rest):
            row = text[self.at + 1 : self.at + 5].lstrip("과와·, 하고")
            return (last in "&," and self._lately("S")) or row[:1] in tuple("갑을병정무기경신임계")
        if letter == "S" and last == "D":
            return False
        if letter == "R" and rest.startswith("월") and _MONTH.match(text, self.at):
            return True
        if letter == "R" and _AT_STAGE.match(text, end) and self._speaks_of("S"):
            return True
        return letter == "R" and self._in_row(end)

    def _in_stem_row(self, end: int, rest: str) -> bool:
        """Whether stems are named with dots between: 계·신·기."""
        if rest and not self._bare(rest):
            return False
        ahead, before = self.text[end : end + 2], self.text[self.at - 1 : self.at]
        follows = before in ("·", ",") and self._last_letter() == "," and self._lately("S")
        return follows or (ahead[:1] == "·" and ahead[1:] in tuple("갑을병정무기경신임계"))

    def _in_row(self, end: int) -> bool:
        """Whether branches are named one after another here: 묘유충, 자와 오가 충, 묘·유, 신·유 공망."""
        text = self.text
        row = text[self.at : end + 14]
        for filler in ("서로", "만나", "마주 앉아", "마주", "함께"):
            row = row.replace(filler, "")
        branches = "자축인묘진사오미신유술해"
        kept = [sign for sign in row if sign not in " ·,、-와과의은는이가"]
        count = 0
        for sign in kept:
            if sign not in branches:
                break
            count += 1
        named = "".join(kept[:count])
        if self._follows_term():
            named = text[self.at - 1] + named
        if named in _HARMS:
            count -= 1  # 묘진해를
        ahead = "".join(kept[count : count + 2])
        last = self.tokens[-1] if self.tokens else None
        if last is not None and last.letter in "R&,j" and self._lately("R"):
            count += 1
        return count >= 2 and (
            ahead.startswith(
                (
                    "충",
                    "합",
                    "형",
                    "파",
                    "해",
                    "원진",
                    "귀문",
                    "삼합",
                    "반합",
                    "방합",
                    "육합",
                    "공망",
                    "삼형",
                    "자형",
                    "가합",
                )
            )
            or self._last_letter() == "O"
            or (self._speaks_of("O") and self._ends_with_signs(end))
        )

    def _ends_with_signs(self, end: int) -> bool:
        """Whether nothing but branches and a particle is left of the word: not 자유로운."""
        text = self.text
        while text[end : end + 1] in tuple("자축인묘진사오미신유술해"):
            end += 1
        return self._bare(text[end : self._word_end(end)])

    def _among_homonyms(self, word: str, letter: str, value: Any) -> tuple[str, Any]:  # noqa: PLR0911 - one branch a syllable
        """신 and 신금 are 辛 among stems and 申 among branches."""
        if word in ("신", "신금") and letter == "S":
            if self._last_letter() == "D":
                return letter, value
            near = next((t.letter for t in reversed(self.tokens[-3:]) if t.letter in "BTMRS"), "")
            after = self.text[self.at + len(word) : self.at + len(word) + 2].lstrip("(")[:1]
            if self.text.startswith(_OF_PEOPLE, self.at + len(word)):
                return letter, value
            if after == "申" or (
                after != "辛" and (near in ("B", "R") or (word == "신" and self._before_branch()))
            ):
                return "R", 8
        if word == "득세" and "".join(t.letter for t in self.tokens[-2:]) in ("Ej", "Gj", "Hj"):
            return "s", None  # 수가 득세하여
        if word in _ALSO_STAGES:
            end = self.at + 1
            rest = self.text[end : min(self._word_end(end), end + LONGEST_WORD)]
            staged = self._fits_stage(word, end, rest) and not self._hanja_of_sign(end)
            return ("K", word) if staged else (letter, value)
        if word == "해" and self.text[self.at - 2 : self.at + 1] in _HARMS:
            return "C", "harm"
        if word == "상관":  # 나와는 상관이 없다: no business of mine
            before = self.text[max(self.at - 4, 0) : self.at].rstrip()
            if before.endswith(("와는", "과는", "하고는")) or (
                before.endswith(("와", "과")) and self._last_letter() != "&"
            ):
                return ".", None
        return letter, value

    def _hanja_of_sign(self, end: int) -> bool:
        return self.text[end + 1 : end + 2] in tuple("丙巳卯")

    def _before_branch(self) -> bool:
        return self.text[self.at + 1 : self.at + 2] in "자축인묘진사오미유술해" or self.text[
            self.at + 1 : self.at + 4
        ] in ("과 사", "과 인", "과 유", "과 술", "과 해", "과 자", "과 진", "과 묘", "과 미")

    def _labels(self, end: int) -> bool:
        """Whether a pillar follows or stands before: 월: 壬寅, 임신(월)."""
        text = self.text
        if text[self.at - 1] in "(（" and text[end : end + 1] in (")", "）"):
            return self._last_letter() == "P"
        if _PILLAR_NEXT.match(text, end) is None:
            return False
        before = text[max(self.at - 4, 0) : self.at].rstrip(" *")[-1:]
        stands_first = before in ("", *"\n-·,|/#(:") or self._last_letter() == "P"
        return stands_first or text[end : end + 1] in (":", "：", "에")

    def _in_stages(self, end: int) -> bool:
        """Whether a list of stages goes on or begins here: 시지에서 쇠, 월지에서 태."""
        text = self.text
        if text[end : end + 1] not in ("", *",.、·;\n"):
            return False
        return self._speaks_of("K") or _STAGES.search(text, end, end + 40) is not None

    def _fits_stage(self, word: str, end: int, rest: str) -> bool:  # noqa: PLR0911 - one branch a form of words
        """Whether 병, 묘, 쇠 and the like are stages, and not illness, grave or iron."""
        last = self._last_letter()
        if not last:
            return False
        near = "kK" if len(word) == 1 else "kKBLSM"  # 쇠, 병 and 묘 are everyday words
        if self._bare(rest) and last in "BLj" and self._lately("BL") and self._speaks_of("k"):
            return True
        if last in ("j", "e", "i", "=", ",") and self._speaks_of("k") and self._bare(rest):
            return True
        if last == "i" and self.tokens[-2:][0].letter in "BR" and not rest and self._in_stages(end):
            return True
        if last == "j" and rest == "에" and self._lately("BR"):
            return self.text.startswith(_STAGED, end)
        if last == "i" and self._lately("BRS"):
            return self._bare(rest) and self.text.startswith(_STAGED, end)
        return self._bare(rest) and (last in near or (last in "jie&," and self._lately(near)))
