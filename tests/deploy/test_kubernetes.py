"""What stands in deploy/k8s, held against Kubernetes' own schemas and against what is promised."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import kubernetes_validate
import pytest
import yaml

from api_gateway.routes.health import Health
from shared.settings import load_settings, secret_variables
from tests.deploy.manifests import Resource, built, kustomizations, of_kind, pod, written

KUBERNETES = "1.32"
KEDA = json.loads((Path(__file__).parent / "keda.schema.json").read_text("utf-8"))
GATEWAY = Path(__file__).parents[2] / "api_gateway"
WORKLOADS = of_kind(written(), "Deployment", "StatefulSet")


def named(resource: Resource) -> str:
    return f"{resource['kind']} {resource['metadata']['name']}"


def is_of_keda(resource: Resource) -> bool:
    return str(resource["apiVersion"]).startswith("keda.sh/")


def check(resource: Resource) -> None:
    if is_of_keda(resource):
        jsonschema.validate(resource, KEDA)
    else:
        kubernetes_validate.validate(resource, KUBERNETES, strict=True)


@pytest.mark.parametrize("resource", written(), ids=named)
def test_a_resource_is_what_its_kind_may_be(resource: Resource) -> None:
    check(resource)


def test_the_schemas_refuse_what_is_misspelled() -> None:
    worker = of_kind(written(), "Deployment")["worker"]
    pod(worker)["containers"][0]["livenesProbe"] = {}
    with pytest.raises(kubernetes_validate.ValidationError):
        check(worker)
    scaled = of_kind(written(), "ScaledObject")["worker"]
    scaled["spec"]["maxReplicas"] = 3
    with pytest.raises(jsonschema.ValidationError):
        check(scaled)


def test_the_example_is_built_and_all_of_it_is_legal() -> None:
    resources = built()
    if resources is None:
        pytest.skip("neither kustomize nor kubectl is here")
    for resource in resources:
        check(resource)
        assert resource["kind"] == "Namespace" or resource["metadata"]["namespace"] == "palja"
    images = {
        container["image"]
        for workload in of_kind(resources, "Deployment", "StatefulSet").values()
        for container in pod(workload)["containers"]
    }
    assert images == {"registry.example/palja:0.1.0", "redis:7-bookworm"}
    assert "replicas" not in of_kind(resources, "Deployment")["worker"]["spec"]


@pytest.mark.parametrize("path", kustomizations(), ids=lambda path: path.parent.name)
def test_a_kustomization_names_what_is_there_and_all_of_it(path: Path) -> None:
    told = yaml.safe_load(path.read_text("utf-8"))
    names = [*told.get("resources", []), *told.get("components", [])]
    assert all((path.parent / name).exists() for name in names)
    beside = {file.name for file in path.parent.glob("*.yaml")} - {path.name}
    assert beside <= {*names}


@pytest.mark.parametrize("name", WORKLOADS)
def test_a_pod_is_contained(name: str) -> None:
    spec = pod(WORKLOADS[name])
    assert spec["automountServiceAccountToken"] is False
    assert spec["securityContext"]["runAsNonRoot"] is True
    assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    for container in spec["containers"]:
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
        assert container["resources"].keys() == {"requests", "limits"}
        assert "livenessProbe" in container


@pytest.mark.parametrize("name", ["gateway", "worker"])
def test_what_is_moved_is_given_the_time_that_its_work_needs(name: str) -> None:
    settings = of_kind(written(), "ConfigMap")["palja-settings"]["data"]
    stop_s = float(settings["PALJA_STOP_TIMEOUT"])
    assert stop_s == load_settings({}, env_files=()).stop_timeout_s
    assert pod(WORKLOADS[name])["terminationGracePeriodSeconds"] >= stop_s + 10
    assert name in of_kind(written(), "PodDisruptionBudget")


@pytest.mark.parametrize("name", ["gateway", "worker", "flower"])
def test_secrets_are_files_and_each_has_its_own(name: str) -> None:
    spec = pod(WORKLOADS[name])
    [secret] = [volume["secret"] for volume in spec["volumes"] if "secret" in volume]
    assert secret["secretName"] == f"palja-{name}"
    assert secret["defaultMode"] == 0o440
    variables = {one["name"] for one in spec["containers"][0].get("env", [])}
    assert not variables & {*secret_variables()}


def test_probes_ask_at_addresses_that_there_are() -> None:
    [container] = pod(WORKLOADS["gateway"])["containers"]
    paths = {container[f"{kind}Probe"]["httpGet"]["path"] for kind in ("liveness", "readiness")}
    assert paths == {f"/health/{name}" for name in ("live", "ready") if hasattr(Health, name)}


def test_workers_are_scaled_by_figures_that_there_are() -> None:
    sources = "".join(path.read_text("utf-8") for path in GATEWAY.glob("*.py"))
    scaled = of_kind(written(), "ScaledObject")["worker"]["spec"]
    assert scaled["scaleTargetRef"]["name"] in WORKLOADS
    triggers: list[dict[str, Any]] = scaled["triggers"]
    for trigger in triggers:
        name = trigger["metadata"]["valueLocation"].rpartition(".")[2]
        assert f'"{name}"' in sources
    assert {trigger["name"] for trigger in triggers} == {"depth", "running", "age"}
