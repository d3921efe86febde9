"""Variability, symmetry, regularity, harmonic ratio, local divergence, smoothness: per direction."""

from __future__ import annotations

import warnings
from functools import partial
from typing import TYPE_CHECKING

from retrogait.errors import RetrogaitWarning
from retrogait.report.blocks import Block, Grid, Paragraph, Picture, Section
from retrogait.report.content import HEAD, about, flag_in_words
from retrogait.report.numbers import NONE, number, significant
from retrogait.report.pictures import picture
from retrogait.stability import measure_stability
from retrogait.tables.flags import Flag
from retrogait.tables.selection import WALKED

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from retrogait.report.content import Named

_MEASURES = (
    ("stride_time_cv_pct", "stride time variability (CV)", "%"),
    ("stride_length_cv_pct", "stride length variability (CV)", "%"),
    ("foot_strike_angle_sd_deg", "foot strike angle variability (SD)", "deg"),
    ("symmetry_index_step_time_pct", "symmetry index of step time", "%"),
    ("gait_asymmetry_pct", "gait asymmetry", "%"),
    ("phase_coordination_index_pct", "phase coordination index", "%"),
    ("stride_time_dfa", "memory of stride time (DFA)", "–"),
    ("step_regularity_vertical", "step regularity, vertical", "–"),
    ("stride_regularity_vertical", "stride regularity, vertical", "–"),
    ("harmonic_ratio_vertical", "harmonic ratio, vertical", "–"),
    ("improved_harmonic_ratio_vertical_pct", "improved harmonic ratio, vertical", "%"),
    ("local_divergence_short_vertical_per_stride", "local divergence, short-term, vertical", "1/stride"),
    ("local_divergence_long_vertical_per_stride", "local divergence, long-term, vertical", "1/stride"),
    ("floquet_multiplier_vertical", "largest Floquet multiplier, vertical", "–"),
    ("sample_entropy_vertical", "sample entropy, vertical", "–"),
    ("trunk_sparc", "smoothness of the trunk (SPARC)", "–"),
)
_NOTE = (
    "Most of these depend on speed, surface and the number of strides: compare equal numbers at equal speed on one "
    "surface. A measure without strides enough is not given."
)


def describe_stability(sessions: Sequence[Named], tables: dict[str, pd.DataFrame]) -> Section:
    """A table and the divergence curves of each session; `tables` are those of `measure_all`, by name."""
    blocks: list[Block] = [Paragraph(_NOTE)]
    several = len(sessions) > 1
    for named in sessions:
        table = tables[named.name]
        rows = table[table["scope"].eq("session")].set_index("direction")
        if not len(rows):
            blocks.append(Paragraph(f"Not measured{about(named, several)}: no walking of known direction."))
            continue
        caption = f"Stability over all bouts{about(named, several)}"
        blocks.append(
            Grid(caption, HEAD, (_speeds(rows), *filter(None, (_row(rows, *m) for m in _MEASURES))))
        )
        if rows["trunk_site"].isna().all() or not named.has_samples:
            blocks.append(
                Paragraph(
                    f"Measures of the trunk are missing{about(named, several)}: they need a lower back sensor."
                )
            )
        elif named.session.recording.frame_of(rows["trunk_site"].iloc[0]) == "segment":
            measured = rows["local_divergence_short_vertical_per_stride"].notna().any()
            blocks.append(_divergence(named, several) if measured else _no_divergence(rows, named, several))
    return Section("stability", "Stability", tuple(blocks))


def _divergence(named: Named, several: bool) -> Picture:
    from retrogait.plot import plot_divergence

    return picture(
        partial(plot_divergence, named.session, "vertical"),
        "Divergence of the trunk's vertical acceleration over strides, with the fitted slopes",
        f"How fast trunk movements that were alike drift apart{about(named, several)}; the slopes are the "
        "local divergence exponents.",
        (6.6, 3.2),
    )


def _no_divergence(rows: pd.DataFrame, named: Named, several: bool) -> Paragraph:
    flags = rows["local_divergence_short_vertical_per_stride_flag"]
    why = "; ".join(f"{direction}: {flag_in_words(flag)}" for direction, flag in flags.items())
    return Paragraph(f"Local divergence is missing{about(named, several)}: {why}.")


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
    return ("speed, median", "m/s", *cells)


def _row(rows: pd.DataFrame, measure: str, label: str, unit: str) -> tuple[str, ...] | None:
    """A row of the table; none where the measure is missing both ways for want of a sensor."""
    cells: list[str] = []
    flags: list[Flag] = []
    for direction in WALKED:
        if direction not in rows.index:
            cells += [NONE, "0", NONE]
            continue
        value, n, flag = (rows.loc[direction, f"{measure}{end}"] for end in ("", "_n_strides", "_flag"))
        flags.append(Flag.parse(str(flag)))
        cells += [significant(value), number(n, 0), flag_in_words(flags[-1])]
    wanting = all(flag.is_invalid and "needed" not in flag.reason for flag in flags)
    return None if wanting else (label, unit, *cells)
