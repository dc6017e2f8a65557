"""Constructions of English by which amounts are told, and clauses that `and` joins.

The chart: 乙卯 year, 戊寅 month, 丙午 day, 甲午 hour (1975-03-01 13:30, a man): four of wood, three of
fire, one of earth, neither metal nor water, shown or hidden; Direct Resource, Eating God and Rob
Wealth, no Officer; the Peach Blossom on the year, the Yang Blade on the day and the hour.
"""

from __future__ import annotations

from functools import partial

import pytest

from saju import Birth, chart_of
from saju.analysis import Analysis
from saju.inspection import inspect_text
from tests.saju.inspection.verdicts import verdicts_on

HIS = Analysis(chart_of(Birth(1975, 3, 1, 13, 30, gender="male")).signs)
verdicts = partial(verdicts_on, chart=HIS)


@pytest.mark.parametrize(
    ("true", "false"),
    [
        # What leads and what trails.
        ("Wood leads the tally.", "Earth leads the tally."),
        ("Wood outnumbers every other element.", "Metal outnumbers every other element."),
        ("There is more Wood than anything else.", "There is more Earth than anything else."),
        ("No element is stronger than Wood.", "No element is stronger than Metal."),
        ("The most abundant element is Wood.", "The most abundant element is Water."),
        ("The dominant element is wood.", "The dominant element is earth."),
        ("Metal comes last.", "Wood comes last."),
        ("You have less Water than any other element.", "You have less Wood than any other element."),
        # Much, little and none.
        ("Earth is underrepresented.", "Wood is underrepresented."),
        ("Earth barely registers.", "Wood barely registers."),
        ("Earth plays only a minor role.", "Wood plays only a minor role."),
        ("There's next to no Earth.", "There's next to no Wood."),
        ("Wood is heavily represented.", "Metal is heavily represented."),
        ("Wood is very strong in your chart.", "Metal is very strong in your chart."),
        ("Your chart is Metal-deficient.", "Your chart is Wood-deficient."),
        ("Earth is lacking.", "Wood is lacking."),
        ("Metal is unrepresented.", "Fire is unrepresented."),
        ("Fire is not missing.", "Water is not missing."),
        ("Every element but Metal and Water is there.", "No element is missing."),
        ("Wood accounts for four of the eight characters.",
         "Wood accounts for two of the eight characters."),
        ("One of your eight characters is Wood.", "One of your eight characters is Metal."),
        ("Fire comes up three times.", "Fire comes up twice."),
        # What is spoken of as there.
        ("With Eating God in your chart, you feed others.",
         "With Direct Officer in your chart, you keep the rules."),
        ("You have no 7 Killings.", "Your chart has 7 Killings."),
        ("The Yang Blade on the Horse cuts both ways.", "The Peach Blossom on the Horse smiles."),
        ("The Nobleman does not appear.", "The Peach Blossom does not appear."),
        # The whole chart, and the self.
        ("Your chart is strong.", "Your chart is weak."),
        ("Born on a Bing (丙) day, you enjoy attention.", "Born on a Ding (丁) day, you enjoy attention."),
        ("Your day master is the stem Bing.", "Your day master is the stem Ding."),
        ("The month stem's Eating God is generous.", "The month stem's Direct Wealth is generous."),
        # Two clauses that `and` joins have each its own place.
        ("Your day pillar is 丙午, and the Peach Blossom graces your chart.",
         "Your day pillar is 丙午, and the Nobleman graces your chart."),
        ("The Peach Blossom is in your year pillar, and your day pillar is 丙午.",
         "The Peach Blossom is in your year pillar, and your day pillar is 丙子."),
        ("Your year pillar is 乙卯 and your month pillar is 戊寅.",
         "Your year pillar is 乙卯 and your month pillar is 庚辰."),
        ("Your day pillar is 丙午, and the Ding Chou luck pillar begins at age 8.",
         "Your day pillar is 丙午, and the Ding Hai luck pillar begins at age 8."),
        ("Your day pillar is 丙午, and no Officer shows.", "Your day pillar is 丙午, and no Fire shows."),
        ("Your blind spot is Metal, which is entirely missing.",
         "Your blind spot is Fire, which is entirely missing."),
        ("Your spouse palace holds the Horse, which is Rob Wealth.",
         "Your spouse palace holds the Horse, which is Direct Wealth."),
        ("Wood comes out on top with four.", "Wood comes out on top with six."),
        ("Fire runs through the chart, appearing three times.",
         "Fire runs through the chart, appearing twice."),
        # Tables with a row a pillar.
        ("Hour: 갑오(甲午).", "Hour: 정해(丁亥)."),
        ("| | Stem | Branch |\n|---|---|---|\n| Month | Eating God | Indirect Resource |",
         "| | Stem | Branch |\n|---|---|---|\n| Month | Eating God | Direct Officer |"),
        ("| Pillar | Stem | Branch |\n|---|---|---|\n| Year | 乙 | 卯 |",
         "| Pillar | Stem | Branch |\n|---|---|---|\n| Year | 乙 | 辰 |"),
        ("The Four Pillars read: Year – 乙卯; Month – 戊寅.",
         "The Four Pillars read: Year – 庚子; Month – 戊寅."),
        ("Starting with the year stem, we have Direct Resource, Eating God and Indirect Resource.",
         "Starting with the year stem, we have Direct Wealth, Eating God and Indirect Resource."),
        ("Being strong, your Bing Day Master gives.", "Being weak, your Bing Day Master gives in."),
        ("Your Day Master is rooted in the chart, and is judged strong overall.",
         "Your Day Master is rooted in the chart, and is judged weak overall."),
        ("The Nobleman, by contrast, is absent.", "The Peach Blossom, by contrast, is absent."),
        ("Metal, however, is missing.", "Wood, however, is missing."),
        ("Metal has been left out of your chart.", "Fire has been left out of your chart."),
        ("In Saju terms you are Bing.", "In Saju terms you are Ding."),
        # What carries the day master.
        ("Your day master did win the month.", "Your day master is out of season."),
        ("Deungnyeong: yes.", "Deungnyeong: no."),
        # What only asks to be heard.
        ("Let's be honest: the chart is strong.", "Let's be honest: the chart is weak."),
    ],
)  # fmt: skip
def test_a_construction_is_judged_both_ways(true: str, false: str) -> None:
    assert "false" not in verdicts(true)
    assert "false" in verdicts(false)


