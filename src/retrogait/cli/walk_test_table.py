"""Walking tests as text for a terminal of 80 columns."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import pandas as pd

from retrogait.cli.gait_table import WIDTH
from retrogait.cli.outcome import with_options
from retrogait.tables.flags import Flag
from retrogait.training.cut_offs import THREE_METRE, compare_cut_offs
from retrogait.walk_tests.protocols import PROTOCOLS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


def render_tests(table: pd.DataFrame, title: str, warnings: Sequence[str] = ()) -> str:
    """Lay out the trials of a test: a line each, what the flags say, and published cut-offs."""
    return "\n".join(
        [title, *_head(table), *_trials(table), *_flags(table), *_beside(table), *_notes(warnings)]
    )


def render_up_and_go(table: pd.DataFrame, title: str, warnings: Sequence[str] = ()) -> str:
    """Lay out the trials of a timed up and go: a line each, its parts below, and what the flags say."""
    lines = [title, "  timed up and go, from the first to the last movement of the trunk", ""]
    lines.append("  trial   start s   time s   rise  walk out   turn  walk back    sit s  flag")
    for row in table.to_dict("records"):
        lines.append(
            f"  {row['trial']:>5}{_number(row['start_s'], 2):>10}{_number(row['time_s'], 2):>9}"
            f"{_number(row['rise_s'], 2):>7}{_number(row['walk_out_s'], 2):>10}{_number(row['turn_s'], 2):>7}"
            f"{_number(row['walk_back_s'], 2):>11}{_number(row['sit_s'], 2):>9}  {Flag.parse(row['flag']).state}"
        )
        if pd.notna(row["low"]):
            ways = [
                way if isinstance(way, str) else "unknown"
                for way in (row["out_direction"], row["back_direction"])
            ]
            interval = f"95 % interval {row['low']:.2f} to {row['high']:.2f} s"
            lines.append(f"        {interval}; out {ways[0]}, back {ways[1]}")
    return "\n".join([*lines, *_flags(table), *_notes(warnings)])


def _head(table: pd.DataFrame) -> Iterator[str]:
    row = table.iloc[0]
    test, distance_m = str(row["test"]), row["distance_m"]
    name = PROTOCOLS[test].what if test in PROTOCOLS else "walk of another length or time"
    timed = f", {distance_m:g} m timed" if row["measure"] == "time_s" and pd.notna(distance_m) else ""
    yield from textwrap.wrap(
        f"{name} {row['direction']}{timed}: {row['how']}",
        WIDTH,
        initial_indent="  ",
        subsequent_indent="    ",
    )
    yield ""
    yield "  trial  start s  time s  distance m    m/s  steps  first step s  flag"


def _trials(table: pd.DataFrame) -> Iterator[str]:
    for row in table.to_dict("records"):
        by_time = row["measure"] == "distance_m"
        yield (
            f"  {row['trial']:>5}{_number(row['start_s'], 2):>9}{_number(row['time_s'], 2):>8}"
            f"{_number(row['distance_m'], 1 if by_time else 2):>12}{_number(row['mean_speed_mps'], 2):>7}"
            f"{_number(row['n_steps'], 0):>7}{_number(row['first_step_s'], 2):>14}  {Flag.parse(row['flag']).state}"
        )
        if pd.notna(row["low"]):
            digits, unit = (1, "m") if by_time else (2, "s")
            yield f"        95 % interval {row['low']:.{digits}f} to {row['high']:.{digits}f} {unit}"


def _flags(table: pd.DataFrame) -> Iterator[str]:
    reasons = dict.fromkeys(text for text in table["flag"] if text != "ok")
    if reasons:
        yield ""
    for reason in reasons:
        yield from _wrapped(with_options(reason))


def _beside(table: pd.DataFrame) -> Iterator[str]:
    """The mean time of the trials beside what is published of the 3-metre backward walk."""
    own = table["test"].eq("3m") & table["direction"].eq("backward") & table["distance_m"].eq(3.0)
    times_s = table.loc[own, "time_s"].dropna()
    if not len(times_s):
        return
    mean_s = float(times_s.mean())
    what = f"mean of {len(times_s)} trials, {mean_s:.2f} s" if len(times_s) > 1 else f"{mean_s:.2f} s"
    yield ""
    yield f"  {what}, beside published cut-offs, which are by stopwatch"
    for cut_off in compare_cut_offs(mean_s, THREE_METRE).to_dict("records"):
        n = "" if pd.isna(cut_off["n"]) else f", n {cut_off['n']}"
        auc = "" if pd.isna(cut_off["auc"]) else f", AUC {cut_off['auc']:g}"
        yield from _wrapped(f"{cut_off['reading']}{n}{auc}: {cut_off['meaning']}")


def _notes(warnings: Sequence[str]) -> Iterator[str]:
    if warnings:
        yield ""
        yield "warnings"
        for warning in warnings:
            yield from _wrapped(f"- {with_options(warning)}")


def _number(value: Any, digits: int) -> str:
    return "-" if pd.isna(value) else f"{value:.{digits}f}"


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent="  ", subsequent_indent="    ", break_long_words=True)
