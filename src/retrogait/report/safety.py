"""Near-falls, and what the rules of safety would have advised."""

from __future__ import annotations

import warnings
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from retrogait.errors import RetrogaitError, RetrogaitWarning
from retrogait.messages import find_message, message
from retrogait.report.blocks import Block, Grid, Listing, Paragraph, Section
from retrogait.report.numbers import number, significant
from retrogait.report.words import way
from retrogait.stability import list_near_falls

if TYPE_CHECKING:
    from retrogait.report.content import Named


def describe_safety(named: Named) -> Section:
    """What was found in a session."""
    blocks = (*_near_falls(named), *_advice(named), Paragraph(message("safety.note")))
    return Section("safety", message("safety.title"), blocks)


def _near_falls(named: Named) -> list[Block]:
    if not named.has_samples:
        return [Paragraph(message("safety.no_samples"))]
    try:
        table = list_near_falls(named.session)
    except RetrogaitError as error:
        reason = str(error).removeprefix("list_near_falls: ")
        return [Listing(message("safety.not_known"), (f"{reason}.",), language="en")]
    minutes = number(named.session.summary["walking_s"] / 60.0, 1)
    if not len(table):
        return [Paragraph(message("safety.none", minutes=minutes))]
    rows = tuple(
        (
            number(row.time_s, 1),
            way(str(row.direction)),
            significant(row.peak_to_peak_mps3),
            number(row.times_usual, 1),
        )
        for row in table.itertuples()
    )
    head = tuple(message(f"safety.head.{name}") for name in ("time", "direction", "jerk", "times"))
    return [Grid(message("safety.found", n=len(table), minutes=minutes), head, rows)]


def _advice(named: Named) -> list[Block]:
    """What a monitor with the usual rules would have said during the session; its sentences are English."""
    if find_spec("retrogait.safety") is None or not len(named.session.strides):
        return []
    safety: Any = import_module("retrogait.safety")
    with warnings.catch_warnings(action="ignore", category=RetrogaitWarning):
        table = safety.review_session(named.session)
    if not len(table):
        return [Paragraph(message("safety.no_advice"))]
    rows = tuple(
        (
            number(row.time_s, 1),
            find_message(f"advice.{row.advice}", default=str(row.advice).replace("_", " ")),
            str(row.because),
            str(row.source),
        )
        for row in table.itertuples()
    )
    head = tuple(message(f"safety.head.{name}") for name in ("time", "advice", "because", "source"))
    return [Grid(message("safety.advised"), head, rows, words=True, language="en")]
