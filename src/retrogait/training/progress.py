"""Where each session stood on the steps of the plan, and which step comes next."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from retrogait.tables.arguments import arguments
from retrogait.tables.column_view import frame_of_rows

if TYPE_CHECKING:
    import pandas as pd

    from retrogait.training.entries import LogEntry
    from retrogait.training.log import SessionLog
    from retrogait.training.training import PlanStep, TrainingPlan

_TOO_FAST = 1.1  # of the step's speed: beyond this the session was ahead of the plan
_COLUMNS = {
    "date": str,
    "surface": str,
    "line": str,
    "step": int,
    "planned_speed_mps": float,
    "planned_incline_pct": float,
    "planned_minutes": float,
    "speed_mps": float,
    "incline_pct": float,
    "minutes": float,
    "near_falls": float,
    "effort": float,
    "pain_rise": float,
    "comfortable": str,
    "reason": str,
    "comfortable_in_a_row": int,
    "next_step": int,
}


WITHOUT_RAIL, WITH_RAIL = "without handrail", "with handrail"


@dataclass
class _Line:
    """Where the sessions with a handrail, or those without, stand on the plan."""

    place: int = 1
    in_a_row: int = 0


@arguments()
def follow_plan(log: SessionLog) -> pd.DataFrame:
    """Compare each session with the plan's step, in order of date, and name the next step by the plan's rules.

    A session was comfortable where effort, pain, speed, minutes, incline and near-falls were all within the plan's
    bounds, and "not known" where one of them was not stated or measured: such a session neither counts nor breaks the
    series. After `sessions_per_step` comfortable sessions in a row the next step follows; after a near-fall the step
    before. Incline comes after the last step of speed, so only once that was comfortable.

    Sessions with the handrail, touched or held, have their own line of progress: comfort with it says little about
    walking without it. Both begin at the first step; the line with the handrail is never behind the one without.

    Parameters
    ----------
    log : SessionLog
        Its sessions and plan.

    Returns
    -------
    DataFrame
        A row for each session: `date`, `surface`, `line` (`with handrail`, `without handrail`), `step`, what was
        planned, what was done, `comfortable` (yes, no, not known), `reason`, `comfortable_in_a_row` and `next_step` of
        that line. Speed is the mean of steady backward strides, else the belt's. Where the use of the handrail changes,
        `reason` says so.

    Notes
    -----
    The rules are a choice of this library; nothing is published.

    Examples
    --------
    >>> import retrogait as rg
    >>> entry = rg.training.LogEntry(
    ...     "2026-11-20", "treadmill", belt_speed_mps=0.22, minutes_backward=10, effort=2, pain_before=3,
    ...     pain_after=3, near_falls=0, incline_pct=0, handrail="held",
    ... )
    >>> follow_plan(rg.SessionLog(entries=(entry, entry)))[["line", "step", "comfortable", "next_step"]].values.tolist()
    [['with handrail', 1, 'yes', 1], ['with handrail', 1, 'yes', 2]]
    """
    plan = log.plan
    lines: dict[str, _Line] = {}
    now = WITHOUT_RAIL
    rows = []
    for number, entry in enumerate(log.by_date()):
        before, now = now, _line_of(entry, now)
        line = lines.setdefault(now, _Line())
        if now == WITH_RAIL and line.place < lines.get(WITHOUT_RAIL, line).place:
            line.place, line.in_a_row = lines[WITHOUT_RAIL].place, 0
        place, step = line.place, plan.steps[line.place - 1]
        against, unknown = _judge(entry, step, plan)
        comfortable = "no" if against else "not known" if unknown else "yes"
        in_a_row = _move(line, entry, comfortable, plan)
        changed = [f"{now} from here: a line of its own, at step {place}"] if number and now != before else []
        rows.append(
            {
                "date": entry.date,
                "surface": entry.surface,
                "line": now,
                "step": place,
                "planned_speed_mps": step.speed_mps,
                "planned_incline_pct": step.incline_pct,
                "planned_minutes": plan.minutes_per_session,
                "speed_mps": speed_of(entry),
                "incline_pct": entry.incline_pct,
                "minutes": entry.minutes_backward,
                "near_falls": entry.near_falls,
                "effort": entry.effort,
                "pain_rise": entry.pain_after - entry.pain_before,
                "comfortable": comfortable,
                "reason": "; ".join([*changed, *(against or unknown)]),
                "comfortable_in_a_row": in_a_row,
                "next_step": line.place,
            }
        )
    return frame_of_rows(rows, _COLUMNS)


def _line_of(entry: LogEntry, before: str) -> str:
    """The line of a session; that of the session before where the use of the handrail is not stated."""
    if entry.handrail is None:
        return before
    return WITHOUT_RAIL if entry.handrail == "none" else WITH_RAIL


def _move(line: _Line, entry: LogEntry, comfortable: str, plan: TrainingPlan) -> int:
    """Bring a line to the step after a session; give its comfortable sessions in a row, that one included."""
    following = line.place
    if comfortable == "yes":
        line.in_a_row += 1
        following += line.in_a_row >= plan.sessions_per_step and line.place < len(plan.steps)
    elif comfortable == "no":
        line.in_a_row = 0
        following = max(1, line.place - 1) if entry.near_falls > 0 else line.place
    in_a_row = line.in_a_row
    if following != line.place:
        line.place, line.in_a_row = following, 0
    return in_a_row


def speed_of(entry: LogEntry) -> float:
    """Backward speed as measured, else that of the belt."""
    measured = entry.figures.get("backward", {}).get("speed_mps")
    return entry.belt_speed_mps if measured is None else measured.mean


def _judge(entry: LogEntry, step: PlanStep, plan: TrainingPlan) -> tuple[list[str], list[str]]:
    """What spoke against comfort, and what is not known of it."""
    speed, minutes = speed_of(entry), entry.minutes_backward
    rise = entry.pain_after - entry.pain_before
    tests = (
        ("near-falls", entry.near_falls, entry.near_falls <= 0, f"{entry.near_falls:g} near-falls"),
        (
            "effort",
            entry.effort,
            entry.effort <= plan.most_effort,
            f"effort {entry.effort:g} above {plan.most_effort:g}",
        ),
        ("pain before and after", rise, rise <= plan.most_pain_rise, f"pain rose by {rise:g}"),
        (
            "speed",
            speed,
            speed >= plan.least_share * step.speed_mps,
            f"speed {speed:.2f} m/s below the step's {step.speed_mps:g}",
        ),
        (
            "speed",
            speed,
            not speed > _TOO_FAST * step.speed_mps,
            f"speed {speed:.2f} m/s above the step's {step.speed_mps:g}",
        ),
        (
            "minutes",
            minutes,
            minutes >= plan.least_share * plan.minutes_per_session,
            f"{minutes:.1f} of {plan.minutes_per_session:g} minutes",
        ),
        (
            "minutes",
            minutes,
            not minutes > plan.most_share * plan.minutes_per_session,
            f"{minutes:.1f} of {plan.minutes_per_session:g} minutes, more than {plan.most_share:g} times the plan",
        ),
        (
            "incline",
            entry.incline_pct,
            abs(entry.incline_pct - step.incline_pct) < 0.05,
            f"incline {entry.incline_pct:g} %, the step's is {step.incline_pct:g} %",
        ),
    )
    against = [detail for _, value, good, detail in tests if not math.isnan(value) and not good]
    unknown = [name for name, value, _, _ in tests if math.isnan(value)]
    if entry.handrail is None:
        unknown.append("handrail")
    return against, [f"{', '.join(dict.fromkeys(unknown))} not stated"] if unknown else []
