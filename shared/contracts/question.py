"""A question: all that a reading may depend on, and so all that the cache key is made of.

Whoever is born in the same two hours asks the same question. Nothing in it tells the date of birth,
the time, the place or a name; job records, messages, prompts and providers see a question and no birth.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from typing import Literal, TypeAlias, cast

import orjson

from saju import Signs
from shared.contracts.occasion import Occasion, occasion_from_payload
from shared.contracts.requests import Language, ServiceType

REVIEW: Literal["review"] = "review"
QuestionType: TypeAlias = ServiceType | Literal["review"]
"""A reading of some kind, or the review of a text that somebody else wrote."""


@dataclass(frozen=True, slots=True)
class Question:
    """The timeless signs of one person or of two, and what is asked about them.

    `occasion` is the day or the year that a fortune is told for; other readings have none. `text`
    is what is to be reviewed, in the words of whoever wrote it; only a review has one.
    """

    signs: Signs
    service_type: QuestionType
    language: Language
    prompt_version: str
    partner: Signs | None = None
    occasion: Occasion | None = None
    text: str | None = None

    def to_bytes(self) -> bytes:
        """The one spelling of this question, for the job record and the key."""
        fields = {
            "signs": self.signs.to_payload(),
            "partner": None if self.partner is None else self.partner.to_payload(),
            "service_type": self.service_type,
            "language": self.language,
            "prompt_version": self.prompt_version,
        }
        if self.occasion is not None:  # a question without one is spelled, and keyed, as ever
            fields["occasion"] = self.occasion.to_payload()
        if self.text is not None:
            fields["text"] = self.text
        return orjson.dumps(fields, option=orjson.OPT_SORT_KEYS)

    @classmethod
    def from_bytes(cls, data: bytes) -> Question:
        """The question that `to_bytes` spelled.

        Raises:
            ValueError: the bytes spell no question.
        """
        fields = orjson.loads(data)
        try:
            partner = fields["partner"]
            return cls(
                signs=Signs.from_payload(fields["signs"]),
                partner=None if partner is None else Signs.from_payload(partner),
                service_type=cast("QuestionType", fields["service_type"]),
                language=cast("Language", fields["language"]),
                prompt_version=fields["prompt_version"],
                occasion=occasion_from_payload(fields["service_type"], fields.get("occasion")),
                text=_text(fields["service_type"], fields.get("text")),
            )
        except (KeyError, TypeError) as error:
            raise ValueError("these bytes spell no question") from error


def _text(service_type: str, text: object) -> str | None:
    """The text to be reviewed; raises ValueError where a review has none, or another has one."""
    if (service_type == REVIEW) != isinstance(text, str):
        raise ValueError("a review has a text, and nothing else has one")
    return text if isinstance(text, str) else None


def question_key(secret: bytes, question: bytes) -> str:
    """The question's key: an HMAC-SHA-256, so that trying all births does not turn it back."""
    return hmac.new(secret, question, hashlib.sha256).hexdigest()
