"""Names of ten gods, stars, stages, structures and relations in English and romanised.

Each row gives what a name means and the phrases for it, separated by `|`, in lower case.
"""

from __future__ import annotations

ANIMALS = (
    "rat|mouse",
    "ox|cow|bull|buffalo",
    "tiger",
    "rabbit|hare|bunny",
    "dragon",
    "snake|serpent",
    "horse",
    "goat|sheep|ram",
    "monkey",
    "rooster|chicken|cock|hen|cockerel",
    "dog",
    "pig|boar|hog|swine",
)
TEN_GODS = {
    "비견": "bigyun|bi gyun|bikyon|"
    "bijian|sibling star|comrade|brother star|shoulder star|bi jian star|"
    "shoulder to shoulder star|friend god|"
    "companion|friend|bigyeon|bi gyeon|bi jian|parallel|peer|"
    "friend star|equal|mirror|comparing shoulders",
    "겁재": "geobjae|gupjae|gup jae|kopchae|"
    "jiecai|robbery of wealth|plunder|snatcher of wealth|loss of wealth|rob wealth god|rival|"
    "rob wealth|robbing wealth|geopjae|geop jae|jie cai|wealth robber|robber of wealth|"
    "rob the wealth|plunderer|wealth thief|competitor",
    "식신": "sikshin|shiksin|shikshin|sik shin|"
    "shishen|food spirit|nourishing god|eating star|god of food|food star|eating god|siksin|"
    "sik sin|shi shen|food god|eating spirit|gourmet god|output god",
    "상관": "sangkwan|sang kwan|"
    "shangguan|injured officer|wounded officer|damaging officer|harming officer|"
    "hurting the officer|hurting officer|sanggwan|sang gwan|shang guan|injuring officer|"
    "hurt officer|wounding officer",
    "편재": "pyunjae|pyun jae|pyonjae|"
    "piancai|unexpected wealth|side wealth|irregular wealth|indirect money|moving wealth|"
    "indirect wealth|pyeonjae|pyeon jae|pian cai|unearned wealth|windfall wealth|"
    "partial wealth",
    "정재": "jungjae|jung jae|chongjae|"
    "zhengcai|stable wealth|fixed wealth|correct wealth|direct money|orthodox wealth|"
    "direct wealth|jeongjae|jeong jae|zheng cai|proper wealth|right wealth|"
    "regular wealth",
    "편관": "pyungwan|pyunkwan|pyun gwan|pyun kwan|pyeonkwan|"
    "pianguan|qisha|unconventional officer|side officer|irregular officer|seven kills|"
    "7 kills|the killings|killings|partial officer|indirect officer|seven killings|seven killing|"
    "7 killings|seventh killing|pyeongwan|pyeon gwan|chilsal|chil sal|qi sha|pian guan|"
    "unruly officer|seven killer|indirect power|indirect authority",
    "정관": "junggwan|jungkwan|jung gwan|jung kwan|jeongkwan|"
    "zhengguan|correct officer|regular officer|righteous officer|proper authority|"
    "orthodox officer|direct officer|jeonggwan|jeong gwan|zheng guan|proper officer|"
    "right officer|upright officer|direct authority|direct power",
    "편인": "pyunin|pyun in|pyonin|"
    "pianyin|owl seal|unorthodox resource|side seal|oblique resource|indirect print|"
    "irregular resource|irregular seal|partial resource|hyosin|indirect resource|pyeonin|"
    "pyeon in|pian yin|indirect seal|unorthodox seal|owl god|oblique seal|partial seal|"
    "inverted resource|pian in",
    "정인": "jungin|jung in|chongin|"
    "zhengyin|correct seal|orthodox seal|regular resource|orthodox resource|right resource|"
    "correct resource|direct resource|jeongin|jeong in|zheng yin|direct seal|proper seal|"
    "upright seal|right seal|proper resource",
}
GROUPS = (
    "companions|companion stars|companion star|peers|self stars|peer stars|siblings star|bigeop",
    "output|outputs|output stars|output star|expressive stars|siksang",
    "wealth stars|wealth star|wealth element|wealth gods|jaeseong",
    "officer stars|officer star|officers|power stars|power star|officer|gwanseong|authority stars",
    "resource|resource stars|resource star|resources|seal stars|seal star|inseong",
)
# What is a ten god's group only when it begins with a capital inside a sentence.
CAPITAL_GROUPS = {"wealth": 2, "power": 3, "influence": 3, "seal": 4, "peers": 0}
STARS = {
    "도화살": "taohua|romance star|salty pool|xian chi|peach flower|peach blossoms|peach blossom|"
    "dohwa|dohwasal|do hwa|do hwa sal|tao hua|flower of romance",
    "역마살": "relocation star|travel post horse|wandering horse|yima|post horse|traveling horse|"
    "travelling horse|travel horse|sky horse|yeokma|yi ma|yeokmasal|traveler star|"
    "traveling star|travelling star|travel star|relay horse|courier horse|yeok ma",
    "화개살": "huagai|art star|artistic canopy|brilliant canopy|splendid canopy|canopy|hwagae|"
    "flowery canopy|floral canopy|elegant seal|hwa gae|hua gai|arts star|flower canopy|"
    "imperial canopy",
    "천을귀인": "noble star|heavenly yi noble|tian yi noble|benefactor star|tianyi|cheoneulgwiin|"
    "heavenly yi nobleman|great nobleman|heavenly noble|nobleman star|heavenly nobleman|"
    "cheoneul|cheon eul|nobleman|noblemen|heavenly benefactor|cheoneul gwiin|"
    "cheon eul gwi in|tian yi|tian yi nobleman|noble person|heavenly noble person|"
    "tian yi gui ren|nobles|heaven nobleman",
    "문창귀인": "wen chang star|wenchang|literary noble|munchang|mun chang|wen chang|"
    "literary noble star|intelligence star",
    "문성": "scholarly star|literature star|intellectual star|literary star|academic star|"
    "academic stars|literary stars|scholar star",
    "양인살": "blade star|sheep's blade|goat's blade|ram's blade|yangin blade|ram blade|"
    "yangren|blade|yangin|goat blade|yang blade|"
    "sheep blade|yang in|yang ren|blade of yang|yang in sal",
    "괴강살": "commanding star|goegang|kuigang|kui gang|goe gang|commander star|gwaegang",
    "백호대살": "baihu|white tiger killing|baekho sal|white tiger|baekho|baek ho|bai hu|baekho daesal|"
    "great white tiger",
    "홍염살": "hongyan|red romance|hongyeomsal|red charm|hongyeom|red flame|red beauty|hong yeom|"
    "hong yan|red lust|red glamour",
    "고신살": "solitude star|lonely lodge|lonely star|solitary star|goshin|gosin|lonesome star",
    "과숙살": "widow's lodge|gwasuk|widow star",
    "천덕귀인": "heavenly virtue|cheondeok|tian de",
    "월덕귀인": "monthly virtue|moon virtue|woldeok|yue de",
    "귀문관살": "gwimun",
    "금여": "golden chariot|gold carriage|golden carriage|geumyeo|jin yu carriage",
    "태극귀인": "taiji nobleman|taiji noble|taegeuk nobleman|taegeuk noble|grand ultimate nobleman",
    "학당귀인": "hall of learning|noble of learning|hakdang|academy star",
}
STAGES = {
    "장생": "growth stage|eternal life|changsheng|long life|growth birth|birth stage|chang sheng|"
    "jangsaeng|stage of birth|birthplace",
    "목욕": "bathes|takes a bath|bathing|bath|mogyok|mok yok|mu yu",
    "관대": "cap and gown|crown and belt|youth stage|coming of age|capping|gwandae|crown belt|"
    "crowning|cap and belt|guan dai|attire|gwan dae",
    "건록": "establishment|office stage|adulthood stage|linguan|prosperous officer|"
    "arrival of office|geonrok|geollok|thriving|official stage|geon rok|lin guan|jian lu|"
    "prosperity stage|officer stage|coming of office",
    "제왕": "imperial prosperity|emperor's prosperity|prosperity peak|throne|emperor's throne|"
    "diwang|peak of prosperity|peaks|emperor|jewang|prime|peak|imperial peak|"
    "emperor stage|di wang|je wang|imperial stage|zenith",
    "쇠": "soe|swe|aging|ageing|weakening stage|decline stage|ebbing|decline|declining",
    "병": "illness stage|falls ill|sickness|illness|sick stage",
    "사": "dies|death|death stage",
    "묘": "grave stage|burial stage|storehouse stage|graveyard|grave|tomb|burial|tomb stage|"
    "storage stage|entombed",
    "절": "end stage|severed|severance stage|extinguished|severance|extinction|jeol|jue|"
    "cut off stage|termination|extinct stage",
    "태": "conception stage|embryo stage|fetal|womb stage|conception|embryo|fetus|womb|"
    "conceived|tae",
    "양": "gestation|nourishment|fostering|nurture phase|nurture|nourishing|nurturing|nurture stage",
}
STRUCTURES = {
    "건록격": "jianlu|geonrok|geon rok|geollok|thriving|prosperity|jian lu|established prosperity",
    "양인격": "yangren|yangin|yang in|yang blade|blade|goat blade|yang ren",
    "종재격": "follow wealth|following wealth|jongjae|jong jae",
    "종살격": "follow killings|follow officer|following the officer|follow power|jongsal|jong sal|"
    "following power",
    "종아격": "follow child|follow output|following output|jonga|jong a|follow children",
    "종왕격": "follow strength|follow self|dominant self|jongwang|jong wang|follow the strong",
    "종강격": "follow resource|jonggang|jong gang",
    "종격": "following|follower|follow",
}
STRENGTHS = {
    "very_strong": "extremely strong|overly strong|excessively strong|very strong|tae gang|taegang|"
    "exceedingly strong|far too strong|immensely strong|tai qiang",
    "strong": "slightly strong|somewhat strong|fairly strong|moderately strong|stronger side|"
    "leaning strong|rather strong|leans strong|sinkang|shinkang|shin kang|shingang|"
    "sin kang|singang|sin gang|shin gang|shen qiang|"
    "strong side",
    "balanced": "balanced|in balance|jung hwa|junghwa|neither weak nor strong|"
    "neither strong nor weak|well balanced|evenly balanced",
    "weak": "slightly weak|somewhat weak|fairly weak|moderately weak|weaker side|leaning weak|"
    "rather weak|a little weak|leans weak|a bit weak|shinyak|sinyak|sin yak|shin yak|shen ruo|"
    "weak side",
    "very_weak": "extremely weak|overly weak|excessively weak|very weak|tae yak|taeyak|"
    "far too weak|"
    "exceedingly weak|desperately weak|tai ruo",
}
RELATIONS = {
    "directional_combination": "directional combination|seasonal combination|banghap|"
    "directional frame",
    "half_combination": "half combination|half of a three combination|half of a trine|"
    "half of the trine|"
    "half trine|half combine|banhap|half combines|half frame|half union",
    "three_combination": "wood frame|fire frame|metal frame|water frame|earth frame|"
    "three combination|"
    "triple combination|trine|three harmony|full trine|three way combination|samhap|"
    "triad|triple harmony|three harmony frame|full frame",
    "six_combination": "six combination|six harmony|yukhap|liu he",
    "combination": "combination|combine|combines|combining|combinations|combined|harmony|"
    "combines with|"
    "combine with|union|unions|embraced by|embraced|embraces|embrace|embracing|"
    "join hands|joins hands|join hands with|marry|marries|hap|pair up|pairs up|"
    "locked in embrace|reaches out for|unites|unite|merge with|merges with|"
    "reaches over to combine with|harmonious pair|harmonise|harmonises|harmonize|"
    "harmonizes|hold hands|holds hands with|bind each other|bound to|bonds with|"
    "bonded to|joined in a union|love match|embrace each other|bind together|fuse with|"
    "fuses with|fuse|links arms with|link arms|tie the knot|are drawn together",
    "any_clash": "in conflict|conflicts with|conflict with|six clash|clash|clashes|clashing|"
    "clashed|"
    "clashes with|clash with|collide|collides|collision|lock horns|locks horns|"
    "knock against|knocks against|oppose each other|confront each other|head on clash|"
    "clashed by|strikes|strike each other|at loggerheads|open conflict|head on|"
    "crash into|crashes into|butt heads|butts heads with|opposed|at war|fight each other|"
    "stand opposed|opposition|oppose one another|square off|face off|opposes|oppose|"
    "collide with|collides with|charge at each other|kicks at|battle each other|"
    "at daggers drawn|chung",
    "at_odds": "at odds|at odds with",
    "punishment": "punishment|punishments|punish|punishes|punishing|in punishment|"
    "impolite punishment|"
    "ungrateful punishment|bullying punishment|hyeong|punish each other",
    "harm": "harm|harms|harming|harm each other|six harm",
    "break": "break|destruction|breaks|destroy each other|break each other",
    "resentment": "resentment|wonjin|resent|resents|resent each other|resentful|"
    "can't stand the sight of each other|yuan zhen",
    "ghost_gate": "ghost gate|gwimun|ghost door",
    "self_punishment": "self punishment|punish themselves|self punishing|self punish|jahyeong|"
    "punishes itself",
}
PLACES = {
    (
        "L",
        "year",
    ): "year pillar|pillar of the year|yeonju|ancestors' pillar|ancestral pillar|birth year|"
    "first of the four|first of the four pillars|pillar of ancestors|nian zhu|annual pillar",
    ("L", "month"): "month pillar|pillar of the month|wolju|career pillar|monthly pillar|yue zhu",
    (
        "L",
        "day",
    ): "day pillar|pillar of the day|ilju|daily pillar|self pillar|ri zhu|sexagenary day",
    (
        "L",
        "hour",
    ): "hour pillar|pillar of the hour|siju|last pillar|final pillar|fourth pillar|time pillar|"
    "end of her chart|end of his chart|end of your chart|end of the chart|shi zhu|"
    "hourly pillar|last of the four|last of the four pillars|fourth of the four",
    ("T", "year"): "year stem|stem of the year|yeon gan|yeongan|year pillar's stem|yearly stem",
    ("T", "month"): "month stem|stem of the month|wol gan|wolgan|month pillar's stem|monthly stem",
    (
        "T",
        "hour",
    ): "hour stem|stem of the hour|hour's stem|si gan|sigan|hour pillar's stem|time stem",
    (
        "B",
        "year",
    ): "year branch|yeon ji|yeonji|ancestral palace|year pillar's branch|parents' palace",
    ("B", "month"): "month branch|wol ji|wolji|month command|career palace|monthly branch|"
    "month pillar's branch|month seat|parents palace|born in the month of|season branch",
    (
        "B",
        "day",
    ): "day branch|il ji|ilji|spouse palace|spouse's palace|marriage palace|palace of marriage|"
    "house of marriage|seat of marriage|day seat|seat of the day|day pillar's branch|"
    "day master's seat|under your feet|beneath your feet|partner palace|under his feet|"
    "under her feet|beneath him|beneath her|beneath you|under him|under her|under you|"
    "underneath him|underneath her|underneath you|beneath the day master|"
    "under the day master|under the day stem|beneath the day stem|under itself|"
    "beneath itself|he sits on|she sits on|you sit on|you are sitting on|he is sitting on|"
    "she is sitting on|he stands on|you stand on|she stands on|under the day|beneath the day|"
    "spouse house|relationship palace|sits under|seat under the day stem|"
    "below the day master|below the day stem|under the self|beneath the self|seated on|"
    "sits on the|own seat|you're sitting on|he's sitting on|she's sitting on",
    ("B", "hour"): "hour branch|branch of the hour|hour's branch|si ji|siji|children's palace|"
    "children palace|hour pillar's branch|palace of children|child palace",
}
