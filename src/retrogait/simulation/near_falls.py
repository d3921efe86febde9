"""Trips, slips, cross-over steps and side steps that nearly end in a fall: what they do to the steps and to the feet.

They come on top of a walk that goes on, and draw no numbers of their own.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from retrogait.errors import InvalidOption
from retrogait.simulation.step import NearFall
from retrogait.tables.checks import within

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrogait.simulation.step import Step

KINDS = ("trip", "slip", "stumble", "side_step")
_APART_S = 4.0
_SMALLEST, _LARGEST = 0.3, 2.0
_EXAMPLE = "[('trip', 14.0), ('slip', 22.0, 1.5)]"
_LOOKS_FOR_S = 2.0
_HELD_S, _TRIPPED_STEP = 0.14, 1.15
"""A tripped foot comes down so much later, and further."""
HELD_FROM = 0.36
"""Share of the swing at which the foot is caught."""
SLIDES_AFTER_S = 0.05
_CROSSES_M, _WIDENS_M, _ASIDE_M = 0.20, 0.22, 0.10
_HARDNESS = {"trip": 2.2, "slip": 1.0, "stumble": 1.6, "side_step": 1.8}
"""How much harder the foot comes down that catches the fall; a slip is caught by the next step."""


_NEXT_HARDNESS = 1.6


def read_near_falls(given: Sequence[object]) -> tuple[NearFall, ...]:
    """Check near-falls and put them into the order of time."""
    falls = []
    for number, one in enumerate(given):
        where = f"simulate_walk: near_falls[{number}] is {one!r}; "
        kind, *numbers = one if isinstance(one, tuple | list) and one else ("",)
        if len(numbers) not in {1, 2} or not all(within(x, 0.0, 1e6) for x in numbers):
            raise InvalidOption(
                where + f"expected (kind, time in s) or (kind, time in s, size), as in {_EXAMPLE}"
            )
        if kind not in KINDS:
            raise InvalidOption(where + f"expected one of {' '.join(KINDS)}, as in {_EXAMPLE}")
        time_s, size = float(numbers[0]), float(numbers[1]) if len(numbers) == 2 else 1.0
        if not within(size, _SMALLEST, _LARGEST):
            raise InvalidOption(
                where + f"expected a size from {_SMALLEST:g} to {_LARGEST:g}; 1 is a usual one"
            )
        falls.append(NearFall(str(kind), time_s, size))
    falls.sort(key=lambda fall: fall.time_s)
    for before, after in pairwise(falls):
        if after.time_s - before.time_s < _APART_S:
            raise InvalidOption(
                f"simulate_walk: near_falls at {before.time_s:g} and {after.time_s:g} s; expected {_APART_S:g} s or "
                "more between two; move one of them"
            )
    return tuple(falls)


class Mishaps:
    """Near-falls that are still to come while steps are drawn one after the other."""

    def __init__(self, falls: Sequence[NearFall]) -> None:
        """Keep the near-falls in their order."""
        self._coming = list(falls)
        self._caught_by_next: NearFall | None = None

    def on(self, step: Step) -> Step:
        """Let the next near-fall happen in this step, where its time has come; else give the step as it is."""
        recovering, self._caught_by_next = self._caught_by_next, None
        if recovering is not None:
            wide = _WIDENS_M if recovering.kind == "stumble" else 0.0
            return replace(step, width_m=step.width_m + recovering.size * wide, hardness=_NEXT_HARDNESS)
        level = not (step.starts or step.stops or step.odd or step.hop_m or step.rise_m or step.turn_rad)
        if not self._coming or not level or step.touch_s < self._coming[0].time_s:
            return step
        fall = self._coming.pop(0)
        if step.touch_s - fall.time_s > _LOOKS_FOR_S:
            raise InvalidOption(
                f"simulate_walk: near_falls has a {fall.kind} at {fall.time_s:g} s, where nobody walks straight on the "
                f"level; the next such step ends at {step.touch_s:.1f} s; give a time from there on"
            )
        return self._disturb(step, fall)

    def _disturb(self, step: Step, fall: NearFall) -> Step:
        step = replace(step, near_fall=fall, hardness=_HARDNESS[fall.kind])
        if fall.kind == "trip":
            held_s = _HELD_S * fall.size
            return replace(step, touch_s=step.touch_s + held_s, length_m=step.length_m * _TRIPPED_STEP)
        self._caught_by_next = fall
        if fall.kind == "stumble":
            return replace(step, width_m=step.width_m - 2.0 * fall.size * _CROSSES_M)
        if fall.kind == "side_step":
            left = 1.0 if step.side == "left" else -1.0
            aside = left * fall.size * _ASIDE_M
            return replace(step, width_m=step.width_m + fall.size * _WIDENS_M, aside_m=step.aside_m + aside)
        return step

    def check_over(self, end_s: float) -> None:
        """Refuse near-falls after the last step."""
        if self._coming:
            fall = self._coming[0]
            raise InvalidOption(
                f"simulate_walk: near_falls has a {fall.kind} at {fall.time_s:g} s, and the last step straight on the "
                f"level is over by {end_s:.1f} s; give an earlier time, or walk for longer"
            )


def acts_at_s(step: Step) -> float:
    """Instant at which the near-fall of a step begins: the foot is caught, begins to slide, or lands aside."""
    kind = step.near_fall.kind if step.near_fall else ""
    if kind == "trip":
        return step.lift_s + HELD_FROM * (step.touch_s - step.lift_s)
    return step.touch_s + (SLIDES_AFTER_S if kind == "slip" else 0.0)
