"""What a trial comes to: start, end, interval and flag, of a distance, of a course walked to its end, of a time."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from retrogait.gait.detectable_change import Z95
from retrogait.tables.flags import OK, Flag

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrogait.walk_tests.options import WalkTestOptions
    from retrogait.walk_tests.placed import PlacedFoot, PlacedTrial
    from retrogait.walk_tests.trials import Step

START_SE_S = 0.015  # of the first movement of a foot
_HALF_STEP_SHARE = (
    0.15  # of a stride: SD of the way of one foot less the mean of both, which is half a step at most
)


@dataclass(frozen=True)
class Outcome:
    """What is measured of a trial; NaN where it is not known."""

    flag: Flag
    start_s: float = math.nan
    end_s: float = math.nan
    distance_m: float = math.nan
    low: float = math.nan
    high: float = math.nan
    walked_m: float = math.nan
    movement_s: float = math.nan
    counts_steps: bool = True
    hides_steps: bool = False  # samples are missing in which there may be more of them


def time_distance(
    placed: PlacedTrial, distance_m: float, skip_m: float, go_s: float | None, options: WalkTestOptions
) -> Outcome:
    """Time a walk from the first movement, or go, to the first foot that is `distance_m` from where it stood.

    With `skip_m` it is timed from the first foot that is so far away to the first that is `skip_m` short of the end.
    """
    if not placed.feet:
        return Outcome(Flag("no_distance", "lengths need a sensor of known mounting on a foot"))
    placed = placed.without_lost(distance_m - skip_m)
    fault = placed.fault(options)
    if fault is not None:
        return Outcome(fault)
    movement_s, farthest_m = placed.first_movement_s, placed.farthest_m
    start_s = movement_s if go_s is None else go_s
    timed_m = distance_m - 2 * skip_m
    walked = partial(Outcome, walked_m=farthest_m, movement_s=movement_s, distance_m=timed_m)
    end_s = placed.reach_s(distance_m - skip_m)
    if not math.isfinite(end_s) and len(placed.feet) < len(placed.stood):
        return walked(Flag("lost_samples", "samples of a foot are missing, and the other is not there first"))
    if not math.isfinite(end_s):
        error_m = placed.error_m(distance_m)
        return walked(
            Flag(
                "too_short",
                f"{farthest_m:.2f} m walked, {error_m:.2f} m standard error, {distance_m - skip_m:g} m needed",
            )
        )
    if end_s > placed.known_until_s:
        reason = (
            f"the way of a foot is known up to {placed.known_until_s:.2f} s; record until both feet stand"
        )
        return walked(Flag("cut", reason))
    begins = (0.0 if go_s is not None else Z95 * START_SE_S,) * 2
    if skip_m:
        start_s = placed.reach_s(skip_m)
        begins = _sides(placed, skip_m)
    early_s, late_s = _sides(placed, distance_m - skip_m)
    caution = placed.caution(options, end_s)
    if caution is not None and caution.state == "turned":
        return walked(caution)
    if caution is None and placed.reach_s(_beyond(placed, distance_m - skip_m)) == math.inf:
        caution = Flag(
            "near_end",
            f"{farthest_m:.2f} m walked, {placed.error_m(distance_m - skip_m):.2f} m standard error; "
            "if the course ends there, ends='stop' times it",
        )
    time_s = end_s - start_s
    if len(placed.feet) == 1:
        step_s = step_time_s(placed.feet[0].steps)
        early_s += step_s
        unsure = bool(skip_m) or (go_s is None and len(placed.stood) == 1)  # of when the other foot began
        begins = (begins[0] + unsure * step_s, begins[1])
    return walked(
        caution or OK,
        start_s=start_s,
        end_s=end_s,
        low=max(0.0, time_s - math.hypot(early_s, begins[1])),
        high=time_s + math.hypot(late_s, begins[0]),
    )


def time_duration(
    placed: PlacedTrial,
    steps: Sequence[Step],
    duration_s: float,
    go_s: float | None,
    options: WalkTestOptions,
) -> Outcome:
    """Measure the way of the feet, along itself, from the first movement, or go, over a time."""
    if not placed.feet:
        return Outcome(Flag("no_distance", "lengths need a sensor of known mounting on a foot"))
    fault = placed.fault(options)
    if fault is not None:
        return Outcome(fault)
    movement_s = placed.first_movement_s
    start_s = movement_s if go_s is None else go_s
    end_s = start_s + duration_s
    over_s = min(foot.course.time_s(len(foot.course.guessed) - 1) for foot in placed.feet)
    if over_s < end_s:
        return Outcome(
            Flag("too_short", f"{over_s - start_s:.1f} s recorded from the start, {duration_s:g} s needed"),
            movement_s=movement_s,
        )
    ways, errors = zip(*(_way(foot, steps, end_s) for foot in placed.feet), strict=True)
    known = [k for k, way_m in enumerate(ways) if math.isfinite(way_m)]
    if not known:
        return Outcome(
            Flag("lost_samples", "samples of each foot are missing in the walk"), movement_s=movement_s
        )
    distance_m, error_m = (float(np.mean([one[k] for k in known])) for one in (ways, errors))
    placed = replace(placed, feet=tuple(placed.feet[k] for k in known))
    if len(known) == 1:
        n_own = sum(step.side == placed.feet[0].course.side for step in steps if step.begin_s < end_s)
        error_m = math.hypot(error_m, _HALF_STEP_SHARE * distance_m / max(1, n_own))
    inside = [step for step in steps if start_s <= step.begin_s < end_s]
    other = [step for step in inside if step.direction not in (placed.trial.direction, "unknown")]
    flag = placed.caution(options, movement_s) or OK
    if len(other) > options.most_other_share * len(inside):
        flag = Flag("mixed", f"{len(other)} of {len(inside)} steps go {other[0].direction}")
    return Outcome(
        flag,
        start_s,
        end_s,
        distance_m,
        max(0.0, distance_m - Z95 * error_m),
        distance_m + Z95 * error_m,
        placed.farthest_m,
        movement_s,
    )


def _way(foot: PlacedFoot, steps: Sequence[Step], end_s: float) -> tuple[float, float]:
    """How far a foot is carried in its steps up to a time, along its way, and the standard error; m."""
    course = foot.course
    own = [s for s in steps if s.side == course.side and foot.steps[0].leave_s <= s.leave_s < end_s]
    intervals = sorted({course.rest_before(step.leave_s) for step in own})
    if course.is_guessed(intervals[0], min(intervals[-1] + 1, len(course.rests) - 1)):
        return math.nan, math.nan
    way_m = 0.0
    for one in intervals:
        if one + 1 >= len(course.rests):
            return math.nan, math.nan
        if course.time_s(course.rests[one + 1]) <= end_s:
            way_m += float(course.length_m(one, one + 1)[0])
        else:  # on its way when the time is over
            away_m = course.away_m(one, one + 1, foot.direction)
            at = (end_s - course.start_s) * course.rate_hz - course.rests[one]
            way_m += float(np.interp(at, np.arange(len(away_m)), away_m))
    return way_m, course.error_m(intervals[0], intervals[-1] + 1)


def _beyond(placed: PlacedTrial, distance_m: float) -> float:
    return distance_m + Z95 * placed.error_m(distance_m)


def _sides(placed: PlacedTrial, distance_m: float) -> tuple[float, float]:
    """How much earlier and later a distance may have been reached, s, for what it may be off by."""
    at_s = placed.reach_s(distance_m)
    margin_m = Z95 * placed.error_m(distance_m)
    early_s = placed.reach_s(distance_m - margin_m)
    late_s = min(placed.reach_s(distance_m + margin_m), max(at_s, placed.trial.end_s))
    return at_s - early_s, late_s - at_s


def step_time_s(steps: Sequence[Step]) -> float:
    """Usual time from a landing of one foot, whose steps these are, to one of the other."""
    lands = [step.land_s for step in steps]
    return 0.5 * float(np.median(np.diff(lands))) if len(lands) > 1 else 0.0
