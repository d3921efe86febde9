"""Measures over several sessions, against the change that chance makes; the plan where there is a log."""

from __future__ import annotations

import datetime as dt
import warnings
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from itertools import chain
from typing import TYPE_CHECKING, Any

from retrogait.errors import RetrogaitError, RetrogaitWarning
from retrogait.impact import measure_impact
from retrogait.report.blocks import Block, Grid, Listing, Paragraph, Section
from retrogait.report.content import flag_in_words
from retrogait.report.numbers import NONE, number, significant
from retrogait.report.pictures import picture
from retrogait.tables.flags import Flag
from retrogait.tables.kinds import or_none
from retrogait.tables.selection import WALKED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from retrogait.report.content import Named

_MOST_PICTURES = 6
_NO_BREAK = "\N{NON-BREAKING HYPHEN}"
_NOTE = (
    "Like is compared with like: one direction, surface, use of the handrail, incline, task and set of sensors. A "
    "trend rises or falls where chance would seldom make a slope as unlikely anywhere among all that were looked at. "
    "That does not say that a change is good or matters, nor what made it, and speed, which moves most measures, may "
    "have changed too."
)
_SLOPE = ("slope_per_week", "slope_low", "slope_high")
_SIZE = (5.2, 3.4)  # inches: its words can be read on a page as narrow as a phone


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
        slopes = plan.measure_slopes(log)
        if names:  # sessions stand a day apart
            slopes[[*_SLOPE]] /= 7.0
    else:
        trends, slopes = plan.measure_trends(log), plan.measure_slopes(log)
        names = {}
        blocks += _plan(log, plan)
        blocks += _pain(log)
    blocks += _trends(trends, slopes, plan, "per session" if names else "per week")
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
            with warnings.catch_warnings(
                action="ignore", category=RetrogaitWarning
            ):  # they stand with the impact
                impact = measure_impact(named.session) if named.has_samples else None
            log = log.add(
                named.session, date=date, stability=stability[named.name], impact=impact, note=named.name
            )
        except RetrogaitError as error:
            refused.append(f"{named.name}: {error}")
            continue
        if not dated:
            names[str(date)] = named.name
    return log, names, refused


def _pain(log: Any) -> list[Block]:
    """Pain before and after the sessions, drawn."""
    from retrogait.plot import plot_pain

    known = [entry for entry in log.by_date() if {"pain_before", "pain_after"} & set(entry.scores)]
    if not known:
        return []
    first, last = known[0], known[-1]
    words = f"{first.pain_before:g} before and {first.pain_after:g} after the first, {last.pain_before:g} before and "
    alt = f"Pain over {len(known)} sessions, of 10: {words}{last.pain_after:g} after the last"
    caption = "Pain before and after sessions, and the speed that the plan asked for."
    return [picture(partial(plot_pain, log), alt.replace("nan", "not stated"), caption, _SIZE)]


def _trends(trends: pd.DataFrame, slopes: pd.DataFrame, plan: Any, per: str) -> list[Block]:
    """What rises or falls, how many trends were looked at, and pictures of what people ask for first."""
    several = slopes[slopes["n_sessions"] > 1]
    if several.empty:
        return [Paragraph("No measure was taken more than once under the same conditions.")]
    changed = several[several["trend"].isin(["rises", "falls"])]
    rows = tuple(_slope_row(row, plan) for row in changed.to_dict("records"))
    head = ("measure", "sessions", "first", "last", per, "95 % interval", "trend", "validity")
    blocks: list[Block] = [Grid("Trends that rise or fall", head, rows)] if rows else []
    beyond = trends.groupby([*plan.TREND], dropna=False, sort=False).tail(1).query("verdict == 'changed'")
    alone = tuple(_band_row(row, plan) for row in beyond.to_dict("records"))
    names = ("measure", "date", "value", "change", "detectable", "speed (m/s)")
    blocks += (
        [Grid("Trends whose last two sessions lie beyond their own band", names, alone)] if alone else []
    )
    blocks.append(Paragraph(_counts(several, trends)))
    shown = [
        one[["measure", "direction"]].itertuples(index=False, name=None) for one in (changed, beyond, several)
    ]
    for measure, direction in [*dict.fromkeys(_plain([*chain(*shown)]))][:_MOST_PICTURES]:
        blocks.append(_picture(trends, measure, direction, plan))
    return blocks


def _band_row(row: Mapping[Any, Any], plan: Any) -> tuple[str, ...]:
    """The last session of a trend that ends beyond its band."""
    change, detectable = (significant(row[name]) for name in ("change", "minimal_detectable_change"))
    date = str(row["date"])[:10].replace("-", _NO_BREAK)
    return (_named(row, plan), date, significant(row["value"]), change, detectable, number(row["speed_mps"]))


