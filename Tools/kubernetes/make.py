#!/usr/bin/env python3
"""Writes config/kubernetes, one file with all manifests for each way in which a model comes to the containers, and config/kserve.

usage: Tools/kubernetes/make.py DIRECTORY       (config; needs Python's standard library only)
"""

import json
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
PORT = 8080
# Seconds. Kubernetes goes on sending to an instance until all nodes know that it is going.
SETTLE, DRAIN = 10, 30
LABELS = {"app.kubernetes.io/name": "heed"}
IMAGE = "registry.example.org/heed"
# What differs from the defaults of config/heed.json, by key.
SETTINGS = {"host": "0.0.0.0", "port": PORT, "log_format": "json", "drain_timeout": float(DRAIN),
            "api_keys_file": "/run/secrets/heed/keys", "metrics_access": "open"}
# For each variant: what it is, and where its models are.
VARIANTS = {
    "image": ("A model that is baked into the image: COPY models/NAME /models/NAME in a Dockerfile FROM heed.", ["/models/en-fr"]),
    "volume": ("A model on a volume, which all instances read.", ["/models/en-fr"]),
    "pull": ("A model that each pod fetches from the Hugging Face Hub before heed starts. With @COMMIT after its name all serve the same.",
             ["hf:Helsinki-NLP/opus-mt-en-fr"]),
}
NAME = "en-fr"
# Of `pull`: where the image has HF_HOME, and a token for models that are private or gated.
HUB_HOME, HUB_SECRETS = "/models", "/run/secrets/hub"


def metadata(name, **more):
    return {"name": name, "namespace": "heed", "labels": LABELS, **more}


def configuration(models):
    settings = json.loads((ROOT / "config/heed.json").read_text())
    changed = {**settings, **SETTINGS, "model": [f"{NAME}={model}" for model in models]}
    assert changed.keys() == settings.keys()
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata("heed"),
            "data": {"heed.json": json.dumps(changed, indent=2) + "\n"}}


def secret():
    return {"apiVersion": "v1", "kind": "Secret", "metadata": metadata("heed-keys"), "type": "Opaque",
            # heed does not start with a file without keys, so that nobody serves with one that is known.
            "stringData": {"keys": "# Put one key a line here, of 16 or more characters: openssl rand -hex 32\n"}}


def probe(path, port="http", **more):
    return {"httpGet": {"path": path, "port": port}, "timeoutSeconds": 3, **more}


