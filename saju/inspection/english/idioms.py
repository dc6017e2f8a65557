"""Phrases that hold a term or a denial and mean none: a dark horse, catch fire, no secret."""

from __future__ import annotations

IDIOMS = "|".join(  # noqa: FLY002 - a line a kind
    (
        "gift horse|dark horse|high horse|horse sense|horse around|clothes horse|work horse",
        "black sheep|sheep dog|lone wolf|top dog|hot dog|dog days|dog walker|dog tired|dog eared",
        "cash cow|bull market|sacred cow|rat race|smell a rat|pack rat|guinea pig|piggy bank",
        "paper tiger|rabbit hole|snake oil|snake in the grass|monkey business|dragon boat",
        "cat and mouse|computer mouse|mouse pad|chicken out|chicken soup|horse racing|horse riding",
        "heart of gold|down to earth|on earth|earth tones|salt of the earth|planet earth",
        "fire sale|fire drill|fire alarm|fire station|fire brigade|fire department|fire escape",
        "fire engine|fire insurance|fire extinguisher|playing with fire|plays with fire",
        "under fire|catch fire|caught fire|ring of fire|baptism of fire|ceasefire|hang fire",
        "water bill|water heater|water cooler|water colour|water color|drinking water",
        "tap water|cold water|treads water|holds water|hold water|glass of water|mineral water",
        "in deep water|above water|water park|still waters|rain water|salt water",
        "wood stove|wood floor|knock on wood|touch wood|wood shop|sheet metal|scrap metal",
        "metal band|metal detector|precious metal|metal fence|empty nest|empty chair|empty seat",
        "empty promises|empty promise|empty words|empty house|empty room|empty hands|empty handed",
        "empty stomach|running on empty|death and taxes|death bed|cause of death|sudden death",
        "hardly surprising|don't let|do not let|don't forget|do not forget|don't overlook",
        "do not overlook|don't ignore|do not ignore|don't underestimate|never forget|don't worry",
        "in saju terms|in bazi terms|by contrast|in contrast|by comparison|in turn|on the other hand",
        "not about|but not about|not so much about|of the five elements|five elements",
        "shoulder to shoulder|not hesitate|don't hesitate|won't hesitate|no hesitation",
        "not surprised|not surprising|no secret|no accident|no coincidence|no exaggeration",
        "nobody but|no one but|none but",
    )
)
