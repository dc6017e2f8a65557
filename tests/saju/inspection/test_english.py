"""What English says of a chart, by the families of its ways to say it, one of each, true and false.

The chart: 己未 year, 己巳 month, 丙子 day, 辛卯 hour (1979-05-09 07:20, a woman); see the rows' own words.
"""

from __future__ import annotations

from functools import partial

import pytest

from saju import Birth, chart_of
from saju.analysis import Analysis
from tests.saju.inspection.verdicts import verdicts_on

HERS = Analysis(chart_of(Birth(1979, 5, 9, 7, 20, gender="female")).signs)
verdicts = partial(verdicts_on, chart=HERS)


@pytest.mark.parametrize(
    ("true", "false"),
    [
        ("The fourth column holds 辛卯.", "The fourth column holds 辛丑."),
        ("The pillar of your birth month is Ji-Si.", "The pillar of your birth month is Ji-You."),
        ("| Hour | Day | Month | Year |\n|---|---|---|---|\n| 辛卯 | 丙子 | 己巳 | 己未 |",
         "| Hour | Day | Month | Year |\n|---|---|---|---|\n| 辛卯 | 丙子 | 己亥 | 己未 |"),
        ("The bottom row reads Goat, Snake, Rat, Rabbit.",
         "The bottom row reads Goat, Snake, Ox, Rabbit."),
        ("The protagonist of the chart is Bing.", "The protagonist of the chart is Ding."),
        ("Only one character carries Metal.", "Only one character carries Earth."),
        ("Wood, with one sign, is scarce.", "Fire, with four signs, is the rest."),
        ("The ten god of the hour stem? Direct Wealth.", "The ten god of the hour stem? Eating God."),
        ("Her month has Hurting Officer above and a Friend below.",
         "Her month has Hurting Officer above and Eating God below."),
        ("The character beneath the day stem is her Direct Officer. Under the day stem sits Direct Officer.",
         "Beneath the day stem sits her Direct Resource."),
        ("Of the stars the Travelling Horse adorns her month.",
         "Of the stars the Travelling Horse adorns her hour."),
        ("She was nineteen when Xin-Wei began; it was the decade from 19.",
         "At nineteen she moved from Geng-Wu into Ren-Shen."),
        ("The Goat of 1979 likes company.", "The Horse of 1979 likes company."),
        ("Month and day are 己巳 and 丙子.", "Month and day are 己巳 and 丁丑."),
        ("Void are 申 and 酉, and neither appears.", "子 and 丑 are void, and the day stands in them."),
        ("The Goat of the year keeps 丁, 乙 and 己 in store.",
         "The Goat of the year keeps 丁, 乙 and 戊 in store."),
        ("Her DM is Bing.", "Her DM is Ding."),
        ("She's a Bing, all sunshine.", "She's a Ding, all candlelight."),
        ("The self is neither metal nor wood.", "The self is neither metal nor fire."),
        ("A 丙子 native keeps her own hours.", "A 丙午 native keeps her own hours."),
        ("Wood 1, Fire 2, Earth 3.", "Wood 2, Fire 2, Earth 3."),
        ("未 is the first branch. It hides 乙 as well.", "未 is the first branch. It hides 壬 as well."),
        ("2027 will be Ding Wei. Rob Wealth above, Hurting Officer below.",
         "2027 will be Ding Wei. Eating God above, Hurting Officer below."),
        ("Gap-jin: stem Pyeonin, branch Sikshin.", "Gap-jin: stem Pyeonjae, branch Sikshin."),
    ],
)  # fmt: skip
def test_a_way_to_say_it_is_judged_both_ways(true: str, false: str) -> None:
    assert "false" not in verdicts(true)
    assert "false" in verdicts(false)


@pytest.mark.parametrize(
    "text",
    [
        "She behaves like a Monkey.",
        "There is no visible outlet for the fire.",
        "Until a Dragon or Rooster year comes, nothing moves.",
        "A Direct Resource structure dislikes wealth.",
        "Jia-Zi opens the cycle of sixty.",
        "Earth is not one of the elements that somebody else would need.",
        "Rat and Rabbit punish each other, and Rabbit and Goat make half of a trine.",
        "The self is embraced by the Xin of the hour.",
        "Mother, teacher, diploma: she is Bing all the same.",
        # What others believe, or what an uncorrected clock would give.
        "Everyone guesses Ji when she walks in.",
        "They took her for Geng at the bank.",
        "Without the correction people put her in the Ox hour.",
        # The animal of a branch is nobody's sign.
        "Seventy, and still in love: frankly the Rabbit did that.",
        "One Rooster at the far end sends her a trickle.",
        "Snake, Dragon, Horse, Tiger: she walks back into spring.",
        # Idioms.
        "Don't look a gift horse in the mouth, her sign says, and she is no dark horse.",
        "Two of her sisters stand shoulder to shoulder in the month.",
        # A clock, a date and the end of a number are no ages.
        "2005-06-16 20:50 Seoul -> what would Yi You have been?",
        "Don't let the Xin of the hour fool you.",
        # What is first in its clause is bound there.
        "They resent each other, and the Rat and the Rabbit punish each other.",
        "A year of Geng Zi means Seven Killings to a Jia and Direct Officer to a Yi.",
    ],
)
def test_what_only_sounds_like_a_claim_is_left_alone(text: str) -> None:
    assert "false" not in verdicts(text)