RESOURCES = {kind: {"cpu": "2", "memory": "4Gi"} for kind in ("requests", "limits")}
UNPRIVILEGED = {"allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True, "capabilities": {"drop": ["ALL"]}}
# By digest, so that what runs is what was tested: write your own here.
CONTAINER = {"image": f"{IMAGE}@sha256:{'0' * 64}", "imagePullPolicy": "Always", "resources": RESOURCES,
             "securityContext": UNPRIVILEGED}


def variables(**values):
    return [{"name": name, "value": value} for name, value in values.items()]


def pulling_container():
    """Fetches what the pod's volume does not have: a container that starts again goes on where it was ended."""
    return {
        "name": "pull", **CONTAINER,
        "args": ["pull", *VARIANTS["pull"][1]],
        "env": variables(HF_HOME=HUB_HOME, HF_TOKEN_PATH=f"{HUB_SECRETS}/token"),
        "volumeMounts": [{"name": "models", "mountPath": HUB_HOME},
                         {"name": "hub", "mountPath": HUB_SECRETS, "readOnly": True}],
    }


def container(variant):
    mounts = [{"name": "configuration", "mountPath": "/etc/heed", "readOnly": True},
              {"name": "keys", "mountPath": "/run/secrets/heed", "readOnly": True}]
    if variant in ("volume", "pull"):
        mounts.append({"name": "models", "mountPath": "/models", "readOnly": True})
    return {
        # `threads` 0 takes as many as the processors of the limit.
        "name": "heed", **CONTAINER,
        "args": ["serve", "--config", "/etc/heed/heed.json"],
        # What was fetched is what is served: heed itself asks nobody.
        **({"env": variables(HF_HOME=HUB_HOME, HF_HUB_OFFLINE="1")} if variant == "pull" else {}),
        "ports": [{"name": "http", "containerPort": PORT}],
        # Loading may take as long as sixty times five seconds.
        "startupProbe": probe("/health/ready", periodSeconds=5, failureThreshold=60),
        "readinessProbe": probe("/health/ready", periodSeconds=2, failureThreshold=2),
        "livenessProbe": probe("/health/live", periodSeconds=10, failureThreshold=6),
        # Before SIGTERM, until nobody sends here any more: `sleep` of the image.
        "lifecycle": {"preStop": {"exec": {"command": ["sleep", str(SETTLE)]}}},
        "volumeMounts": mounts,
    }


def volumes(variant):
    result = [{"name": "configuration", "configMap": {"name": "heed"}},
              {"name": "keys", "secret": {"secretName": "heed-keys", "defaultMode": 0o440}}]
    if variant == "volume":
        result.append({"name": "models", "persistentVolumeClaim": {"claimName": "heed-models", "readOnly": True}})
    if variant == "pull":
        result += [{"name": "models", "emptyDir": {"sizeLimit": "10Gi"}},
                   {"name": "hub", "secret": {"secretName": "heed-hub", "defaultMode": 0o440, "optional": True}}]
    return result


def deployment(variant):
    """Without `replicas`, which is the autoscaler's and would be set back by each `apply`."""
    return {
        "apiVersion": "apps/v1", "kind": "Deployment", "metadata": metadata("heed"),
        "spec": {
            "selector": {"matchLabels": LABELS},
            # Nobody goes before another one is ready.
            "strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": 0, "maxSurge": 1}},
            "template": {
                "metadata": {"labels": LABELS},
                "spec": {
                    "automountServiceAccountToken": False,
                    # Or a variable HEED_PORT=tcp://… would come from the service's name.
                    "enableServiceLinks": False,
                    "terminationGracePeriodSeconds": SETTLE + DRAIN + 15,
                    "securityContext": {"runAsNonRoot": True, "runAsUser": 10001, "runAsGroup": 10001, "fsGroup": 10001,
                                        "seccompProfile": {"type": "RuntimeDefault"}},
                    "topologySpreadConstraints": [{
                        "maxSkew": 1, "topologyKey": "kubernetes.io/hostname", "whenUnsatisfiable": "ScheduleAnyway",
                        "labelSelector": {"matchLabels": LABELS}}],
                    **({"initContainers": [pulling_container()]} if variant == "pull" else {}),
                    "containers": [container(variant)],
                    "volumes": volumes(variant),
                },
            },
        },
    }


def service():
    return {"apiVersion": "v1", "kind": "Service", "metadata": metadata("heed"),
            "spec": {"selector": LABELS, "ports": [{"name": "http", "port": PORT, "targetPort": "http"}]}}


def disruption_budget():
    return {"apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": metadata("heed"),
            "spec": {"maxUnavailable": 1, "selector": {"matchLabels": LABELS}}}


def network_policy(variant):
    """heed asks nobody, so that nothing may go out, but names and HTTPS to fetch models. Who may come in is for the cluster to narrow."""
    hub = [{"ports": [{"protocol": "UDP", "port": 53}, {"protocol": "TCP", "port": 53}, {"protocol": "TCP", "port": 443}]}]
    return {"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": metadata("heed"),
            "spec": {"podSelector": {"matchLabels": LABELS}, "policyTypes": ["Ingress", "Egress"],
                     "ingress": [{"ports": [{"protocol": "TCP", "port": "http"}]}], "egress": hub if variant == "pull" else []}}


def autoscaler(metrics):
    return {"apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler", "metadata": metadata("heed"),
            "spec": {"scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "heed"},
                     "minReplicas": 2, "maxReplicas": 8, "metrics": metrics,
                     "behavior": {"scaleUp": {"stabilizationWindowSeconds": 0},
                                  "scaleDown": {"stabilizationWindowSeconds": 300}}}}


PROCESSOR = {"type": "Resource", "resource": {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 70}}}
# As the Prometheus adapter gives it. A quarter of max_queued_tokens would be full; this is work that waits for some seconds.
QUEUE = {"type": "Pods", "pods": {"metric": {"name": "heed_queued_tokens"},
                                  "target": {"type": "AverageValue", "averageValue": "8192"}}}


def service_monitor():
    return {"apiVersion": "monitoring.coreos.com/v1", "kind": "ServiceMonitor", "metadata": metadata("heed"),
            "spec": {"selector": {"matchLabels": LABELS},
                     "endpoints": [{"port": "http", "path": "/metrics", "interval": "15s"}]}}


def claim():
    return {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": metadata("heed-models"),
            "spec": {"accessModes": ["ReadOnlyMany"], "resources": {"requests": {"storage": "10Gi"}}}}


