"""Events, strides and bouts of a simulated walk, from its swings."""

from __future__ import annotations

from bisect import bisect
from itertools import pairwise
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from retrogait.simulation.near_falls import KINDS, acts_at_s
from retrogait.tables.catalogue import BOUTS, EVENTS, SIDES, STRIDES
from retrogait.tables.kinds import TEXT
from retrogait.tables.schema import Column, Table, number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrogait.simulation.program import Spell
    from retrogait.simulation.step import Step
    from retrogait.simulation.truth import Swing

_TURNING_DEG, _FLAT_PITCH_DEG = 20.0, 3.0
_PAUSE_S, _PAUSE_STRIDES, _LEAST_STRIDES = 3.0, 1.5, 3

SPELLS = Table(
    "spells",
    (
        Column("kind", TEXT, "what is done", ("sit", "lie", "table")),
        number("start_s", "the person leaves standing, or the recording begins"),
        number("end_s", "the person stands again, or the recording ends"),
    ),
)
NEAR_FALLS = Table(
    "near_falls",
    (
        number("time_s", "the foot is caught, begins to slide, or lands aside"),
        Column("kind", TEXT, "the kind of near-fall", KINDS),
        number("size", "size against a usual one", 0),
        Column("side", TEXT, "the foot", SIDES),
    ),
)

Tables = tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.DataFrame]
RISES = Table(
    "rises",
    (
        Column("side", TEXT, "the foot", SIDES),
        number("start_s", "initial contact that opens the stride"),
        number("height_change_m", "how much higher the foot rests at the end of the stride"),
    ),
)


def make_tables(swings: Sequence[Swing], end_s: float) -> Tables:
    """Make events, strides, bouts and rises of a recording from 0 to `end_s`, from the swings of both feet."""
    seen = sorted(
        (s for s in swings if s.initial_contact_s >= 0.0 and s.final_contact_s < end_s),
        key=lambda s: s.final_contact_s,
    )
    bouts = _split_bouts(seen, end_s)
    events, strides, summaries = [], [], []
    for bout_id, bout in enumerate(bouts):
        own = [row for side in SIDES for row in _strides(bout, side, end_s)]
        strides += [row | {"bout_id": bout_id} for row in own]
        times = _times(bout, end_s)
        summaries.append({"bout_id": bout_id, "start_s": times[0], "end_s": times[-1]} | _summary(own, times))
        events += [row | {"bout_id": bout_id} for swing in bout for row in _events(swing, end_s)]
    events.sort(key=itemgetter("time_s"))
    strides.sort(key=itemgetter("start_s"))
    tables = []
    for table, rows in ((EVENTS, events), (STRIDES, strides), (BOUTS, summaries), (RISES, strides)):
        columns = {name: [row.get(name) for row in rows] for name in table.names}
        tables.append(table.frame(columns) if rows else table.frame())
    return tables[0], tables[1], tables[2], tables[3]


def list_spells(spells: Sequence[Spell]) -> pd.DataFrame:
    """Make the table of what is done without steps."""
    kinds = ["table" if spell.kind == "off" else spell.kind for spell in spells]
    times = {"start_s": [s.begin_s for s in spells], "end_s": [s.end_s for s in spells]}
    return SPELLS.frame({"kind": kinds} | times) if spells else SPELLS.frame()


def list_near_falls(steps: Sequence[Step]) -> pd.DataFrame:
    """Make the table of near-falls."""
    rows = [(acts_at_s(s), s.near_fall.kind, s.near_fall.size, s.side) for s in steps if s.near_fall]
    if not rows:
        return NEAR_FALLS.frame()
    return NEAR_FALLS.frame(dict(zip(NEAR_FALLS.names, map(list, zip(*rows, strict=True)), strict=True)))


def _times(bout: Sequence[Swing], end_s: float) -> list[float]:
    times = [t for s in bout for t in (s.final_contact_s, s.initial_contact_s) if 0.0 <= t < end_s]
    return sorted(times)


def _split_bouts(swings: Sequence[Swing], end_s: float) -> list[list[Swing]]:
    """Bouts: at least three strides of either foot, pauses no longer than 3 s or 1.5 stride times."""
    groups: list[list[Swing]] = []
    landed = -np.inf
    stride_s = _stride_times(swings)
    for swing in swings:
        limit = max(_PAUSE_S, _PAUSE_STRIDES * stride_s[swing])
        if not groups or swing.final_contact_s - landed > limit:
            groups.append([])
        groups[-1].append(swing)
        landed = max(landed, swing.initial_contact_s)
    return [g for g in groups if sum(len(_strides(g, side, end_s)) for side in SIDES) >= _LEAST_STRIDES]


def _stride_times(swings: Sequence[Swing]) -> dict[Swing, float]:
    """Time from each landing to the nearest other landing of the same foot; 0 for a lone swing."""
    times = dict.fromkeys(swings, 0.0)
    for side in SIDES:
        for one, two in pairwise(s for s in swings if s.side == side):
            gap = two.initial_contact_s - one.initial_contact_s
            times[one] = min(times[one] or gap, gap)
            times[two] = gap
    return times


