"""The engine's own reading: true things of one chart, said in words kept in `texts/`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from saju.balance import element_counts
from saju.day_master import branch_ten_god, ten_god, twelve_stage
from saju.errors import UnknownReading
from saju.luck import luck_pillars
from saju.particles import Word
from saju.sexagenary import ELEMENTS_HANJA, Branch, Pillar, Stem
from saju.signs import Signs
from saju.table_files import text_file

_SERVICE_TYPE = "saju_interpretation"
LANGUAGES = ("ko", "en")
_MONTH_TO_DAY_MASTER = ("same", "born", "ruled", "ruling", "bearing")
_MANY = 3

_Texts = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Section:
    """One subject of a reading; `facts` are ids of what it rests on, such as `day_master:己`."""

    id: str
    title: str
    text: str
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """A whole reading, section by section."""

    sections: tuple[Section, ...]

    @property
    def text(self) -> str:
        """Titles and texts, a blank line between sections."""
        return "\n\n".join(f"{section.title}\n{section.text}" for section in self.sections)


def local_reading(signs: Signs, service_type: str, language: str) -> Reading:
    """The reading of a chart in `ko` or `en`, always the same for the same signs.

    Raises UnknownReading for another service type than `saju_interpretation` or another language.
    """
    if service_type != _SERVICE_TYPE:
        message = f"there is no local reading of {service_type!r}"
        raise UnknownReading("service_type", service_type, message, _SERVICE_TYPE)
    if language not in LANGUAGES:
        message = f"there is no local reading in {language!r}; there are {', '.join(LANGUAGES)}"
        raise UnknownReading("language", language, message, LANGUAGES[0])
    teller = _Teller(signs, _texts(service_type, language))
    return Reading(
        (
            teller.personality(),
            teller.elements(),
            teller.relations(),
            teller.career(),
            teller.wealth(),
            teller.luck(),
            teller.advice(),
        )
    )


@cache
def _texts(service_type: str, language: str) -> _Texts:
    return tomllib.loads(text_file(f"{service_type}.{language}.toml"))


def _number(value: int) -> Word:
    return Word(str(value))


@dataclass(frozen=True, slots=True)
class _Teller:
    """One chart and one language's words; each method is a section."""

    signs: Signs
    texts: _Texts

    def personality(self) -> Section:
        pillars, me = self.signs.pillars, self.signs.day_master
        month, stage = pillars.month.branch, twelve_stage(me, pillars.day.branch)
        step = _MONTH_TO_DAY_MASTER[(month.element - me.element) % 5]
        hour = {"hour": self._pillar(pillars.hour)} if pillars.hour else {}
        return self._section(
            "personality",
            (
                *(f"pillar:{pillar.hanja}" for pillar in pillars),
                *(() if pillars.hour else ("hour:unknown",)),
                f"day_master:{me.hanja}",
                f"month_branch:{month.hanja}",
                f"day_stage:{stage}",
            ),
            self._say("opening", "known" if pillars.hour else "unknown", **self._known(), **hour),
            self._say("opening", "day_master", stem=self._word("stem", me.hanja)),
            self._say("nature", me.hanja),
            self._say(
                "birth_month",
                step,
                branch=self._branch(month),
                season=self._word("season", month.hanja),
                element=self._word("element", ELEMENTS_HANJA[month.element]),
            ),
            self._say(
                "stage_line",
                "day",
                branch=self._branch(pillars.day.branch),
                stage=self._word("stage_name", stage),
            ),
            self._say("stage", stage),
        )

    def elements(self) -> Section:
        counts = dict(zip(ELEMENTS_HANJA, element_counts(self.signs.pillars), strict=True))
        strong = [element for element in counts if counts[element] == max(counts.values())]
        missing = [element for element in counts if counts[element] == 0]
        listed = ", ".join(
            self._say("name", "count", element=self._word("element", element), count=_number(count))
            for element, count in counts.items()
        )
        return self._section(
            "elements",
            (
                *(f"element:{element}={count}" for element, count in counts.items()),
                *(f"strong:{element}" for element in strong),
                *(f"missing:{element}" for element in missing),
            ),
            self._say("elements", "counts", counts=Word(listed)),
            self._say("elements", "strong", strong=self._listed(strong)),
            *(self._say("strong", element) for element in strong),
            self._say("elements", "missing", missing=self._listed(missing))
            if missing
            else self._say("elements", "complete"),
        )

    def relations(self) -> Section:
        pillars, me = self.signs.pillars, self.signs.day_master
        gods = {
            "year_stem": ten_god(me, pillars.year.stem),
            "year_branch": branch_ten_god(me, pillars.year.branch),
            "month_stem": ten_god(me, pillars.month.stem),
            "month_branch": branch_ten_god(me, pillars.month.branch),
            "day_branch": branch_ten_god(me, pillars.day.branch),
        }
        hour = {}
        if pillars.hour:
            hour["hour"] = self._pillar(pillars.hour)
            gods["hour_stem"] = ten_god(me, pillars.hour.stem)
            gods["hour_branch"] = branch_ten_god(me, pillars.hour.branch)
        words = {place: self._word("ten_god", god) for place, god in gods.items()}
        words |= self._known() | hour
        return self._section(
            "relations",
            tuple(f"ten_god:{place}={god}" for place, god in gods.items()),
            self._say("relations", "outer", **words),
            self._say("relations", "day", **words),
            self._say("close_one", gods["day_branch"]),
            self._say("relations", "hour" if pillars.hour else "no_hour", **words),
        )

    def career(self) -> Section:
        branch = self.signs.pillars.month.branch
        god = branch_ten_god(self.signs.day_master, branch)
        return self._section(
            "career",
            (f"month_branch:{branch.hanja}", f"ten_god:month_branch={god}"),
            self._say(
                "career",
                "opening",
                branch=self._branch(branch),
                ten_god=self._word("ten_god", god),
            ),
            self._say("work", god),
        )

    def wealth(self) -> Section:
        me = self.signs.day_master
        element = (me.element + 2) % 5
        count = element_counts(self.signs.pillars)[element]
        hanja = ELEMENTS_HANJA[element]
        return self._section(
            "wealth",
            (f"day_master:{me.hanja}", f"wealth:{hanja}={count}"),
            self._say(
                "wealth",
                "present" if count else "absent",
                stem=self._stem(me),
                element=self._word("element", hanja),
                count=_number(count),
            ),
            self._say("wealth", "none" if count == 0 else "many" if count >= _MANY else "some"),
            self._say("wealth", "closing"),
        )

    def luck(self) -> Section:
        month, me = self.signs.pillars.month, self.signs.day_master
        direction, start = self.signs.luck_direction, self.signs.luck_start
        if direction is None or start is None:
            line = self._say("luck", "unknown", month=self._pillar(month))
            return self._section("luck", ("gender:unknown", f"pillar:{month.hanja}"), line)
        first = luck_pillars(month, direction, start)[:3]
        words: dict[str, Word] = {}
        for number, luck in enumerate(first, 1):
            words[f"age_{number}"] = _number(luck.age)
            words[f"pillar_{number}"] = self._pillar(luck.pillar)
            words[f"god_{number}"] = self._word("ten_god", ten_god(me, luck.pillar.stem))
        return self._section(
            "luck",
            (
                f"luck_direction:{direction}",
                *(f"luck:{luck.pillar.hanja}@{luck.age}" for luck in first),
            ),
            self._say("luck", direction, month=self._pillar(month)),
            self._say("luck", "pillars", **words),
            self._say("luck", "closing"),
        )

    def advice(self) -> Section:
        counts = dict(zip(ELEMENTS_HANJA, element_counts(self.signs.pillars), strict=True))
        fewest = min(counts.values())
        few = [element for element in counts if counts[element] == fewest]
        me, kind = self.signs.day_master, "weakest" if fewest else "missing"
        return self._section(
            "advice",
            (*(f"{kind}:{element}" for element in few), f"day_master:{me.hanja}"),
            self._say("advice", kind, element=self._listed(few)),
            *(self._say("habit", element) for element in few),
            self._say(
                "advice",
                "closing",
                day=self._pillar(self.signs.pillars.day),
                stem=self._stem(me),
            ),
        )

    def _section(self, name: str, facts: tuple[str, ...], *sentences: str) -> Section:
        return Section(name, self.texts["title"][name], " ".join(sentences), facts)

    def _say(self, table: str, key: str, **words: Word) -> str:
        return self.texts[table][key].format_map(words)

    def _word(self, table: str, key: str) -> Word:
        return Word(self.texts[table][key])

    def _stem(self, stem: Stem) -> Word:
        return self._word("stem", stem.hanja)

    def _branch(self, branch: Branch) -> Word:
        sound = self._word("sound", branch.hanja)
        return Word(self._say("name", "branch", sound=sound, hanja=Word(branch.hanja)))

    def _pillar(self, pillar: Pillar) -> Word:
        return Word(
            self._say(
                "name",
                "pillar",
                stem=self._word("sound", pillar.stem.hanja),
                branch=self._word("sound", pillar.branch.hanja),
                hanja=Word(pillar.hanja),
            )
        )

    def _known(self) -> dict[str, Word]:
        pillars = self.signs.pillars
        return {
            "year": self._pillar(pillars.year),
            "month": self._pillar(pillars.month),
            "day": self._pillar(pillars.day),
        }

    def _listed(self, elements: list[str]) -> Word:
        return Word(", ".join(self.texts["element"][element] for element in elements))
