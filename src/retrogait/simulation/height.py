"""How high the pelvis is carried where steps go up or down: as high as both legs reach, and smoothly so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from retrogait.simulation.curves import Keyframes

if TYPE_CHECKING:
    from retrogait.simulation.curves import Floats

_KNOT_EVERY = 5
CLIMBING_S, WALKING_S = 0.18, 0.30
"""Half-widths of the bell: a step up lifts the body at once, in level walking it keeps its height."""


def under(allowed_m: Floats, time_s: Floats, half_width_s: float) -> Keyframes:
    """Draw a smooth curve that stays under `allowed_m` (n,), given at evenly spaced `time_s` (n,).

    It is the mean of the least values nearby, weighted by a bell as wide as they are looked for in.
    """
    step_s = float(time_s[1] - time_s[0])
    reach = round(half_width_s / step_s)
    padded = np.pad(allowed_m, 2 * reach, mode="edge")
    least = np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1).min(axis=1)
    weights = _bell(np.arange(-reach, reach + 1) / reach)
    smooth = np.convolve(least, weights / weights.sum(), mode="valid")
    rate = np.gradient(smooth, step_s)
    second = np.gradient(rate, step_s)
    knots = np.arange(0, len(smooth), _KNOT_EVERY)
    return Keyframes(time_s[knots], smooth[knots], rate[knots], second[knots])


def _bell(x: Floats) -> Floats:
    """Weights (n,) of a smooth bell over -1 to 1, with slopes and curvatures of 0 at its ends."""
    return np.asarray((1.0 - np.clip(np.abs(x), 0.0, 1.0) ** 2) ** 3)
