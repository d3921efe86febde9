"""How near the gates of the detectors come to people: which contacts of whom change if a gate moves by a tenth."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from population_measures import GROUPS

from retrogait.errors import RetrogaitError, RetrogaitWarning
from retrogait.gait.stages import Stages
from retrogait.kinematics.track import track

if TYPE_CHECKING:
    from collections.abc import Iterator

    import retrogait as rg

SHIFT = 0.1
STAGES = {
    "feet": ("step", "direction"),
    "shanks": ("step", "direction"),
    "lower back": ("trunk_step", "trunk_direction", "trunk_movement"),
}
NO_GATES = {  # weights and scales, not thresholds
    "way_weight",
    "roll_weight",
    "roll_scale_deg",
    "roll_rate_weight",
    "roll_rate_scale_dps",
    "weight",
}


@dataclass(frozen=True)
class Moved:
    """A gate moved on one walk: by what factor, and how many events changed of how many."""

    group: str
    gate: str
    factor: float
    changed: int
    events: int


def gates(group: str) -> list[tuple[str, str]]:
    """Stages and names of the thresholds that judge a group of sites."""
    stages = Stages()
    return [
        (stage, one.name)
        for stage in STAGES[group]
        for one in fields(getattr(stages, stage))
        if isinstance(getattr(getattr(stages, stage), one.name), float) and one.name not in NO_GATES
    ]


def move_gates(stated: rg.Recording, number: int, *, every: int) -> Iterator[Moved]:
    """Move each `every`-th gate, from one that the number tells, by a tenth up and down on one walk."""
    for group, sites in GROUPS.items():
        if group not in STAGES or not set(sites) <= set(stated.sites):
            continue
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RetrogaitWarning)
            try:
                motions = list(track(stated.select(*sites), sites, Stages().contact_options.landing_share))
                usual = _events(Stages(), motions)
                for stage, name in gates(group)[number % every :: every]:
                    for factor in (1.0 - SHIFT, 1.0 + SHIFT):
                        options = getattr(Stages(), stage)
                        moved = replace(options, **{name: getattr(options, name) * factor})
                        events = _events(replace(Stages(), **{stage: moved}), motions)
                        yield Moved(group, f"{stage}.{name}", factor, len(usual ^ events), len(usual))
            except RetrogaitError:
                continue


def _events(stages: Stages, motions: list[Any]) -> set[tuple[Any, ...]]:
    table = stages.find(motions).events
    times = np.round(table["time_s"].to_numpy(float), 3)
    return set(zip(table["side"], table["event"], times, table["direction"], strict=True))
