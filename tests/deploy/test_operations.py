"""The operator's page names settings, figures and panels that there are."""

from __future__ import annotations

import json
import re

import pytest
import yaml

from tests.promtool import PROMETHEUS, ROOT

PAGE = (ROOT / "docs" / "operations.md").read_text()
EXAMPLES = (ROOT / ".env.example").read_text()
KNOWN = set(re.findall(r"^([A-Z][A-Z_]+)=", EXAMPLES, re.MULTILINE)) | {"PALJA_KEY"}


@pytest.mark.parametrize("name", sorted(set(re.findall(r"\bPALJA_[A-Z_*]+[A-Z]", PAGE))))
def test_each_setting_that_it_names_is_one(name: str) -> None:
    pattern = re.compile(name.replace("*", "[A-Z]+"))
    assert [known for known in KNOWN if pattern.fullmatch(known)]


def test_it_has_a_paragraph_for_each_alert_and_none_for_others() -> None:
    alerts = {
        rule["alert"]
        for group in yaml.safe_load((PROMETHEUS / "alerts.yml").read_text())["groups"]
        for rule in group["rules"]
    }
    assert set(re.findall(r"^### (Palja\w+)$", PAGE, re.MULTILINE)) == alerts


def test_each_panel_that_it_points_to_is_on_the_dashboard() -> None:
    dashboard = json.loads((ROOT / "deploy" / "grafana" / "palja.json").read_text())
    titles = {panel["title"] for panel in dashboard["panels"]}
    runbooks = PAGE[PAGE.index("## Runbooks") : PAGE.index("## Backup")]
    named = {
        found.replace("\n", " ").removesuffix(":")
        for found in re.findall(r"(?<!\*)\*([A-Z][^*]+)\*(?!\*)", runbooks)
    }
    assert named - {"Gateway away", "Store away"} <= titles
