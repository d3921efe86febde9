"""Near-falls from a sensor on the trunk while its samples arrive, and its vertical acceleration."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from retrogait._kernels.live import jerk_peaks
from retrogait.live.plain import plain_fields

if TYPE_CHECKING:
    from retrogait._arrays import Floats
    from retrogait.stability import NearFallOptions


# Half a window of less is standing, and no part of the walk: of simulated walks at 0.2 m/s the usual peak-to-peak is
# above 10 m/s^3, of real standing 3 to 10
LEAST_USUAL_MPS3 = 10.0
LONGEST_BRIDGE_S = 0.1
REMEMBERED_S = 16.0  # of vertical acceleration


class NearFall(NamedTuple):
    """A jerk peak of the trunk far beyond those of the walk before it. Validated: simulation only.

    `peak_to_peak_mps3` is the value reached by `decided_s`, when it was decided.
    """

    time_s: float
    peak_to_peak_mps3: float
    times_usual: float
    decided_s: float

    def to_dict(self) -> dict[str, Any]:
        """Return the fields as plain values for JSON; None where there is no number.

        >>> NearFall(12.3, 480.0, 6.5, 12.6).to_dict()
        {'time_s': 12.3, 'peak_to_peak_mps3': 480.0, 'times_usual': 6.5, 'decided_s': 12.6}
        """
        return plain_fields(self, self._fields)


class TrunkKernel:
    """The state of one trunk sensor; not safe for two threads at once."""

    def __init__(self, rate_hz: float, options: NearFallOptions) -> None:
        self.rate_hz = rate_hz
        window = max(3, round(options.window_s * rate_hz))
        self._options = np.zeros(8)
        self._options[jerk_peaks.RATE_HZ] = rate_hz
        self._options[jerk_peaks.SPAN] = max(1, round(options.span_s * rate_hz))
        self._options[jerk_peaks.WINDOW] = window
        self._options[jerk_peaks.APART] = round(options.apart_s * rate_hz)
        self._options[jerk_peaks.LEAST] = options.least_mps3
        self._options[jerk_peaks.TIMES] = options.times_usual
        self._options[jerk_peaks.LEAST_USUAL] = LEAST_USUAL_MPS3
        self._options[jerk_peaks.BRIDGE] = round(LONGEST_BRIDGE_S * rate_hz)
        remembered = max(REMEMBERED_S * rate_hz, 2 * window)
        halves = max(jerk_peaks.LEAST_HISTORY, round(options.around_s / (0.5 * options.window_s)))
        self.arrays = {
            "state": np.zeros(jerk_peaks.STATE_WIDTH),
            "ring": np.full((1 << math.ceil(math.log2(remembered)), 3), np.nan),
            "history": np.zeros(halves),
        }
        self._jerk_peaks = np.empty((16, 4))

    @property
    def seen(self) -> int:
        """Samples so far, lost ones included."""
        return int(self.arrays["state"][jerk_peaks.SEEN])

    def watch(self, samples: Floats) -> list[list[float]]:
        """Take in samples (n, 6) and return the jerk peaks they decide, as rows of `_kernels.live.jerk_peaks`."""
        rows: list[list[float]] = []
        carried = self.arrays
        while True:
            taken, found = jerk_peaks.watch_trunk(
                samples,
                self._options,
                carried["state"],
                carried["ring"],
                carried["history"],
                self._jerk_peaks,
            )
            rows += self._jerk_peaks[:found].tolist()
            samples = samples[taken:]
            if not len(samples):
                return rows

    def up_mps2(self, duration_s: float) -> Floats:
        """Vertical acceleration of the last seconds, without a break: (n,), the latest last."""
        ring = self.arrays["ring"]
        count = min(self.seen, len(ring), round(duration_s * self.rate_hz))
        rows = np.arange(self.seen - count, self.seen) & (len(ring) - 1)
        up: Floats = ring[rows, jerk_peaks.UP]
        broken = np.flatnonzero(np.isnan(up))
        return up[broken[-1] + 1 :] if len(broken) else up
