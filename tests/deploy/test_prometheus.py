"""What Prometheus is given: its settings, the alerts, and where each says what to do."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from shared.metrics import alarms
from tests.promtool import PROMETHEUS, ROOT, promtool

RULES: list[dict[str, Any]] = [
    rule
    for group in yaml.safe_load((PROMETHEUS / "alerts.yml").read_text())["groups"]
    for rule in group["rules"]
]
NAMES = [rule["alert"] for rule in RULES]


def anchors(page: str) -> set[str]:
    """The anchors of a page's headings, as forges make them."""
    return {
        re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")
        for heading in re.findall(r"^#+ (.+)$", page, re.MULTILINE)
    }


@pytest.mark.parametrize("name", ["prometheus.yml", "local.yml"])
def test_the_settings_are_legal(name: str) -> None:
    # The secrets that they name are made where they are used.
    assert "SUCCESS" in promtool("check", "config", "--syntax-only", name)


def test_the_rules_are_legal() -> None:
    assert f"SUCCESS: {len(RULES)} rules found" in promtool("check", "rules", "alerts.yml")


def test_each_alert_fires_and_keeps_silent_as_it_should() -> None:
    assert "SUCCESS" in promtool("test", "rules", "alerts_test.yml")


@pytest.mark.parametrize("name", NAMES)
def test_each_alert_is_tried_both_ways(name: str) -> None:
    cases = [
        case
        for test in yaml.safe_load((PROMETHEUS / "alerts_test.yml").read_text())["tests"]
        for case in test["alert_rule_test"]
        if case["alertname"] == name
    ]
    assert {bool(case["exp_alerts"]) for case in cases} == {True, False}


@pytest.mark.parametrize("rule", RULES, ids=NAMES)
def test_each_alert_says_what_is_wrong_and_where_it_is_said_what_to_do(
    rule: dict[str, Any],
) -> None:
    told = rule["annotations"]
    assert set(told) == {"summary", "description", "runbook_url"}
    assert rule["labels"]["severity"] in {"warning", "critical"}
    page, _, anchor = told["runbook_url"].partition("#")
    assert anchor == rule["alert"].lower()
    assert anchor in anchors((ROOT / page).read_text())


def test_the_limits_are_those_of_the_figures_own_alarms() -> None:
    [hits, slow, memory] = [rule["expr"] for rule in RULES[:3]]
    assert f"< {alarms.LOWEST_HIT_RATIO:.2f}" in hits
    assert f"> {alarms.LONGEST_ANSWER_S:.0f}\n" in slow
    assert memory.endswith(f"> {alarms.LARGEST_PROCESS_MB:.0f}e6")
    for expression in (hits, slow):
        assert f">= {alarms.ENOUGH_QUESTIONS}\n" in expression
        assert set(re.findall(r"\[(\w+)\]", expression)) == {"5m"}