@pytest.mark.parametrize(
    "text",
    [
        "Charts lacking Wood call for care.",
        "As metal, the useful element, fills low places first, gather small lessons.",
        "In years when Metal is strong, you shine.",
        "Your Day Master is Bing, but when Fire is missing, a chart tends to lean on others.",
        "At least one character is Wood.",
        "The hour branch brings the Horse (午), giving you a practical streak.",
        "With Direct Officer in a chart, people keep the rules.",
        "Unlike Geng people, who love the limelight, you wait.",
        "Some astrologers would call you Geng.",
        "Of the five elements Metal is the one to wear.",
        "A day master that is too weak gives in.",
        "A strong chart does not mean a strong body.",
        "Your day pillar is 丙午, and you find harmony with a neat partner.",
        "The Tiger and the Rabbit are your void branches, and your day pillar is 丙午.",
        "I wouldn't call your chart balanced.",
        "Your Tiger month is when Yin Metal does what it does.",
        "Eating God (month stem), Direct Resource (year stem), Indirect Resource (hour stem): these show.",
        "Nothing tempers the Wood.",
        "One could argue about much here, but not about the strength of Wood.",
        "The stem beside you, in the month, is 戊.",
        "丙 on the day stem, 戊 on the month stem, 乙 on the year stem.",
        "丙 is what you are, Eating God in the month stem is what you do.",
        "Metal carries Water and Earth bears Metal.",
        "The Rat clashes with the Horse, the Ox with the Goat, and so on around the circle.",
        "Yang stems are Jia, Bing, Wu, Geng and Ren.",
        "In 2027 (丁未) Rob Wealth comes to the fore, even though you have Eating God in the month stem.",
        "The void of your day pillar covers the Tiger and the Rabbit.",
    ],
)
def test_doctrine_and_wider_words_are_left_alone(text: str) -> None:
    assert "false" not in verdicts(text)


def test_a_combination_in_season_is_not_the_day_master_in_season() -> None:
    said = inspect_text("The combination of your stems is out of season.", HIS).statements
    assert "strength" not in {each.kind for each in said}
