#!/usr/bin/env python3
"""Holds config/kserve against the schemas in Tests/Scale/schemas. Needs python3-jsonschema and python3-yaml."""

import json
import pathlib

import jsonschema
import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]


def main():
    for path in sorted((ROOT / "config/kserve").glob("*.yaml")):
        for manifest in yaml.safe_load_all(path.read_text()):
            schema = json.loads((ROOT / f"Tests/Scale/schemas/{manifest['kind']}.json").read_text())
            errors = list(jsonschema.Draft202012Validator(schema).iter_errors(manifest))
            for error in errors:
                print(f"FAILED: {path.relative_to(ROOT)}: {error.json_path}: {error.message}")
            if errors:
                raise SystemExit(1)
            print(f"{path.relative_to(ROOT)} passed for {manifest['kind']} of KServe")


if __name__ == "__main__":
    main()
