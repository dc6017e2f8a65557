"""The English and romanised words that the lexer knows: phrase → (letter, value).

Phrases are in lower case, their words joined by one blank.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from saju.day_master import STAGES
from saju.inspection.spelling import BRANCHES_ROMAN, STEMS_ROMAN
from saju.sexagenary import BRANCHES, PILLARS, STEMS
from saju.star_rules import STAR_RULES
from saju.words import ELEMENTS_EN

Meaning = tuple[str, Any]

ANIMALS = (
    ("rat",),
    ("ox", "cow"),
    ("tiger",),
    ("rabbit", "hare"),
    ("dragon",),
    ("snake",),
    ("horse",),
    ("goat", "sheep"),
    ("monkey",),
    ("rooster",),
    ("dog",),
    ("pig", "boar"),
)
_TEN_GODS = {
    "비견": "companion|friend|bigyeon|bi gyeon|shoulder to shoulder|parallel|peer",
    "겁재": "rival|rob wealth|robbing wealth|geopjae|geop jae|wealth robber",
    "식신": "eating god|siksin|sik sin|food god",
    "상관": "hurting officer|sanggwan|sang gwan|injuring officer",
    "편재": "indirect wealth|pyeonjae|pyeon jae",
    "정재": "direct wealth|jeongjae|jeong jae|proper wealth",
    "편관": "indirect officer|seven killings|seven killing|7 killings|pyeongwan|pyeon gwan",
    "정관": "direct officer|jeonggwan|jeong gwan|proper officer",
    "편인": "indirect resource|pyeonin|pyeon in|indirect seal|owl",
    "정인": "direct resource|jeongin|jeong in|direct seal|proper seal",
}
_GROUPS = (
    "companions|companion stars|peers|self stars",
    "output|output stars|output star",
    "wealth stars|wealth star|wealth element|wealth gods",
    "officer stars|officer star|officers|power stars",
    "resource|resource stars|resource star|resources",
)
_STARS = {
    "도화살": "peach blossom|dohwa|dohwasal|do hwa",
    "역마살": "post horse|traveling horse|travelling horse|travel horse|sky horse|yeokma|"
    "yeokmasal|traveler star",
    "화개살": "canopy|hwagae|flowery canopy|floral canopy|elegant seal",
    "천을귀인": "heavenly noble|nobleman star|heavenly nobleman|cheoneul|cheon eul|"
    "heavenly benefactor|cheoneul gwiin",
    "문창귀인": "literary noble|literary star|academic star|munchang|literary noble star|intelligence star",
    "양인살": "blade|yangin|goat blade|yang blade|sheep blade|yang in",
    "괴강살": "commanding star|goegang|kuigang|kui gang",
    "백호대살": "white tiger|baekho",
    "홍염살": "red charm|hongyeom|red flame|red beauty",
    "고신살": "lonely star|solitary star|goshin|gosin",
    "과숙살": "widow's lodge|gwasuk",
    "천덕귀인": "heavenly virtue",
    "월덕귀인": "monthly virtue|moon virtue",
}
_STAGES = (
    "long life|growth birth",
    "bathing|bath|mogyok",
    "coming of age|capping|gwandae",
    "geonrok|geollok|thriving",
    "emperor|jewang|prime|peak|imperial peak",
    "ebbing",
    "",
    "",
    "graveyard",
    "",
    "",
    "",
)
_PLAIN = {
    "h": "has|have|having|there is|there are|contains|contain|present|appears|appear|sits|sit|holds|hold|"
    "features|feature|carries|carry|shows|show|includes|include|found|located|visible|"
    "exists|exist|appearing|"
    "contained|residing|resides|lies|carrying|possess|possesses|bears|placed|stands|"
    "occupies|occupied by|do have|does have",
    "l": "lacks|lack|lacking|missing|absent|without|zero|devoid of|absence of|none|deprived of",
    "s": "strong|dominant|dominates|powerful|prominent|robust|dominate|prevails|strongly|"
    "dominated by|overpowering|the strongest force",
    "m": "many|much|abundant|abundance of|plenty|plenty of|excess|excessive|a lot of|"
    "lots of|rich|plentiful|"
    "overflowing|numerous|rich in|abundance|full of",
    "w": "weak|feeble|faint|weakly",
    "f": "few|little|scarce|short of|deficient|limited|insufficient|low|scant|"
    "shortage of|deficient in|deficiency of|fewer|lacking in",
    "n": "not|never|isn't|doesn't|aren't|don't|hardly|neither|nor|cannot|can't|hasn't|"
    "haven't|far from|isnt|doesnt|nothing like|didn't|rather than",
    "q": "than",
    "i": "in|at|on|under|inside|within|into",
    "e": "of|for|between",
    "=": "is|are|am|be|as|was|being|namely|i.e|called|equals|makes|falls on|forms|form|"
    "belongs to|consists of|reads|means",
    "&": "and|with the|plus|both",
    "b": "born",
    "u": "from|starting|starts|begins|beginning|start|begin|since|starts at|begins at|onwards",
    "p": "chart|saju|natal chart|bazi|four pillars|pillars chart|eight characters",
    "v": "most|strongest|by far",
    "k": "twelve stages|twelve stage|life stage|growth stage|stage",
    "a": "animal sign|zodiac animal|zodiac sign|zodiac|chinese zodiac|year of the|animal",
    "O": "void|empty|emptiness|gongmang|void branches|empty branches|kong wang",
    "D": "hidden stems|hidden stem|jijanggan|hidden in|hides|hide|hidden inside|conceals|stores",
    "@": "he|she|lady|gentleman|boy|girl|man|woman|native|client|fellow|baby|this one",
    "$": "luck|cycle of luck|luck cycles",
    "U": "decade|luck pillar|luck pillars|daeun|luck cycle|decade luck|ten-year luck|"
    "major luck|big luck|dae un|"
    "luck period|10-year luck|ten year luck|luck decade",
}
_SKIPPED = [
    "the",
    "a",
    "an",
    "very",
    "quite",
    "rather",
    "extremely",
    "clearly",
    "energy",
    "element",
    "elements",
    "star",
    "stars",
    "qi",
    "here",
    "also",
    "only",
    "just",
    "exactly",
    "fairly",
    "somewhat",
    "particularly",
    "notably",
    "truly",
    "really",
    "completely",
    "entirely",
    "altogether",
    "overall",
    "both",
    "sign",
    "signs",
    "character",
    "characters",
    "visible",
    "branch",
    "pillar",
    "stem",
    "any",
    "some",
    "particularly",
    "chart's",
    "natal",
    "itself",
    "at",
    "all",
    "remarkably",
    "especially",
    "pretty",
    "too",
    "so",
    "your",
    "actually",
    "certainly",
]
_MARKS = {
    "own": "your|you|my|me|i|this chart|this person|the native|you are",
    "other": "partner|spouse|husband|wife|boyfriend|girlfriend|friend|mother|father|the other person|"
    "colleague|boss|other people|others|someone|somebody|partner's|spouse's|husband's|wife's|friend's|"
    "mother's|father's|brother|sister|brother's|sister's",
    "transit": "this year|next year|last year|annual|today|tomorrow|yesterday|"
    "current year|transit|this month|"
    "next month|during|coming year|yearly|monthly luck|incoming|arrives|year ahead|"
    "upcoming|passing|when the luck",
    "suppose": "suppose|supposing|imagine|hypothetically|whether",
    "modal": "would|might|may|could",
    "if": "if|when|whenever|unless|should|wherever",
    "general": "need|needs|needed|first need|useful element|rumour|rumor|allegedly|"
    "mistakenly|wrongly|some say|some would|misread|"
    "generally|by nature|in general|people with|those who|those with|people whose|"
    "typically|usually|anyone|"
    "traditionally|commonly|theory|in saju|charts with|charts that|a chart with|"
    "a chart that|tends to|in principle|is said to|"
    "in bazi|often",
}
_FLAT = {
    "directional combination": "directional_combination",
    "half combination": "half_combination",
    "three combination": "three_combination",
    "triple combination": "three_combination",
    "trine": "three_combination",
    "three harmony": "three_combination",
    "six combination": "six_combination",
    "six harmony": "six_combination",
    "combines with": "combination",
    "combine with": "combination",
    "clashes with": "any_clash",
    "clash with": "any_clash",
    "combination": "combination",
    "combine": "combination",
    "combines": "combination",
    "combining": "combination",
    "combinations": "combination",
    "combined": "combination",
    "harmony": "combination",
    "clash": "any_clash",
    "clashes": "any_clash",
    "clashing": "any_clash",
    "clashed": "any_clash",
    "punishment": "punishment",
    "punishments": "punishment",
    "harm": "harm",
    "harms": "harm",
    "break": "break",
    "destruction": "break",
    "resentment": "resentment",
    "wonjin": "resentment",
    "ghost gate": "ghost_gate",
    "self-punishment": "self_punishment",
}
_COUNTS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight")


@cache
def english_words() -> dict[str, tuple[tuple[tuple[str, ...], Meaning], ...]]:
    """The phrases by their first word, those of most words first."""
    phrases: dict[str, Meaning] = {}
    for phrase, meaning in _entries():
        if phrase:
            phrases.setdefault(phrase, meaning)
    by_first: dict[str, list[tuple[tuple[str, ...], Meaning]]] = {}
    for phrase in sorted(phrases, key=lambda each: -each.count(" ")):
        words = tuple(phrase.replace("-", " ").split(" "))
        by_first.setdefault(words[0], []).append((words, phrases[phrase]))
    return {first: tuple(rows) for first, rows in by_first.items()}


def _entries() -> list[tuple[str, Meaning]]:
    rows: list[tuple[str, Meaning]] = []
    for kind, listed in _MARKS.items():
        rows += [(phrase, ("!", kind)) for phrase in listed.split("|")]
    for place, kind_of in (("year", "year"), ("month", "month"), ("day", "day"), ("hour", "hour")):
        rows += [(f"{kind_of} pillar", ("L", place)), (f"pillar of the {kind_of}", ("L", place))]
        rows += [(f"{kind_of} branch", ("B", place)), (f"branch of the {kind_of}", ("B", place))]
        rows += [(f"{kind_of} stem", ("T", place)), (f"stem of the {kind_of}", ("T", place))]
    rows += [
        ("day master", ("M", None)),
        ("daymaster", ("M", None)),
        ("ilgan", ("M", None)),
        ("self", ("M", None)),
        ("first", ("1", None)),
        ("heavy metal", (".", None)),
        ("hot water", (".", None)),
        ("open fire", (".", None)),
        ("on fire", (".", None)),
        ("under water", (".", None)),
        ("heavy in", ("m", None)),
        ("heavy with", ("m", None)),
        *(
            (f"{ten}s", ("J", (10 * at, 10 * at + 9)))
            for at, ten in enumerate(("twentie", "thirtie", "fortie", "fiftie", "sixtie"), 2)
        ),
        ("i would", ("", None)),
        *(
            (phrase, ("W", "stem"))
            for phrase in ("heavenly stem", "yearly stem", "its stem", "the stem")
        ),
        *(
            (phrase, ("W", "branch"))
            for phrase in ("earthly branch", "yearly branch", "its branch", "the branch")
        ),
        ("day stem", ("M", None)),
        ("spouse palace", ("B", "day")),
        ("heavenly stems", ("W", "stem")),
        ("earthly branches", ("W", "branch")),
        ("ilju", ("L", "day")),
        ("wolju", ("L", "month")),
        ("yeonju", ("L", "year")),
        ("siju", ("L", "hour")),
    ]
    rows += _signs() + _names()
    for letter, listed in _PLAIN.items():
        rows += [(phrase, (letter, None)) for phrase in listed.split("|")]
    rows += [
        ("no", ("l", None)),
        ("strongest", ("v", "s")),
        ("weakest", ("v", "w")),
        ("stronger", ("c", "s")),
        ("weaker", ("c", "w")),
        ("outweighs", ("c", "over")),
        ("outnumbers", ("c", "over")),
        ("exceeds", ("c", "over")),
        ("strong day master", ("Z", "strong")),
        ("weak day master", ("Z", "weak")),
        ("singang", ("Z", "strong")),
        ("sin gang", ("Z", "strong")),
        ("sinyak", ("Z", "weak")),
        ("balanced day master", ("Z", "balanced")),
        ("forward", ("I", "forward")),
        ("backward", ("I", "backward")),
        ("in reverse", ("I", "backward")),
        ("backwards", ("I", "backward")),
        ("age", ("J", None)),
        ("aged", ("J", None)),
        ("ages", ("J", None)),
        ("times", ("N", "times")),
        ("more", ("+", None)),
        ("begin with", ("=", None)),
        ("begins with", ("=", None)),
        ("eight signs", ("p", None)),
        ("six signs", ("p", None)),
        ("eight characters", ("p", None)),
        ("but", (";", None)),
        ("while", (";", None)),
        ("whereas", (";", None)),
        ("although", (";", None)),
        ("though", (";", None)),
        ("which", (";", None)),
        ("because", (";", None)),
        ("so that", (";", None)),
        ("at least", (".", None)),
        ("structure", ("Q", None)),
        ("once", ("#", 1)),
        ("twice", ("#", 2)),
        ("thrice", ("#", 3)),
    ]
    rows += [(name, ("N", number)) for number, name in enumerate(_COUNTS)]
    rows += [
        (f"{ten} {one}".strip(), ("J", 10 * (at + 2) + number))
        for at, ten in enumerate(
            ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty")
        )
        for number, one in enumerate(("", *_COUNTS[1:], "nine"))
    ]
    rows += [(word, ("", None)) for word in _SKIPPED]
    return rows


def _signs() -> list[tuple[str, Meaning]]:
    rows: list[tuple[str, Meaning]] = []
    for index, name in enumerate(ELEMENTS_EN):
        rows += [
            (name, ("E", index)),
            (f"{name} element", ("E", index)),
            (f"{name}s", ("E", index)),
        ]
    for stem in STEMS:
        element = ELEMENTS_EN[stem.element]
        yin_yang = "yang" if stem.is_yang else "yin"
        rows += [(f"{yin_yang} {element}", ("S", stem.index))]
        for roman in STEMS_ROMAN:
            rows += [(f"{roman[stem.index]} {element}", ("S", stem.index))]
            rows += [(f"{roman[stem.index]} {yin_yang} {element}", ("S", stem.index))]
    korean = ("mok", "hwa", "to", "geum", "su")
    rows += [
        (STEMS_ROMAN[0][stem.index] + korean[stem.element], ("S", stem.index)) for stem in STEMS
    ]
    for branch in BRANCHES:
        for animal in ANIMALS[branch.index]:
            rows += [(animal, ("A", branch.index)), (animal + "s", ("A", branch.index))]
            rows += [(f"{animal} branch", ("A", branch.index))]
    for pillar in PILLARS:
        element = ELEMENTS_EN[pillar.stem.element]
        for animal in ANIMALS[pillar.branch.index]:
            rows += [(f"{element} {animal}", ("P", pillar.index))]
            yin_yang = "yang" if pillar.stem.is_yang else "yin"
            rows += [(f"{yin_yang} {element} {animal}", ("P", pillar.index))]
        for stems, branches in zip(STEMS_ROMAN, BRANCHES_ROMAN, strict=True):
            syllables = stems[pillar.stem.index], branches[pillar.branch.index]
            rows += [(" ".join(syllables), ("P", pillar.index))]
            rows += (
                [("".join(syllables), ("P", pillar.index))] if len("".join(syllables)) > 4 else []
            )
    return rows


def _names() -> list[tuple[str, Meaning]]:
    rows: list[tuple[str, Meaning]] = []
    for god, listed in _TEN_GODS.items():
        for phrase in listed.split("|"):
            rows += [(phrase, ("G", god)), (f"{phrase} star", ("G", god))]
            rows += [
                (f"{phrase} structure", ("Q", f"{god}격")),
                (f"{phrase} frame", ("Q", f"{god}격")),
            ]
    for index, listed in enumerate(_GROUPS):
        rows += [(phrase, ("H", index)) for phrase in listed.split("|")]
    for star, listed in _STARS.items():
        for phrase in listed.split("|"):
            rows += [(phrase, ("X", star)), (f"{phrase} star", ("X", star))]
    for rule in STAR_RULES:
        if rule.name != "건록":
            rows += [
                (rule.english.lower(), ("X", rule.name)),
                (f"{rule.english.lower()} star", ("X", rule.name)),
            ]
    for stage, listed in zip(STAGES, _STAGES, strict=True):
        rows += [(phrase, ("K", stage)) for phrase in listed.split("|") if phrase]
    rows += [(phrase, ("C", kind)) for phrase, kind in _FLAT.items()]
    return rows