def namespace():
    return {"apiVersion": "v1", "kind": "Namespace",
            "metadata": {"name": "heed", "labels": {"pod-security.kubernetes.io/enforce": "restricted"}}}


def serving_runtime():
    """KServe puts the model at /mnt/models, and the name of the InferenceService in place of {{.Name}}."""
    return {
        "apiVersion": "serving.kserve.io/v1alpha1", "kind": "ServingRuntime", "metadata": metadata("heed"),
        "spec": {
            "annotations": {"prometheus.kserve.io/path": "/metrics", "prometheus.kserve.io/port": str(PORT)},
            "supportedModelFormats": [{"name": "huggingface", "version": "1"}],
            "containers": [{
                "name": "kserve-container", **CONTAINER,
                "securityContext": {**UNPRIVILEGED, "runAsNonRoot": True, "runAsUser": 10001, "runAsGroup": 10001,
                                    "seccompProfile": {"type": "RuntimeDefault"}},
                "args": ["serve", "--host", "0.0.0.0", "--port", str(PORT), "--model", "{{.Name}}=/mnt/models",
                         "--metrics-access", "open", "--log-format", "json"],
                "ports": [{"containerPort": PORT, "protocol": "TCP"}],
                # By number: a name of the port would choose its protocol in Knative.
                "readinessProbe": {**probe("/health/ready", PORT), "periodSeconds": 2},
                "livenessProbe": {**probe("/health/live", PORT), "periodSeconds": 10, "failureThreshold": 6},
            }],
        },
    }


def inference_service():
    return {
        "apiVersion": "serving.kserve.io/v1beta1", "kind": "InferenceService", "metadata": metadata(NAME),
        "spec": {"predictor": {
            # To nobody after a minute without requests; the first one after that waits for a start.
            "minReplicas": 0, "maxReplicas": 8, "scaleMetric": "concurrency", "scaleTarget": 16,
            # Below heed's max_requests_in_flight (512): more than these wait before it.
            "containerConcurrency": 256,
            # Longer than heed's request_deadline.
            "timeout": 150,
            "model": {"modelFormat": {"name": "huggingface"}, "runtime": "heed",
                      "storageUri": "hf://Helsinki-NLP/opus-mt-en-fr", "resources": RESOURCES},
        }},
    }


def manifests(variant):
    models = VARIANTS[variant][1]
    storage = [claim()] if variant == "volume" else []
    return [namespace(), configuration(models), secret(), *storage, deployment(variant), service(), disruption_budget(),
            network_policy(variant), autoscaler([PROCESSOR])]


def yaml(value, indent=0):
    """Lines of a value in block style. Texts are written as JSON writes them, which YAML reads."""
    space = " " * indent
    if isinstance(value, dict) and value:
        for key, item in value.items():
            if isinstance(item, str) and "\n" in item:
                yield f"{space}{key}: |"
                yield from (f"{space}  {line}" if line else "" for line in item.removesuffix("\n").split("\n"))
            elif isinstance(item, (dict, list)) and item:
                yield f"{space}{key}:"
                yield from yaml(item, indent + 2)
            else:
                yield f"{space}{key}: {json.dumps(item, ensure_ascii=False)}"
    elif isinstance(value, list) and value:
        for item in value:
            first, *rest = yaml(item, indent + 2)
            yield f"{space}- {first.lstrip()}"
            yield from rest
    else:
        yield space + json.dumps(value, ensure_ascii=False)


def document(heading, resources):
    lines = [f"# {heading}", "# Written by Tools/kubernetes/make.py. docs/scaling.md says what is to be set."]
    for resource in resources:
        lines += ["---", *yaml(resource)]
    return "\n".join(lines) + "\n"


def main():
    directory = pathlib.Path(sys.argv[1])
    files = {f"kubernetes/{variant}.yaml": document(heading, manifests(variant)) for variant, (heading, _) in VARIANTS.items()}
    files["kubernetes/queue-autoscaler.yaml"] = document(
        "In place of the autoscaler on processor use, where the Prometheus adapter serves heed's metrics.",
        [autoscaler([QUEUE, PROCESSOR])])
    files["kubernetes/service-monitor.yaml"] = document("For the Prometheus operator.", [service_monitor()])
    files["kserve/serving-runtime.yaml"] = document("heed as a runtime of KServe, for the models of a namespace.", [serving_runtime()])
    files["kserve/inference-service.yaml"] = document("A model that KServe fetches and heed serves.", [inference_service()])
    for name, text in files.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


if __name__ == "__main__":
    main()
