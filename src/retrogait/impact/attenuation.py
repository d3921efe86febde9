"""How much of a impact is left further up the body."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from retrogait.errors import InvalidOption, InvalidTable
from retrogait.tables.arguments import arguments
from retrogait.tables.catalogue import IMPACTS, SIDES, SITES

if TYPE_CHECKING:
    import pandas as pd

    from retrogait._arrays import Floats

_STEP = ["time_s", "side", "direction", "speed_mps", "is_steady"]
_MEASURES = ("peak_resultant_mps2", "band_10_20hz_peak_mps2")


@arguments()
def shock_attenuation(impacts: pd.DataFrame, lower: str, upper: str) -> pd.DataFrame:
    """Compare the impact of every step at two sensors, lower and upper, such as shank and lower back.

    Parameters
    ----------
    impacts : DataFrame
        From `measure_impact`.
    lower, upper : str
        A site (`left_shank`) or a part of the landing leg (`shank`: of whichever leg lands).

    Returns
    -------
    DataFrame
        A row for each step seen by both: time, side, direction, speed, `is_steady`; `attenuation_pct`, 100 (1 -
        upper / lower) of the peak resultants; `attenuation_10_20hz_db`, 20 log10(upper / lower) of the 10-20 Hz peaks,
        below 0 where the impact is attenuated. NaN where either is.

    Raises
    ------
    InvalidOption
        No sensor of that name is in the table.
    InvalidTable
        The table is not from `measure_impact`.
    """
    absent = [name for name in IMPACTS.names if name not in impacts]
    if absent:
        raise InvalidTable(
            f"shock_attenuation: column {absent[0]!r} is missing (found "
            f"{' '.join(map(str, impacts.columns)) or 'none'}); expected the table of measure_impact; pass that"
        )
    below, above = (_rows_of(impacts, name) for name in (lower, upper))
    both = below[[*_STEP, *_MEASURES]].merge(
        above[["time_s", "side", *_MEASURES]], on=["time_s", "side"], suffixes=("", "_upper")
    )
    share = {name: _ratio(both, name) for name in _MEASURES}
    decibel = 20.0 * np.log10(share["band_10_20hz_peak_mps2"])
    return both[_STEP].assign(
        attenuation_pct=100.0 * (1.0 - share["peak_resultant_mps2"]), attenuation_10_20hz_db=decibel
    )


def _rows_of(impacts: pd.DataFrame, name: str) -> pd.DataFrame:
    parts = sorted({site.split("_", 1)[1] for site in SITES if site.startswith(SIDES)})
    if name not in SITES and name not in parts:
        raise InvalidOption(
            f"shock_attenuation: {name!r} is not a site; expected one of {' '.join(SITES)}, or of {' '.join(parts)} "
            "for the leg that lands; correct it"
        )
    own = impacts["site"] == name if name in SITES else impacts["site"] == impacts["side"] + f"_{name}"
    if len(impacts) and not own.any():
        raise InvalidOption(
            f"shock_attenuation: there is no {name!r} in the table (found {' '.join(sorted(set(impacts['site'])))}); "
            "choose two of these"
        )
    return impacts[own]


def _ratio(both: pd.DataFrame, name: str) -> Floats:
    lower, upper = both[name].to_numpy(float), both[f"{name}_upper"].to_numpy(float)
    return np.where(lower > 0, upper / np.where(lower > 0, lower, 1.0), np.nan)
