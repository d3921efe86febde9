"""A check that a sensor said to be in its segment's frame stands the right way up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from retrogait.errors import InvalidTable

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from retrogait.recording import Recording

LARGEST_TILT_DEG = 45.0

_WINDOW_S = 0.3


def check_upright(recording: Recording, site: str) -> None:
    """Raise `InvalidTable` where gravity is more than 45 degrees off +z at the site's stillest moment and on average.

    The stillest moment is the 0.3 s with the least turning and the least departure from 1 g; a frame without
    a whole window passes.
    """
    _, values = recording.samples(site)
    width = max(2, round(_WINDOW_S * recording.rate_hz))
    if len(values) < width:
        return
    norm = np.linalg.norm(values[:, :3], axis=1)
    unrest = (values[:, 3:] ** 2).sum(axis=1) / 60.0**2 + ((norm - 9.81) / 3.0) ** 2
    totals = np.concatenate([[0.0], np.cumsum(np.nan_to_num(unrest, nan=1e12))])
    windows = totals[width:] - totals[:-width]
    first = int(np.argmin(windows))
    pull = values[first : first + width, :3].mean(axis=0)
    tilt = _tilt_deg(pull)
    # a brisk shank is never still: the mean over the whole recording must be tilted as well
    if min(tilt, _tilt_deg(np.nanmean(values[:, :3], axis=0))) > LARGEST_TILT_DEG:
        axis = int(np.argmax(np.abs(pull)))
        found = ("-" if pull[axis] < 0 else "+") + "xyz"[axis]
        raise InvalidTable(
            f"{site}: gravity lies along {found}, {tilt:.0f} deg from +z, when the sensor is stillest "
            f"(at {recording[site].index[first]:.2f} s); a recording in the segment frame has z up; make it with "
            "frame='sensor' and pass alignment=calibrate(walk, direction=...) or Alignment.declared(...)"
        )


def _tilt_deg(pull: NDArray[np.float64]) -> float:
    """Angle between a specific force (3,) and +z; 0 where there is none."""
    norm = float(np.linalg.norm(pull))
    return float(np.degrees(np.arccos(np.clip(pull[2] / norm, -1, 1)))) if norm > 0 else 0.0
