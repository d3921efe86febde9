"""`measure_impact`: the impact of every step at every sensor of its leg and of the trunk."""

from __future__ import annotations

import warnings as python_warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from retrogait._kernels import impacts
from retrogait._kernels.constants import STANDARD_GRAVITY_MPS2
from retrogait.errors import RetrogaitWarning
from retrogait.kinematics.bands import band_pass, low_pass
from retrogait.kinematics.gaps import unbroken
from retrogait.kinematics.segment import follow_segment
from retrogait.tables.arguments import CALLER, arguments
from retrogait.tables.catalogue import IMPACTS, SIDES
from retrogait.tables.checks import Checked, option
from retrogait.tables.flags import invalid
from retrogait.tables.selection import is_steady

if TYPE_CHECKING:
    from collections.abc import Callable

    from retrogait._arrays import Flags, Floats
    from retrogait.kinematics.segment import SegmentMotion
    from retrogait.recording import Recording
    from retrogait.session import Session


_LEAST_HZ = 100.0
# Below the rate that holds the filter's band, `benchmarks/impact_rate.py` finds these to be others than at 200 Hz: on
# feet and shanks all of a transient but its resultant and its slow band; on trunk and thighs all but that band.
_RESULTANT, _SLOW_BAND, _FAST_BAND = "peak_resultant_mps2", "band_10_20hz_peak_mps2", "band_15_60hz_peak_mps2"
_RESULTANT_HOLDS = ("foot", "shank")
_PLACEMENT_TELLS = ("foot",)
_LOW_BAND_HZ, _HIGH_BAND_HZ = (10.0, 20.0), (15.0, 60.0)
_OVER_NYQUIST = 2.2  # a band needs a sampling rate of so many times its upper edge
_LEAST_LIMIT = 15.0  # m/s^2; no accelerometer is limited to less, and rest is at 9.8
_LIMIT_TOLERANCE = 1e-6  # m/s^2, for values that were turned and turned back
_SAME_INSTANT_S = 1e-6
_SHOCK_COLUMNS = {
    "peak_axial_mps2": impacts.PEAK_AXIAL,
    "peak_resultant_mps2": impacts.PEAK_RESULTANT,
    "time_to_peak_s": impacts.TIME_TO_PEAK,
    "slope_mps3": impacts.SLOPE,
    "peak_jerk_mps3": impacts.PEAK_JERK,
}
IMPACT_MEASURES = (*_SHOCK_COLUMNS, _SLOW_BAND, _FAST_BAND)


LEAST_LOW_PASS_HZ = 20.0  # below, nothing of an impact is left


@dataclass(frozen=True)
class ImpactOptions(Checked):
    """Where the impact of a step is looked for.

    Attributes
    ----------
    before_s, after_s : float
        Around the initial contact. A landing by toe sends its impact later than one by heel, as the heel comes down.
    low_pass_hz : float
        Cut-off of the acceleration for peaks, slope and jerk: a fourth-order Butterworth filter, run forward and
        backward, where the rate is 2.2 times that; otherwise there is nothing faster to take out.
    """

    before_s: float = option(0.05, "a number of seconds", low=0.0, high=0.5)
    after_s: float = option(0.15, "a number of seconds", low=0.02, high=0.5)
    low_pass_hz: float = option(60.0, low=LEAST_LOW_PASS_HZ)