def _events(swing: Swing, end_s: float) -> list[dict[str, Any]]:
    about = {"side": swing.side, "direction": swing.direction, "direction_confidence": 1.0}
    landing = {"strike": swing.strike, "foot_strike_angle_deg": swing.foot_strike_angle_deg}
    rows = [
        about | {"event": "final_contact", "time_s": swing.final_contact_s, "strike": None},
        about | {"event": "initial_contact", "time_s": swing.initial_contact_s} | landing,
    ]
    return [
        {"foot_strike_angle_deg": np.nan, "decided_s": np.nan} | row
        for row, time_s in zip(rows, (swing.final_contact_s, swing.initial_contact_s), strict=True)
        if 0.0 <= time_s < end_s
    ]


def _strides(bout: Sequence[Swing], side: str, end_s: float) -> list[dict[str, Any]]:
    """Strides of one foot in a bout: from each landing to the next."""
    own = [s for s in bout if s.side == side and 0.0 <= s.initial_contact_s < end_s]
    other = [s for s in bout if s.side != side]
    left_s = [s.final_contact_s for s in other]  # in order of time, as the bout is
    rows = []
    for one, two in pairwise(own):
        # the other foot's swings from the last one begun before this stride on
        nearby = other[
            max(0, bisect(left_s, one.initial_contact_s) - 1) : bisect(left_s, two.initial_contact_s)
        ]
        rows.append(_stride(one, two, nearby))
    for place, row in enumerate(rows):
        row["is_first"], row["is_last"] = place == 0, place == len(rows) - 1
    return rows


def _stride(opening: Swing, closing: Swing, other: Sequence[Swing]) -> dict[str, Any]:
    start, leave, end = opening.initial_contact_s, closing.final_contact_s, closing.initial_contact_s
    before = max((s.initial_contact_s for s in other if s.initial_contact_s < start), default=np.nan)
    inside = [s for s in other if start <= s.final_contact_s and s.initial_contact_s <= leave]
    single = sum(s.initial_contact_s - s.final_contact_s for s in inside)
    time = end - start
    double = leave - start - single if len(inside) == 1 else np.nan
    return {
        "side": opening.side,
        "start_s": start,
        "end_s": end,
        "final_contact_s": leave,
        "direction": opening.direction if opening.direction == closing.direction else "unknown",
        "direction_confidence": 1.0,
        "strike": opening.strike,
        "foot_strike_angle_deg": opening.foot_strike_angle_deg,
        "stride_time_s": time,
        "stance_time_s": leave - start,
        "swing_time_s": end - leave,
        "stance_pct": 100.0 * (leave - start) / time,
        "step_time_s": start - before if start - before < time else np.nan,
        "double_support_s": double,
        "double_support_pct": 100.0 * double / time,
        "initial_double_support_s": inside[0].final_contact_s - start if len(inside) == 1 else np.nan,
        "terminal_double_support_s": leave - inside[0].initial_contact_s if len(inside) == 1 else np.nan,
        "single_support_s": single if len(inside) == 1 else np.nan,
        "single_support_pct": 100.0 * single / time if len(inside) == 1 else np.nan,
        "cadence_spm": 120.0 / time,
        "stride_length_m": closing.displacement_m,
        "speed_mps": closing.displacement_m / time,
        "walk_ratio_m_per_spm": closing.displacement_m / 2 / (120.0 / time),
        "turning_angle_deg": closing.turning_angle_deg,
        "height_change_m": closing.height_change_m,
        "is_stairs": closing.is_stairs,
        "is_running": closing.is_running,
        "is_turning": abs(closing.turning_angle_deg) > _TURNING_DEG,
        "toe_out_deg": np.nan
        if abs(closing.turning_angle_deg) > _TURNING_DEG or closing.direction == "unknown"
        else closing.toe_out_deg,
        **_roll(opening, closing),
    }


def _roll(opening: Swing, closing: Swing) -> dict[str, Any]:
    """How the foot rolls in the stance between two of its swings."""
    start, down, lift, leave = (
        opening.initial_contact_s,
        opening.roll_down_s,
        closing.roll_lift_s,
        closing.final_contact_s,
    )
    if not start <= down <= lift <= leave:
        return {"roll_flag": "not_flat"}
    row: dict[str, Any] = {"roll_down_s": down, "roll_lift_s": lift, "roll_flag": "ok"}
    for part, time_s in (("on", down - start), ("flat", lift - down), ("off", leave - lift)):
        row |= {f"roll_{part}_time_s": time_s, f"roll_{part}_pct": 100.0 * time_s / (leave - start)}
    for part, pitch_deg in (
        ("on", opening.foot_strike_angle_deg),
        ("off", closing.leaving_pitch_deg),
    ):
        turned = abs(pitch_deg) - _FLAT_PITCH_DEG
        if turned > 0.0 and row[f"roll_{part}_time_s"] > 0.0:
            row[f"roll_{part}_speed_dps"] = turned / row[f"roll_{part}_time_s"]
    return row


def _summary(strides: Sequence[dict[str, Any]], times: Sequence[float]) -> dict[str, Any]:
    directions = {row["direction"] for row in strides}
    medians = {
        name: float(np.median([row[name] for row in strides]))
        for name in ("cadence_spm", "stride_length_m", "speed_mps")
    }
    return medians | {
        "direction": directions.pop() if len(directions) == 1 else "unknown",
        "n_strides": len(strides),
        "duration_s": times[-1] - times[0],
    }