def _plain(pairs: list[tuple[Any, Any]]) -> list[tuple[str, str | None]]:
    return [(str(measure), or_none(direction)) for measure, direction in pairs]


def _slope_row(row: Mapping[Any, Any], plan: Any) -> tuple[str, ...]:
    """A trend in words and numbers."""
    ends = f"{significant(row['slope_low'])} to {significant(row['slope_high'])}"
    return (
        _named(row, plan),
        f"{row['n_sessions']}",
        significant(row["first"]),
        significant(row["last"]),
        significant(row["slope_per_week"]),
        ends,
        str(row["trend"]),
        flag_in_words(Flag.parse(str(row["flag"])).state),
    )


def _named(row: Mapping[Any, Any], plan: Any) -> str:
    """A trend in words: its measure, and the conditions of its sessions."""
    where = [row[name] for name in ("direction", "surface", "task") if or_none(row[name]) is not None]
    where += [f"handrail {row['handrail']}"] * (or_none(row["handrail"]) is not None)
    where += [f"incline {row['incline_pct']:g} %"] * bool(or_none(row["incline_pct"]))
    title = str(plan.label_of(row["measure"]).title)
    return f"{title}: {', '.join(where)}" if where else title


def _counts(slopes: pd.DataFrame, trends: pd.DataFrame) -> str:
    """How many trends were looked at, and what became of them; how many left their bands, and would by chance."""
    training: Any = import_module("retrogait.training")
    counts = {word: int(slopes["trend"].eq(word).sum()) for word in ("rises", "falls", "not shown")}
    without = int(slopes["trend"].isna().sum())
    expected, n_trends = training.expected_by_chance(trends)
    last = trends.groupby([*training.TREND], dropna=False, sort=False)["verdict"].last()
    return (
        f"Of {len(slopes)} trends {counts['rises']} rise, {counts['falls']} fall, {counts['not shown']} show neither, "
        f"and {without} have too few sessions or none that differ. Each trend alone against its band: of {n_trends} "
        f"that can be decided {int(last.eq('changed').sum())} end with two sessions in a row beyond it, and were "
        f"nothing changed {expected:.1f} would by chance."
    )


def _picture(trends: pd.DataFrame, measure: str, direction: str | None, plan: Any) -> Block:
    from retrogait.plot import plot_progress

    of_measure = trends[trends["measure"].eq(measure)]
    own = of_measure[
        of_measure["direction"].isna() if direction is None else of_measure["direction"].eq(direction)
    ]
    values, label = own["value"], plan.label_of(measure).title
    title = f"{label[0].upper()}{label[1:]}" + (f", {direction}" if direction else "")
    return picture(
        partial(plot_progress, trends, measure, direction=direction or WALKED[0]),
        f"{title}, over {len(values)} sessions: {significant(values.iloc[0])} in the first, "
        f"{significant(values.iloc[-1])} in the last",
        f"{title}, over the sessions.",
        _SIZE,
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
            str(row.above_plan).replace(" ", ", ") or NONE,
        )
        for row in weeks.itertuples()
    )
    steps = tuple(
        (
            str(row.date)[:10].replace("-", _NO_BREAK),
            f"{row.step}, {row.line}",
            f"{number(row.speed_mps)} / {number(row.planned_speed_mps)}",
            f"{number(row.minutes, 0)} / {number(row.planned_minutes, 0)}",
            number(row.near_falls, 0),
            _pain_of(entry),
            entry.task or NONE,
            str(row.comfortable),
            str(row.reason) or NONE,
            f"{row.next_step}",
        )
        for row, entry in zip(plan.follow_plan(log).itertuples(), log.by_date(), strict=True)
    )
    blocks: list[Block] = []
    if dose:
        head = ("week", "first day", "sessions", "minutes backward", "distance (m)", "above the plan")
        blocks.append(Grid("Dose, done of planned", head, dose))
    if steps:
        names: tuple[str, ...] = (
            "date",
            "step",
            "speed, done / planned (m/s)",
            "minutes, done / planned",
            "near-falls",
            "pain, before / after",
            "task",
        )
        names += ("comfortable", "reason", "next step")
        blocks.append(Grid("Steps of the plan, by its own rules", names, steps, words=True))
    questions = tuple(log.open_questions)
    if questions:
        blocks.append(Listing("To be weighed by a person who knows the walker", questions))
    if log.notes:
        blocks.append(Listing("Noted when sessions were added", tuple(log.notes)))
    return blocks


def _pain_of(entry: Any) -> str:
    return (
        NONE
        if not {"pain_before", "pain_after"} & set(entry.scores)
        else (f"{number(entry.pain_before, 0)} / {number(entry.pain_after, 0)}")
    )