@arguments()
def measure_impact(session: Session, options: ImpactOptions | None = None) -> pd.DataFrame:
    """Measure the impact of every step at every sensor of the landing leg and of the trunk.

    Gravity is taken out in a frame levelled over whole strides. Peaks are in m/s^2 within a window around the initial
    contact: axial is along the segment's long axis (z), resultant the length of the vector.

    Parameters
    ----------
    session : Session
        Directly from `analyze`, because the samples are needed.
    options : ImpactOptions, optional
        The window.

    Returns
    -------
    DataFrame
        `catalogue.IMPACTS`, a row for each step and site. `flag` is `ok`; `low_rate` where the resultant peak would
        change at a higher rate: below 100 Hz, and on trunk and thighs below 132; `no_peak` where the highest sample is
        at the edge of the window; or `invalid: ...` with the reason, where all measures are NaN: samples at the limit
        of the sensor, or missing. `low_rate_measures` names all measures that would change. `is_placement_dependent` is
        true on a foot. The 15-60 Hz band needs 132 Hz, the axial peak a known mounting; they are NaN without.

    Warns
    -----
    RetrogaitWarning
        The rate is below 100 Hz, or samples reach the limit of a sensor.

    Notes
    -----
    Segment acceleration is neither force nor loading rate: do not compare it with force-plate measures, and compare
    walking directions only at the same speed (`compare_directions`).

    Examples
    --------
    >>> import retrogait as rg
    >>> walk, truth = rg.simulate_walk("forward", 0.9, duration_s=20, rate_hz=200, seed=1)
    >>> table = rg.measure_impact(rg.analyze(walk))
    >>> table["flag"].unique().tolist()
    ['ok']
    """
    options = options or ImpactOptions()
    recording = session.recording
    steps = _list_steps(session)
    tables = []
    for site in recording.sites:
        own = steps[steps["side"].eq(site.split("_", 1)[0])] if site.startswith(SIDES) else steps
        motion = follow_segment(recording, site, session.strides)
        if motion is not None and len(own):
            tables.append(_measure_site(recording, motion, own, options))
    for note in _notes(recording, tables):
        python_warnings.warn(f"measure_impact: {note}", RetrogaitWarning, stacklevel=CALLER)
    if not tables:
        return IMPACTS.frame()
    joined = pd.concat(tables, ignore_index=True)
    return joined.sort_values(["time_s", "side"], kind="stable", ignore_index=True)


def _list_steps(session: Session) -> pd.DataFrame:
    """Initial contacts with the speed of the strides they bound, and whether these are steady."""
    events, strides = session.events, session.strides
    landings = events[events["event"] == "initial_contact"].reset_index(drop=True)
    is_stride_steady = is_steady(strides).to_numpy()
    speed, steady = np.full(len(landings), np.nan), np.zeros(len(landings), bool)
    sides, starts, ends = (strides[name].to_numpy() for name in ("side", "start_s", "end_s"))
    for row, (side, time_s) in enumerate(zip(landings["side"], landings["time_s"], strict=True)):
        near = (np.abs(starts - time_s) < _SAME_INSTANT_S) | (np.abs(ends - time_s) < _SAME_INSTANT_S)
        near &= sides == side
        speeds = strides["speed_mps"].to_numpy()[near]
        if np.isfinite(speeds).any():
            speed[row] = np.nanmean(speeds)
        steady[row] = near.any() and is_stride_steady[near].all()
    return landings.assign(speed_mps=speed, is_steady=steady)


def _measure_site(
    recording: Recording, motion: SegmentMotion, steps: pd.DataFrame, options: ImpactOptions
) -> pd.DataFrame:
    """The rows of one site."""
    mounted, rate_hz = recording.frame_of(motion.site) == "segment", recording.rate_hz
    window = (options.before_s, options.after_s)
    acc = motion.samples[:, :3] - STANDARD_GRAVITY_MPS2 * motion.up
    at = (steps["time_s"].to_numpy(float) - motion.time_s[0]) * rate_hz
    rows = np.empty((len(at), impacts.WIDTH))
    is_slow = rate_hz < _OVER_NYQUIST * options.low_pass_hz
    smooth = acc if is_slow else _filtered(acc, lambda part: low_pass(part, rate_hz, options.low_pass_hz))
    impacts.contact_impacts(smooth, rate_hz, at, *window, mounted, rows)
    values = {name: rows[:, column] for name, column in _SHOCK_COLUMNS.items()}
    values[_SLOW_BAND] = _band_peaks(acc, rate_hz, at, window, _LOW_BAND_HZ)
    values[_FAST_BAND] = _band_peaks(acc, rate_hz, at, window, _HIGH_BAND_HZ)
    saturated = _any_within(_limited(recording, motion.site), at, rate_hz, window)
    missing = np.isnan(values["peak_resultant_mps2"])
    flag = np.where(np.isnan(values["time_to_peak_s"]), "no_peak", "ok").astype(object)
    others = _low_rate_measures(motion.site, rate_hz) if is_slow else ()
    flag[(flag == "ok") & (_RESULTANT in others)] = "low_rate"
    flag[missing] = str(invalid("samples are missing"))
    flag[saturated] = str(invalid("samples at the limit of the sensor"))
    for column in values.values():
        column[saturated | missing] = np.nan
    facts = {name: steps[name].to_numpy() for name in ("time_s", "speed_mps", "is_steady", "bout_id")}
    words = {name: list(steps[name]) for name in ("side", "direction", "strike")}
    of_site = {
        "site": [motion.site] * len(at),
        "is_placement_dependent": np.full(len(at), motion.site.endswith(_PLACEMENT_TELLS)),
        "low_rate_measures": [" ".join(others) or None] * len(at),
    }
    return IMPACTS.frame(
        {**facts, **words, **of_site, **values, "is_saturated": saturated, "flag": list(flag)}
    )


