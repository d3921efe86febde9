"""The stride period of a trunk sensor whose axes are not known yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from retrogait._kernels import means, period

if TYPE_CHECKING:
    from retrogait._arrays import Floats

_RANGE_S = (0.7, 4.4)
_WINDOW_S = 20.0
_SHARE = 0.8  # of the clearest repetition, which the first period has to reach


def trunk_stride_period(samples: Floats, rate_hz: float) -> float:
    """Stride period in s of a trunk sensor (n, 6) of unknown axes: sway and twist sideways repeat with the stride."""
    swaying = samples - samples.mean(axis=0)
    scale = [np.full(3, np.sqrt((swaying[:, k : k + 3] ** 2).sum(axis=1).mean())) for k in (0, 3)]
    return _period(swaying / np.maximum(np.concatenate(scale), 1e-9), rate_hz)


def _period(signals: Floats, rate_hz: float) -> float:
    """Period of signals (n, columns), the median over windows of 20 s by how they repeat; NaN where none do."""
    block = max(1, round(rate_hz / 50.0))
    count = len(signals) // block
    coarse = np.empty((count, signals.shape[1]))
    period.block_means(signals, 0, block, coarse)
    coarse_hz = rate_hz / block
    columns = []
    around = np.empty(count)
    for column in coarse.T:
        means.running_means(np.ascontiguousarray(column), int(coarse_hz), around)
        columns.append(np.convolve(column - around, np.ones(5) / 5.0, "same"))
    swaying = np.stack(columns, axis=1)
    length = int(_WINDOW_S * coarse_hz)
    starts = np.arange(0, max(1, count - length // 2), length // 2)
    periods, strength = np.empty(len(starts)), np.empty(len(starts))
    period.window_periods(swaying, coarse_hz, starts, length, *_RANGE_S, _SHARE, periods, strength)
    good = np.isfinite(periods)
    if not good.any():
        return float("nan")
    order = np.argsort(periods[good])
    weight = np.cumsum(strength[good][order])
    return float(periods[good][order][np.searchsorted(weight, 0.5 * weight[-1])])
