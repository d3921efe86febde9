"""Where each session stood on the steps of the plan, and which step comes next."""

from __future__ import annotations

import math
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


@arguments()
def follow_plan(log: SessionLog) -> pd.DataFrame:
    """Set each session beside the plan's step, in order of date, and say which step is next by the plan's own rules.

    A session was comfortable where effort, pain, speed, minutes, incline, handrail and near-falls were all within the
    plan's bounds, and "not known" where one of them was not stated or measured: such a session neither counts nor
    breaks the row. After `sessions_per_step` comfortable sessions in a row the next step follows; after a near-fall the
    step before. Incline comes after the last step of speed, so only once that was comfortable.

    Parameters
    ----------
    log : SessionLog
        Its sessions and plan.

    Returns
    -------
    DataFrame
        A row for each session: `date`, `surface`, `step`, what was planned, what was done, `comfortable` (yes, no, not
        known), `reason`, `comfortable_in_a_row`, `next_step`. Speed is the mean of steady backward strides, else the
        belt's.

    Examples
    --------
    >>> import retrogait as rg
    >>> entry = rg.training.LogEntry(
    ...     "2026-11-20", "treadmill", belt_speed_mps=0.22, minutes_backward=10, effort=2, pain_before=3,
    ...     pain_after=3, near_falls=0, incline_pct=0, handrail="none",
    ... )
    >>> follow_plan(rg.SessionLog(entries=(entry, entry)))[["step", "comfortable", "next_step"]].to_numpy().tolist()
    [[1, 'yes', 1], [1, 'yes', 2]]
    """
    plan = log.plan
    place, in_a_row, rows = 1, 0, []
    for entry in log.by_date():
        step = plan.steps[place - 1]
        against, unknown = _judge(entry, step, plan)
        comfortable = "no" if against else "not known" if unknown else "yes"
        if entry.near_falls > 0:
            following, in_a_row = max(1, place - 1), 0
        elif comfortable == "yes":
            in_a_row += 1
            onward = in_a_row >= plan.sessions_per_step and place < len(plan.steps)
            following = place + onward
        else:
            following, in_a_row = place, 0 if against else in_a_row
        rows.append(
            {
                "date": entry.date,
                "surface": entry.surface,
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
                "reason": "; ".join(against or unknown),
                "comfortable_in_a_row": in_a_row,
                "next_step": following,
            }
        )
        if following != place:
            place, in_a_row = following, 0
    return frame_of_rows(rows, _COLUMNS)


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
            "incline",
            entry.incline_pct,
            abs(entry.incline_pct - step.incline_pct) < 0.05,
            f"incline {entry.incline_pct:g} %, the step's is {step.incline_pct:g} %",
        ),
    )
    against = [detail for _, value, good, detail in tests if not math.isnan(value) and not good]
    unknown = [name for name, value, _, _ in tests if math.isnan(value)]
    if entry.handrail == "held":
        against.append("handrail held")
    if entry.handrail is None:
        unknown.append("handrail")
    return against, [f"{', '.join(dict.fromkeys(unknown))} not stated"] if unknown else []
