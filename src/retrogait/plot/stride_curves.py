"""Curves cut into strides, each from 0 to 100 %."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from retrogait.plot.style import steady_strides
from retrogait.tables.catalogue import SIDES

if TYPE_CHECKING:
    from retrogait._arrays import Floats
    from retrogait.session import Session


_PERCENT = np.arange(101.0)
_COLUMNS = ("stride", "side", "direction", "stance_pct", "stride_pct", "value_deg")


CURVES = ("knee_flexion", "shank_angle", "thigh_angle", "foot_pitch")


def cut_strides(session: Session, curve: str) -> pd.DataFrame:
    """A row for each percent of each steady stride whose curve is whole: `stride` is its row in `session.strides`."""
    strides = steady_strides(session.strides)
    if curve == "foot_pitch":
        return _foot_pitch(session, strides)
    time_s, signals = _signals(session, curve)
    tables = []
    for side, signal in signals.items():
        own = strides[strides["side"].eq(side)]
        start_s, end_s = (own[name].to_numpy(float)[:, np.newaxis] for name in ("start_s", "end_s"))
        at_s = start_s + (end_s - start_s) * _PERCENT / 100.0
        values = np.interp(at_s, time_s, signal, left=np.nan, right=np.nan)
        whole = np.isfinite(values).all(axis=1)
        rows = own[whole].rename_axis("stride").reset_index()[["stride", "side", "direction", "stance_pct"]]
        table = rows.loc[rows.index.repeat(len(_PERCENT))]
        curves = {"stride_pct": np.tile(_PERCENT, len(rows)), "value_deg": values[whole].ravel()}
        tables.append(table.assign(**curves))
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=list(_COLUMNS))


def _signals(session: Session, curve: str) -> tuple[Floats, dict[str, Floats]]:
    """Time and the curve of each leg that has it."""
    if curve == "knee_flexion":
        frame, names = session.knee, {f"{side}_knee_flexion_deg": side for side in SIDES}
    else:
        from retrogait.knee import measure_knees

        part = curve.split("_", maxsplit=1)[0]
        frame = measure_knees(session.recording, session.strides).tilts
        names = {f"{side}_{part}": side for side in SIDES}
    return frame.index.to_numpy(float), {
        names[name]: frame[name].to_numpy(float) for name in names if name in frame.columns
    }


def _foot_pitch(session: Session, strides: pd.DataFrame) -> pd.DataFrame:
    from retrogait.gait.foot_path import trace_feet

    paths = trace_feet(session)
    own = paths[paths["stride"].isin(strides.index)]
    table = own.rename(columns={"pitch_down_deg": "value_deg"})
    stance = strides["stance_pct"].reindex(own["stride"].to_numpy()).to_numpy()
    cut: pd.DataFrame = table.assign(stance_pct=stance)[list(_COLUMNS)]
    return cut