def _low_rate_measures(site: str, rate_hz: float) -> tuple[str, ...]:
    """Measures of a site that are others at a higher rate; the fast band is missing rather than another."""
    held = {_FAST_BAND}
    if rate_hz >= _LEAST_HZ:
        held |= {_RESULTANT, _SLOW_BAND} if site.endswith(_RESULTANT_HOLDS) else {_SLOW_BAND}
    return tuple(name for name in IMPACT_MEASURES if name not in held)


def _filtered(acc: Floats, function: Callable[[Floats], Floats]) -> Floats:
    """A filter of unbroken samples, applied to each stretch of (n, 3) between missing ones."""
    passed = np.full(acc.shape, np.nan)
    for first, last in unbroken(acc, 2):
        passed[first:last] = function(acc[first:last])
    return passed


def _band_peaks(
    acc: Floats, rate_hz: float, at: Floats, window: tuple[float, float], band_hz: tuple[float, float]
) -> Floats:
    """Largest acceleration of a band around the contacts; NaN where the rate does not hold the band."""
    peak = np.full(len(at), np.nan)
    if rate_hz < _OVER_NYQUIST * band_hz[1]:
        return peak
    passed = _filtered(acc, lambda part: band_pass(part, rate_hz, *band_hz))
    impacts.window_peaks(passed, rate_hz, at, *window, peak)
    return peak


def _limited(recording: Recording, site: str) -> Flags:
    """Samples (n,) at the limit of an axis of the sensor, in the axes it was recorded in."""
    _, values = recording.samples(site)
    turned: Any = recording.source.get("rotations", {}).get(site)
    acc = values[:, :3] if turned is None else values[:, :3] @ np.asarray(turned)
    clipped = np.empty(len(acc), bool)
    impacts.clipped_samples(np.ascontiguousarray(acc), _LIMIT_TOLERANCE, _LEAST_LIMIT, clipped)
    return clipped


def _any_within(flags: Flags, at: Floats, rate_hz: float, window: tuple[float, float]) -> Flags:
    """Whether any sample in the window around each contact is flagged."""
    totals = np.concatenate([[0], np.cumsum(flags)])
    first = np.clip(np.floor(at - window[0] * rate_hz), 0, len(flags)).astype(np.int64)
    last = np.clip(np.ceil(at + window[1] * rate_hz) + 1, 0, len(flags)).astype(np.int64)
    inside: Flags = totals[last] > totals[first]
    return inside


def _notes(recording: Recording, tables: list[pd.DataFrame]) -> list[str]:
    """What is to be warned of."""
    notes = []
    if recording.rate_hz < _LEAST_HZ:
        notes.append(
            f"the recording has {recording.rate_hz:g} samples a second; impacts last some 20 ms, so below "
            f"{_LEAST_HZ:g} Hz peaks come out too small and depend on the rate; record at 200 Hz or more"
        )
    for table in tables:
        count = int(table["is_saturated"].sum())
        if count:
            notes.append(
                f"{table['site'].iloc[0]}: {count} of {len(table)} steps reach the limit of the accelerometer and are "
                "left out; use a sensor with a wider range"
            )
    return notes
