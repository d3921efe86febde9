"""Measures over several sessions, against the change that chance makes; the plan where there is a log."""

from __future__ import annotations

import datetime as dt
import warnings
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from itertools import chain
from typing import TYPE_CHECKING, Any

from retrogait.errors import RetrogaitError, RetrogaitWarning
from retrogait.impact import measure_impact
from retrogait.messages import find_message, message
from retrogait.plot.words import unit_of
from retrogait.report.blocks import Block, Grid, Listing, Paragraph, Picture, Section
from retrogait.report.numbers import NONE, number, significant
from retrogait.report.pictures import picture
from retrogait.report.plan import describe_plan
from retrogait.report.sessions import tables_of_sessions
from retrogait.report.words import flag_in_words, way, words_of
from retrogait.tables.flags import Flag
from retrogait.tables.kinds import or_none
from retrogait.tables.selection import WALKED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from retrogait.report.content import Named

_MOST_PICTURES = 2
_NO_BREAK = "\N{NON-BREAKING HYPHEN}"
_SLOPE = ("slope_per_week", "slope_low", "slope_high")
_IN_FRONT = ("speed_mps", "cadence_spm")  # what is drawn on the first page: the first that was followed


@dataclass(frozen=True, eq=False)
class Progress:
    """Trends of a log, or of sessions.

    Attributes
    ----------
    log : SessionLog
        The log given, or one made of the sessions.
    is_given : bool
        Whether it was given: its plan is then followed too.
    trends, slopes : DataFrame
        `measure_trends` and `measure_slopes`.
    per : str
        What a slope is per, in words.
    refused : tuple of str
        Sessions that the log would not take, and why, in English.
    """

    log: Any
    is_given: bool
    trends: pd.DataFrame
    slopes: pd.DataFrame
    per: str
    refused: tuple[str, ...] = ()

    def front_picture(self) -> Picture | None:
        """Speed, or else cadence, over the sessions; None where neither was taken twice."""
        pair = self.in_front()
        return None if pair is None else _picture(self.trends, *pair)

    def in_front(self) -> tuple[str, str | None] | None:
        """The measure and direction that stand on the first page."""
        several = self.slopes[self.slopes["n_sessions"] > 1]
        for measure in _IN_FRONT:
            found = several[several["measure"].eq(measure) & several["direction"].isin(WALKED)]
            ways = [way for way in WALKED if found["direction"].eq(way).any()]
            if ways:
                return measure, ways[0]
        return None


def follow_progress(
    sessions: Sequence[Named], stability: Mapping[str, pd.DataFrame], log: Any = None
) -> Progress | None:
    """Trends of a log, or of the sessions given where there are two or more; None where there is neither."""
    if (log is None and len(sessions) < 2) or find_spec("retrogait.training") is None:
        return None
    plan: Any = import_module("retrogait.training")
    names: dict[str, str] = {}
    refused: list[str] = []
    is_given = log is not None
    if log is None:
        log, names, refused = _log_of(sessions, stability, plan)
    trends, slopes = plan.measure_trends(log), plan.measure_slopes(log)
    if names:  # sessions stand a day apart
        trends = trends.assign(date=[names.get(date, date) for date in trends["date"]])
        slopes[[*_SLOPE]] /= 7.0
    per = message("progress.per_session" if names else "progress.per_week")
    return Progress(log, is_given, trends, slopes, per, tuple(refused))


def describe_progress(progress: Progress, sessions: Sequence[Named] = ()) -> Section:
    """What rises or falls, the sessions beside each other; the plan and pain where there is a log."""
    plan: Any = import_module("retrogait.training")
    blocks: list[Block] = []
    if progress.refused:
        blocks.append(Listing(message("progress.refused"), progress.refused, language="en"))
    if progress.is_given:
        blocks += [*describe_plan(progress.log, plan), *_pain(progress.log)]
    blocks += [*_trends(progress, plan), Paragraph(message("progress.note")), *tables_of_sessions(sessions)]
    return Section("progress", message("progress.title"), tuple(blocks))


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
    ends = {
        f"{name}_{when}": number(getattr(entry, f"pain_{when}"), 0)
        for name, entry in (("first", first), ("last", last))
        for when in ("before", "after")
    }
    alt = message("progress.pain_alt", n=len(known), **ends)
    return [picture(partial(plot_pain, log), alt, message("progress.pain"))]


