"""A check that a sensor said to be in its segment's frame stands the right way up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from retrogait._kernels import zero_velocity
from retrogait._kernels.constants import (
    ACC_SCALE_MPS2,
    LARGEST_TILT_DEG,
    RATE_SCALE_DPS,
    STANDARD_GRAVITY_MPS2,
)
from retrogait.errors import InvalidTable

if TYPE_CHECKING:
    from retrogait._arrays import Floats
    from retrogait.recording import Recording

_WINDOW_S = 0.3
_UPSIDE_DOWN = (
    "multiply acc_x, acc_y and acc_z by -1 if this accelerometer reports gravity the other way (-1 g at rest); if the "
    "sensor is worn upside down, "
)


def check_upright(recording: Recording, site: str) -> None:
    """Raise `InvalidTable` where gravity is more than 45 degrees off +z at the site's stillest moment and on average.

    The stillest moment is the 0.3 s with the least turning and the least departure from 1 g; a frame without
    0.3 s of unbroken samples passes.
    """
    channels = recording.channels(site)
    width = max(2, round(_WINDOW_S * recording.rate_hz))
    pull, average = np.empty(3), np.empty(3)
    first = zero_velocity.stillest_window(
        channels, width, RATE_SCALE_DPS, STANDARD_GRAVITY_MPS2, ACC_SCALE_MPS2, pull, average
    )
    if first < 0:
        return
    tilt = _tilt_deg(pull)
    # a brisk shank is never still: the mean over the whole recording must be tilted as well
    if min(tilt, _tilt_deg(average)) > LARGEST_TILT_DEG:
        axis = int(np.argmax(np.abs(pull)))
        found = ("-" if pull[axis] < 0 else "+") + "xyz"[axis]
        upside_down = "" if tilt < 180.0 - LARGEST_TILT_DEG else _UPSIDE_DOWN
        raise InvalidTable(
            f"{site}: gravity lies along {found}, {tilt:.0f} deg from +z, when the sensor is stillest "
            f"(at {recording.time_s[first]:.2f} s); a recording in the segment frame has z up; {upside_down}"
            "make it with frame='sensor' and pass alignment=calibrate(walk, direction=...) or Alignment.declared(...)"
        )


def _tilt_deg(pull: Floats) -> float:
    """Angle between a specific force (3,) and +z; 0 where there is none."""
    norm = float(np.linalg.norm(pull))
    return float(np.degrees(np.arccos(np.clip(pull[2] / norm, -1, 1)))) if norm > 0 else 0.0
