"""Impact transients: how a sensor rings on its segment after contact."""

from __future__ import annotations

import numpy as np

from retrogait.simulation.curves import Floats, ease

_DECAY_S = 0.022
_ONSET_S = 0.006


def ring(time_s: Floats, hit_s: Floats, kick: Floats, ring_hz: float) -> Floats:
    """Sum of damped oscillations (n,), one from each of `hit_s` (m,), that start with the rate `kick` (m,).

    The unit is that of `kick` times seconds: kicks in m/s give metres, in rad/s give rad.
    """
    total = np.zeros(len(time_s))
    first = np.searchsorted(time_s, hit_s)
    last = np.searchsorted(time_s, hit_s + 8.0 * _DECAY_S)
    turn = 2.0 * np.pi * ring_hz
    for i in np.flatnonzero(first < last):
        a, b, rate = first[i], last[i], kick[i]
        t = time_s[a:b] - hit_s[i]
        fade = ease(t / _ONSET_S) * (1.0 - ease(t / (8.0 * _DECAY_S)))
        total[a:b] += rate / turn * np.exp(-t / _DECAY_S) * np.sin(turn * t) * fade
    return total
