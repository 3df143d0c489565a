#!/usr/bin/env python3
"""Writes config/grafana/heed.json, the Grafana dashboard: `python3 Tools/dashboard/make.py`."""
import json
import pathlib

SELECTOR = 'instance=~"$instance"'


def target(expression, legend):
    return {"expr": expression.replace("@", SELECTOR), "legendFormat": legend, "datasource": DATASOURCE}


DATASOURCE = {"type": "prometheus", "uid": "${datasource}"}
WIDTH, HEIGHT = 8, 8


def quantiles(metric):
    return [
        (f"histogram_quantile({q}, sum by (le) (rate({metric}_bucket{{@}}[$__rate_interval])))", f"p{round(q * 100)}")
        for q in (0.5, 0.9, 0.99)
    ]


def mean(metric, by):
    return (
        f"sum by ({by}) (rate({metric}_sum{{@}}[$__rate_interval])) "
        f"/ sum by ({by}) (rate({metric}_count{{@}}[$__rate_interval]))",
        "{{%s}}" % by,
    )


# Title, unit of Grafana's, expressions with their legends.
PANELS = [
    ("Requests by status", "reqps", [("sum by (status) (rate(heed_requests_total{@}[$__rate_interval]))", "{{status}}")]),
    ("Requests by route", "reqps", [("sum by (route) (rate(heed_requests_total{@}[$__rate_interval]))", "{{route}}")]),
    ("Refused and given up", "reqps", [
        ("sum by (status) (rate(heed_refused_requests_total{@}[$__rate_interval]))", "before a handler: {{status}}"),
        ("sum(rate(heed_shed_requests_total{@}[$__rate_interval]))", "shed (429)"),
        ("sum(rate(heed_expired_requests_total{@}[$__rate_interval]))", "past deadline (504)"),
        ("sum(rate(heed_cancelled_requests_total{@}[$__rate_interval]))", "client gone"),
        ("sum(rate(heed_failed_requests_total{@}[$__rate_interval]))", "defects (500)"),
    ]),
    ("Duration of /decode", "s", [
        (e.replace("{@}", '{@,route="/decode"}'), l) for e, l in quantiles("heed_request_duration_seconds")
    ]),
    ("Duration of /encode", "s", [
        (e.replace("{@}", '{@,route="/encode"}'), l) for e, l in quantiles("heed_request_duration_seconds")
    ]),
    ("Time in the queue", "s", quantiles("heed_queue_duration_seconds")),
    ("Tokens", "short", [
        ("sum by (model) (rate(heed_input_tokens_total{@}[$__rate_interval]))", "{{model}} in, per second"),
        ("sum by (model) (rate(heed_output_tokens_total{@}[$__rate_interval]))", "{{model}} out, per second"),
    ]),
    ("Waiting", "short", [
        ("sum(heed_queued_requests{@})", "requests"), ("sum(heed_queued_sequences{@})", "sequences"),
        ("sum(heed_queued_tokens{@})", "tokens"),
    ]),
    ("Running", "short", [
        ("sum(heed_running_sequences{@})", "sequences"), ("sum(heed_running_tokens{@})", "tokens"),
        ("sum(heed_requests_in_flight{@})", "requests in flight"), ("sum(heed_connections{@})", "connections"),
    ]),
    ("Mean time of each stage", "s", [
        (f"sum(rate(heed_{stage}_duration_seconds_sum{{@}}[$__rate_interval])) "
         f"/ sum(rate(heed_{stage}_duration_seconds_count{{@}}[$__rate_interval]))", stage)
        for stage in ("queue", "tokenize", "encode", "decode")
    ]),
    ("Engine: steps per second", "ops", [
        ("sum by (stage) (rate(heed_engine_step_duration_seconds_count{@}[$__rate_interval]))", "{{stage}}")
    ]),
    ("Engine: mean time of a step", "s", [mean("heed_engine_step_duration_seconds", "stage")]),
    ("Engine: mean rows of a step", "short", [mean("heed_engine_step_rows", "stage")]),
    ("Engine: mean sequences of a step", "short", [mean("heed_engine_step_sequences", "stage")]),
    ("Attention maps", "Bps", [("sum(rate(heed_attention_map_bytes_total{@}[$__rate_interval]))", "bytes per second")]),
    ("Memory", "bytes", [("process_resident_memory_bytes{@}", "{{instance}}")]),
    ("Processor", "short", [("rate(process_cpu_seconds_total{@}[$__rate_interval])", "{{instance}}, cores")]),
    ("Ready", "short", [("heed_ready{@}", "{{instance}}")]),
]


def panel(index, title, unit, expressions):
    targets = [dict(target(e, legend), refId=chr(65 + i)) for i, (e, legend) in enumerate(expressions)]
    return {
        "id": index + 1,
        "type": "timeseries",
        "title": title,
        "datasource": DATASOURCE,
        "gridPos": {"x": index % 3 * WIDTH, "y": index // 3 * HEIGHT, "w": WIDTH, "h": HEIGHT},
        "fieldConfig": {"defaults": {"unit": unit, "min": 0}, "overrides": []},
        "options": {"legend": {"displayMode": "list", "placement": "bottom"}, "tooltip": {"mode": "multi"}},
        "targets": targets,
    }


def variable(name, kind, query, **more):
    return {"name": name, "label": name, "type": kind, "query": query, **more}


dashboard = {
    "uid": "heed",
    "title": "heed",
    "tags": ["heed"],
    "schemaVersion": 38,
    "time": {"from": "now-1h", "to": "now"},
    "refresh": "30s",
    "templating": {
        "list": [
            variable("datasource", "datasource", "prometheus"),
            variable(
                "instance", "query", "label_values(heed_ready, instance)", datasource=DATASOURCE, includeAll=True,
                multi=True, refresh=2, current={"text": "All", "value": "$__all"}),
        ]
    },
    "panels": [panel(index, *row) for index, row in enumerate(PANELS)],
}

path = pathlib.Path(__file__).resolve().parents[2] / "config/grafana/heed.json"
path.parent.mkdir(exist_ok=True)
path.write_text(json.dumps(dashboard, indent=1) + "\n")
