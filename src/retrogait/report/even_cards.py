"""Cards of how even walking is: left against right, and stride against stride."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from retrogait.comparison import compare_sides
from retrogait.errors import InvalidOption
from retrogait.messages import find_message, message
from retrogait.report.blocks import Card, Reading
from retrogait.report.missing import why_missing
from retrogait.report.numbers import NONE, number, signed, span
from retrogait.report.words import flag_in_words, of_way, reason_in_words, unbroken, way, with_unit
from retrogait.stability.grading import MEAN, SPREAD
from retrogait.tables.catalogue import SIDES
from retrogait.tables.flags import OK, Flag
from retrogait.tables.selection import WALKED, is_level_walk

if TYPE_CHECKING:
    import pandas as pd

    from retrogait.session import Session

_STEP_TIME = "step_time_s"
_CV, _REPEATED = "stride_time_cv_pct", "stride_regularity_vertical"


def card_of_sides(session: Session) -> Card:
    """Step time, left against right."""
    try:
        table = compare_sides(session, measures=[_STEP_TIME])
    except InvalidOption:  # no left stride has a right one beside it
        table = None
    found = [] if table is None else [_read_sides(row) for _, row in table.iterrows()]
    if not found:
        level = session.strides[is_level_walk(session.strides)]
        walked = level["direction"].isin(WALKED).any()
        found = [((), [_why_no_pair(session) if walked else why_missing(session, _STEP_TIME)])]
    return _card("sides", found)


def card_of_steadiness(session: Session, stability: pd.DataFrame) -> Card:
    """How much stride time varies, and how well the trunk repeats itself where it is measured."""
    if not is_level_walk(session.strides).any():
        return _card("steadiness", [((), [why_missing(session, _CV)])])
    own = stability[stability["scope"].eq("session")]
    found = [_read_variation(row) for _, row in own.iterrows()]
    return _card("steadiness", found or [((), [why_missing(session, _CV)])])


def _why_no_pair(session: Session) -> str:
    """One side was not worn, or left and right strides are never beside each other."""
    sites = str(session.summary.get("contact_sites", "")).split()
    both_worn = all(any(site.startswith(side) for site in sites) for side in SIDES)
    return message("missing.no_pairs" if both_worn else "missing.no_sides")


def _card(name: str, found: list[tuple[tuple[Reading, ...], list[str]]]) -> Card:
    readings = tuple(one for own, _ in found for one in own)
    return Card(
        name,
        message(f"card.{name}.title"),
        readings or (Reading("", "", ""),),
        message(f"card.{name}.about"),
        doubts=tuple(doubt for _, own in found for doubt in own),
    )


def _read_sides(row: pd.Series[Any]) -> tuple[tuple[Reading, ...], list[str]]:
    """The symmetry index of a direction."""
    direction, n, flag = str(row["direction"]), int(row["n_pairs"]), Flag.parse(str(row["flag"]))
    if MEAN.flag(n).is_invalid:
        why = reason_in_words(f"{n} pairs of strides, {MEAN.least} needed")
        return (Reading(way(direction), "", ""),), [of_way(direction, why)]
    ends = span(row["symmetry_index_low_pct"], row["symmetry_index_high_pct"], 1)
    feet = {side: with_unit(number(row[side], 3), "s") for side in ("left", "right")}
    interval = message("card.no_interval") if ends == NONE else message("card.interval", span=unbroken(ends))
    value = with_unit(signed(row["symmetry_index_pct"], 1), "%")
    doubts = [] if flag == OK else [of_way(direction, _of_sides(flag))]
    return (Reading(way(direction), value, interval, message("card.sides.basis", n=n, **feet)),), doubts


def _of_sides(flag: Flag) -> str:
    """What a flag of the symmetry index means, where the words of the flag do not say it plainly."""
    return find_message(f"doubt.{flag.state}", default=flag_in_words(flag))


def _read_variation(row: pd.Series[Any]) -> tuple[tuple[Reading, ...], list[str]]:
    """The coefficient of variation of a direction."""
    direction, flag = str(row["direction"]), Flag.parse(str(row[f"{_CV}_flag"]))
    if flag.is_invalid:
        return (Reading(way(direction), "", ""),), [of_way(direction, reason_in_words(flag.reason))]
    text = message("card.steadiness.n", n=int(row[f"{_CV}_n_strides"]))
    if number(row.get(_REPEATED)) != NONE:
        text += message("list.semicolon") + message("card.steadiness.trunk", value=number(row[_REPEATED]))
    doubts = [] if flag == OK else [of_way(direction, message("doubt.few_for_cv", enough=SPREAD.enough))]
    return (
        Reading(way(direction), with_unit(number(row[_CV], 1), "%"), message("card.no_interval"), text),
    ), doubts
