"""A training log as text for a terminal of 80 columns."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from retrogait.errors import InvalidOption
from retrogait.tables.flags import Flag
from retrogait.tables.kinds import is_missing
from retrogait.training import (
    TREND,
    expected_by_chance,
    follow_plan,
    label_of,
    measure_adherence,
    measure_slopes,
    measure_trends,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import pandas as pd

    from retrogait.training import LogEntry, Question, SessionLog, TrainingPlan

WIDTH = 80
_NONE = "-"
_EMPTY = "no session yet; add one with retrogait log add"
_LABEL = 27  # of a trend
_SESSION = (
    10,
    -7,
    -8,
    9,
    7,
    5,
    3,
    2,
    4,
    -9,
    4,
)  # widths of the columns of sessions; negative where words stand left


def render_added(log: SessionLog, notes: Iterable[str]) -> str:
    """Lay out the session that was added last, and where the plan then stands."""
    entry = log.entries[-1]
    place = log.by_date().index(entry)
    row = follow_plan(log).iloc[place]
    walked = [
        f"{direction} {figures['speed_mps'].mean:.2f} m/s" if "speed_mps" in figures else f"{direction}"
        for direction, figures in entry.figures.items()
        if figures
    ]
    lines = [f"{entry.date}, {', '.join(_conditions(entry))}"]
    lines += [f"{', '.join(walked) or 'no steady strides'}; {_n(entry.minutes_backward, 1)} minutes backward"]
    scores = [
        f"{label_of(name).title} {value:g}" for name, value in entry.scores.items() if name != "pain_rise"
    ]
    lines += [", ".join(scores)] if scores else []
    step = f"step {row['step']} at {row['planned_speed_mps']:g} m/s"
    lines += [
        f"plan, {row['line']}: {step}; comfortable: {row['comfortable']}; next: step {row['next_step']}"
    ]
    lines += [row["reason"]] if row["reason"] else []
    lines += [f"to be weighed by a person: {entry.noted}"] if entry.noted else []
    lines += [f"note: {note}" for note in notes]
    return "\n".join(line for text in lines for line in _wrapped(text))


def render_log(log: SessionLog, title: str) -> str:
    """Lay out the sessions of a log against its plan, its weeks and its notes."""
    entries = log.by_date()
    who = f"{log.subject}, " if log.subject else ""
    lines = [f"{title}: {who}{_count(len(entries), 'session')}"]
    lines += ["", *_sessions(log, entries), "", *_weeks(log)] if entries else [_EMPTY]
    if log.notes:
        lines += [
            "",
            "noted when sessions were added",
            *(line for text in log.notes for line in _wrapped(text)),
        ]
    if log.open_questions:
        lines += ["", "to be weighed by a person who knows the walker"]
        lines += [line for text in log.open_questions for line in _wrapped(text)]
    return "\n".join(lines)


def render_plan(plan: TrainingPlan) -> str:
    """Lay out a plan in a few lines."""
    first, last = plan.steps[0], plan.steps[-1]
    dose = f"{plan.minutes_per_session:g} minutes, {plan.sessions_per_week} times a week, {plan.weeks} weeks"
    text = f"plan: {dose}; {len(plan.steps)} steps, from {first.speed_mps:g} m/s to {last.speed_mps:g} m/s"
    return "\n".join(_wrapped(text + (f" at {last.incline_pct:g} % incline" if last.incline_pct else "")))


def render_questions(questions: Sequence[Question], answers: Mapping[str, bool]) -> str:
    """Lay out the questions with their answers; a star where a person is to weigh one."""
    lines = ["", f"  {'key':<22}{'answer':<12}question"]
    for question in questions:
        answer = answers.get(question.key)
        word = "not asked" if answer is None else "yes" if answer else "no"
        text = textwrap.wrap(question.text, WIDTH - 36)
        lines.append(f"  {question.key:<22}{word + ' *' * (answer is question.weighed):<12}{text[0]}")
        lines += [" " * 36 + more for more in text[1:]]
    return "\n".join([*lines, "", "  *: to be weighed by a person who knows the walker"])


def render_slopes(log: SessionLog, *, every: bool = False, at_speed: bool = False) -> str:
    """Lay out the slopes that rise or fall, or all, and count the others."""
    if not log.entries:
        return _EMPTY
    slopes, trends = measure_slopes(log, at_speed=at_speed), measure_trends(log)
    moved = slopes["trend"].isin(["rises", "falls"])
    shown = slopes if every else slopes[moved]
    lines = _slopes(shown)
    if not every and not len(shown):
        lines += ["", "no trend rises or falls"]
    counts = slopes["trend"].value_counts()
    text = (
        f"of {_count(len(slopes), 'trend')} {counts.get('rises', 0)} rise, {counts.get('falls', 0)} fall, "
        f"{counts.get('not shown', 0)} show neither, {int(slopes['trend'].isna().sum())} have too few sessions or none "
        f"that differ{'; slopes are those at equal speed' * at_speed}"
    )
    expected, n_trends = expected_by_chance(trends)
    last = trends.groupby([*TREND], dropna=False, sort=False)["verdict"].last()
    band = (
        f"each trend alone against its band: {int(last.eq('changed').sum())} of {n_trends} end beyond it, where chance "
        f"would make {expected:.1f}; see --measure NAME"
    )
    return "\n".join([*lines, "", *_wrapped(text, ""), *_wrapped(band, "")]).lstrip("\n")


def render_measures(
    log: SessionLog, measures: Sequence[str], direction: str | None, *, at_speed: bool = False
) -> str:
    """Lay out measures session by session.

    Raises
    ------
    InvalidOption
        No session of the log has one of them.
    """
    trends = measure_trends(log)
    lines: list[str] = []
    for measure in measures:
        own = trends[trends["measure"].eq(measure)]
        if direction is not None:
            own = own[own["direction"].eq(direction) | own["direction"].isna()]
        if own.empty:
            known = " ".join(dict.fromkeys(trends["measure"])) or "none"
            raise InvalidOption(
                f"log trend: no session has {measure!r}; the log has {known}; name one of them"
            )
        for key, group in own.groupby([*TREND[:-1]], dropna=False, sort=False):
            lines += [
                f"{label_of(measure).title}",
                *_wrapped(_conditions_of(dict(zip(TREND[:-1], key, strict=True)))),
            ]
            lines += [f"  {'date':<16}{'value':>9}{'sd':>8}{'n':>5}{'change':>9}{'detectable':>12}  verdict"]
            for row in group.to_dict("records"):
                lines += _session_of_trend(row)
            flag = Flag.parse(str(group["flag"].iloc[0]))
            lines += _wrapped(f"{flag.state.replace('_', ' ')}: {flag.reason}") if flag.reason else []
            lines += [""]
    among = "this measure" if len(set(measures)) == 1 else "these measures"
    lines += [f"slopes{' at equal speed' * at_speed}, adjusted among {among}"]
    return "\n".join([*lines, *_slopes(measure_slopes(log, measures=measures, at_speed=at_speed))])


def _slopes(slopes: pd.DataFrame) -> list[str]:
    """Trends with their slopes, by the conditions of their sessions."""
    lines = []
    for key, group in slopes.groupby([*TREND[:-1]], dropna=False, sort=False):
        lines += ["", *_wrapped(_conditions_of(dict(zip(TREND[:-1], key, strict=True))), "")]
        lines += [f"  {'measure':<{_LABEL}}{'n':>3}{'first':>7}{'last':>7} {'a week (95 %)':<24}trend"]
        lines += [line for row in group.to_dict("records") for line in _slope(row)]
    return lines


def _sessions(log: SessionLog, entries: list[LogEntry]) -> Iterator[str]:
    head = ("date", "rail", "task", "m/s", "min", "pain", "eff", "nf", "step", "comfort", "next")
    yield _row(head)
    for row, entry in zip(follow_plan(log).to_dict("records"), entries, strict=True):
        yield _row(
            (
                entry.date[:10],
                entry.handrail or _NONE,
                (entry.task or _NONE)[:8],
                f"{_n(row['speed_mps'], 2)}/{row['planned_speed_mps']:.2f}",
                f"{_n(row['minutes'], 0)}/{row['planned_minutes']:.0f}",
                f"{_n(entry.pain_before, 0)}>{_n(entry.pain_after, 0)}",
                _n(entry.effort, 0),
                _n(entry.near_falls, 0),
                f"{row['step']}",
                row["comfortable"],
                f"{row['next_step']}",
            )
        )
        if row["reason"]:
            yield from _wrapped(row["reason"], " " * 11)
    yield "m/s, min: done/planned; pain before>after, eff(ort): of 10; nf: near-falls"


def _weeks(log: SessionLog) -> Iterator[str]:
    yield f"{'week':<5}{'from':<12}{'sessions':>9}{'minutes':>12}{'distance':>11}  above the plan"
    for row in measure_adherence(log).to_dict("records"):
        sessions = f"{row['sessions_done']}/{row['sessions_planned']}"
        minutes = f"{row['minutes_done']:.0f}/{row['minutes_planned']:.0f}"
        distance = _n(row["distance_m"], 0) + " m"
        above = str(row["above_plan"]).replace(" ", ", ") or _NONE
        yield f"{row['week']:<5}{row['first_day']:<12}{sessions:>9}{minutes:>12}{distance:>11}  {above}"


def _slope(row: Mapping[Any, Any]) -> list[str]:
    """A trend in a line, or in two where its name takes one."""
    label = label_of(row["measure"]).title
    ends = [_n3(row[name]) for name in ("slope_low", "slope_high")]
    interval = _n3(row["slope_per_week"]) + ("" if _NONE in ends else f" ({', '.join(ends)})")
    trend = row["trend"]
    if is_missing(trend):
        trend = Flag.parse(row["flag"]).state.replace("_", " ")
    numbers = f"{row['n_sessions']:>3}{_n3(row['first']):>7}{_n3(row['last']):>7} {interval:<24}{trend}"
    if len(label) < _LABEL:
        return [f"  {label:<{_LABEL}}{numbers}"]
    return [f"  {label}", f"  {'':<{_LABEL}}{numbers}"]


def _session_of_trend(row: Mapping[Any, Any]) -> list[str]:
    numbers = f"{_n3(row['value']):>9}{_n3(row['sd']):>8}{row['n']:>5}{_n3(row['change']):>9}"
    line = f"  {row['date'][:16]:<16}{numbers}{_n3(row['minimal_detectable_change']):>12}  "
    state, _, reason = str(row["verdict"]).partition(": ")
    return [line + state, *_wrapped(reason, " " * 4)] if reason else [line + state]


def _conditions(entry: LogEntry) -> list[str]:
    belt = "" if is_missing(entry.belt_speed_mps) else f" at {entry.belt_speed_mps:g} m/s"
    words = [f"{entry.surface}{belt}", entry.task or "task not stated"]
    words += [f"handrail {entry.handrail}" if entry.handrail else "handrail not stated"]
    words += [f"incline {entry.incline_pct:g} %"] if not is_missing(entry.incline_pct) else []
    words += [f"observer: {entry.observer}"] if entry.observer else []
    return words + ([f"cord: {entry.emergency_cord}"] if entry.emergency_cord else [])


def _conditions_of(key: Mapping[str, Any]) -> str:
    """The conditions of trends in words; what is not stated, or no condition, is left out."""
    known = {name: value for name, value in key.items() if not is_missing(value)}
    words = [str(known[name]) for name in ("direction", "surface", "task") if name in known]
    words += [f"handrail {known['handrail']}"] if "handrail" in known else []
    words += [f"incline {known['incline_pct']:g} %"] if "incline_pct" in known else []
    words += [f"sensors {known['contact_sites'].replace('_', ' ')}"] if known.get("contact_sites") else []
    return ", ".join(words) or "of the person, whatever was walked"


def _row(cells: Sequence[str]) -> str:
    parts = [
        f"{cell:>{width}}" if width > 0 else f"{cell:<{-width}}"
        for cell, width in zip(cells, _SESSION, strict=True)
    ]
    return " ".join(parts).rstrip()


def _wrapped(text: str, indent: str = "  ") -> list[str]:
    return textwrap.wrap(
        text, WIDTH, initial_indent=indent, subsequent_indent=indent + "  ", break_long_words=True
    )


def _n(value: float, digits: int) -> str:
    return _NONE if is_missing(value) else f"{value:.{digits}f}"


def _n3(value: float) -> str:
    """Three digits, never an exponent for what is near 1.

    >>> _n3(0.123456), _n3(123.456), _n3(float("nan")), _n3(-4.0)
    ('0.123', '123', '-', '-4.00')
    """
    if is_missing(value):
        return _NONE
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2 if abs(value) >= 1 else 3
    return f"{value:.{digits}f}"


def _count(n: int, word: str) -> str:
    return f"{n} {word}" + "s" * (n != 1)
