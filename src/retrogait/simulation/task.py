"""What is to be walked, on the recording's clock: runs, where they begin, and where the recording ends."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from retrogait.errors import InvalidOption
from retrogait.simulation.footsteps import START_DELAY_S
from retrogait.simulation.program import IDLE, Leg, Segment, Spell, read_program, split_legs
from retrogait.simulation.stretches import intended_steps
from retrogait.tables.checks import within
from retrogait.tables.selection import WALKED

if TYPE_CHECKING:
    from retrogait.simulation.intent import Pace
    from retrogait.simulation.step import Step

_LEAD_STRIDES = 4.3
_STAND_S = 2.0
_SETTLE_S = 0.5  # a recording of a program goes on so long after the last step


@dataclass(frozen=True)
class Task:
    """Runs that start at `begin_s` (before 0 when the recording is cut from a walk).

    The recording ends at `end_s`, or, when that is None, `rest_s` after the last step, with `spells` in this rest.
    """

    runs: tuple[Leg, ...]
    begin_s: float
    rest_s: float
    end_s: float | None
    spells: tuple[Spell, ...] = ()

    def spells_s(self, steps: Sequence[Step]) -> tuple[Spell, ...]:
        """All spells, on the recording's clock."""
        begins_s = (self.begin_s, *(step.touch_s for step in steps if step.stops))
        groups = (*(run.spells for run in self.runs), self.spells)
        return tuple(
            replace(spell, begin_s=begin_s + spell.begin_s, end_s=begin_s + spell.end_s)
            for begin_s, spells in zip(begins_s, groups, strict=True)
            for spell in spells
        )


def set_task(
    direction: str,
    duration_s: float,
    program: Sequence[tuple[object, ...]] | None,
    stand_s: float | tuple[float, float] | None,
    surface: str,
    pace_of: Callable[[str, float | None], Pace],
) -> Task:
    """Read the arguments that say what is walked; refuse those that contradict each other."""
    if program is not None:
        if stand_s is not None:
            raise InvalidOption(
                "simulate_walk: program and stand_s are both given; a program says itself when to stand, as "
                "in [('stand', 3), ('forward', 20), ('stand', 2)]; leave stand_s out"
            )
        segments = read_program(program)
        off = [one.kind for one in segments if one.kind not in (*IDLE, *WALKED)]
        if surface == "treadmill" and off:
            raise InvalidOption(
                f"simulate_walk: program on surface='treadmill' has {off[0]!r}; expected only stand stop forward "
                "backward, as the belt goes straight on; leave it out, or walk it overground"
            )
        runs, rest_s, spells = split_legs(segments, direction)
        for run in runs:
            intended_steps(run, pace_of)  # refuses paces that no legs can walk
        return Task(runs, 0.0, max(rest_s, _SETTLE_S), None, spells)
    before, after = _standing(stand_s, duration_s, surface)
    step_s = pace_of(direction, None).step_s
    walk_s, begin_s = duration_s - before - after, before
    if before == 0.0:
        begin_s -= 2 * _LEAD_STRIDES * step_s
    if after == 0.0:
        walk_s += 2 * _LEAD_STRIDES * step_s
    walk_s += before - begin_s
    if walk_s < 4 * step_s:
        raise InvalidOption(
            f"simulate_walk: duration_s is {duration_s:g} and {before + after:g} s of it are standing; at "
            f"this pace a step takes {step_s:.2f} s and at least 4 are needed; raise duration_s or lower "
            "stand_s"
        )
    closing_s = step_s + START_DELAY_S
    walk = Segment(direction, walk_s if after == 0.0 else walk_s - closing_s)
    return Task((Leg(0.0, direction, (walk,)),), begin_s, after, duration_s)


def _standing(
    stand_s: float | tuple[float, float] | None, duration_s: float, surface: str
) -> tuple[float, float]:
    """Standing before and after, in s."""
    if stand_s is None:
        stand_s = 0.0 if surface == "treadmill" else min(_STAND_S, duration_s / 8)
    both = tuple(stand_s) if isinstance(stand_s, Sequence) else (stand_s, stand_s)
    if len(both) != 2 or not all(within(x, 0.0, duration_s) for x in both):
        raise InvalidOption(
            f"simulate_walk: stand_s is {stand_s!r}; expected seconds from 0 to duration_s, or two of "
            "them, before and after"
        )
    if surface == "treadmill" and any(both):
        raise InvalidOption(
            f"simulate_walk: stand_s is {stand_s!r} on surface='treadmill': a moving belt carries a standing "
            "person away; leave stand_s out, the recording is then cut out of steady walking"
        )
    return float(both[0]), float(both[1])
