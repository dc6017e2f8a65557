from __future__ import annotations

import pytest

from saju import Birth, chart_of
from saju.reading import LANGUAGES, SERVICE_TYPES, facts_of
from saju.reading.facts import Value
from saju.reading.lint import problems
from saju.reading.rules import Place, plan, texts
from saju.transits import transit_on
from tests.saju.reading.charts import DRAWN, some_day


def test_the_linter_finds_nothing() -> None:
    assert [str(problem) for problem in problems()] == []


def test_every_service_type_is_planned() -> None:
    assert tuple(plan()) == SERVICE_TYPES


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_of_every_rule_takes_its_words_with_their_particles(language: str) -> None:
    values: dict[str, Value] = {}
    for number, signs in enumerate(DRAWN):
        facts = facts_of(signs, transit_on(some_day(number)), DRAWN[number - 1])
        values |= {name: value for name, (_, value) in facts.words.items()}
        for own in facts.held.values():
            values |= own
    near = chart_of(Birth(2017, 2, 4, 0, 33, 30))  # half a minute before 입춘 (KASI: 00:34)
    for own in facts_of(near.signs, moment=near.moment).held.values():
        values |= own
    say = texts(language).speaker.say
    for topic in texts(language).topics.values():
        for rule in (*topic.rules, *topic.fallbacks):
            for template in rule.say:
                places = [piece for piece in template if isinstance(piece, Place)]
                assert all(format(say(values[place.name]), place.pair) for place in places)
