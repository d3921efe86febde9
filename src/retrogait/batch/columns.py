"""The tables of the results: their columns, in the order and of the kind they have in every part."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from retrogait.gait.summary import SUMMARY
from retrogait.intervals import INTERVALS
from retrogait.session import CONDITION_COLUMNS, CONDITIONS
from retrogait.stability import StabilityOptions
from retrogait.stability.measure import stability_table
from retrogait.tables.catalogue import BOUTS, EVENTS, STRIDES
from retrogait.tables.kinds import COUNT, KINDS, NUMBER, TEXT, Kind
from retrogait.tables.schema import Column, Table
from retrogait.walk_tests import WALK_TESTS

if TYPE_CHECKING:
    from collections.abc import Mapping

Labels = dict[str, Kind]  # columns of manifests

DETAILS = ("strides", "events", "bouts", "stability", "intervals", "walk_tests")
TABLES = ("summaries", *DETAILS, "failures", "inputs")

_ID = Column("recording_id", TEXT, "the recording, a hash of its content")
_PATH = Column("path", TEXT, "the input, as it was given")
_STATUS = Column("status", TEXT, "what became of it")
_FINGERPRINT = Column("fingerprint", TEXT, "settings and version of the analysis, a hash")
_OUTCOME = (
    Column("n_inputs", COUNT, "inputs of the same content"),
    _STATUS,
    Column("recorded_s", NUMBER, "length of the recording"),
    Column("start_time", TEXT, "when it began, ISO 8601"),
    Column("warnings", TEXT, "warnings of the recording and the analysis, one a line"),
    _FINGERPRINT,
)
_FAULT = (
    Column("stage", TEXT, "where it failed"),
    Column("error_class", TEXT, "the class of the error"),
    Column("message", TEXT, "what is wrong, and the next step"),
    _FINGERPRINT,
)


def result_tables(labels: Mapping[str, Kind], entropy_scales: int) -> dict[str, Table]:
    """Declare the tables of results; conditions and labels stand behind the path."""
    own = (Column(name, kind, "a column of a manifest") for name, kind in labels.items())
    carried = (_ID, _PATH, *CONDITION_COLUMNS, *own)
    known = {column.name for column in (*CONDITION_COLUMNS, *_OUTCOME)}
    columns = {
        "summaries": (*carried, *_OUTCOME, *(one for one in SUMMARY.columns if one.name not in known)),
        "strides": (_ID, *CONDITION_COLUMNS, *STRIDES.columns),
        "events": (_ID, *CONDITION_COLUMNS, *EVENTS.columns),
        "bouts": (_ID, *CONDITION_COLUMNS, *BOUTS.columns),
        "stability": (_ID, *stability_table(StabilityOptions(entropy_scales=entropy_scales)).columns),
        "intervals": (_ID, *(one for one in INTERVALS.columns if one.name != "session")),
        "walk_tests": (_ID, *CONDITION_COLUMNS, *WALK_TESTS.columns),
        "failures": (*carried, *_FAULT),
        "inputs": (_PATH, _ID, _STATUS),
    }
    return {name: Table(name, those) for name, those in columns.items()}


def tables_of(record: Mapping[str, Any]) -> dict[str, Table]:
    """The tables as the run of this `run.json` left them; none where there was no run."""
    return result_tables(labels_of(record), record["entropy_scales"]) if record else {}


def labels_of(record: Mapping[str, Any]) -> Labels:
    """The labels that the results of this `run.json` have."""
    labels = record.get("labels", {}).items()
    return {
        name: KINDS[kind] for name, kind in labels if name not in CONDITIONS
    }  # a label before they were facts


def join_labels(before: Mapping[str, Kind], given: Mapping[str, Kind]) -> Labels:
    """The labels of earlier runs and of this one, each of a kind that holds the values of both.

    >>> joined = join_labels({"age": COUNT, "arm": TEXT}, {"age": NUMBER})
    >>> {name: kind.name for name, kind in joined.items()}
    {'age': 'number', 'arm': 'text'}
    """
    joined = dict(before)
    for name, kind in given.items():
        other = joined.get(name, kind)
        numbers = {kind, other} <= {COUNT, NUMBER}
        joined[name] = kind if kind is other else NUMBER if numbers else TEXT
    return joined
