"""What a walk is described by: features of its strides, the same for people and for simulated walkers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from realism_curves import POINTS, correlation
from realism_walks import stride_time_s
from scipy.signal import butter, sosfiltfilt

from retrogait.gait import time_asymmetry
from retrogait.gait.time_asymmetry import IN_PHASE_COLUMNS, SKEW_COLUMNS, asymmetry_numbers
from retrogait.tables.catalogue import SIDES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from realism_walks import Walk

STILL_DPS = 30.0
AFTER_CONTACT_S = (0.02, 0.15)
IMPACT_HZ = (15.0, 60.0)
NEAR_CONTACT_S = 0.06
BANDS_HZ = ((0.0, 3.0), (3.0, 8.0), (8.0, 15.0), (15.0, 40.0))
LEAST_SAMPLES = 25
LEAST_REPEATS = 3
CLIPPED = ("legs",)  # their accelerometers clip at 2 g
TRUNK = ("lower_back", "sternum")
SEGMENTS = ("foot", "shank", "thigh", *TRUNK)
Numbers = dict[tuple[str, str], list[float]]


def features(walk: Walk) -> Numbers:
    """Values by (site, feature): a value of each stride, or one of the walk."""
    out: Numbers = {}
    for (site, name), value in _all(walk):
        if np.isfinite(value):
            out.setdefault((site, name), []).append(float(value))
    return out


def _all(walk: Walk) -> Iterator[tuple[tuple[str, str], float]]:
    if "left_foot" in walk.samples:
        yield from _rhythm(walk)
    for side in SIDES:
        for stride in walk.strides[walk.strides["side"] == side].itertuples():
            for site, values in _of_stride(walk, side, stride):
                for name, value in values.items():
                    yield (site, name), value
        for segment in ("foot", "shank", "thigh"):
            if f"{side}_{segment}" in walk.samples and walk.source not in CLIPPED:
                for name, value in _asymmetry(walk, side, segment):
                    yield (segment, name), value
    for site, values in walk.samples.items():
        segment = site if site in TRUNK else site.partition("_")[2]
        if segment in SEGMENTS:
            for name, value in (*_size(walk, site, values), *_repeats(walk, site, values)):
                yield (segment, name), value


def _of_stride(walk: Walk, side: str, stride: Any) -> Iterator[tuple[str, dict[str, float]]]:
    if f"{side}_foot" in walk.samples:
        yield "foot", foot_stride(walk.samples[f"{side}_foot"], walk.rate_hz, stride)
    for part in ("heel", "toe"):
        if f"{side}_{part}" in walk.samples:
            yield part, _impacts(walk.samples[f"{side}_{part}"], walk.rate_hz, stride)
    if side in walk.knee:
        yield "knee", _knee(walk.knee[side], walk.rate_hz, stride)


def _rhythm(walk: Walk) -> Iterator[tuple[tuple[str, str], float]]:
    strides = walk.strides
    time_s = stride_time_s(strides)
    stance = strides["final_contact_s"] - strides["start_s"]
    for value in 100.0 * stance / time_s:
        yield ("gait", "stance share, %"), value
    for value in 100.0 * strides["double_support_s"] / time_s:
        yield ("gait", "both feet stand, %"), value
    if walk.source == "captured":
        yield ("gait", "both feet stand, found, %"), walk.double_support_pct
    if len(strides) >= 6:
        for name, values in (("time", time_s), ("length", strides["stride_length_m"])):
            spread = [values[strides["side"] == side].std() for side in SIDES]
            yield ("gait", f"stride {name} CV, %"), 100.0 * np.nanmean(spread) / values.mean()


def foot_stride(values: np.ndarray, rate_hz: float, stride: Any) -> dict[str, float]:
    """Shape of one stride of a foot, its pitch integrated from rest to rest."""
    curve = pitch_curve(values, rate_hz, stride)
    if curve is None:
        return {}
    rest, pitch = curve
    rate = values[:, 4]
    start, leave, end = (round(t * rate_hz) for t in (stride.start_s, stride.final_contact_s, stride.end_s))
    after = slice(*(round((stride.start_s + t) * rate_hz) for t in AFTER_CONTACT_S))
    turning = np.linalg.norm(values[start : leave + 1, 3:], axis=1)
    swing = rate[leave : end + 1]
    half = len(swing) // 2
    first, second = (np.abs(part).max() for part in (swing[:half], swing[half:]))
    p_swing = pitch[leave - rest : end - rest + 1]
    lean = [np.abs(part).max() for part in (p_swing[:half], p_swing[half:])]
    return {
        "pitch, most toe-down, deg": pitch.max(),
        "pitch, most toe-up, deg": -pitch.min(),
        "pitch at final contact, deg": pitch[leave - rest],
        "pitch at next contact, deg": pitch[end - rest],
        "still, share of stance, %": 100.0 * np.mean(turning < STILL_DPS),
        "quietest, share of stance, %": 100.0 * (rest - start) / (leave - start),
        "pitch rate 20-150 ms, deg/s": rate[after].mean(),
        "swing, 1st half rate peak, deg/s": first,
        "swing, 2nd half rate peak, deg/s": second,
        "swing, 1st/2nd rotation, ln": float(np.log(lean[0] / lean[1])),
        "stance pitch rate RMS, deg/s": float(np.sqrt(np.mean(rate[start : leave + 1] ** 2))),
    }


def pitch_curve(values: np.ndarray, rate_hz: float, stride: Any) -> tuple[int, np.ndarray] | None:
    """Sample of the rest in a stride's stance, and the toe-down pitch in deg from there to the next stance's."""
    turning = np.linalg.norm(values[:, 3:], axis=1)
    width = max(1, round(0.1 * rate_hz)) | 1
    smooth = np.convolve(turning, np.ones(width) / width, mode="same")
    start, leave, end = (round(t * rate_hz) for t in (stride.start_s, stride.final_contact_s, stride.end_s))
    stance = leave - start
    if start < 0 or end + stance >= len(values) or stance < 5:
        return None
    rest = start + int(np.argmin(smooth[start:leave]))
    again = end + int(np.argmin(smooth[end : end + stance]))
    turn = np.cumsum(values[rest : again + 1, 4]) / rate_hz
    turn -= turn[0]
    return rest, turn - np.linspace(0.0, turn[-1], len(turn))


def _impacts(values: np.ndarray, rate_hz: float, stride: Any) -> dict[str, float]:
    """Peak of the acceleration of a band near either contact, the three axes together."""
    band = sosfiltfilt(butter(4, IMPACT_HZ, "bandpass", fs=rate_hz, output="sos"), values[:, :3], axis=0)
    size = np.linalg.norm(band, axis=1)
    out = {}
    for name, time_s in (("initial", stride.start_s), ("final", stride.final_contact_s)):
        a, b = (round((time_s + t) * rate_hz) for t in (-NEAR_CONTACT_S, NEAR_CONTACT_S))
        if a >= 0 and b <= len(size):
            out[f"15-60 Hz, {name} contact, m/s2"] = size[a:b].max()
    return out


def _knee(flexion: np.ndarray, rate_hz: float, stride: Any) -> dict[str, float]:
    start, leave, end = (round(t * rate_hz) for t in (stride.start_s, stride.final_contact_s, stride.end_s))
    if end >= len(flexion) or start < 0:
        return {}
    stance, swing = flexion[start : leave + 1], flexion[leave : end + 1]
    return {
        "flexion at contact, deg": flexion[start],
        "flexion at final contact, deg": flexion[leave],
        "flexion, least in stance, deg": stance.min(),
        "flexion, peak in swing, deg": swing.max(),
        "flexion in mid stance, deg": stance[len(stance) // 2],
        "flexion, range of stride, deg": np.ptp(flexion[start : end + 1]),
    }


def _asymmetry(walk: Walk, side: str, segment: str) -> Iterator[tuple[str, float]]:
    """The library's numbers that change their sign with time, around mid-swing, and their weighted sums."""
    own = walk.strides[walk.strides["side"] == side]
    middle = 0.5 * (own["final_contact_s"] + own["end_s"]).to_numpy() * walk.rate_hz
    period = ((own["end_s"] - own["start_s"]) * walk.rate_hz).to_numpy()
    values = np.ascontiguousarray(walk.samples[f"{side}_{segment}"], float)
    if not len(own):
        return
    numbers = asymmetry_numbers(values, walk.rate_hz, middle, period, time_asymmetry.STRIDES[segment])
    for name, columns, weights in (
        ("in phase", IN_PHASE_COLUMNS, time_asymmetry.IN_PHASE[segment]),
        ("skew", SKEW_COLUMNS, time_asymmetry.SKEW[segment]),
    ):
        for i, column in enumerate(columns, 1):
            for value in numbers[:, column]:
                yield f"asymmetry, {name} {i}", value
        for value in numbers[:, list(columns)] @ weights:
            yield f"asymmetry, {name}, nats", value


