"""Near-falls, and what the rules of safety would have advised."""

from __future__ import annotations

import warnings
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from retrogait.errors import RetrogaitError, RetrogaitWarning
from retrogait.report.blocks import Block, Grid, Paragraph, Section
from retrogait.report.content import about
from retrogait.report.numbers import number, significant
from retrogait.stability import list_near_falls

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrogait.report.content import Named

_NOTE = (
    "Near-falls and advice are validated in simulation only: no recording of a real near-fall was at hand. "
    "That none was found does not say that none was."
)


def describe_safety(sessions: Sequence[Named]) -> Section:
    """What was found in each session."""
    blocks: list[Block] = [Paragraph(_NOTE)]
    several = len(sessions) > 1
    for named in sessions:
        blocks += [*_near_falls(named, several), *_advice(named, several)]
    return Section("safety", "Safety events", tuple(blocks))


def _near_falls(named: Named, several: bool) -> list[Block]:
    if not named.has_samples:
        return [
            Paragraph(f"Near-falls are not known{about(named, several)}: a session file holds no samples.")
        ]
    try:
        table = list_near_falls(named.session)
    except RetrogaitError as error:
        reason = str(error).removeprefix("list_near_falls: ")
        return [Paragraph(f"Near-falls are not known{about(named, several)}: {reason}.")]
    walked = f"{number(named.session.summary['walking_s'] / 60.0, 1)} min of walking"
    if not len(table):
        return [Paragraph(f"No near-fall was found in {walked}{about(named, several)}.")]
    rows = tuple(
        (
            number(row.time_s, 1),
            str(row.direction),
            significant(row.peak_to_peak_mps3),
            number(row.times_usual, 1),
        )
        for row in table.itertuples()
    )
    head = ("time (s)", "direction", "jerk peak (m/s³)", "times the usual")
    return [Grid(f"{len(table)} near-falls in {walked}{about(named, several)}", head, rows)]


def _advice(named: Named, several: bool) -> list[Block]:
    """What a monitor with the usual rules would have said during the session."""
    if find_spec("retrogait.safety") is None or not len(named.session.strides):
        return []
    safety: Any = import_module("retrogait.safety")
    with warnings.catch_warnings(action="ignore", category=RetrogaitWarning):
        table = safety.review_session(named.session)
    if not len(table):
        return [
            Paragraph(
                f"The usual rules would have advised nothing during the session{about(named, several)}."
            )
        ]
    rows = tuple(
        (number(row.time_s, 1), str(row.advice).replace("_", " "), str(row.because), str(row.source))
        for row in table.itertuples()
    )
    head = ("time (s)", "advice", "because", "source of the rule")
    return [Grid(f"What the usual rules would have advised{about(named, several)}", head, rows, words=True)]
