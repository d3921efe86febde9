"""What a session, or a row of a batch's summaries, states of itself: its day, surface, task and minutes."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from retrogait.errors import InvalidOption, InvalidTable
from retrogait.tables.catalogue import NOT_STATED, SURFACES
from retrogait.tables.kinds import is_missing
from retrogait.tables.selection import WALKED
from retrogait.training.entries import parse_date
from retrogait.training.measures import level_strides

if TYPE_CHECKING:
    from collections.abc import Mapping


def stated_date(date: str | None, summary: Mapping[Any, Any]) -> str:
    """The day given, else that of the recording.

    Raises
    ------
    InvalidOption
        Neither is known, or it is no date.
    """
    found = summary.get("start_time") if date is None else date
    if not isinstance(found, str):
        raise InvalidOption(
            f"log.add: the day of the session is not known (date is {date!r}, the recording does not say it); "
            "pass date='2026-11-20'"
        )
    parse_date(found)
    return found


def stated_text(given: str | None, summary: Mapping[Any, Any], name: str) -> str | None:
    """A text that is given or that the session states; None where neither is."""
    found = summary.get(name) if given is None else given
    if is_missing(found) or found == NOT_STATED or (given is None and not str(found).strip()):
        return None
    return " ".join(str(found).split())


def yes_or_no(value: bool | None) -> str | None:
    """A yes or a no as a word; None where neither is stated."""
    return None if value is None else "yes" if value else "no"


def minutes_backward(summary: Mapping[Any, Any]) -> float:
    """Minutes walked backward, as measured.

    Raises
    ------
    InvalidTable
        The direction of most strides is not known.
    """
    unknown = (summary.get("n_strides_unknown", 0) or 0) - (summary.get("n_strides_running", 0) or 0)
    known = sum(summary.get(f"{direction}_n_strides", 0) or 0 for direction in WALKED)
    if unknown > known:
        raise InvalidTable(
            f"log.add: the direction of {unknown:g} of {unknown + known:g} strides is not known, so minutes of "
            "backward walking cannot be counted; analyse with alignment=..., or pass minutes=..."
        )
    return minutes_walked(summary, "backward")


def number_of(value: Any) -> Any:
    """A missing value as NaN; numpy scalars unwrapped."""
    value = value.item() if hasattr(value, "item") else value
    return math.nan if value is None else value


def stated_surface(summary: Mapping[Any, Any]) -> str:
    """The surface of a summary row.

    Raises
    ------
    InvalidTable
        The row does not say it.
    """
    surface = summary.get("surface")
    if surface not in SURFACES:
        raise InvalidTable(
            f"log.add: the summary's surface is {surface!r}; expected one of {' '.join(SURFACES)}, because trends "
            "never mix them; analyse the recording again with surface='overground' or surface='treadmill'"
        )
    return str(surface)


def minutes_walked(summary: Mapping[Any, Any], direction: str) -> float:
    """Minutes of the strides of a direction, each foot's counted once.

    Number of strides of level walking times mean stride time; a single limb with a sensor gives the strides of one
    foot only.
    """
    n, stride_s = level_strides(summary, direction), summary.get(f"{direction}_stride_time_s")
    if not n or stride_s is None or math.isnan(stride_s):
        return 0.0
    sites = str(summary.get("contact_sites", "")).split()
    n_feet = 1 if len(sites) == 1 and sites[0].startswith(("left_", "right_")) else 2
    return float(n) * float(stride_s) / n_feet / 60.0
