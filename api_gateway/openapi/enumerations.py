"""Names for the values that one may choose among: a client made from the document calls them so.

Without names a generator makes one type of each place where they stand, `BirthInfoGenderType0`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

NAMES: Mapping[str, str] = {
    "AlertName": "AlertRow.name",
    "BatchStatus": "BatchRow.status",
    "BreakerState": "BreakerRow.state",
    "CacheLevel": "CompletedAnswer.cache_level",
    "ClaimedField": "ClaimFinding.field",
    "CompatibilityPart": "CompatibilityPartRow.id",
    "DataSource": "CompletedAnswer.data_source",
    "DayBoundary": "Options.day_boundary",
    "ElementHangul": "Sign.element",
    "ElementHanja": "Sign.element_hanja",
    "ElementName": "UsefulElementRow.element",
    "Fold": "BirthInfo.fold",
    "Gender": "SignsChart.gender",
    "GenderWord": "BirthInfo.gender",
    "HiddenShare": "HiddenStemRow.share",
    "HiddenStems": "Options.hidden_stems",
    "JobStatus": "WithdrawnJob.status",
    "Known": "KnownRow.known",
    "Language": "ReadingRequest.language",
    "LateRatStem": "Options.late_rat_stem",
    "LuckDirection": "LuckRow.direction",
    "LuckRounding": "Options.luck_rounding",
    "ModelUsed": "CompletedAnswer.model_used",
    "OpenStatus": "OpenJob.status",
    "Outcome": "AttemptRow.outcome",
    "PillarName": "BoundaryWarningRow.pillar",
    "Polarity": "Sign.polarity",
    "Priority": "ReadingRequest.priority",
    "ProcessKind": "ProcessRow.kind",
    "QueuedStatus": "QueuedAnswer.status",
    "Readiness": "Ready.status",
    "RelationKind": "RelationRow.kind",
    "ServiceType": "ReadingRequest.service_type",
    "SolarTime": "Options.solar_time",
    "StarKind": "StarRow.kind",
    "StarPart": "StarRow.part",
    "StrengthVerdict": "StrengthRow.verdict",
    "StructureKind": "StructureRow.kind",
    "TenGod": "LuckTenGods.stem",
    "TenGodGroup": "UsefulElementRow.ten_god_group",
    "Truth": "StatementRow.verdict",
    "TwelveStage": "PillarRow.twelve_stage",
    "TwelveStages": "Options.twelve_stages",
    "UnfinishedStatus": "StatusEvent.status",
    "UsefulElementMethod": "UsefulElementRow.method",
    "Verdict": "InspectionAnswer.verdict",
    "YearOrDay": "Options.twelve_spirits",
}
"""Each name, and a field whose values it stands for; the same values have it everywhere."""

_SAID_SO = {"DayBoundary": ["RAT_HOUR", "MIDNIGHT"], "Fold": ["FIRST", "SECOND"]}
"""What generators call values that are no names themselves."""


def named(schemas: Mapping[str, Any]) -> dict[str, Any]:
    """The schemas with each choice as a schema of its own, to which the others refer."""
    choices = {name: _choice(schemas, place) for name, place in NAMES.items()}
    names = {tuple(choice["enum"]): name for name, choice in choices.items()}
    for name, variables in _SAID_SO.items():
        choices[name]["x-enum-varnames"] = variables
    return {**_referring(schemas, names), **choices}


def _choice(schemas: Mapping[str, Any], place: str) -> dict[str, Any]:
    model, _, field = place.partition(".")
    found = next(_enums(schemas[model]["properties"][field]))
    return {"type": found["type"], "enum": found["enum"]}


def _enums(schema: Any) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        if "enum" in schema:
            yield schema
        for inner in schema.values():
            yield from _enums(inner)
    elif isinstance(schema, list):
        for inner in schema:
            yield from _enums(inner)


def _referring(schema: Any, names: Mapping[tuple[Any, ...], str]) -> Any:
    if isinstance(schema, list):
        return [_referring(inner, names) for inner in schema]
    if not isinstance(schema, dict):
        return schema
    name = names.get(tuple(schema["enum"])) if "enum" in schema else None
    if name is None:
        return {key: _referring(inner, names) for key, inner in schema.items()}
    beside = {key: schema[key] for key in schema if key not in {"enum", "title", "type"}}
    return {"$ref": f"#/components/schemas/{name}", **beside}
