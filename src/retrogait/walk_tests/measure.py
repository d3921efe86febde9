"""`walk_test`: a walking test from a recording, a row for each trial."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from retrogait.errors import InvalidOption
from retrogait.gait.foot_clearance import SoleOptions
from retrogait.tables.arguments import arguments
from retrogait.tables.checks import Bounds, check, check_choice, is_finite
from retrogait.tables.flags import Flag
from retrogait.tables.selection import WALKED
from retrogait.walk_tests.course import trace_courses
from retrogait.walk_tests.options import WalkTestOptions
from retrogait.walk_tests.placed import PlacedTrial
from retrogait.walk_tests.protocols import CUSTOM, PROTOCOLS, Protocol
from retrogait.walk_tests.stopping import time_stop
from retrogait.walk_tests.table import BY_PATH, BY_STOP, BY_TIME, ENDS, WALK_TESTS
from retrogait.walk_tests.timing import Outcome, time_distance, time_duration
from retrogait.walk_tests.trials import MOST_UNKNOWN, Step, Trial, find_trials, list_steps

if TYPE_CHECKING:
    import pandas as pd

    from retrogait.session import Session

_SECONDS = Bounds("a time in s", low=0.1, high=86400.0, none=True)
_METRES = Bounds("a distance in m", low=0.5, high=1000.0, none=True)


@arguments(go_s="Any")
def walk_test(
    session: Session,
    test: str = "3m",
    *,
    direction: str = "backward",
    distance_m: float | None = None,
    duration_s: float | None = None,
    skip_m: float = 0.0,
    ends: str = "distance",
    go_s: float | Sequence[float] | None = None,
    options: WalkTestOptions | None = None,
) -> pd.DataFrame:
    """Time a walking test in a recording: the 3-metre backward walk and others, a row for each trial.

    Parameters
    ----------
    session : Session
        Directly from `analyze`, because the samples are needed. Distances need sensors of known mounting on both feet.
    test : {"3m", "10m", "25ft", "2min"}
        The test.
    direction : {"backward", "forward"}
        The direction tested; walking the other way, such as back to the start, is not a trial.
    distance_m, duration_s : float, optional
        Distance or time, if it differs from the test's own.
    skip_m : float
        Acceleration zone at either end of the course, which is not timed: 2 for the middle 6 m of 10 m.
    ends : {"distance", "stop"}
        `distance`: the test ends when a foot is that far from where it stood. `stop`: the person stopped at the end of
        a taped course of that length, and the test ends with the last contact; sensors on shanks, thighs or trunk then
        suffice.
    go_s : float or sequence of float, optional
        When "go" was called, in s on the recording's clock; one value per trial. Time starts there instead of at the
        first movement.
    options : WalkTestOptions, optional
        Requirements of a trial.

    Returns
    -------
    DataFrame
        One row per trial, with the columns below; a single row if there is no trial. `time_s` from `start_s` to
        `end_s`, over `distance_m`; `low` to `high`, the 95 % interval of the `measure` (`time_s`, or `distance_m` in a
        test of fixed time); `mean_speed_mps`; `n_steps`, missing with thighs, trunk or one foot, and over a taped
        course with lost samples; `step_time_s`; `first_step_s` from the first movement to the first contact;
        `reaction_s` from go to the first movement; `walked_m`, the largest distance of a foot from where it stood.
        `flag` is `ok`; a caution with a figure (`near_end`, `uneven_start`, `one_foot`, `other_distance`, `mixed`); or
        why there is none (`no_walk`, `no_standing`, `no_distance`, `no_stop`, `too_short`, `turned`, `cut`,
        `lost_samples`, `treadmill`). `how` says what was measured.

    Raises
    ------
    InvalidOption
        An argument has an unknown value, or does not go with another.

    Notes
    -----
    The clinical test (Carter et al. 2019, doi 10.1519/JPT.0000000000000149) starts a stopwatch at "go", with the heels
    at a line, and stops it at 3 m. Sensors do not hear "go": time starts at the first movement, when the first foot has
    turned by 3 deg from standing, or both its ends move faster than 0.1 m/s; so reaction time is not included, unless
    `go_s` says when "go" was. It ends when the heel of a foot (backward; its toe forward), also in the air, is first 3
    m from where it stood, in a straight line. The interval covers the error of the line's position, from the standard
    errors of the foot's path, and of the instant of the first movement. It covers neither stopwatch error nor
    day-to-day variation.

    Examples
    --------
    >>> import retrogait as rg
    >>> program = [("stand", 3), ("backward", 9), ("stand", 2)]
    >>> walk, truth = rg.simulate_walk("backward", 0.5, seed=1, program=program)
    >>> row = rg.walk_test(rg.analyze(walk)).iloc[0]
    >>> f"{row['time_s']:.1f} s, {row['n_steps']} steps, {row['flag']}"
    '6.6 s, 10 steps, ok'
    """
    check_choice("walk_test", "test", test, PROTOCOLS)
    check_choice("walk_test", "direction", direction, WALKED)
    check_choice("walk_test", "ends", ends, ENDS)
    check("walk_test", "distance_m", distance_m, _METRES, "leave it out for that of the test")
    check("walk_test", "duration_s", duration_s, _SECONDS, "leave it out for that of the test")
    protocol = _protocol(test, distance_m, duration_s)
    _check_skip(protocol, skip_m, ends)
    options = options or WalkTestOptions()
    recording = session.recording  # raises where a session from JSON holds none
    steps = list_steps(session.events)
    of_feet = any(session.summary["contact_sites"].endswith(part) for part in ("foot", "shank"))
    # thighs and trunk show the direction late, and side steps not at all
    trials = find_trials(steps, direction, MOST_UNKNOWN if of_feet else math.inf)
    goes_s = _goes(go_s, trials)
    sole = SoleOptions.of_summary(session.summary)
    courses = trace_courses(recording, sole) if trials else []
    rows: list[dict[str, Any]] = []
    for trial, go in zip(trials, goes_s, strict=True):
        placed = PlacedTrial.of(trial, courses)
        how = BY_PATH
        if session.summary.get("surface") == "treadmill":
            outcome = Outcome(Flag("treadmill", "on a treadmill no distance is covered; walk on the floor"))
        elif protocol.duration_s is not None:
            how = BY_TIME
            outcome = time_duration(placed, steps, protocol.duration_s, go, options)
        elif ends == "stop":
            how = BY_STOP
            outcome = time_stop(session, placed, steps, protocol.distance_m or 0.0, go, options)
        else:
            outcome = time_distance(placed, protocol.distance_m or 0.0, skip_m, go, options)
        rows.append(_row(protocol, how, trial, outcome, steps, go))
        if protocol.duration_s is not None:
            break  # what comes after is the same walk, or not the test
    if not rows:
        nothing = Trial(direction, (), -np.inf)
        unknown = sum(step.direction == "unknown" for step in steps)
        more = f"; {unknown} steps are of unknown direction, which analyze(direction=...) states" * (
            unknown > 0
        )
        flag = Flag("no_walk", f"there is no {direction} walking in this recording{more}")
        rows.append(_row(protocol, BY_PATH, nothing, Outcome(flag), [], None))
    numbered = [{**row, "trial": k} for k, row in enumerate(rows, start=1)]
    return WALK_TESTS.frame({name: [row[name] for row in numbered] for name in WALK_TESTS.names})


def _protocol(test: str, distance_m: float | None, duration_s: float | None) -> Protocol:
    """The test with a distance or a time of its own."""
    one = PROTOCOLS[test]
    if distance_m is None and duration_s is None:
        return one
    if distance_m is not None and duration_s is not None:
        raise InvalidOption(
            "walk_test: distance_m and duration_s are both given; expected one of them, because a test ends after a "
            "distance or after a time; leave one out"
        )
    known = (p for p in PROTOCOLS.values() if (p.distance_m, p.duration_s) == (distance_m, duration_s))
    what = f"{distance_m:g}-metre walk" if distance_m is not None else f"{duration_s:g}-second walk"
    return next(known, Protocol(CUSTOM, what, distance_m, duration_s, ""))


def _check_skip(protocol: Protocol, skip_m: float, ends: str) -> None:
    if protocol.duration_s is not None and (ends != "distance" or skip_m):
        raise InvalidOption(
            f"walk_test: test {protocol.name!r} ends after {protocol.duration_s:g} s; expected ends='distance' and no "
            "skip_m, which are of tests over a distance; leave both out"
        )
    if ends == "stop" and skip_m:
        raise InvalidOption(
            f"walk_test: skip_m is {skip_m!r} with ends='stop'; expected 0, because the course is timed from the first "
            "movement to the stop; leave it out, or pass ends='distance'"
        )
    most = (protocol.distance_m or math.inf) / 2
    if not (is_finite(skip_m) and 0 <= skip_m < most):
        raise InvalidOption(
            f"walk_test: skip_m is {skip_m!r}; expected a distance in m from 0 and below {most:g}, half of the course; "
            "pass 2 for the middle 6 m of 10 m"
        )


def _goes(go_s: Any, trials: Sequence[Trial]) -> list[float | None]:
    """The instant of go of each trial; None where none is stated."""
    if go_s is None:
        return [None] * len(trials)
    given = list(go_s) if isinstance(go_s, (Sequence, np.ndarray)) and not isinstance(go_s, str) else [go_s]
    if not given or not all(map(is_finite, given)):
        raise InvalidOption(
            f"walk_test: go_s is {go_s!r}; expected the time of go in s, on the recording's clock, or one for each of "
            "several trials; leave it out to start at the first movement"
        )
    goes: list[float | None] = [None] * len(trials)
    for go in map(float, given):
        after = [k for k, trial in enumerate(trials) if trial.steps[0].begin_s >= go]
        if not after or goes[after[0]] is not None or trials[after[0]].before_s > go:
            begins = ", ".join(f"{trial.steps[0].begin_s:.1f}" for trial in trials[:5]) or "nowhere"
            raise InvalidOption(
                f"walk_test: go_s is {go:g}, and no trial of its own begins after it; expected a time while the person "
                f"stands, shortly before a first step (those leave at {begins} s); correct it, or leave it out"
            )
        goes[after[0]] = go
    return goes


def _row(
    protocol: Protocol, how: str, trial: Trial, outcome: Outcome, steps: Sequence[Step], go_s: float | None
) -> dict[str, Any]:
    """A row of the table, without the number of its trial."""
    time_s = outcome.end_s - outcome.start_s
    own = steps if how == BY_TIME else trial.steps
    inside = [s for s in own if s.end_s > outcome.start_s and s.begin_s < outcome.end_s]
    lands = [
        s.land_s for s in sorted(own, key=lambda s: s.land_s) if outcome.start_s <= s.land_s <= outcome.end_s
    ]
    known = math.isfinite(time_s)
    both = len({step.side for step in own}) > 1
    counted = known and both and outcome.counts_steps and not outcome.hides_steps
    first_s = trial.steps[0].land_s - outcome.movement_s if trial.steps and outcome.counts_steps else math.nan
    return {
        "test": protocol.name,
        "direction": trial.direction,
        "distance_m": outcome.distance_m,
        "start_s": outcome.start_s,
        "end_s": outcome.end_s,
        "time_s": time_s,
        "measure": "distance_m" if how == BY_TIME else "time_s",
        "low": outcome.low,
        "high": outcome.high,
        "mean_speed_mps": outcome.distance_m / time_s if known and time_s > 0 else math.nan,
        "n_steps": len(inside) if counted else None,
        "step_time_s": float(np.median(np.diff(lands))) if both and len(lands) > 1 else math.nan,
        "first_step_s": first_s,
        "reaction_s": math.nan if go_s is None else outcome.movement_s - go_s,
        "walked_m": outcome.walked_m,
        "flag": str(outcome.flag),
        "how": how,
    }
