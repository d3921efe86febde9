"""Measures over several sessions, against the change that chance makes; the plan where there is a log."""

from __future__ import annotations

import datetime as dt
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from retrogait.errors import RetrogaitError
from retrogait.plot.progress import PROGRESS_MEASURES
from retrogait.report.blocks import Block, Grid, Listing, Paragraph, Section
from retrogait.report.numbers import NONE, number, significant
from retrogait.report.pictures import picture

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from retrogait.report.content import Named

_MOST_PICTURES = 6
_NO_BREAK = "\N{NON-BREAKING HYPHEN}"
_NOTE = (
    "Like is compared with like: one direction, surface, use of the handrail, incline and set of sensors. The band is "
    "the first session give or take the minimal detectable change; beyond it, chance is an unlikely reason. That does "
    "not say that a change is good or matters, and speed, which moves most measures, may have changed too."
)


def describe_progress(
    sessions: Sequence[Named], stability: Mapping[str, pd.DataFrame], log: Any = None
) -> Section | None:
    """Trends of a log, or of the sessions given where there are two or more; None where there is neither."""
    if (log is None and len(sessions) < 2) or find_spec("retrogait.training") is None:
        return None
    plan: Any = import_module("retrogait.training")
    blocks: list[Block] = []
    if log is None:
        log, names, refused = _log_of(sessions, stability, plan)
        blocks += [Listing("Not among the trends", tuple(refused))] if refused else []
        trends = plan.measure_trends(log)
        trends = trends.assign(date=[names.get(date, date) for date in trends["date"]])
    else:
        trends = plan.measure_trends(log)
        blocks += _plan(log, plan)
    blocks += _trends(trends)
    return Section("progress", "Progress over sessions", (Paragraph(_NOTE), *blocks))


def _log_of(
    sessions: Sequence[Named], stability: Mapping[str, pd.DataFrame], plan: Any
) -> tuple[Any, dict[str, str], list[str]]:
    """A log of the sessions, what its dates are called, and what it would not take.

    Where a date is not known the sessions are followed in the order given, and called by their names.
    """
    dated = all(named.start is not None for named in sessions)
    log, names, refused = plan.SessionLog(), {}, []
    for place, named in enumerate(sessions):
        date = named.start if dated else (dt.date(1, 1, 1) + dt.timedelta(days=place)).isoformat()
        try:
            log = log.add(named.session, date=date, stability=stability[named.name], note=named.name)
        except RetrogaitError as error:
            refused.append(f"{named.name}: {error}")
            continue
        if not dated:
            names[str(date)] = named.name
    return log, names, refused


def _trends(trends: pd.DataFrame) -> list[Block]:
    """A table of first against last, and pictures of what was measured more than once."""
    from retrogait.plot import plot_progress

    rows: list[tuple[str, ...]] = []
    pictured: list[tuple[str, str]] = []
    keys = ["direction", "surface", "handrail", "incline_pct", "contact_sites", "measure"]
    for key, group in trends.groupby(keys, dropna=False, sort=False):
        if len(group) < 2:
            continue
        direction, surface, measure = (str(key[k]) for k in (0, 1, -1))
        last = group.iloc[-1]
        label = PROGRESS_MEASURES[measure]
        rows.append(
            (
                f"{direction}, {surface}: {label}",
                significant(group["value"].iloc[0]),
                significant(last["value"]),
                significant(last["change"]),
                significant(last["minimal_detectable_change"]),
                str(last["verdict"]),
                number(group["speed_mps"].iloc[0]) + " → " + number(last["speed_mps"]),
            )
        )
        if (measure, direction) not in pictured:
            pictured.append((measure, direction))
    if not rows:
        return [Paragraph("No measure was taken more than once under the same conditions.")]
    head = ("measure", "first", "last", "change", "detectable", "verdict", "speed (m/s)")
    blocks: list[Block] = [Grid("First and last session", head, tuple(rows)), Paragraph(_by_chance(trends))]
    for measure, direction in pictured[:_MOST_PICTURES]:
        own = trends[trends["measure"].eq(measure) & trends["direction"].eq(direction)]
        values = own["value"]
        label = PROGRESS_MEASURES[measure]
        blocks.append(
            picture(
                partial(plot_progress, trends, measure, direction=direction),
                f"{label}, {direction}, over {len(values)} sessions: {significant(values.iloc[0])} in the first, "
                f"{significant(values.iloc[-1])} in the last",
                f"{label[0].upper()}{label[1:]}, {direction}, over the sessions.",
                (6.6, 2.9),
            )
        )
    return blocks


def _by_chance(trends: pd.DataFrame) -> str:
    """How many of the trends are called changed, and how many chance alone would call so."""
    training: Any = import_module("retrogait.training")
    expected, n_trends = training.expected_by_chance(trends)
    keys = ["direction", "surface", "handrail", "incline_pct", "contact_sites", "measure"]
    last = trends.groupby(keys, dropna=False, sort=False)["verdict"].last()
    return (
        f"Of {n_trends} trends that can be decided {int(last.eq('changed').sum())} end in changed; were nothing "
        f"changed, {expected:.1f} would by chance. A change is two sessions in a row beyond the band, on one side; one "
        "alone is not confirmed."
    )


def _plan(log: Any, plan: Any) -> list[Block]:
    """The dose of each week, the steps of the plan, and the questions to be asked before starting."""
    weeks = plan.measure_adherence(log)
    dose = tuple(
        (
            f"{row.week}",
            str(row.first_day),
            f"{row.sessions_done} of {row.sessions_planned}",
            f"{number(row.minutes_done, 0)} of {number(row.minutes_planned, 0)}",
            number(row.distance_m, 0),
        )
        for row in weeks.itertuples()
    )
    steps = tuple(
        (
            str(row.date)[:10].replace("-", _NO_BREAK),
            f"{row.step}",
            f"{number(row.speed_mps)} / {number(row.planned_speed_mps)}",
            f"{number(row.minutes, 0)} / {number(row.planned_minutes, 0)}",
            number(row.near_falls, 0),
            str(row.comfortable),
            str(row.reason) or NONE,
            f"{row.next_step}",
        )
        for row in plan.follow_plan(log).itertuples()
    )
    blocks: list[Block] = []
    if dose:
        head = ("week", "first day", "sessions", "minutes backward", "distance (m)")
        blocks.append(Grid("Dose, done of planned", head, dose))
    if steps:
        names: tuple[str, ...] = (
            "date",
            "step",
            "speed, done / planned (m/s)",
            "minutes, done / planned",
            "near-falls",
        )
        names += ("comfortable", "reason", "next step")
        blocks.append(Grid("Steps of the plan, by its own rules", names, steps, words=True))
    questions = tuple(log.open_questions)
    if questions:
        blocks.append(Listing("To be weighed by a person who knows the walker", questions))
    return blocks
