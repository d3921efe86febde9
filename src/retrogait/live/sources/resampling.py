"""An accelerometer and a gyroscope that each measure at times of their own, brought to common steady instants."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from retrogait.live.sources.samples import Samples

if TYPE_CHECKING:
    from retrogait._arrays import Floats

LONGEST_HOLE_S = 0.1  # between two samples of a sensor; what lies in a longer one was lost
JUDGED_S = 0.5  # of samples of both, from which their rates are seen
AVERAGED_FROM = (
    1.5  # times the rate asked for: from there on a step's mean is taken, or what is faster would alias
)
OTHER_RATE = 0.1  # of the rate asked for: from there on it is noted


class _Sensor:
    """The samples of one sensor that are still needed."""

    def __init__(self) -> None:
        self.time_s = np.empty(0)
        self.values = np.empty((0, 3))
        self.rate_hz = 0.0

    def add(self, time_s: Floats, values: Floats) -> None:
        """Add samples; those that are not whole or not later than all before are left out."""
        whole = np.isfinite(time_s) & np.isfinite(values).all(axis=1)
        time_s, values = time_s[whole], values[whole]
        before = np.concatenate([self.time_s[-1:] if len(self.time_s) else [-np.inf], time_s])
        rising = time_s > np.maximum.accumulate(before)[:-1]
        self.time_s = np.concatenate([self.time_s, time_s[rising]])
        self.values = np.concatenate([self.values, values[rising]])

    def judge(self, until_s: float) -> None:
        """See the rate of the samples up to a time."""
        steps = np.diff(self.time_s[self.time_s <= until_s])
        self.rate_hz = 1.0 / float(np.median(steps)) if len(steps) else 0.0

    def at(self, instants_s: Floats, step_s: float) -> Floats:
        """The values at instants, by straight lines between samples; NaN in holes."""
        time_s, values = self.time_s, self.values
        after = np.searchsorted(time_s, instants_s, "left").clip(1, len(time_s) - 1)
        hole = time_s[after] - time_s[after - 1] > LONGEST_HOLE_S
        if self.is_averaged(step_s):
            found = (
                self._integral(instants_s + 0.5 * step_s) - self._integral(instants_s - 0.5 * step_s)
            ) / step_s
        else:
            found = np.stack([np.interp(instants_s, time_s, column) for column in values.T], axis=1)
        found[hole] = np.nan
        return found

    def is_averaged(self, step_s: float) -> bool:
        """Whether it is so much faster than the instants that the mean of a step is taken."""
        return self.rate_hz * step_s >= AVERAGED_FROM

    def _integral(self, until_s: Floats) -> Floats:
        """The integral of the straight lines between samples, (n, 3)."""
        time_s, values = self.time_s, self.values
        steps = np.diff(time_s)[:, None]
        whole = np.concatenate(
            [np.zeros((1, 3)), np.cumsum(0.5 * steps * (values[1:] + values[:-1]), axis=0)]
        )
        k = (np.searchsorted(time_s, until_s, "right") - 1).clip(0, len(time_s) - 2)
        into = (until_s - time_s[k])[:, None]
        slope = (values[k + 1] - values[k]) / steps[k]
        found: Floats = whole[k] + into * (values[k] + 0.5 * slope * into)
        return found

    def forget(self, before_s: float) -> None:
        """Leave out samples that no instant from `before_s` on needs."""
        first = max(0, int(np.searchsorted(self.time_s, before_s, "right")) - 1)
        self.time_s, self.values = self.time_s[first:], self.values[first:]


class CommonGrid:
    """Makes samples at a steady rate of those of two sensors. How they are cut into answers changes nothing."""

    def __init__(self, rate_hz: float) -> None:
        self.step_s = 1.0 / rate_hz
        self.acc, self.gyr = _Sensor(), _Sensor()
        self._first_s: float | None = None
        self._next = 0

    def take(self) -> Samples | None:
        """The samples for which both sensors have brought what is needed; None where there are none."""
        sensors = (self.acc, self.gyr)
        if not all(len(one.time_s) for one in sensors):
            return None
        if self._first_s is None and not self._begin(*sensors):
            return None
        first_s, step_s = self._first_s or 0.0, self.step_s
        end_s = min(one.time_s[-1] - 0.5 * step_s * one.is_averaged(step_s) for one in sensors)
        count = int(np.floor((end_s - first_s) / step_s + 1e-9)) + 1 - self._next
        if count <= 0 or min(len(one.time_s) for one in sensors) < 2:
            return None
        instants_s = np.asarray(first_s + step_s * np.arange(self._next, self._next + count), np.float64)
        self._next += count
        values = np.concatenate([one.at(instants_s, step_s) for one in sensors], axis=1)
        for one in sensors:
            one.forget(float(instants_s[-1]) - step_s)
        return Samples(values, instants_s)

    def note(self) -> str | None:
        """The rates of the two where one is not the rate asked for; None before they are known."""
        rate_hz = 1.0 / self.step_s
        if self._first_s is None or all(
            abs(one.rate_hz / rate_hz - 1.0) <= OTHER_RATE for one in (self.acc, self.gyr)
        ):
            return None
        slow = any(one.rate_hz < (1.0 - OTHER_RATE) * rate_hz for one in (self.acc, self.gyr))
        return (
            f"the accelerometer measures at {self.acc.rate_hz:.4g} Hz, the gyroscope at {self.gyr.rate_hz:.4g} Hz; "
            f"both are brought to {rate_hz:g} Hz"
            + (
                ", and nothing is added by that: choose a lower rate_hz, or a faster rate on the device"
                * slow
            )
        )

    def _begin(self, acc: _Sensor, gyr: _Sensor) -> bool:
        """Choose the first instant, once both have brought enough to see their rates."""
        from_s = max(float(acc.time_s[0]), float(gyr.time_s[0]))
        if min(float(acc.time_s[-1]), float(gyr.time_s[-1])) < from_s + JUDGED_S:
            return False
        for one in (acc, gyr):
            one.judge(float(one.time_s[0]) + JUDGED_S)
        averaged = acc.is_averaged(self.step_s) or gyr.is_averaged(self.step_s)
        self._first_s = from_s + 0.5 * self.step_s * averaged
        return True
