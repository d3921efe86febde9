"""Turning of a sensor about the vertical, which is the same all over the body when a person turns round."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from retrogait._kernels import strapdown

if TYPE_CHECKING:
    from retrogait._arrays import Floats

_WINDOW_S, _MOST_WINDOWS = 12.0, 6
_TURN_S, _HOP_S = 6.0, 0.5  # a U-turn takes 1 to 4 s; what a foot toes out within a stride is evened out


def turns_deg(channels: Floats, rate_hz: float) -> Floats:
    """Net turns to the left (windows, m) over 6 s, every 0.5 s of windows spread over the channels (6, n) of a sensor.

    The vertical is the mean specific force over the window. NaN where samples are lost, or there are no 6 s.
    """
    n, width = channels.shape[1], round(_WINDOW_S * rate_hz)
    count = min(_MOST_WINDOWS, max(1, -(-n // width)))
    starts = np.linspace(0, max(0, n - width), count).astype(np.int64)
    return np.array([_turns(np.ascontiguousarray(channels[:, a : a + width].T), rate_hz) for a in starts])


@np.errstate(over="ignore", invalid="ignore")  # rates that no sensor gives end as NaN, which is no turn
def _turns(samples: Floats, rate_hz: float) -> Floats:
    n = len(samples)
    firsts = (np.arange(round((_WINDOW_S - _TURN_S) / _HOP_S) + 1) * _HOP_S * rate_hz).astype(np.int64)
    lasts = firsts + round(_TURN_S * rate_hz)
    if n < 2 or np.isnan(samples.min()):
        return np.full(len(firsts), np.nan)
    turn, force_sum = np.empty((n, 4)), np.empty((n, 3))
    strapdown.integrate_motion(samples, rate_hz, np.zeros(3), turn, force_sum)
    up = force_sum[-1] - force_sum[0]
    axis, rate = turn[:, 1:], samples[:, 3:]
    aside = 2.0 * np.cross(axis, rate)
    level = (rate + turn[:, :1] * aside + np.cross(axis, aside)) @ up / max(float(np.linalg.norm(up)), 1e-9)
    total = np.concatenate([[0.0], np.cumsum(level) / rate_hz])
    turns: Floats = np.where(lasts <= n, total[np.minimum(lasts, n)] - total[np.minimum(firsts, n)], np.nan)
    return turns
