"""The resources below deploy/k8s, as the files have them and as kustomize builds them."""

from __future__ import annotations

import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2] / "deploy" / "k8s"
EXAMPLE = ROOT / "overlays" / "example"

Resource = dict[str, Any]


def written() -> list[Resource]:
    """Every resource of every file that is no kustomization's."""
    files = sorted(path for path in ROOT.rglob("*.yaml") if path.name != "kustomization.yaml")
    return [resource for file in files for resource in documents(file.read_text("utf-8"))]


def documents(text: str) -> list[Resource]:
    return [document for document in yaml.safe_load_all(text) if document]


def kustomizations() -> list[Path]:
    return sorted(ROOT.rglob("kustomization.yaml"))


@cache
def built() -> list[Resource] | None:
    """The example, built; None where nothing here can."""
    for name, words in (("kustomize", ("build",)), ("kubectl", ("kustomize",))):
        if found := shutil.which(name):
            told = subprocess.run(
                [found, *words, str(EXAMPLE)],
                capture_output=True,
                text=True,
                timeout=60,
                check=False,
            )
            assert told.returncode == 0, told.stderr
            return documents(told.stdout)
    return None


def of_kind(resources: list[Resource], *kinds: str) -> dict[str, Resource]:
    """By name."""
    return {one["metadata"]["name"]: one for one in resources if one["kind"] in kinds}


def pod(resource: Resource) -> Resource:
    template: Resource = resource["spec"]["template"]["spec"]
    return template
