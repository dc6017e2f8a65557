"""Words that say of whom or how a sentence speaks: phrases by the kind of their mark, joined by `|`."""

from __future__ import annotations

MARKS = {
    "others": "unlike|unlike most|others|other people|everyone else",
    "own": "this is a chart with|this is a chart that|here is a chart with|like this|like yours|"
    "like hers|like his|such as this|such as yours|this chart|this person|the native|"
    "daughter herself|son himself|this native|this gentleman|this lady",
    "other": "partner|spouse|husband|wife|boyfriend|girlfriend|mother|father|the other person|"
    "colleague|boss|someone with|somebody with|someone whose|somebody whose|"
    "someone who has|somebody who has|someone else|somebody else|partner's|spouse's|"
    "husband's|wife's|friend's|mother's|father's|brother|sister|brother's|sister's|niece|"
    "nephew|grandmother|grandfather|uncle|aunt|cousin|his friend|your friend|her friend|"
    "neighbour|neighbor|cousin's|twin|friend of yours|boyfriend's|girlfriend's|"
    "your best friend|ex|fiance|teacher's|in-laws|mother-in-law|father-in-law|roommate|"
    "business partner|client of mine|boss's|classmate|minister|my friend",
    "transit": "this year|next year|last year|annual|today|tomorrow|yesterday|current year|transit|"
    "this month|next month|coming year|yearly|monthly luck|incoming|year ahead|upcoming|"
    "passing|when the luck|luck brings|annual pillar|coming years",
    "suppose": "without correction|without the correction|without that correction|uncorrected|"
    "people put|some put|clock time|by the clock|guesses|guessed|thought he|thought she|"
    "thought you|thought i|thought it|he thought|"
    "she thought|you thought|i thought|thinks he|thinks she|thinks you|believes|believed|"
    "believed he|mistook|mistakes|takes him for|takes her for|takes you for|took him for|"
    "took her for|took you for|taken for|mistaken for|placemat|horoscope|newspaper|fooled|"
    "fools|would guess|might guess|expecting|expected|swore|swears|insists|insisted|"
    "website|websites|claimed|claims|pretends|pretended|used to think|used to believe|"
    "suppose|supposing|imagine|hypothetically|whether|"
    "what if|had you|had he|had she|if only|assume|assuming|pretend",
    "outside": "from outside|from the outside",
    "modal": "might|may|could|shouldn't",
    "would": "would|wouldn't|you'd|he'd|she'd|would've|would have|they'd|it'd",
    "until": "until|till",
    "if": "if|unless|were you|were he|were she",
    "when": "when|whenever|wherever|once a",
    "general": "to wear|as the saying goes|is called a|is called an|need|needs|needed|first need|"
    "useful element|rumour|rumor|some astrologers|"
    "some practitioners|some apps|many apps|many astrologers|some calculators|allegedly|"
    "mistakenly|"
    "wrongly|some say|some would|misread|generally|by nature|in general|people with|"
    "those who|those with|people whose|typically|usually|anyone|traditionally|commonly|"
    "theory|in saju|charts with|charts that|charts lacking|charts without|a chart without|a chart lacking|"
    "years when|years of|years in which|a chart with|a chart that|tends to|"
    "in principle|is said to|are said to|in bazi|often|everyone|textbooks|textbook|"
    "doctrine|in each|every chart|any chart|in the books|the books say|some schools|"
    "beginners|a common mistake|some books|always|strong charts|weak charts|charts whose|"
    "or more|or fewer|those born|people born|persons born|everyone born|anybody born|"
    "all those|anyone born|nobody born|someone born under|translators|many people|"
    "most people|would need|"
    "prefer|favourable element|useful god|looks as though|looks like|lookalike|as a rule|"
    "tradition|by definition|a person with|a person whose|whoever|born under a|"
    "the classics say|classics|you may have read|you might have read|popular belief|myth",
}
