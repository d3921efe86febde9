"""Which recordings a run has to do: inputs by content, what is in the results already, what contradicts itself."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from retrogait.batch.identity import Identity, identify, identify_all
from retrogait.batch.work import REFUSED, UNREADABLE, Job

if TYPE_CHECKING:
    from collections.abc import Mapping

    from retrogait.batch.inputs import Input, Inputs
    from retrogait.batch.parts import Columns

# failures that come again as long as file, settings and version are the same; others are tried again by the next run
_SETTLED = {"UnreadableExport", "InvalidTable", "InvalidOption", "UnknownSite", "PoorExcitation"}


@dataclass
class Plan:
    """Recordings by id, with all inputs that are of it; and inputs that cannot be done, with the reason.

    Attributes
    ----------
    jobs : dict of str to Job
        By recording_id, in the order of it.
    heads : dict of str to dict
        What the results say of the recording beside its measures: its paths, conditions and labels.
    refused : list of (path, recording_id, stage, error class, message, labels)
        Inputs that are failures from the start.
    """

    jobs: dict[str, Job] = field(default_factory=dict)
    heads: dict[str, dict[str, Any]] = field(default_factory=dict)
    refused: list[tuple[str, str | None, str, str, str, Mapping[str, Any]]] = field(default_factory=list)
    n_bytes: int = 0

    @property
    def paths(self) -> set[str]:
        """The names of all inputs."""
        return {path for head in self.heads.values() for path in head["paths"]} | {
            row[0] for row in self.refused
        }


def make_plan(inputs: Inputs, workers: int) -> Plan:
    """Identify every input and put those of the same content together.

    Inputs of the same content that are said to be different things are all refused: which one is right cannot be
    known, and either would be a wrong row.
    """
    plan = Plan()
    groups: dict[str, list[tuple[Input, Identity]]] = {}
    walks: dict[tuple[str, ...], str | None] = {}
    fingerprints: dict[int, str] = {}
    identities = identify_all((item.places for item in inputs.items), workers)
    for item, whole in zip(inputs.items, identities, strict=True):
        found = whole.of(item.settings.reading.get("recording"))
        labels = _stated(item)
        if item.fault is not None:
            plan.refused.append((item.name, found.recording_id, REFUSED, "InvalidOption", item.fault, labels))
        elif found.recording_id is None:
            plan.refused.append((item.name, None, UNREADABLE, found.error_class, found.message, labels))
        else:
            groups.setdefault(found.recording_id, []).append((item, found))
    for recording_id in sorted(groups):
        members = sorted(groups[recording_id], key=lambda member: member[0].name)
        if not _agree(plan, recording_id, members):
            continue
        first, found = members[0]
        walk = first.settings.calibrate
        if walk and walk not in walks:
            walks[walk] = identify(walk).recording_id
        shared = id(first.settings)  # rows that say the same have the same object
        if shared not in fingerprints:
            fingerprints[shared] = first.settings.fingerprint(walks.get(walk))
        plan.jobs[recording_id] = Job(
            recording_id, first.places, found.stamp, first.settings, fingerprints[shared]
        )
        paths = list(dict.fromkeys(item.name for item, _ in members))
        plan.heads[recording_id] = {"paths": paths, "labels": _stated(first)}
        plan.n_bytes += found.n_bytes
    return plan


def _stated(item: Input) -> dict[str, Any]:
    """What its rows say of an input: who walked, when and how, and the labels of a manifest."""
    return asdict(item.settings.conditions) | dict(item.labels)


def is_settled(table: str, columns: Columns) -> bool:
    """Return whether a recording in the results need not be tried again."""
    return table == "summaries" or columns["error_class"][0] in _SETTLED


def _agree(plan: Plan, recording_id: str, members: list[tuple[Input, Identity]]) -> bool:
    first = members[0][0]
    other = next(
        (item for item, _ in members if (item.settings, item.labels) != (first.settings, first.labels)), None
    )
    if other is None:
        return True
    difference = _difference(first, other)
    for item, _ in members:
        counterpart = other if item is first else first
        message = (
            f"{item.name}: has the same content as {counterpart.name}, but the manifest says different things of "
            f"the two ({difference}); a recording is of one walk; correct the manifest, or leave out the row "
            "that is wrong"
        )
        plan.refused.append((item.name, recording_id, REFUSED, "InvalidTable", message, _stated(item)))
    return False


def _difference(one: Input, other: Input) -> str:
    for name, value in one.labels.items():
        if other.labels.get(name) != value:
            return f"{name} {value!r} and {other.labels.get(name)!r}"
    left, right = one.settings.described(), other.settings.described()
    name = next((name for name, value in left.items() if right[name] != value), "settings")
    return f"{name} {left.get(name)!r} and {right.get(name)!r}"