def _trends(progress: Progress, plan: Any) -> list[Block]:
    """What rises or falls, how many trends were looked at, and pictures of what people ask for first."""
    trends, slopes = progress.trends, progress.slopes
    several = slopes[slopes["n_sessions"] > 1]
    if several.empty:
        return [Paragraph(message("progress.once"))]
    changed = several[several["trend"].isin(["rises", "falls"])]
    rows = tuple(_slope_row(row, plan) for row in changed.to_dict("records"))
    names = ("measure", "sessions", "first", "last", "", "interval", "trend", "validity")
    head = tuple(message(f"head.{name}") if name else progress.per for name in names)
    blocks: list[Block] = [Grid(message("progress.trends"), head, rows)] if rows else []
    beyond = trends.groupby([*plan.TREND], dropna=False, sort=False).tail(1).query("verdict == 'changed'")
    alone = tuple(_band_row(row, plan) for row in beyond.to_dict("records"))
    of_band = ("measure", "date", "value", "change", "detectable", "speed")
    head = tuple(message(f"head.{name}") for name in of_band)
    blocks += [Grid(message("progress.beyond"), head, alone)] if alone else []
    blocks.append(Paragraph(_counts(several, trends)))
    shown = [
        one[["measure", "direction"]].itertuples(index=False, name=None) for one in (changed, beyond, several)
    ]
    pairs = [pair for pair in dict.fromkeys(_plain([*chain(*shown)])) if pair != progress.in_front()]
    return [*blocks, *(_picture(trends, measure, direction) for measure, direction in pairs[:_MOST_PICTURES])]


def _band_row(row: Mapping[Any, Any], plan: Any) -> tuple[str, ...]:
    """The last session of a trend that ends beyond its band."""
    change, detectable = (significant(row[name]) for name in ("change", "minimal_detectable_change"))
    date = str(row["date"])[:10].replace("-", _NO_BREAK)
    return (_named(row, plan), date, significant(row["value"]), change, detectable, number(row["speed_mps"]))


def _plain(pairs: list[tuple[Any, Any]]) -> list[tuple[str, str | None]]:
    return [(str(measure), or_none(direction)) for measure, direction in pairs]


def _slope_row(row: Mapping[Any, Any], plan: Any) -> tuple[str, ...]:
    """A trend in words and numbers."""
    low, high = (significant(row[name]) for name in ("slope_low", "slope_high"))
    return (
        _named(row, plan),
        f"{row['n_sessions']}",
        significant(row["first"]),
        significant(row["last"]),
        significant(row["slope_per_week"]),
        NONE if NONE in (low, high) else message("number.span", low=low, high=high),
        message(f"trend.{row['trend']}"),
        flag_in_words(Flag.parse(str(row["flag"])).state),
    )


def _title_of(measure: str, plan: Any) -> str:
    """A measure of a log with its unit."""
    label = plan.label_of(measure)
    words = words_of(measure, label.words)
    return f"{words} ({unit_of(label.unit)})" if label.unit else words


def _named(row: Mapping[Any, Any], plan: Any) -> str:
    """A trend in words: its measure, and the conditions of its sessions."""
    where = [way(row["direction"])] * (or_none(row["direction"]) is not None)
    if (surface := or_none(row["surface"])) is not None:
        where.append(find_message(f"surface.{surface}", default=str(surface)))
    where += [str(row["task"])] * (or_none(row["task"]) is not None)
    if (rail := or_none(row["handrail"])) is not None:
        where.append(message("progress.handrail", held=find_message(f"handrail.{rail}", default=str(rail))))
    if or_none(row["incline_pct"]):
        where.append(message("progress.incline", percent=f"{row['incline_pct']:g}"))
    title = _title_of(row["measure"], plan)
    return f"{title}: {', '.join(where)}" if where else title


def _counts(slopes: pd.DataFrame, trends: pd.DataFrame) -> str:
    """How many trends were looked at, and what became of them; how many left their bands, and would by chance."""
    training: Any = import_module("retrogait.training")
    counts = {word: int(slopes["trend"].eq(word).sum()) for word in ("rises", "falls", "not shown")}
    expected, n_trends = training.expected_by_chance(trends)
    last = trends.groupby([*training.TREND], dropna=False, sort=False)["verdict"].last()
    return message(
        "progress.counts",
        n=len(slopes),
        rise=counts["rises"],
        fall=counts["falls"],
        neither=counts["not shown"],
        without=int(slopes["trend"].isna().sum()),
        decided=n_trends,
        beyond=int(last.eq("changed").sum()),
        chance=number(expected, 1),
    )


def _picture(trends: pd.DataFrame, measure: str, direction: str | None) -> Picture:
    from retrogait.plot import plot_progress

    of_measure = trends[trends["measure"].eq(measure)]
    own = of_measure[
        of_measure["direction"].isna() if direction is None else of_measure["direction"].eq(direction)
    ]
    values, label = own["value"], _title_of(measure, import_module("retrogait.training"))
    title = f"{label[0].upper()}{label[1:]}" + (f", {way(direction)}" if direction else "")
    first, last = significant(values.iloc[0]), significant(values.iloc[-1])
    return picture(
        partial(plot_progress, trends, measure, direction=direction or WALKED[0]),
        message("progress.picture_alt", title=title, n=len(values), first=first, last=last),
        message("progress.picture", title=title),
    )
