"""The small words of English: phrases by what they mean in a sentence about a chart, joined by `|`.

`PLAIN` by the letter of their token, `VALUED` by letter and value.
"""

from __future__ import annotations

from typing import Any

from saju.inspection.english.idioms import IDIOMS

_OTHERS = (
    "all others", "all the others", "all other elements", "all the other elements",
    "every other element", "everything else", "any other element", "any other", "anything else",
    "any of the others", "all the rest", "the other four", "the rest",
)  # fmt: skip
PLAIN = {
    "h": "is present|are present|has|have|having|had|there is|"
    "there are|there's|contains|contain|present|appears|appear|sits|sit|holds|hold|"
    "features|feature|carries|carry|shows|show|includes|include|found|located|visible|"
    "exists|exist|appearing|contained|residing|resides|reside|lies|lie|carrying|possess|"
    "possesses|bears|placed|stands|stand|occupies|occupy|occupied by|do have|does have|"
    "owns|in sight|on the surface|to be seen|sitting|standing|turns up|turn up|shows up|"
    "show up|occurs|occur|got|armed with|graced by|graced with|blessed with|endowed with|"
    "equipped with|gifted with|rests|rest|dwells|dwell|hangs|hang|guards|guard|"
    "comes with|rides in|ride in|gives you|gives him|gives her|grants|adorns|crowns|"
    "graces|so do|so does|so has|so have|so is|so are|houses|hosts|harbours|harbors|"
    "harbouring|harboring|at his disposal|at your disposal|at her disposal|to be found|"
    "perched|perches|anchored|anchors|wears|wear|boasts|boast|displays|display|enjoys|"
    "enjoy|i count|featuring|emerges|emerge|surfaces|surface|protrudes|meet|meets|finds|"
    "find|you'll find|takes|take|gets|get|sports|planted|parked|lives|live|works|reveals|"
    "reveal|posted|is home to|shelters|presents|pairs|accompanied by|stationed|rooted|"
    "seen|shares|share|falls|fall|nestles|"
    "crouches|waits|marks|colours|colors|covers|decorates|blooms|fills|fill|tugs at|"
    "gallops through|colouring|coloring|landed|lands|hovers|hover|protects|protect|"
    "watches over|beside you|beside him|beside her|makes an appearance|make an appearance|comes up|come up|"
    "represented|accounted for",
    "l": "lacks|lack|lacking|missing|absent|without|zero|devoid of|absence of|none|"
    "deprived of|no|completely out of|all out of|entirely out of|run out of|runs out of|"
    "not one ounce of|not an ounce of|not a grain of|not a speck of|not a shred of|"
    "not a hint of|not a whiff of|no sign of|not a spark of|not a scrap of|"
    "not a crumb of|nary a|zilch|destitute of|nowhere|search in vain for|"
    "look in vain for|looking in vain for|in vain for|free of|bereft of|empty of|lacked|"
    "nil|misses|neither|nothing|nobody|shortage of any|free from|short on any|"
    "left out of|has been left out of|been left out of|has been left out|is left out|sits out|"
    "sits this one out|unrepresented|notable by its absence|conspicuous by its absence|short one element|"
    "short of one element|"
    "not a single|not a trace of|no trace of|not one|not any|not a drop of",
    "s": "runs high|heavily represented|overrepresented|over represented|well represented|"
    "strongly represented|prevalent|everywhere|rules this chart|rules your chart|predominates|"
    "has the upper hand|is at its peak|saturates the chart|permeates the chart|"
    "floods the chart|floods your chart|fills the chart|fills your chart|in abundance|"
    "aplenty|in spades|runs the show|calls the shots|takes centre stage|takes center stage|"
    "overabundant|over abundant|well supported and strong|strong|dominant|dominates|"
    "powerful|prominent|robust|dominate|prevails|strongly|plentiful force|dominated by|"
    "overpowering|vigorous|mighty|overwhelming|heavy|rules the chart|dominating|"
    "overpowers|in excess|rampant",
    "m": "many|much|abundant|abundance of|plenty|plenty of|excess|excessive|a lot of|lots of|rich|"
    "plentiful|overflowing|overflowing with|numerous|rich in|abundance|full of|"
    "overflows with|overflow with|swims in|drowns in|drowning in|brims with|bristles with|"
    "abounds in|leans on|heavy in|heavy with|loaded with|crowded with|no shortage of|"
    "no lack of|packed with|floods|flooded with|a wealth of|teeming with|laden with|"
    "steeped in|well supplied with|generous|a great deal of|saturated with|"
    "have too much|has too much|having too much|there is too much|there's too much|"
    "leans heavily toward|leans heavily towards|leans heavily on|leans toward|leans towards|"
    "skews toward|skews towards|tilts toward|tilts towards|weighted toward|weighted towards|"
    "overloaded with|crammed with|stacked with|bursting with|blessed with plenty of|"
    "a surplus of|surplus of|an overload of|overload of|a glut of|glut of|no lack in|heaps of|"
    "tons of|a good deal of|a good amount of|a large amount of|large amounts of|"
    "an overabundance of|overabundance of|dripping with|awash with|awash in|swimming in",
    "w": "weakness of|frailty of|feebleness of|low on strength|short of strength|"
    "lacks strength|lack strength|lacking strength|lacks power|has little strength|weak|"
    "feeble|faint|weakly|frail|fragile|powerless|delicate|barely present|underpowered",
    "f": "few|little|scarce|short of|deficient|limited|insufficient|low|scant|shortage of|"
    "deficient in|deficiency of|fewer|lacking in|thin|meagre|meager|sparse|low on|short on|"
    "in short supply|starved of|poor in|barely any|hardly any|scarcely any|light on|"
    "scarcity of|minimal|underrepresented|under represented|poorly represented|"
    "thinly represented|barely registers|hardly registers|barely features|has little presence|"
    "has a minor presence|has only a minor presence|has a weak presence|plays only a minor role|"
    "plays a minor role|plays a small role|plays only a small role|has only a weak presence|"
    "hardly present|scarcely present|"
    "almost absent|nearly absent|virtually absent|practically absent|almost missing|"
    "all but absent|all but missing|nearly missing|almost no|next to no|practically no|"
    "virtually no|hardly a trace of|barely a trace of|almost none|next to none|hardly there|"
    "barely there|thin on|runs short of|running short of|run short of|running low on|"
    "runs low on|run low on|not much|not a lot of|hardly visible|barely visible|"
    "close to zero|not enough|too little|lightly represented|thin on the ground|"
    "barely represented|hardly represented|scarcely represented|in the minority",
    "n": "refuse|refuses|decline to|declines to|hesitate to|stop short of|rather than call|"
    "not|never|isn't|doesn't|aren't|don't|hardly|cannot|can't|hasn't|haven't|far from|"
    "isnt|doesnt|nothing like|didn't|anything but|wasn't|weren't|no longer|no school|"
    "nobody would call|can't find|free from being|won't|by no means|scarcely|fails to|"
    "fail to|failed to",
    "q": "than",
    "i": "at which|in which|during which|from which|in|at|inside|within|into|across|"
    "out in|onto|through|throughout|upon|behind",
    "e": "of|between|belonging to",
    "r": "for|to|toward|towards|against",
    "=": "is|are|am|be|as|was|being|namely|i.e|called|equals|makes|falls on|forms|form|"
    "accounts for|account for|belong to|belongs to|consists of|reads|means|counts as|acts as|"
    "serves as|works as|stands as|"
    "stands for|represents|functions as|comes as|that's|it's|were|"
    "becomes|been|plays|qualifies as|known as|read as|constitutes|constitute|amounts to|"
    "represented by|is represented by|are represented by|turns out|comes out|goes by|acting as|"
    "named|names|translates|translates as|"
    "operates as|appears as|play|you'd be|remains|remain|yields|gives|produces|ranks|"
    "ranks as|classified as|filed under|may be called|can be called|could be called|"
    "might be called|may be considered|can be considered|could be considered|"
    "can be described as|happens to be|happen to be|turns out to be|proves to be|"
    "ends up being|ends up as|comes to|come to|adds up to|add up to|totals|tallies|"
    "numbers|leads to|lands on|registers as|land on",
    "&": "and|plus|both|as well as|together with|alongside|along with|or|or else",
    "b": "born|birth|came into the world|come into the world|came into this world|"
    "saw the light of day|entered the world|first cry|entered this world",
    "u": "from|starting|starts|begins|beginning|start|begin|since|starts at|begins at|onwards|"
    "began|opened|opens|opens at|opening|enters|enter|entered|entering|takes over|"
    "took over|flips to|flips into|changes to|changes into|shifts to|shifts into|"
    "switches to|turns into|turns to|turns over to|gives way to|hands over to|passes into|moves on to|"
    "rolls over into|crosses into|crossed into|slides into|slips into|passes to|"
    "transitions to|transitions into|yields to|walks into|started|set in|set off|"
    "sets off|took off|takes off|gets going|got going|kicks off|kicked off|got under way|"
    "kicks in|kicked in|onward|sets in|come into force|commences|commenced|arrives|"
    "arrived|came|comes|goes into|moves into|moved into|steps into|stepped into",
    "p": "chart|saju|natal chart|bazi|four pillars|pillars chart|eight characters|eight signs|"
    "six signs|six characters|pillars|natal pillars|birth chart|seven characters|chart's|"
    "eight visible characters|eight visible signs|six visible characters|"
    "six visible signs|all eight|the eight|the six|all six|visible signs|"
    "visible characters|natal configuration|palja|paljja|nativity|natal makeup|"
    "four columns|eight glyphs|eight letters|saju chart|bazi chart|visible eight",
    "a": "sign of the|for a sign|for her sign|for his sign|for your sign|as her sign|"
    "as his sign|as your sign|for sign|animal sign|zodiac animal|zodiac sign|zodiac|"
    "chinese zodiac|year of the|animal|animal year|by year|by sign|by animal|by birth year",
    "O": "void|empty|emptiness|gongmang|void branches|empty branches|kongwang|xunkong|"
    "kong wang|gong mang|voids|voided|void pair|void branch|xun kong|hollow|"
    "death and emptiness|emptiness pair|missing branches|missing branch|missing pair|"
    "absent branches|empty pair|empty signs|empty branch|vacant|vacancy|vacant pair|"
    "nullified|hollowed out|emptied|empties|voiding|make void",
    "D": "hidden stems|hidden stem|jijanggan|hidden in|hides|hide|hidden inside|conceals|"
    "stores|hidden|stored|store|conceal|concealed|concealing|hiding|storing|hid|buried|"
    "tucked|tucked away|hidden within|stored inside|inside it|stems share|locks away|"
    "locked away|locked in|secretly holds|secret|three stems|stems inside|deep inside|"
    "deep within|jangan|cang gan|tenants|ji jang gan|shelters|residual qi|main qi|"
    "middle qi|hidden qi|the stems inside|the stems within|the stems in|stems within|"
    "open up|basement|cellar|underground|puts up|keeps|preserves|retains|does shelter|lid of|"
    "lift the lid of|"
    "lifts the lid of|belly of|warehouse for|storehouse for|storehouse of|treasury of|"
    "home to|repository of|container of|hiding place of|hiding place for|contents of|"
    "contents are|inventory of|look inside|smuggles|tucks|deep in|open up the|"
    "under lock and key|lurks|lurking|lurk|under the surface of|in hiding|hidden away|"
    "out of sight|vault|keeps secret|pockets|secretly|in store|in secret",
    "@": "he|she|lady|gentleman|boy|girl|man|woman|native|client|fellow|baby|this one|you|him|"
    "person|individual|querent|i|child|yourself|himself|herself|candle|jewel|mountain|"
    "torch|oak|vine|soul|kid|sir|madam|we|they|type|natives|persons|people|kids|folk|"
    "folks|children|babies|guy|chap|infant|lad|lass|the subject",
    "'": "your|his|her|my|its|their|our|this|hers|yours|mine",
    "$": "luck|cycle of luck|luck cycles|decades|luck pillars|ten year luck|ten year pillars|"
    "cycles|daeun|luck pillar|dae un|da yun|decade luck|pillars of luck|ten year luck pillars",
    "U": "daewoon|dae woon|dayun|great luck|grand luck|fortune decade|decade pillar|"
    "fate cycle|10 year luck|ten year luck|luck chapter|luck era|life decade|"
    "ten year period of luck|ten year block|decade|luck cycle|major luck|big luck|"
    "luck period|10-year luck|luck decade|cycle|ten year period|10 year pillar|"
    "10 year luck pillar|ten year luck cycle|ten year pillar|ten year luck pillar|"
    "10 year cycle|ten year cycle|luck phase|fortune cycle",
    "+": "more",
    "%": "each|apiece",
    "*": "every element|all five elements|all elements|each element|each of the five elements|"
    "all of the five elements|every one of the five elements|all five|"
    "every one of the elements",
}
VALUED: dict[tuple[str, Any], str] = {
    (
        "M",
        None,
    ): "day master|dm|daymaster|ilgan|self|day stem|stem of the day|day lord|day master's|"
    "il gan|ri zhu master|self element|core self|core of who you are|core of your being|"
    "core of the chart|core of your chart|core of his chart|core of her chart|inner self|"
    "essence of the chart|heart of the chart|heart of your chart|day pillar's stem|"
    "daily stem|master of the day|self stem|ri yuan|lord of the day|protagonist|"
    "core element|by day stem|by day master|day element|element of the self|"
    "what represents you|personal element|client's element|client's personal element|"
    "what stands for you|main character of the chart|hero of the chart|daymaster's|"
    "heart of hearts|own element|your own element|his own element|her own element|"
    "natal self|ilgan stem|inner core|stem that stands for you|stem that stands for her|"
    "stem that stands for him|stem that represents you|stem that represents her|"
    "stem that represents him|stem that is you|character that represents you|"
    "character that stands for you|day master element|ego of the chart",
    ("M", "centre"): "|".join(
        f"{core} of {whose} {chart}"
        for core in ("centre", "center", "middle", "heart", "core", "essence", "root", "master")
        for whose in ("the", "this", "your", "his", "her", "my")
        for chart in ("chart", "saju", "bazi", "pillars", "person", "being", "nature")
    ),
    (
        "W",
        "stem",
    ): "heavenly stem|heavenly stems|its stem|the stem|stems|upper row|top row|the stems|"
    "year's heavenly stem",
    (
        "W",
        "branch",
    ): "earthly branch|earthly branches|yearly branch|its branch|the branch|branches|bottom row|"
    "lower row|the branches|ground floor",
    (
        "g",
        ("season", False),
    ): "in season|has the season|have the season|has the month|won the month|"
    "wins the month|win the month|wins the season|won the season|win the season|got the season|"
    "gets the season|get the season|in command of the season|backed by the season|"
    "supported by the season|supported by the month|season supports|month supports|"
    "season is on her side|season is on his side|season is on your side|season on its side|"
    "holds the season|hold the season|commands the season|born in season|obtained the season|"
    "obtains the season|season favours|season favors",
    ("g", ("season", True)): "out of season|lost the season|loses the season|lose the season|"
    "loses the month|lost the month|without the season|season is against|month is against|"
    "born out of season|against the season|unsupported by the season|missed the season|"
    "misses the season|season does not support|month does not support|season doesn't support|"
    "month doesn't support|season fails to support|month fails to support",
    (
        "g",
        ("season", False, "deungnyeong"),
    ): "deungnyeong|deukryeong|deuk ryeong|deungryeong|de ling",
    ("g", ("season", True, "silryeong")): "silryeong|shillyeong|shilryeong|sillyeong|shi ling",
    ("g", ("ground", False, "deukji")): "deukji|deuk ji|de di",
    ("g", ("company", False, "deukse")): "deukse|deuk se",
    ("1", None): "first",
    ("2", None): "main qi",
    ("n", "nor"): "nor",
    (
        "n",
        "say",
    ): "wouldn't say|wouldn't call|would not say|would not call|wouldn't describe|can't say|"
    "cannot say|can't call|couldn't call|nobody could call|no one could call|nobody can call|"
    "no one would call|nobody would describe|no one would describe|could hardly call",
    ("W", "both"): "top and bottom|above and below|both above and below|on both floors|both floors|"
    "stem and branch|stem and branch alike|stem as well as branch|both stem and branch|"
    "upper and lower|in both positions|both halves",
    ("i", "over"): "over|on top of|atop|sits above|rides above|stands above|riding over",
    ("i", "on"): "on",
    ("i", "by"): "by",
    ("i", "under"): "under|beneath|underneath",
    ("i", "above"): "above|on top|overhead|up top|upstairs|at the top|over it",
    (
        "i",
        "below",
    ): "below|under it|at the bottom|downstairs|down below|below it|beneath it|underneath it",
    ("n", "rather"): "rather than|instead of|in place of|and not|but not|as opposed to",
    (
        "q",
        "compared",
    ): "compared with|compared to|relative to|in comparison with|next to|set against",
    ("v", None): "most|by far",
    (
        "v",
        "s",
    ): "strongest|largest|biggest|the most|dominant force|strongest force|largest group|"
    "the heaviest|most abundant|most powerful|most numerous|leads with|leads the field|"
    "takes the lead|most plentiful|commonest|prevailing|leads the tally|leads the count|"
    "leads the pack|leads the list|leads the table|tops the list|tops the count|tops the tally|"
    "tops the table|comes first|comes out on top|comes out first|comes out ahead|ranks first|"
    "in first place|takes first place|reigns supreme|highest count|highest score|"
    "highest share|scores highest|scores the highest|lion's share|bulk of|majority of|"
    "most of the chart|most of your chart|most of the space|appears most|most often|"
    "appears most often|appears most frequently|shows up most often|"
    "most frequently|loudest|loudest voice|most prevalent|predominant|leading element|"
    "leading force|dominant element|predominantly|chart is mostly|chart is mainly|"
    "chart is primarily|made up mostly of|made up mainly of|made mostly of|consists mostly of|"
    "consists mainly of|composed mainly of|composed mostly of|number one element|"
    "main element|dominating element|principal element|"
    + "|".join(
        f"{verb} {others}"
        for verb in ("outnumbers", "outweighs", "exceeds", "dwarfs", "surpasses", "overshadows")
        for others in _OTHERS
    ),
    ("v", "w"): "weakest|smallest|least|scarcest|rarest|lowest count|lowest score|lowest share|"
    "scores lowest|scores the lowest|ranks last|comes last|comes in last|in last place|"
    "at the bottom of the list|at the bottom of the table|bottom of the list|brings up the rear|"
    "least often|faintest|"
    "lowest number|" + "|".join(f"trails {others}" for others in _OTHERS),
    ("q", "all"): "|".join(f"than {others}" for others in _OTHERS),
    ("c", "s"): "stronger|outweighs|outnumbers|exceeds|outweigh|outnumber|exceed|beats|surpasses|"
    "edges out|tops|dwarfs|eclipses|overshadows|outstrips|outdoes|trumps|ahead of|overtakes|"
    "prevails over|wins over|has the upper hand over|far exceeds|in excess of",
    ("c", "w"): "weaker|outweighed by|outnumbered by|exceeded by|less|trails|lags behind",
    ("=", "equal"): "as much|as many",
    (
        "I",
        "forward",
    ): "forward|forwards|clockwise|ascending order|forward direction|sunhaeng|with the calendar|"
    "in forward order|ahead through the calendar",
    (
        "I",
        "backward",
    ): "backward|backwards|in reverse|reverse|counterclockwise|anticlockwise|reverse order|"
    "against the calendar|yeokhaeng|descending order|counter-clockwise|in reverse order|"
    "in retrograde|retrograde|anti-clockwise",
    ("J", None): "age|aged|ages|age of|ages of|turns|turned|turning",
    ("N", "times"): "times",
    ("N", 1): "but a single|but one|a single|single|lone|sole|only one|just one|exactly one",
    (
        "N",
        4,
    ): "half of your eight characters|half of the eight characters|half of the chart|"
    "half the chart|half of your chart|half of his chart|half of her chart|"
    "half of all eight|half of the eight signs|half of your eight signs|"
    "half of her eight signs|half of his eight signs",
    ("N", 2): "a pair of|pair of|couple of|a couple of",
    ("N", 3): "a trio of|trio of|triple",
    ("l", "except"): "except|except for|save for|apart from|with the exception of|"
    "all but|every element but|every element except|all elements but|all elements except|"
    "all five elements but|all five elements except|all the elements but|everything but|"
    "all the elements except",
    ("*", "none missing"): "no element is missing|no elements are missing|no element is absent|"
    "no element is lacking|none of the elements is missing|none of the five elements is missing|"
    "none of the five is missing|no missing elements|no missing element|"
    "the five elements are all there|the five elements are all present|"
    "the five elements are all represented|no element is entirely missing|"
    "no element is completely missing",
    ("#", 1): "once",
    ("#", 2): "twice|doubled|two times|double",
    ("#", 3): "thrice|three times|three times over|tripled",
    ("#", 4): "four times",
    ("~", "most"): "at most|no more than|not more than|up to",
    ("~", "least"): "at least|no fewer than|no less than|not fewer than",
    ("~", "more"): "more than|over than",
    ("~", "fewer"): "fewer than|less than",
    (
        "_",
        None,
    ): "birth years|this day|today's|year signs|day masters|two charts|"
    "both charts|together they|you two|between you|the two of you|both of you",
    (";", "but"): "but|yet",
    (";", "so"): "so",
    (";", "which"): "which|who|where",
    (
        ";",
        None,
    ): "while|whereas|although|though|because|so that|whose|since a|whilst|even though|as for|"
    "hence|therefore|however",
    ("Q", None): "structure|pattern|frame|gyeok|ge ju|gyeokguk",
    ("=", "person"): "he's|she's|you're|they're|i'm",
    (
        "=",
        "year",
    ): "begin with|begins with|open with|opens with|starts with|start with|opens on|open on|"
    "begins on|opens in|starts on|starts off with",
    (
        "=",
        "hour",
    ): "close with|closes with|ends with|end with|ends in|closes in|finishes with|closes on|"
    "close on|ends on|end on|finishes on|concludes with",
    (
        ".",
        None,
    ): f"{IDIOMS}|in the cycle|sexagenary cycle|sixty year cycle|such as|to hide|keep your meals|"
    "left empty|left blank|heavy metal|hot water|open fire|on fire|under water|"
    "water polo|firewood|husband star|wife star|spouse star|you wrote|you said|"
    "you mention|you mentioned|you told me|you say|of course|at first|one day|these days|"
    "some day|every day|all day|in the end|year after year|day by day|month by month|"
    "day after day|year by year|water under|by trade|like water|like fire|friends|"
    "you know|fire up|fires up|no doubt|no wonder|not only|not just|no less|first of all|"
    "iron will|i'd|of the day's|if you lift|if we lift|if you dig|if we dig|if you peer|"
    "if you peek|if you turn|if you inspect|if you study|if you take|if we take|"
    "if one takes|if you count|if we count|if one counts|if we simply|if you simply|"
    "if you look|if we look|if one looks|if we go by|if you go by|if you read|"
    "if you reckon|if we reckon|if we tally|if you tally|if you add|if we add|"
    "if you open|if we open|if you ask|if you check|if i count|if i read it right|"
    "if i am not mistaken|if i'm not mistaken|if memory serves|if you trust the tables|"
    "if you wonder|if you're wondering|if you are wondering|if you want to know|"
    "if ever i saw one|if ever there was one|without end|without doubt|without question|"
    "without fail|without a doubt|without exception|no question about it|no mistake|"
    "no wait|no way|no idea|no need|no problem|no harm|no surprise|no matter how|"
    "no matter what|no matter which|no less than|textbook case|textbook example|"
    "classic case|classic example|typical case|once more|once again|at once|"
    "once in a while|through and through|inside out|to the core|to the bone|ten to one|"
    "half past|quarter past|no other|no further|cycle of sixty|cycle of the sixty|"
    "sixty cycle|in this case|in your case|in his case|in her case|in the present case|"
    "would be classed|would be called|would be considered|would be described|would call|"
    "would name|would classify|would label|would describe|out of eight|out of the eight|"
    "out of six|out of the six|in the first place|day to day|nothing but|not to mention|"
    "the year before|the year after|solar year|lunar year|new year|solar new year|"
    "lunar new year|bloom|happy hour|years of age|year old|would rather|i would|"
    "i would say|if i had to name|if i had to|if asked|if there is one thing|"
    "if one thing|if you ask me|if you like|if you will|of all|at all|in all|all in all|"
    "as you|that's why|no matter|if anything|if any|friend of|a friend|your friend|"
    "best friend|chinese friend|school friend|twelve stage cycle|twelve stages|"
    "twelve life stages|life stages|life stage|twelve phases|stage cycle|twelve stage|"
    "twelve growth stages|as a matter of course|by the way|so to speak|too much|"
    "in particular|born to|water bottle|by day",
}
