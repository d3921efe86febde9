"""The tables of the results: their columns, in the order and of the kind they have in every part."""

from __future__ import annotations

import math
import re
import warnings
from typing import TYPE_CHECKING, Any

import pandas as pd

from retrogait.pipeline import analyze
from retrogait.schema import BOUTS, EVENTS, SITES, STRIDES, text
from retrogait.simulation import simulate_walk
from retrogait.stability.measure import list_stability

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from retrogait.batch.settings import Settings

Kinds = dict[str, str]  # column -> number, text, flag or count
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
_COUNTS = re.compile(r"(?:^|_)n_(?!bins)\w+$")
_NUMPY = {"number": "float64", "count": "Int64", "flag": "bool"}


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
        "strides": key | {column.name: column.kind for column in STRIDES.columns},
        "events": key | {column.name: column.kind for column in EVENTS.columns},
        "bouts": key | {column.name: column.kind for column in BOUTS.columns},
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


def kind_of(name: str, values: Iterable[Any]) -> str:
    """The kind of a column of results, by its name and what is in it.

    >>> kind_of("backward_n_strides", [3]), kind_of("rate_hz", [100]), kind_of("person_leg_length_m", [None])
    ('count', 'number', 'number')
    """
    seen = [value for value in values if not is_missing(value)]
    if any(isinstance(value, (str, tuple, list)) for value in seen):
        return "text"
    if seen and all(isinstance(value, bool) or type(value).__name__ in ("bool_", "bool") for value in seen):
        return "flag"
    if _COUNTS.search(name) or name == "bout_id":
        return "count"
    return "text" if name.endswith(("_flag", "_site", "surface", "warnings")) else "number"


def is_missing(value: Any) -> bool:
    """Whether a value is None or NaN."""
    return value is None or (isinstance(value, float) and math.isnan(value))


def conform(values: list[Any], kind: str) -> list[Any]:
    """Values of one column as its kind has them: missing numbers are NaN, missing words and counts None."""
    if kind == "number":
        return [float("nan") if value is None else float(value) for value in values]
    if kind == "count":
        return [None if is_missing(value) else int(value) for value in values]
    if kind == "flag":
        return [bool(value) for value in values]
    return [None if is_missing(value) else str(value) for value in values]


def frame_of(columns: Mapping[str, list[Any]], kinds: Kinds) -> pd.DataFrame:
    """Make a frame of these columns and kinds."""
    series = {}
    for name, kind in kinds.items():
        values = conform(columns.get(name, []), kind)
        series[name] = text(values) if kind == "text" else pd.Series(values, dtype=_NUMPY[kind])
    return pd.DataFrame(series, columns=list(kinds))
