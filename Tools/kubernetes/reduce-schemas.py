#!/usr/bin/env python3
"""Writes Tests/Scale/schemas: what KServe's definitions of resources say of the fields that config/kserve uses, as JSON Schema.

Beside a field that is used stand the names of all that could be: any other name is an error. What is in those is left out.

usage: Tools/kubernetes/reduce-schemas.py PATH_OF_KSERVE       (a checkout; needs PyYAML)
"""

import json
import pathlib
import sys

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
KINDS = {"ServingRuntime": "servingruntimes", "InferenceService": "inferenceservices"}
KEPT = ("type", "required", "enum", "pattern", "format", "anyOf", "minimum", "maximum", "minLength", "maxLength")


def reduced(schema, value):
    """- value: what config/kserve has there, or None."""
    result = {key: schema[key] for key in KEPT if key in schema}
    if value is None:
        return {"type": schema["type"]} if "type" in schema else {}
    if "items" in schema:
        samples = value if isinstance(value, list) else []
        merged = {key: item for sample in samples if isinstance(sample, dict) for key, item in sample.items()}
        result["items"] = reduced(schema["items"], merged or (samples[0] if samples else None))
    if isinstance(schema.get("additionalProperties"), dict):
        result["additionalProperties"] = reduced(schema["additionalProperties"], next(iter(value.values()), None))
    if "properties" in schema:
        used = value if isinstance(value, dict) else {}
        result["properties"] = {key: reduced(item, used.get(key)) for key, item in schema["properties"].items()}
        if not schema.get("x-kubernetes-preserve-unknown-fields"):
            result["additionalProperties"] = False
    return result


def main():
    kserve = pathlib.Path(sys.argv[1])
    version = yaml.safe_load((kserve / "charts/kserve-crd/Chart.yaml").read_text())["version"]
    manifests = [yaml.safe_load(path.read_text()) for path in sorted((ROOT / "config/kserve").glob("*.yaml"))]
    for manifest in manifests:
        kind = manifest["kind"]
        definition = yaml.safe_load((kserve / f"config/crd/full/serving.kserve.io_{KINDS[kind]}.yaml").read_text())
        name = manifest["apiVersion"].removeprefix(definition["spec"]["group"] + "/")
        [schema] = [one["schema"]["openAPIV3Schema"] for one in definition["spec"]["versions"] if one["name"] == name]
        result = reduced(schema, manifest)
        # Kubernetes' own, which the definition leaves out.
        result["properties"]["metadata"] = {"type": "object"}
        result["properties"] |= {"apiVersion": {"const": manifest["apiVersion"]}, "kind": {"const": kind}}
        result["$comment"] = f"From KServe {version}, reduced by Tools/kubernetes/reduce-schemas.py. Copyright The KServe Authors; Apache-2.0."
        path = ROOT / f"Tests/Scale/schemas/{kind}.json"
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(result, indent=1, sort_keys=True) + "\n")


if __name__ == "__main__":
    main()
