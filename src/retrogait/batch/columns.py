"""The tables of the results: their columns, in the order and of the kind they have in every part."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

from retrogait.batch.values import Kinds, kind_of
from retrogait.pipeline import analyze
from retrogait.simulation import simulate_walk
from retrogait.stability.measure import list_stability
from retrogait.tables.catalogue import BOUTS, EVENTS, SITES, STRIDES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from retrogait.batch.settings import Settings

DETAILS = ("strides", "events", "bouts", "stability")
TABLES = ("summaries", *DETAILS, "failures", "inputs")

HEAD: Kinds = {"recording_id": "text", "path": "text", "n_inputs": "count"}
OUTCOME: Kinds = {
    "status": "text",
    "recorded_s": "number",
    "start_time": "text",
    "warnings": "text",
    "fingerprint": "text",
}
FAILURES: Kinds = {
    "recording_id": "text",
    "path": "text",
    "stage": "text",
    "error_class": "text",
    "message": "text",
    "fingerprint": "text",
}
INPUTS: Kinds = {"path": "text", "recording_id": "text", "status": "text"}


def describe_results(settings: Settings) -> dict[str, Kinds]:
    """List the columns of all tables, by analysing a simulated walk of all sites, which warms the kernels too."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        walk, _ = simulate_walk("backward", 0.5, duration_s=12.0, sites=SITES, seed=1)
        session = analyze(walk, person=settings.person, contacts=settings.contacts)
        stability = list_stability(session, settings.stability)
    key: Kinds = {"recording_id": "text"}
    summary = {str(name): kind_of(str(name), [value]) for name, value in session.summary.items()}
    return {
        "summaries": HEAD | OUTCOME | {name: kind for name, kind in summary.items() if name not in OUTCOME},
        "strides": key | {column.name: column.kind.name for column in STRIDES.columns},
        "events": key | {column.name: column.kind.name for column in EVENTS.columns},
        "bouts": key | {column.name: column.kind.name for column in BOUTS.columns},
        "stability": key | {name: kind_of(name, values) for name, values in stability.items()},
        "failures": dict(FAILURES),
        "inputs": dict(INPUTS),
    }


def with_labels(kinds: Mapping[str, Kinds], labels: Kinds) -> dict[str, Kinds]:
    """Put the columns of a manifest behind the path, in summaries and failures."""
    widened = {name: dict(columns) for name, columns in kinds.items()}
    for table in ("summaries", "failures"):
        columns = kinds[table]
        first = {name: columns[name] for name in ("recording_id", "path")}
        widened[table] = first | labels | {n: kind for n, kind in columns.items() if n not in first}
    return widened