def _size(walk: Walk, site: str, values: np.ndarray) -> Iterator[tuple[str, float]]:
    """How much the samples of each stride spread by axis, and where the power of the accelerations lies."""
    side = site.partition("_")[0]
    strides = walk.strides[walk.strides["side"] == side] if side in SIDES else walk.strides
    for stride in strides.itertuples():
        part = values[round(stride.start_s * walk.rate_hz) : round(stride.end_s * walk.rate_hz)]
        if len(part) < LEAST_SAMPLES or not np.isfinite(part).all():
            continue
        spread = part.std(axis=0)
        for name, i in (("roll", 3), ("pitch", 4), ("yaw", 5)):
            yield f"{name} rate SD, deg/s", spread[i]
        if walk.source in CLIPPED:
            continue
        for i, name in enumerate(("along", "lateral", "vertical")):
            yield f"acc {name} SD, m/s2", spread[i]
        yield from _bands(part[:, :3], walk)


def _repeats(walk: Walk, site: str, values: np.ndarray) -> Iterator[tuple[str, float]]:
    """How alike the strides of one foot are: correlation of each with the mean of the others."""
    share = np.linspace(0.0, 1.0, POINTS)
    time_s = np.arange(len(values)) / walk.rate_hz
    side = site.partition("_")[0]
    for name, column in (("acc vertical", 2), ("pitch rate", 4)):
        if walk.source in CLIPPED and column < 3:
            continue
        for own in (side,) if side in SIDES else SIDES:
            courses = [
                np.interp(row.start_s + share * (row.end_s - row.start_s), time_s, values[:, column])
                for row in walk.strides[walk.strides["side"] == own].itertuples()
            ]
            for i, course in enumerate(courses if len(courses) >= LEAST_REPEATS else ()):
                others = np.mean([*courses[:i], *courses[i + 1 :]], axis=0)
                yield f"{name}, repeats, r", correlation(course, others)


def _bands(acc: np.ndarray, walk: Walk) -> Iterator[tuple[str, float]]:
    """Shares of the power of one stride, of the three axes together: no turning of the sensor moves them."""
    at_hz = np.fft.rfftfreq(len(acc), 1.0 / walk.rate_hz)
    power = np.square(np.abs(np.fft.rfft(acc - acc.mean(axis=0), axis=0))).sum(axis=1)
    bands = BANDS_HZ[:-1] if walk.source == "captured" else BANDS_HZ
    total = power[at_hz <= bands[-1][1]].sum()
    for low, high in bands:
        yield f"acc {low:g}-{high:g} Hz, %", 100.0 * power[(at_hz > low) & (at_hz <= high)].sum() / total
