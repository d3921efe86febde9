"""Near-falls: trips, slips and stumbles, as jerk peaks of the trunk far beyond those of the walk around them.

Validated: simulation only. `benchmarks/near_falls_judged.py` prints what is reported of acted stumbles and falls.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from retrogait.errors import InvalidOption
from retrogait.stability.signals import positive, signal
from retrogait.tables.checks import Checked, option
from retrogait.tables.kinds import text

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import ArrayLike

    from retrogait._arrays import Floats, Integers


VALIDATED = "simulation only"
LEAST_RATE_HZ = 50.0


@dataclass(frozen=True)
class NearFallOptions(Checked):
    """What counts as a near-fall.

    The peak-to-peak of real walking, starts and stops included, is 60 to 260 m/s^3; of acted stumbles 550 and more.

    Attributes
    ----------
    span_s : float
        The derivative of vertical acceleration is the difference between the means of the `span_s` after and before.
    window_s : float
        Window of the peak-to-peak of that derivative.
    least_mps3 : float
        A near-fall has at least this peak-to-peak ...
    times_usual : float
        ... and at least this multiple of the usual one, the median over the walk within `around_s`.
    around_s : float
        Reach of the surrounding walk to either side.
    apart_s : float
        Peaks within this time belong to the same near-fall.
    """

    span_s: float = option(0.05, low=0, inside=True)
    window_s: float = option(1.0, low=0, inside=True)
    least_mps3: float = option(200.0, low=0, inside=True)
    times_usual: float = option(2.5, low=0, inside=True)
    around_s: float = option(15.0, low=0, inside=True)
    apart_s: float = option(2.0, low=0, inside=True)


def near_falls(
    up_mps2: ArrayLike, rate_hz: float, options: NearFallOptions | None = None, *, start_s: float = 0.0
) -> pd.DataFrame:
    """Find near-falls in the vertical acceleration of the trunk. Validated: simulation only.

    The peak-to-peak of the derivative of vertical acceleration, over a second, is compared with a fixed bound and with
    its median in the walk around, so that a slow and a brisk walker are each judged by their own gait.

    Parameters
    ----------
    up_mps2 : array (n,)
        Vertical acceleration of the trunk while walking, levelled.
    rate_hz : float
        Its sampling rate, 50 Hz or more.
    options : NearFallOptions, optional
        Bounds.
    start_s : float
        Time of the first sample.

    Returns
    -------
    DataFrame
        One row per near-fall: `time_s` of the largest jerk peak, `peak_to_peak_mps3`, `times_usual`, and `validated`:
        "simulation only".

    Raises
    ------
    InvalidTable
        The signal is not a row of numbers.
    InvalidOption
        The rate is below 50 Hz.

    Notes
    -----
    After Weiss et al. 2010, BMC Res Notes 3:62, doi 10.1186/1756-0500-3-62, whose measure is the peak-to-peak of the
    derivative of vertical acceleration. Differences: the derivative is over 50 ms, so that it does not depend on the
    sampling rate; the bound is relative to the person's own walk as well. Their sensitivity on real people says nothing
    about these bounds.

    Examples
    --------
    >>> t = np.arange(6000) / 100
    >>> up = 2 * np.sin(4 * np.pi * t)
    >>> up[3000:3010] += 15
    >>> near_falls(up, 100.0)["time_s"].round(1).tolist()
    [30.0]
    """
    options = NearFallOptions() if options is None else options
    if not isinstance(options, NearFallOptions):
        raise InvalidOption(
            f"near_falls: options is {options!r}; expected NearFallOptions(...), as in "
            "NearFallOptions(times_usual=3.0)"
        )
    values = signal("near_falls", up_mps2, "up_mps2")
    positive("near_falls", "rate_hz", rate_hz)
    if rate_hz < LEAST_RATE_HZ:
        raise InvalidOption(
            f"near_falls: rate_hz is {rate_hz:g}; expected 50 or more, because a jerk peak lasts about 50 ms; "
            "record at a higher rate"
        )
    found = find_jerk_peaks(values, rate_hz, options, start_s, (0, len(values)))
    return found.assign(validated=text([VALIDATED] * len(found)))


def find_jerk_peaks(
    values: Floats, rate_hz: float, options: NearFallOptions, start_s: float, walked: tuple[int, int]
) -> pd.DataFrame:
    """Near-falls in samples of which the half-open range `walked` is walking: only there the usual is taken."""
    import pandas as pd

    jerk_peak = derivative(values, rate_hz, options.span_s)
    size = _peak_to_peak(jerk_peak, max(3, round(options.window_s * rate_hz)))
    beyond = size >= options.least_mps3
    usual = size
    if beyond.any():
        first, last = walked
        usual = np.pad(_usual(size[first:last], rate_hz, options), (first, len(size) - last), mode="edge")
    beyond &= size >= options.times_usual * usual
    rows = []
    for first, last in _groups(np.flatnonzero(beyond), round(options.apart_s * rate_hz)):
        peak = first + int(np.argmax(np.abs(jerk_peak[first : last + 1])))
        largest = first + int(np.argmax(size[first : last + 1]))
        rows.append((start_s + peak / rate_hz, size[largest], size[largest] / max(usual[largest], 1e-9)))
    columns = ["time_s", "peak_to_peak_mps3", "times_usual"]
    return pd.DataFrame(np.array(rows).reshape(-1, 3), columns=columns)


def derivative(values: Floats, rate_hz: float, span_s: float) -> Floats:
    """Mean over the `span_s` after each sample minus that before, per second; ends are held."""
    half = span_s * rate_hz
    pad = int(np.ceil(half)) + 1
    padded = np.pad(values, pad, mode="edge") if len(values) else values
    total = np.concatenate([[0.0], np.cumsum(padded)])
    at = np.arange(len(values)) + pad + 0.5
    place = np.arange(len(total), dtype=float)
    after, here, before = (np.interp(at + shift, place, total) for shift in (half, 0.0, -half))
    change: Floats = (after - 2.0 * here + before) / half / span_s
    return change


def _peak_to_peak(x: Floats, width: int) -> Floats:
    """Largest minus smallest value in the `width` samples around each."""
    if not len(x):
        return x
    before, after = width // 2, width - 1 - width // 2
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(x, (before, after), mode="edge"), width)
    spread: Floats = windows.max(axis=1) - windows.min(axis=1)
    return spread


def _usual(size: Floats, rate_hz: float, options: NearFallOptions) -> Floats:
    """Median of the peak-to-peaks around each sample, from one value per window."""
    step = max(1, round(0.5 * options.window_s * rate_hz))
    sparse = size[step // 2 :: step] if len(size) > step // 2 else size
    if not len(sparse):
        return np.zeros(len(size))
    reach = max(1, round(options.around_s * rate_hz / step))
    # at the ends the walk around reaches as far, to the one side that there is
    middle = np.clip(np.arange(len(sparse)), reach, max(reach, len(sparse) - 1 - reach))
    medians = np.array([np.median(sparse[max(0, k - reach) : k + reach + 1]) for k in middle])
    at = np.minimum(np.arange(len(size)) // step, len(medians) - 1)
    usual: Floats = medians[at]
    return usual


def _groups(places: Integers, apart: int) -> list[tuple[int, int]]:
    """First and last of each group of places that are no further apart than `apart`."""
    if not len(places):
        return []
    cuts = np.flatnonzero(np.diff(places) > apart)
    firsts = np.concatenate([[places[0]], places[cuts + 1]])
    lasts = np.concatenate([places[cuts], [places[-1]]])
    return [(int(a), int(b)) for a, b in zip(firsts, lasts, strict=True)]
