"""A session as text for a terminal of 80 columns."""

from __future__ import annotations

import textwrap
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import pandas as pd

from retrogait.cli.outcome import with_options
from retrogait.gait.contacts import ContactOptions
from retrogait.tables.catalogue import NOT_STATED
from retrogait.tables.measures import GAIT
from retrogait.tables.selection import is_level_walk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from retrogait.session import Session
    from retrogait.tables.measures import Measure

WIDTH = 80
_LABEL, _UNIT, _CELL = 18, 11, 16


def render(session: Session, title: str) -> str:
    """Lay out the gait table, the bouts and the warnings of a session."""
    return "\n".join([*_head(session, title), *_gait(session), *_bouts(session), *_warnings(session)])


def _head(session: Session, title: str) -> Iterator[str]:
    summary = session.summary
    sites = ", ".join(site.replace("_", " ") for site in summary["sites"].split())
    surface = "surface not stated" if summary["surface"] == NOT_STATED else summary["surface"]
    belt = f" at {summary['belt_speed_mps']:g} m/s" if pd.notna(summary["belt_speed_mps"]) else ""
    definition = summary.get("contact_contact", ContactOptions().contact)
    contacts = "" if definition == ContactOptions().contact else f"; contacts by {definition}"
    yield title
    stated = {name: value for name, value in asdict(session.conditions).items() if value is not None}
    if stated:
        yield from _wrapped(", ".join(f"{name} {value}" for name, value in stated.items()))
    yield from _wrapped(f"{sites}; {summary['rate_hz']:g} Hz, {surface}{belt}{contacts}")
    yield ""


def _gait(session: Session) -> Iterator[str]:
    summary = session.summary
    if not summary["n_strides"]:
        yield "  no walking found"
        return
    directions = ["backward", "forward"] + ["unknown"] * bool(summary["n_strides_unknown"])
    yield _line("", "", directions)
    yield _line("strides", "", [_count(summary, direction) for direction in directions])
    for row in GAIT:
        cells = [_mean_sd(session, direction, row) for direction in directions]
        if any(cell != "-" for cell in cells):
            yield _line(row.label, row.unit.replace("% of", "%"), cells)  # a narrow column
    cells = [_strikes(summary, direction) for direction in directions]
    if any(cell != "-" for cell in cells):
        yield _line("toe/flat/heel", "% contacts", cells)
    yield ""
    yield "  mean ± SD over steady strides (not first, last, turning, on stairs);"
    yield "  all but those on stairs where none is"
    for name, words in (("stairs", "on stairs"), ("running", "run, so without a direction")):
        if count := summary[f"n_strides_{name}"]:
            yield f"  {count} of {summary['n_strides']} strides are {words}: in no mean"
    if "unknown" in directions:
        yield "  unknown direction: over all its strides of level walking"


def _bouts(session: Session) -> Iterator[str]:
    if not len(session.bouts):
        return
    yield ""
    yield "bout   start s    end s  direction  strides  cadence  length m  speed m/s"
    for _, bout in session.bouts.iterrows():
        own = session.strides.loc[session.strides["bout_id"].eq(bout["bout_id"]), "direction"]
        direction = "both ways" if {"backward", "forward"} <= set(own) else bout["direction"]
        yield (
            f"{bout['bout_id']:>4}{bout['start_s']:>10.2f}{bout['end_s']:>9.2f}  {direction:<9}"
            f"{bout['n_strides']:>9}{_number(bout['cadence_spm'], 1):>9}"
            f"{_number(bout['stride_length_m'], 2):>10}{_number(bout['speed_mps'], 2):>11}"
        )


def _warnings(session: Session) -> Iterator[str]:
    if not session.warnings:
        return
    yield ""
    yield "warnings"
    for warning in session.warnings:
        yield from _wrapped(f"- {with_options(warning)}")


def _line(label: str, unit: str, cells: list[str]) -> str:
    return (f"  {label:<{_LABEL}}{unit:<{_UNIT}}" + "".join(f"{cell:>{_CELL}}" for cell in cells)).rstrip()


def _count(summary: pd.Series[Any], direction: str) -> str:
    if direction == "unknown":
        return str(summary["n_strides_unknown"])
    strides, steady = summary[f"{direction}_n_strides"], summary[f"{direction}_n_steady"]
    return f"{strides} ({steady} steady)" if strides else "-"


def _mean_sd(session: Session, direction: str, row: Measure) -> str:
    mean: Any
    sd: Any
    if direction == "unknown":  # the summary has no figures of these
        chosen = session.strides["direction"].eq("unknown") & is_level_walk(session.strides)
        values = session.strides.loc[chosen, row.column]
        mean, sd = values.mean(), values.std()
    else:
        mean = session.summary[f"{direction}_{row.column}"]
        sd = session.summary[f"{direction}_{row.column}_sd"]
    if pd.isna(mean):
        return "-"
    return _number(mean, row.digits) + (f" ± {_number(sd, row.digits)}" if pd.notna(sd) else "")


def _strikes(summary: pd.Series[Any], direction: str) -> str:
    shares = [summary.get(f"{direction}_{strike}_strike_pct") for strike in ("toe", "flat", "heel")]
    if any(share is None or pd.isna(share) for share in shares):
        return "-"
    return " / ".join(f"{share:.0f}" for share in shares)


def _number(value: Any, digits: int) -> str:
    return "-" if pd.isna(value) else f"{value:.{digits}f}"


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent="  ", subsequent_indent="    ", break_long_words=True)
