"""A course that was walked to its end: from the first movement to the last contact, with sensors anywhere."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from retrogait.gait.detectable_change import Z95
from retrogait.tables.catalogue import THIGHS, TRUNK
from retrogait.tables.flags import OK, Flag
from retrogait.walk_tests.activity import find_activity
from retrogait.walk_tests.timing import START_SE_S, Outcome, step_time_s

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrogait.session import Session
    from retrogait.walk_tests.options import WalkTestOptions
    from retrogait.walk_tests.placed import PlacedTrial
    from retrogait.walk_tests.trials import Step, Trial

_FARTHER_M, _FARTHER_SHARE = (
    0.3,
    0.1,
)  # by which the way of the feet may differ from the course as it was stated


class _Lag(NamedTuple):
    """How late what a sensor shows is against the first movement and the last contact, with standard errors; s."""

    begin_s: float
    begin_se_s: float
    end_s: float
    end_se_s: float


# What `benchmarks/walk_test_error.py --lags` shows of simulated people: a shank by its contacts, thighs and trunk by
# their turning. Nobody there leans before the first step as people do, so the trunk's errors are larger than there.
_LAGS = {
    ("shank", "backward"): _Lag(0.10, 0.03, -0.02, 0.04),
    ("shank", "forward"): _Lag(0.15, 0.07, 0.03, 0.04),
    ("thigh", "backward"): _Lag(-0.22, 0.13, 0.50, 0.18),
    ("thigh", "forward"): _Lag(-0.25, 0.13, 0.38, 0.25),
    ("trunk", "backward"): _Lag(0.16, 0.2, 0.02, 0.15),
    ("trunk", "forward"): _Lag(0.25, 0.25, 0.0, 0.2),
}
_END_SE_S = 0.01  # of the last contact of a foot, beside its own
_HIDDEN_S = (
    2.0  # around a walk: where samples are lost nearer to it than that, a step of it may be among them
)


def time_stop(
    session: Session,
    placed: PlacedTrial,
    steps: Sequence[Step],
    distance_m: float,
    go_s: float | None,
    options: WalkTestOptions,
) -> Outcome:
    """Time a walk from the first movement, or go, to the last contact."""
    trial = placed.trial
    whole = tuple(foot for foot in placed.feet if not foot.is_cut)
    walked_m = replace(placed, feet=whole).farthest_m if whole else math.nan
    part = part_of(session, placed)
    begin_s, end_s = movement_of(session, placed, part)
    if part == "foot":
        lag = _Lag(0.0, START_SE_S, 0.0, math.hypot(_END_SE_S, trial.steps[-1].land_se_s))
    else:
        lag = _LAGS[part, trial.direction]
    movement_s, end_s = begin_s - lag.begin_s, end_s - lag.end_s
    begin_se_s, end_se_s = lag.begin_se_s, lag.end_se_s
    fault = _lost(session, trial) or _fault(session, trial.before_s, movement_s, end_s, steps, options)
    if fault is not None:
        return Outcome(fault, distance_m=distance_m, walked_m=walked_m)
    start_s = movement_s
    if go_s is not None:
        start_s, begin_se_s = go_s, 0.0
    half_s = Z95 * math.hypot(begin_se_s, end_se_s)
    time_s = end_s - start_s
    flag, more_s = OK, 0.0
    leg = only_leg(session)
    if leg is not None:  # the other may leave before it, and land after it
        flag = Flag(
            "one_foot", f"only the {leg} leg wears a sensor; the other may be first or last by a step"
        )
        more_s = (2 if go_s is None else 1) * step_time_s(trial.of(leg))
    if abs(walked_m - distance_m) > max(_FARTHER_M, _FARTHER_SHARE * distance_m):
        flag = Flag("other_distance", f"the feet went {walked_m:.2f} m, and the course is {distance_m:g} m")
    return Outcome(
        flag,
        start_s,
        end_s,
        distance_m,
        max(0.0, time_s - half_s),
        time_s + half_s + more_s,
        walked_m,
        movement_s,
        counts_steps=part in ("foot", "shank"),
        hides_steps=_are_lost(session, start_s, end_s),
    )


def part_of(session: Session, placed: PlacedTrial) -> str:
    """The part of the body that shows begin and end."""
    first, last = placed.trial.steps[0], placed.trial.steps[-1]
    if {first.side, last.side} <= {foot.course.side for foot in placed.feet}:
        return "foot"
    site = str(session.summary["contact_sites"]).split()[0]
    if site in TRUNK:
        return "trunk"
    return "thigh" if site in THIGHS else "shank"


def movement_of(session: Session, placed: PlacedTrial, part: str) -> tuple[float, float]:
    """When a part of the body shows the begin and the end of a trial, s; NaN where it is not still before or after."""
    steps = placed.trial.steps
    if part == "foot":
        return placed.first_movement_s, placed.trial.end_s
    if part == "shank":
        return steps[0].leave_s, placed.trial.end_s
    sites = str(session.summary["contact_sites"]).split()
    found = find_activity(session.recording, sites, steps[0].begin_s, placed.trial.end_s)
    return found.begin_s, found.end_s


def only_leg(session: Session) -> str | None:
    """The side of the only leg that contacts come from; None where both legs show them, or the trunk does."""
    sides = {
        site.split("_")[0] for site in str(session.summary["contact_sites"]).split() if site not in TRUNK
    }
    return sides.pop() if len(sides) == 1 else None


def _lost(session: Session, trial: Trial) -> Flag | None:
    """Why the first or the last of a walk may be among samples that were lost."""
    first, last = trial.steps[0], trial.steps[-1]
    if _are_lost(session, first.begin_s - _HIDDEN_S, first.end_s):
        return Flag("lost_samples", "samples are missing where the walk begins, and a step may be among them")
    if _are_lost(session, last.begin_s, last.end_s + _HIDDEN_S):
        return Flag("lost_samples", "samples are missing where the walk ends, and a step may be among them")
    return None


def _are_lost(session: Session, from_s: float, to_s: float) -> bool:
    """Whether samples of a site that contacts come from are missing between two times."""
    recording = session.recording
    inside = (recording.time_s >= from_s) & (recording.time_s <= to_s)
    sites = str(session.summary["contact_sites"]).split()
    return any(not np.isfinite(recording.channels(site)[:, inside]).all() for site in sites)


def _fault(
    session: Session,
    before_s: float,
    movement_s: float,
    end_s: float,
    steps: Sequence[Step],
    options: WalkTestOptions,
) -> Flag | None:
    """Why a walk has no begin or no end."""
    begin_s, over_s = float(session.recording.time_s[0]), float(session.recording.time_s[-1])
    stood_s = movement_s - max(before_s, begin_s)
    if not stood_s >= options.least_standing_s:
        return Flag(
            "no_standing",
            f"{max(0.0, stood_s) if math.isfinite(stood_s) else 0:.2f} s of standing before the first movement, "
            f"{options.least_standing_s:g} s needed; record from standing on",
        )
    next_s = min((step.begin_s for step in steps if step.begin_s > end_s), default=math.inf)
    stands_s = min(next_s, over_s) - end_s
    if not stands_s >= options.least_standing_s:
        return Flag(
            "no_stop",
            f"{max(0.0, stands_s) if math.isfinite(stands_s) else 0:.2f} s of standing after the walk, "
            f"{options.least_standing_s:g} s needed; stand still at the end of the course",
        )
    return None
