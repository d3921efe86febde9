"""Variability, symmetry, regularity, harmonic ratio, local divergence, smoothness: per direction."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

from retrogait.errors import RetrogaitWarning
from retrogait.messages import message
from retrogait.plot.words import unit_of
from retrogait.report.blocks import Block, Grid, Paragraph, Section
from retrogait.report.content import head_of_means
from retrogait.report.numbers import NONE, number, significant
from retrogait.report.words import flag_in_words, way
from retrogait.stability import measure_stability
from retrogait.tables.flags import Flag
from retrogait.tables.selection import WALKED

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from retrogait.report.content import Named

_MEASURES = (
    ("stride_time_cv_pct", "%"),
    ("stride_length_cv_pct", "%"),
    ("foot_strike_angle_sd_deg", "deg"),
    ("symmetry_index_step_time_pct", "%"),
    ("gait_asymmetry_pct", "%"),
    ("phase_coordination_index_pct", "%"),
    ("stride_time_dfa", NONE),
    ("step_regularity_vertical", NONE),
    ("stride_regularity_vertical", NONE),
    ("harmonic_ratio_vertical", NONE),
    ("improved_harmonic_ratio_vertical_pct", "%"),
    ("local_divergence_short_vertical_per_stride", "1/stride"),
    ("local_divergence_long_vertical_per_stride", "1/stride"),
    ("floquet_multiplier_vertical", NONE),
    ("sample_entropy_vertical", NONE),
    ("trunk_sparc", NONE),
)


def describe_stability(named: Named, table: pd.DataFrame) -> Section:
    """A table of a session; `table` is its `measure_stability`."""
    title = message("stability.title")
    rows = table[table["scope"].eq("session")].set_index("direction")
    if not len(rows):
        return Section("stability", title, (Paragraph(message("stability.no_direction")),))
    found = {name: _row(rows, name, unit) for name, unit in _MEASURES}
    cells = (_speeds(rows), *filter(None, found.values()))
    blocks: list[Block] = [
        Grid(message("stability.caption"), head_of_means(), cells),
        Paragraph(message("stability.note")),
    ]
    few = [
        message(f"stability.{name}") for name, row in found.items() if row is None and _is_short(rows, name)
    ]
    if few:
        blocks.append(Paragraph(message("stability.few", measures=message("list.semicolon").join(few))))
    if rows["trunk_site"].isna().all() or not named.has_samples:
        blocks.append(Paragraph(message("stability.no_trunk")))
    elif (
        named.session.recording.frame_of(rows["trunk_site"].iloc[0]) == "segment"
        and rows["local_divergence_short_vertical_per_stride"].isna().all()
    ):
        blocks.append(_no_divergence(rows))
    return Section("stability", title, tuple(blocks))


def _no_divergence(rows: pd.DataFrame) -> Paragraph:
    flags = rows["local_divergence_short_vertical_per_stride_flag"]
    why = "; ".join(f"{way(str(direction))}: {flag_in_words(flag)}" for direction, flag in flags.items())
    return Paragraph(message("stability.no_divergence", why=why))


def measure_all(sessions: Sequence[Named]) -> dict[str, pd.DataFrame]:
    """`measure_stability` of each session, by its name; what is missing is said in the section."""
    with warnings.catch_warnings(action="ignore", category=RetrogaitWarning):
        return {named.name: measure_stability(named.session) for named in sessions}


def _speeds(rows: pd.DataFrame) -> tuple[str, ...]:
    cells: list[str] = []
    for direction in WALKED:
        known = direction in rows.index
        cells += [
            number(rows.loc[direction, "speed_mps"]) if known else NONE,
            number(rows.loc[direction, "n_strides"], 0) if known else "0",
            NONE,
        ]
    return (message("stability.speed"), "m/s", *cells)


def _row(rows: pd.DataFrame, measure: str, unit: str) -> tuple[str, ...] | None:
    """A row of the table; none where the measure is missing both ways."""
    cells: list[str] = []
    flags: list[Flag] = []
    for direction in WALKED:
        if direction not in rows.index:
            cells += [NONE, "0", NONE]
            continue
        value, n, flag = (rows.loc[direction, f"{measure}{end}"] for end in ("", "_n_strides", "_flag"))
        flags.append(Flag.parse(str(flag)))
        cells += [significant(value), number(n, 0), flag_in_words(flags[-1].state)]
    missing = all(flag.is_invalid for flag in flags)
    return None if missing else (message(f"stability.{measure}"), unit_of(unit), *cells)


def _is_short(rows: pd.DataFrame, measure: str) -> bool:
    """Whether a measure is missing for want of strides, and not of a sensor."""
    return any("needed" in Flag.parse(str(flag)).reason for flag in rows[f"{measure}_flag"])
