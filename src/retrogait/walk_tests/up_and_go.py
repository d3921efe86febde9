"""`timed_up_and_go`: rise, walk out, turn, walk back, sit, each with its time."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from retrogait.gait.detectable_change import Z95
from retrogait.gait.turns import TurnOptions, find_turns
from retrogait.tables.arguments import arguments
from retrogait.tables.catalogue import TRUNK
from retrogait.tables.checks import Checked, option
from retrogait.tables.flags import OK, Flag
from retrogait.tables.kinds import COUNT, TEXT
from retrogait.tables.schema import Column, Table, number
from retrogait.tables.selection import WALKED
from retrogait.walk_tests.seat import Transition, Trunk
from retrogait.walk_tests.trials import Step, list_steps

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from retrogait.gait.turns import Turn
    from retrogait.session import Session

_SE_S = 0.1  # of the first and the last movement, each
_LEAST_STEPS = 2  # of a walk out, and of one back

UP_AND_GO = Table(
    "timed_up_and_go",
    (
        Column("trial", COUNT, "the trial, from 1 in order of time"),
        number("start_s", "the first movement of the trunk from the seat"),
        number("end_s", "the last movement of the trunk on the seat"),
        number("time_s", "from start to end", 0),
        number("low", "lower end of its 95 % interval for what the sensors cannot know", 0),
        number("high", "its upper end", 0),
        number("rise_s", "from the first movement to standing", 0),
        number("walk_out_s", "from standing to the turn, or the change of direction", 0),
        number("turn_s", "of the turn half way, 0 where the direction changes without one", 0),
        number("walk_back_s", "from the turn to the turn before the seat, or to sitting down", 0),
        number("sit_s", "from the turn before the seat, or sitting down, to the last movement", 0),
        Column("out_direction", TEXT, "the direction of walking out", WALKED),
        Column("back_direction", TEXT, "the direction of walking back", WALKED),
        number("turn_deg", "the turn half way, positive to the left, missing where there is none"),
        number("sit_turn_deg", "the turn before the seat, missing where there is none"),
        number("seat_m", "the height that the trunk gains in rising, to a tenth of a metre or so", 0),
        Column("n_steps", COUNT, "contacts between standing and sitting down"),
        Column("flag", TEXT, "ok, a caution, or why there is no figure"),
    ),
)


@dataclass(frozen=True)
class UpAndGoOptions(Checked):
    """Definitions of rising, sitting down and turning.

    Attributes
    ----------
    least_rise_m : float
        Height that the trunk gains or loses.
    least_turn_deg : float
        Change of its heading.
    """

    least_rise_m: float = option(0.15, low=0, high=1.0, inside=True)
    least_turn_deg: float = option(90.0, low=0, high=360, inside=True)


@arguments()
def timed_up_and_go(session: Session, options: UpAndGoOptions | None = None) -> pd.DataFrame:
    """Time a timed up and go test and its parts, also with a backward part, a row for each trial.

    Parameters
    ----------
    session : Session
        Directly from `analyze`, with a sensor on the lower back or sternum: it shows rising, sitting down and turning.
        Sensors on the feet show the steps and their direction.
    options : UpAndGoOptions, optional
        Definitions of rising, sitting down and turning.

    Returns
    -------
    DataFrame
        A row for each rise from a seat followed by a walk and sitting down; a single row if there is none. `time_s`
        from `start_s`, the first movement of the trunk, to `end_s`, its last, with its 95 % interval `low` to `high`.
        Its parts `rise_s`, `walk_out_s`, `turn_s`, `walk_back_s` and `sit_s` sum up to it; the turn before the seat is
        part of sitting down. `out_direction` and `back_direction`, missing where the steps show none. `flag` is `ok`;
        `no_turn` or `turns`, where the walk has no turn or change of direction half way, or more than one, and so has
        no parts; or why there is no figure: `no_trunk`, `no_rise`, `no_sit`, `no_walk`.

    Notes
    -----
    The clinical test runs from "go" to the back against the chair again. Sensors do not hear "go": the reaction time is
    not in this time. Rising is a gain of height of the trunk by 0.15 m or more, from the vertical acceleration
    integrated from stillness on; so the person has to sit still for a second before, and after. A person who rises with
    the arms, or from a high seat, may gain less.

    Examples
    --------
    >>> import retrogait as rg
    >>> program = [("sit", 6), ("forward", 4), ("stop", 0.5), ("backward", 5), ("sit", 6)]
    >>> sites = ("left_foot", "right_foot", "lower_back")
    >>> walk, truth = rg.simulate_walk("backward", 0.6, seed=1, program=program, sites=sites)
    >>> row = rg.timed_up_and_go(rg.analyze(walk)).iloc[0]
    >>> row["out_direction"], row["back_direction"], row["flag"]
    ('forward', 'backward', 'ok')
    """
    options = options or UpAndGoOptions()
    recording = session.recording
    sites = [site for site in TRUNK if site in recording]
    trunk = Trunk.track(recording, sites[0]) if sites else None
    steps = list_steps(session.events)
    if trunk is None:
        why = "the trunk's sensor is never still" if sites else "wear a sensor on the lower back"
        return _table([_empty(Flag("no_trunk", f"rising and sitting down show at the trunk; {why}"))])
    rises = _without_steps(trunk.rises(options.least_rise_m), steps)
    sits = _without_steps(trunk.sits(options.least_rise_m), steps)
    turning = TurnOptions(least_deg=options.least_turn_deg)
    turns = find_turns(trunk.yaw_dps(trunk.still[0]), trunk.rate_hz, trunk.start_s, turning)
    rows, done_s = [], -math.inf
    for rise in rises:
        sit = next((one for one in sits if one.standing_s > rise.standing_s), None)
        if sit is not None and rise.seated_s > done_s:  # what rises again before it sits is on its feet
            rows.append(_trial(rise, sit, turns, steps))
            done_s = sit.standing_s
    if rows:
        return _table(rows)
    height = f"by {options.least_rise_m:g} m or more, with a second of stillness"
    if not rises:
        return _table([_empty(Flag("no_rise", f"the trunk never rises {height} before; sit still at first"))])
    return _table([_empty(Flag("no_sit", f"the trunk never sinks {height} after; sit still at the end"))])


def _without_steps(transitions: Sequence[Transition], steps: Sequence[Step]) -> list[Transition]:
    """Those without walking: errors of the accelerometer while standing or walking are not a rise."""
    spans = [(min(one.seated_s, one.standing_s), max(one.seated_s, one.standing_s)) for one in transitions]
    return [
        one
        for one, (first_s, last_s) in zip(transitions, spans, strict=True)
        if sum(first_s < step.land_s < last_s for step in steps) < _LEAST_STEPS
    ]


def _trial(rise: Transition, sit: Transition, turns: Sequence[Turn], steps: Sequence[Step]) -> dict[str, Any]:
    """A row, without the number of its trial."""
    up_s, down_s = rise.standing_s, sit.standing_s
    own = [step for step in steps if up_s - 1.0 <= step.begin_s and step.end_s <= down_s + 1.0]
    inside = [turn for turn in turns if turn.end_s > up_s and turn.start_s < sit.seated_s]
    last = next((turn for turn in inside if _count(own, turn.end_s, math.inf) < _LEAST_STEPS), None)
    half = [
        turn for turn in inside if turn is not last and _count(own, -math.inf, turn.start_s) >= _LEAST_STEPS
    ]
    sits_s = down_s if last is None else min(last.start_s, down_s)
    row = {
        **_empty(OK),
        "start_s": rise.seated_s,
        "end_s": sit.seated_s,
        "time_s": sit.seated_s - rise.seated_s,
        "low": max(0.0, sit.seated_s - rise.seated_s - Z95 * _SE_S * math.sqrt(2.0)),
        "high": sit.seated_s - rise.seated_s + Z95 * _SE_S * math.sqrt(2.0),
        "seat_m": rise.height_m,
        "sit_turn_deg": math.nan if last is None else last.angle_deg,
        "n_steps": len(own),
    }
    if len(own) < 2 * _LEAST_STEPS:
        return {**row, "flag": str(Flag("no_walk", f"{len(own)} steps between rising and sitting down"))}
    at = [(turn.start_s, turn.end_s, turn.angle_deg) for turn in half] or _reversal(own)
    if len(at) != 1:
        what = "no turn or change" if not at else f"{len(at)} turns or changes"
        return {**row, "flag": str(Flag("turns" if at else "no_turn", f"{what} of direction half way"))}
    begin_s, end_s, angle_deg = at[0]
    return {
        **row,
        "rise_s": up_s - rise.seated_s,
        "walk_out_s": begin_s - up_s,
        "turn_s": end_s - begin_s,
        "walk_back_s": sits_s - end_s,
        "sit_s": sit.seated_s - sits_s,
        "turn_deg": angle_deg,
        "out_direction": _direction(own, -math.inf, begin_s),
        "back_direction": _direction(own, end_s, sits_s),
    }


def _count(steps: Sequence[Step], from_s: float, to_s: float) -> int:
    return sum(from_s <= step.end_s <= to_s for step in steps)


def _direction(steps: Sequence[Step], from_s: float, to_s: float) -> str | None:
    """The direction of most of the steps in between; None where none is known."""
    known = [s.direction for s in steps if from_s <= s.end_s <= to_s + 0.5 and s.direction in WALKED]
    return max(set(known), key=known.count) if known else None


def _reversal(steps: Sequence[Step]) -> list[tuple[float, float, float]]:
    """Where the direction of the steps changes without a turn: the end of the last step before."""
    known = [step for step in steps if step.direction in WALKED]
    return [
        (one.end_s, one.end_s, math.nan) for one, two in pairwise(known) if one.direction != two.direction
    ]


def _empty(flag: Flag) -> dict[str, Any]:
    return {"flag": str(flag)}


def _table(rows: list[dict[str, Any]]) -> pd.DataFrame:
    numbered = [{"trial": k, **row} for k, row in enumerate(rows, start=1)]
    return UP_AND_GO.frame({name: [row.get(name) for row in numbered] for name in UP_AND_GO.names})
