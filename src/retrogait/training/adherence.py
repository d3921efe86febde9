"""How much of the planned dose was walked, week by week."""

from __future__ import annotations

import datetime as dt
import math
from typing import TYPE_CHECKING, Any

from retrogait.errors import InvalidOption
from retrogait.tables.arguments import arguments
from retrogait.tables.column_view import frame_of_rows
from retrogait.training.entries import parse_date

if TYPE_CHECKING:
    import pandas as pd

    from retrogait.training.log import SessionLog
    from retrogait.training.training import TrainingPlan

_WEEK = dt.timedelta(days=7)


@arguments()
def measure_adherence(log: SessionLog, *, start: str | None = None, until: str | None = None) -> pd.DataFrame:
    """Compare backward walking done with the plan, week by week.

    Parameters
    ----------
    log : SessionLog
        Its sessions and plan.
    start : str, optional
        ISO date of the plan's first day; without it the day of the first session.
    until : str, optional
        ISO date of the last day to count; without it the day of the last session.

    Returns
    -------
    DataFrame
        A row for each week begun by then: `week` from 1, `first_day`, `is_over`, `sessions_planned`, `sessions_done`
        (days with a session), `sessions_pct`, `minutes_planned`, `minutes_done`, `minutes_pct`, `distance_m` (minutes
        at the session's mean backward speed), `n_minutes_unknown` (sessions whose minutes are not known and are not in
        the sums), `above_plan` (`sessions`, `minutes`, or both, where more than the plan's `most_share` of what
        was planned, else empty). Weeks after the plan's last have nothing planned; their shares are NaN.

    Raises
    ------
    InvalidOption
        A date is invalid, `until` is before `start`, or a session is before `start`.

    Examples
    --------
    >>> import retrogait as rg
    >>> rg.training.measure_adherence(rg.SessionLog(), start="2026-11-02", until="2026-11-10")[
    ...     ["week", "sessions_planned", "sessions_done", "minutes_planned"]
    ... ].to_numpy().tolist()
    [[1.0, 3.0, 0.0, 30.0], [2.0, 3.0, 0.0, 30.0]]
    """
    entries = log.by_date()
    days = [entry.day for entry in entries]
    first = parse_date(start).date() if start is not None else days[0] if days else None
    last = parse_date(until).date() if until is not None else days[-1] if days else None
    if first is None or last is None:
        return frame_of_rows([], _COLUMNS)
    if days and days[0] < first:
        raise InvalidOption(
            f"measure_adherence: a session of {days[0]} is before start={start!r}; expected the day of the first "
            "session or one before it"
        )
    if last < first:
        raise InvalidOption(
            f"measure_adherence: until={last.isoformat()!r} is before the plan's first day, {first}; "
            "expected a later day"
        )
    rows = []
    for week in range(1, (last - first).days // 7 + 2):
        begin = first + (week - 1) * _WEEK
        end = begin + _WEEK
        own = [entry for entry in entries if begin <= entry.day < end and entry.day <= last]
        planned = log.plan.sessions_per_week if week <= log.plan.weeks else 0
        minutes = [entry.minutes_backward for entry in own]
        known = [value for value in minutes if not math.isnan(value)]
        done = len({entry.day for entry in own})
        rows.append(
            {
                "week": week,
                "first_day": begin.isoformat(),
                "is_over": last >= end - dt.timedelta(days=1),
                "sessions_planned": planned,
                "sessions_done": done,
                "sessions_pct": _share(done, planned),
                "minutes_planned": planned * log.plan.minutes_per_session,
                "minutes_done": float(sum(known)),
                "minutes_pct": _share(sum(known), planned * log.plan.minutes_per_session),
                "distance_m": _distance(own),
                "n_minutes_unknown": len(minutes) - len(known),
                "above_plan": _above(
                    log.plan,
                    sessions=(done, planned),
                    minutes=(sum(known), planned * log.plan.minutes_per_session),
                ),
            }
        )
    return frame_of_rows(rows, _COLUMNS)


def _distance(entries: list[Any]) -> float:
    """Way walked backward; NaN where a session's speed or minutes are not known."""
    total = 0.0
    for entry in entries:
        if entry.minutes_backward == 0:
            continue
        speed = entry.figures.get("backward", {}).get("speed_mps")
        total += 60.0 * entry.minutes_backward * (math.nan if speed is None else speed.mean)
    return total


def _share(done: float, planned: float) -> float:
    return 100.0 * done / planned if planned else math.nan


def _above(plan: TrainingPlan, **done_of_planned: tuple[float, float]) -> str:
    """What of a week is above the plan by more than its share; nothing where nothing was planned."""
    return " ".join(
        name
        for name, (done, planned) in done_of_planned.items()
        if planned and done > plan.most_share * planned
    )


_COLUMNS = {
    "week": int,
    "first_day": str,
    "is_over": bool,
    "sessions_planned": int,
    "sessions_done": int,
    "sessions_pct": float,
    "minutes_planned": float,
    "minutes_done": float,
    "minutes_pct": float,
    "distance_m": float,
    "n_minutes_unknown": int,
    "above_plan": str,
}
