"""Cards of means over strides and shares of landings, each with its 95 % interval."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from retrogait.intervals import mean_interval
from retrogait.intervals.tabulation import LEVEL
from retrogait.knee.zero import STANDING
from retrogait.messages import find_message, message
from retrogait.report.blocks import Card, Reading
from retrogait.report.changes import BY_NAME
from retrogait.report.knee_zero import zero_in_words, zeros_of
from retrogait.report.missing import why_missing
from retrogait.report.numbers import NONE, number, signed, span
from retrogait.report.published import published_of
from retrogait.report.words import of_way, reason_in_words, unbroken, way, with_unit
from retrogait.stability.grading import MEAN
from retrogait.tables.catalogue import SIDES
from retrogait.tables.flags import OK, Flag
from retrogait.tables.measures import Measure
from retrogait.tables.selection import WALKED, are_level_landings

if TYPE_CHECKING:
    import pandas as pd

    from retrogait.report.changes import Changes
    from retrogait.session import Session

_TOE = Measure("strike", "", "%", 0)


def card_of_mean(name: str, session: Session, means: pd.DataFrame, changes: Changes | None = None) -> Card:
    """A measure of strides, backward and forward.

    Parameters
    ----------
    name : str
        One of `BY_NAME`.
    session : Session
        What is reported.
    means : DataFrame
        `tabulate(session)`.
    changes : Changes, optional
        Against an earlier session.
    """
    measure = BY_NAME[name]
    own = means[means["measure"].eq(measure.column)]
    readings, doubts, valued = [], [], []
    for direction in _walked(means):
        rows = {str(row["side"]): row for _, row in own[own["direction"].eq(direction)].iterrows()}
        if "both" not in rows:
            doubts.append(of_way(direction, why_missing(session, measure.column)))
            continue
        row = rows["both"]
        legs = _legs(rows, measure) if name == "knee" else ""
        found = read_mean(direction, row, measure, legs, _change(changes, direction, measure))
        readings.append(found[0])
        doubts += found[1]
        valued += [direction] * bool(found[0].value)
    shown = tuple(direction for direction in _walked(means) if own["direction"].eq(direction).any())
    if name == "knee" and shown:
        zeros = zeros_of(session).items()
        doubts += [zero_in_words(side, zero) for side, zero in zeros if not zero.startswith(STANDING)]
    if not shown:
        doubts = [why_missing(session, measure.column)]
    return Card(
        name,
        message(f"card.{name}.title"),
        tuple(readings) or (Reading("", "", ""),),
        message(f"card.{name}.about"),
        published_of(measure.column, tuple(valued), str(session.summary.get("surface"))),
        tuple(doubts),
    )


def read_mean(
    direction: str, row: Any, measure: Measure, more: str = "", change: str = ""
) -> tuple[Reading, list[str]]:
    """A row of `tabulate`, or what has its names, as a reading, and what is doubtful of it."""
    n, flag = int(row["n_strides"]), Flag.parse(str(row["flag"]))
    few = MEAN.flag(n)
    what = "landings" if measure is _TOE else "strides"
    if few.is_invalid:
        return Reading(way(direction), "", ""), [
            of_way(direction, reason_in_words(few.reason.replace("strides", what)))
        ]
    doubts = []
    if row["how"] == LEVEL:
        doubts.append(of_way(direction, message("doubt.unsteady")))
    digits = measure.decimals(row["high"] - row["value"])
    counted = find_message(f"counted.{what}", default=what)
    value = with_unit(number(row["value"], digits), measure.unit)
    ends = span(row["low"], row["high"], digits)
    if ends == NONE:
        interval = message("card.no_interval_because", why=reason_in_words(flag.reason))
    else:
        interval = message("card.interval", span=unbroken(ends))
    basis = message("card.basis", n=n, what=counted) + more
    return Reading(way(direction), value, interval, basis, change), doubts


def card_of_toes(session: Session) -> Card:
    """How many landings of each direction begin with the toes."""
    events = session.events
    landings = events[are_level_landings(events, session.strides)]
    readings: list[Reading] = []
    doubts: list[str] = []
    ways = [direction for direction in WALKED if landings["direction"].eq(direction).any()]
    known = landings[landings["strike"].notna()]
    for direction in ways:
        own = known[known["direction"].eq(direction)].sort_values("time_s")
        if not len(own):
            doubts.append(of_way(direction, why_missing(session, _TOE.column)))
            continue
        found = mean_interval(
            100.0 * own["strike"].eq("toe").to_numpy(float), own["bout_id"].fillna(-1).to_numpy(int)
        )
        share = {"value": found.value, "low": max(found.low, 0.0), "high": min(found.high, 100.0)}
        if found.flag != OK:
            share |= {"low": found.low, "high": found.high}
        flag = Flag.parse(str(found.flag).replace("strides", "landings"))
        reading, own_doubts = read_mean(
            direction, share | {"n_strides": found.n, "flag": flag, "how": ""}, _TOE
        )
        readings.append(reading)
        doubts += own_doubts
        if undecided := int((landings["direction"].eq(direction) & landings["strike"].isna()).sum()):
            doubts.append(of_way(direction, message("doubt.undecided_strikes", n=undecided)))
    if not ways or not len(known):
        doubts = [why_missing(session, _TOE.column)]
    return Card(
        "toe",
        message("card.toe.title"),
        tuple(readings) or (Reading("", "", ""),),
        message("card.toe.about"),
        doubts=tuple(doubts),
    )


def _walked(means: pd.DataFrame) -> tuple[str, ...]:
    return tuple(direction for direction in WALKED if means["direction"].eq(direction).any())


def _legs(rows: dict[str, Any], measure: Measure) -> str:
    """The mean of each leg, as a knee that does not straighten is one."""
    worn = [
        message(
            "card.of_side", side=message(f"side.{side}"), value=number(rows[side]["value"], measure.digits)
        )
        for side in SIDES
        if side in rows and not MEAN.flag(int(rows[side]["n_strides"])).is_invalid
    ]
    return message("list.semicolon") + message("list.comma").join(worn) if worn else ""


def _change(changes: Changes | None, direction: str, measure: Measure) -> str:
    """The change since an earlier session, where it has an interval."""
    if changes is None or changes.table is None:
        return ""
    table = changes.table
    is_own = table["direction"].eq(direction) & table["side"].eq("both") & table["measure"].eq(measure.column)
    for _, row in table[is_own & table["difference_low"].notna()].iterrows():
        digits = measure.decimals(row["difference_high"] - row["difference"])
        ends = span(row["difference_low"], row["difference_high"], digits)
        change = with_unit(signed(row["difference"], digits), measure.unit)
        return message("card.change", since=changes.since, change=change, span=unbroken(ends))
    return ""
