"""The feet of a trial: each with its way from where it stood, and the instants that follow from both."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import takewhile
from typing import TYPE_CHECKING

import numpy as np

from retrogait.tables.catalogue import SIDES
from retrogait.tables.flags import Flag

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrogait._arrays import Floats
    from retrogait.walk_tests.course import Course
    from retrogait.walk_tests.options import WalkTestOptions
    from retrogait.walk_tests.trials import Step, Trial

_AROUND_S = 0.1  # of the first movement, before it


@dataclass(frozen=True, eq=False)
class PlacedFoot:
    """A foot of a trial, from the rest at which it stood to that after its last step."""

    course: Course
    steps: tuple[Step, ...]
    direction: str
    is_cut: bool  # there are more steps of it, which the course does not hold

    @cached_property
    def standing(self) -> int:
        """Place, among the rests, of that before its first step."""
        return self.course.rest_before(self.steps[0].leave_s)

    @cached_property
    def last(self) -> int:
        """Place of the rest after its last step."""
        return self.course.rest_before(self.steps[-1].leave_s) + 1

    @cached_property
    def away_m(self) -> Floats:
        """How far it is from where it stood, a value for each sample."""
        return self.course.away_m(self.standing, self.last, self.direction)

    @property
    def first_movement_s(self) -> float:
        """When it begins to leave where it stands."""
        return self.course.time_s(self.course.first_movement(self.steps[0].leave_s))

    @property
    def first_way_m(self) -> float:
        """How far its first step carries it."""
        return float(self.course.length_m(self.standing, self.standing + 1)[0])

    def reach_s(self, distance_m: float) -> float:
        """When it is first so far away; infinite where it never is."""
        there = self.away_m >= distance_m
        if not there.any():
            return float(np.inf)
        k = int(np.argmax(there))
        share = 0.0
        if k:
            share = 1.0 - float((self.away_m[k] - distance_m) / (self.away_m[k] - self.away_m[k - 1]))
        return self.course.time_s(self.course.rests[self.standing] + max(0, k - 1) + share)

    def error_m(self, time_s: float) -> float:
        """Standard error of how far away it is at a time, m."""
        return self.course.error_m(self.standing, self._rest_from(time_s))

    def is_lost(self, time_s: float) -> bool:
        """Whether samples were lost on its way up to a time."""
        return self.course.is_guessed(self.standing, self._rest_from(time_s))

    def _rest_from(self, time_s: float) -> int:
        """Place of the first rest after a time, of this trial."""
        if not np.isfinite(time_s):
            return self.last
        return min(self.last, max(self.standing + 1, self.course.rest_before(time_s) + 1))


@dataclass(frozen=True, eq=False)
class PlacedTrial:
    """A trial with those of its feet whose way is known from the standing before on."""

    trial: Trial
    stood: tuple[PlacedFoot, ...]  # before it
    feet: tuple[PlacedFoot, ...]  # those of them whose way is known

    @classmethod
    def of(cls, trial: Trial, courses: Sequence[Course]) -> PlacedTrial:
        """Place the steps of a trial on the courses of the feet."""
        feet = []
        for side in SIDES:
            steps = trial.of(side)
            for course in courses:
                if steps and course.side == side and course.holds(steps[0]):
                    held = tuple(takewhile(course.holds, steps))
                    feet.append(PlacedFoot(course, held, trial.direction, len(held) < len(steps)))
        return cls(trial, tuple(feet), tuple(feet))

    def without_lost(self, distance_m: float) -> PlacedTrial:
        """The same without the ways of feet of which samples were lost before one of the others is so far away."""
        feet = self.feet
        while feet:
            until_s = min(foot.reach_s(distance_m) for foot in feet)
            whole = tuple(foot for foot in feet if not foot.is_lost(until_s))
            if len(whole) == len(feet):
                break
            feet = whole
        return replace(self, feet=feet)

    @property
    def known_until_s(self) -> float:
        """Until when the way of every foot is known; infinite where they stand at the end."""
        return min(
            (foot.course.time_s(foot.course.rests[foot.last]) for foot in self.feet if foot.is_cut),
            default=float(np.inf),
        )

    @cached_property
    def first_movement_s(self) -> float:
        """When the first foot begins to leave."""
        return self._starter.first_movement_s

    @property
    def _starter(self) -> PlacedFoot:
        return min(self.stood, key=lambda foot: foot.steps[0].leave_s)

    @property
    def standing_s(self) -> float:
        """How long both feet stood before it."""
        if np.isnan(self.first_movement_s):
            return 0.0
        # the other foot may fidget until it leaves in its turn
        begins_s = [foot.course.standing_from(self.first_movement_s) for foot in self.stood]
        return self.first_movement_s - max(self.trial.before_s, *begins_s)

    @property
    def farthest_m(self) -> float:
        """How far the foot that got farthest was from where it stood."""
        return max(float(foot.away_m.max()) for foot in self.feet)

    def reach_s(self, distance_m: float) -> float:
        """When a foot is first so far from where it stood; infinite where none ever is."""
        return min(foot.reach_s(distance_m) for foot in self.feet)

    def error_m(self, distance_m: float) -> float:
        """Standard error of the distance, of the foot that is there first, or else got farthest."""
        arrives = min(self.feet, key=lambda foot: (foot.reach_s(distance_m), -foot.away_m.max()))
        return arrives.error_m(min(arrives.reach_s(distance_m), self.trial.end_s))

    def fault(self, options: WalkTestOptions) -> Flag | None:
        """Why nothing can be measured from the standing before on; None where nothing speaks against it."""
        before = self.standing_s
        if not before >= options.least_standing_s:
            return Flag(
                "no_standing",
                f"{max(0.0, float(np.nan_to_num(before))):.2f} s of standing before the first movement, "
                f"{options.least_standing_s:g} s needed; record from standing on",
            )
        starter = self._starter
        if starter.course.is_lost_between(self.first_movement_s - _AROUND_S, starter.steps[0].leave_s):
            return Flag("lost_samples", f"samples of the {starter.course.side} foot are missing as it leaves")
        if not self.feet:
            return Flag("lost_samples", "samples of each foot are missing in the walk")
        return None

    def caution(self, options: WalkTestOptions, until_s: float) -> Flag | None:
        """What else the reader of a figure should know; None where there is nothing."""
        turned = max(
            foot.course.turned_deg(foot.standing, max(foot.standing, foot.course.rest_before(until_s)))
            for foot in self.feet
        )
        if turned > options.most_turn_deg:
            return Flag("turned", f"a foot turned by {turned:.0f} deg; the course is straight")
        if len(self.feet) == 1:
            return Flag(
                "one_foot",
                f"only the way of the {self.feet[0].course.side} foot is known; the other may be first by a step",
            )
        first, other = sorted(self.feet, key=lambda foot: foot.steps[0].leave_s)
        if first.first_way_m > options.most_first_share * other.first_way_m:
            return Flag(
                "uneven_start",
                f"the first step went {first.first_way_m:.2f} m, the other foot's {other.first_way_m:.2f} m; "
                "stand with the feet side by side",
            )
        return None
