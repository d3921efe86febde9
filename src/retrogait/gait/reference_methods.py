"""Published detectors, to compare with: each does what its paper says, with the paper's weaknesses."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from retrogait.errors import InvalidOption, UnknownSite
from retrogait.kinematics.gaps import SHORTEST_S, spans_of, unbroken
from retrogait.kinematics.zero_velocity import follow_stride
from retrogait.tables.catalogue import EVENTS
from retrogait.tables.checks import Checked, check_choice, option
from retrogait.tables.selection import WALKED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrogait._arrays import Floats, Integers
    from retrogait.gait.detectors import LimbSamples
    from retrogait.recording import Recording


WEARINGS = ("toe", "heel")

_CUTOFF_HZ = 10.0
_LEAST_PEAK_SD, _DEPTH_SD = 1.0, 1.0
_LEAST_SD_MPS2 = 0.5  # walks have 2 and more: below it nobody walks, and the noise has maxima too
_APART = 0.6  # of the stride: one contact of each kind in a stride
_QUIET_SHARE, _QUIET_S = 0.05, 0.1  # the foot's rest, to see which way is up
# Direction in the foot's frame along which the toe sensor's axis points when the foot is flat: the toe box slopes by
# some 28 degrees. Chosen, with those of the heel, on the paper's example recording.
_TOE_BOX = (0.47, 0.0, 0.88)
_AXES = {
    ("toe", "backward"): _TOE_BOX,
    ("toe", "forward"): tuple(-x for x in _TOE_BOX),
    ("heel", "backward"): (1.0, 0.0, 0.0),
    ("heel", "forward"): (0.0, 0.0, 1.0),
}


def gottlieb2020(
    recording: Recording,
    site: str,
    direction: str = "backward",
    *,
    worn_on: str = "toe",
    axis: Sequence[float] | None = None,
) -> pd.DataFrame:
    """Detect the contacts of one foot from its vertical acceleration alone, as Gottlieb et al. 2020 did.

    The acceleration along one axis of a sensor on the toe box is low-pass filtered (first order, 10 Hz, causal, so some
    15 ms late). An initial contact is its local maximum; a final contact is the start of the run below the mean minus
    one SD.

    Parameters
    ----------
    recording : Recording
        In either frame. Mean and SD are those of the whole recording, so it should be walking throughout.
    site : str
        `left_...` or `right_...`; the side is read from the name.
    direction : {"backward", "forward"}
        Direction of the whole walk. The method does not find it: the events carry the direction given here.
    worn_on : {"toe", "heel"}
        Where on the foot the sensor is.
    axis : sequence of 3 numbers, optional
        Direction, in the recording's frame, of the acceleration that is read. By default, on the toe, the normal of
        the toe box, which in the sensor frame is the axis nearest to vertical while the foot rests: upward backward,
        downward forward. On the heel it is anterior backward and upward forward, which needs the segment frame.

    Returns
    -------
    DataFrame
        Events of this foot (`catalogue.EVENTS`) in order of time; strike, angle, confidence and bout are missing.

    Raises
    ------
    InvalidOption
        An argument has an unknown value, or the anterior axis of a heel sensor is not known.
    UnknownSite
        The site is not in the recording, or does not say which foot.

    Notes
    -----
    From the method's description, not from its authors' code. Choices that it leaves open: one maximum, at least one SD
    above the mean, and one run, the longest, for each stride, at least 0.6 of a stride period apart; none where the SD
    is below 0.5 m/s^2; the sign of the axis; and the axes of the heel.

    On ten seconds of the authors' example walk the SD against markers is 13 ms at initial and 7 ms at final contact
    backward, 5 and 7 ms forward, from the toe; a plainer choice of runs loses final contacts on that walk. From the
    heel it is 9 and 6 ms backward, 20 and 7 ms forward. A sensor on the instep suffices for backward walking; in
    forward walking it does not show final contacts.

    References
    ----------
    Gottlieb et al. Agreement of Gait Events Detection during Treadmill Backward Walking by Kinematic Data and
    Inertial Motion Units. Sensors 2020, 20(21), 6331. doi 10.3390/s20216331

    Examples
    --------
    >>> import retrogait as rg
    >>> walk, truth = rg.simulate_walk("backward", 0.7, duration_s=20, seed=1, stand_s=0)
    >>> events = gottlieb2020(walk, "left_foot", "backward")
    >>> events["event"].value_counts().sort_index().tolist()
    [18, 17]
    """
    side = _check(recording, site, direction, worn_on)
    time_s, values = recording.samples(site)
    frame = recording.frame_of(site)
    along = (
        _direction("gottlieb2020", site, frame, direction, worn_on, values, recording.rate_hz)
        if axis is None
        else _unit("gottlieb2020", axis)
    )
    instants = _find_contacts(time_s, values, recording.rate_hz, along)
    events = pd.DataFrame(
        {
            "time_s": np.concatenate(instants),
            "event": np.repeat(["initial_contact", "final_contact"], [len(times) for times in instants]),
        }
    ).sort_values("time_s", kind="stable", ignore_index=True)
    return EVENTS.frame(
        {
            "time_s": events["time_s"].to_numpy(),
            "side": [side] * len(events),
            "event": list(events["event"]),
            "direction": [direction] * len(events),
            "decided_s": np.full(len(events), time_s[-1] if len(time_s) else np.nan),
        }
    )


@dataclass(frozen=True)
class Gottlieb2020(Checked):
    """`gottlieb2020` as a detector for `Stages(contact=...)`: contacts by it, steps and their directions by retrogait.

    Mean and SD are those of each walk in one direction. Feet only.

    Attributes
    ----------
    worn_on : {"toe", "heel"}
        Where on the foot the sensor is.
    axis : tuple of 3 numbers, optional
        Direction, in the recording's frame, of the acceleration that is read; by default as in `gottlieb2020`.

    Raises
    ------
    InvalidOption
        An option has an unknown value; as a stage, where the site is not a foot or the axes of a heel sensor are not
        known.

    Examples
    --------
    >>> import retrogait as rg
    >>> walk, truth = rg.simulate_walk("backward", 0.7, duration_s=20, seed=1)
    >>> session = rg.analyze(walk, stages=rg.Stages(contact=Gottlieb2020()))
    >>> session.strides["direction"].value_counts().to_dict()
    {'backward': 24}
    """

    worn_on: str = option("toe", choices=WEARINGS)
    axis: tuple[float, float, float] | None = None

    def __post_init__(self) -> None:
        """Refuse an axis that is not a direction."""
        super().__post_init__()
        if self.axis is not None:
            _unit("Gottlieb2020", self.axis)

    def find_contacts(self, limb: LimbSamples) -> tuple[Floats, Floats]:
        """Give the times in s of the initial and of the final contacts of a foot, walk by walk in one direction."""
        if not limb.site.endswith("foot"):
            raise InvalidOption(
                f"Gottlieb2020: contacts come from {limb.site!r}; expected a sensor on a foot; leave out "
                "stages.contact, or analyse feet with recording.select(...)"
            )
        values = np.concatenate([limb.acc_mps2, limb.gyr_dps], axis=1)
        found: list[tuple[Floats, Floats]] = []
        for way in WALKED:
            for first, last in spans_of(limb.step_direction == way):
                a, b = np.searchsorted(limb.time_s, [limb.step_start_s[first], limb.step_end_s[last - 1]])
                walk = values[a:b]
                along = (
                    _direction("Gottlieb2020", limb.site, limb.frame, way, self.worn_on, walk, limb.rate_hz)
                    if self.axis is None
                    else _unit("Gottlieb2020", self.axis)
                )
                found.append(_find_contacts(limb.time_s[a:b], walk, limb.rate_hz, along))
        kinds = list(zip(*found, strict=True)) or [(), ()]
        initial_s, final_s = (np.unique(np.concatenate([np.empty(0), *times])) for times in kinds)
        return initial_s, final_s


def _find_contacts(time_s: Floats, values: Floats, rate_hz: float, along: Floats) -> tuple[Floats, Floats]:
    """Times of initial and of final contacts in samples (n, 6) of a walk in one direction, each in order."""
    stretches = unbroken(values, round(SHORTEST_S * rate_hz))
    smooth = [low_pass(values[a:b, :3] @ along, rate_hz, _CUTOFF_HZ) for a, b in stretches]
    initial_s, final_s = [np.empty(0)], [np.empty(0)]
    if smooth:
        together = np.concatenate(smooth)
        level, sd = float(together.mean()), float(together.std())
        for (first, last), signal in zip(stretches, smooth, strict=True):
            stride = np.empty(last - first)
            if not follow_stride(values[first:last, 3:], rate_hz, stride) or sd < _LEAST_SD_MPS2:
                continue
            apart = _APART * stride
            peaks = _one_per_stride(*_maxima(signal, level + _LEAST_PEAK_SD * sd), apart)
            runs = _one_per_stride(*_runs_below(signal, level - _DEPTH_SD * sd), apart)
            initial_s.append(time_s[first:last][peaks])
            final_s.append(time_s[first:last][runs])
    return np.concatenate(initial_s), np.concatenate(final_s)


def low_pass(signal: Floats, rate_hz: float, cutoff_hz: float) -> Floats:
    """First-order causal low-pass, settled at the first sample."""
    gain = 1.0 - np.exp(-2.0 * np.pi * cutoff_hz / rate_hz)
    return np.fromiter(accumulate(signal, lambda y, x: y + gain * (x - y)), float, len(signal))


def _check(recording: Recording, site: str, direction: str, worn_on: str) -> str:
    """Refuse unknown values; return the side."""
    check_choice("gottlieb2020", "direction", direction, WALKED)
    check_choice("gottlieb2020", "worn_on", worn_on, WEARINGS)
    if site not in recording.sites:
        raise UnknownSite(
            f"gottlieb2020: {site!r} is not in the recording (found {' '.join(recording.sites)}); "
            "name one of its foot sensors"
        )
    side = site.split("_", 1)[0]
    if side not in ("left", "right"):
        raise UnknownSite(
            f"gottlieb2020: site {site!r} does not say which foot it is on; expected a name such as 'left_foot'; "
            f"pass sites={{{site!r}: 'left_foot'}} when reading or making the Recording"
        )
    return side


def _direction(
    where: str, site: str, frame: str, direction: str, worn_on: str, values: Floats, rate_hz: float
) -> Floats:
    """Direction of the acceleration that is read; nowhere, if the sensor never measured."""
    if frame == "segment":
        return np.array(_AXES[worn_on, direction])
    if worn_on == "heel":
        raise InvalidOption(
            f"{where}: the recording is in the sensor frame, so the axes of {site!r} are not known; on the heel "
            "the method reads the anterior axis backward and the upward one forward; align the recording first, with "
            "calibrate(walk, direction=...).apply(recording), or pass axis=(x, y, z)"
        )
    whole = values[~np.isnan(values).any(axis=1)]
    if not len(whole):
        return np.zeros(3)
    width = max(1, round(_QUIET_S * rate_hz))
    turning = np.convolve(np.linalg.norm(whole[:, 3:], axis=1), np.ones(width) / width, "same")
    pull = np.median(whole[turning <= np.quantile(turning, _QUIET_SHARE), :3], axis=0)
    nearest = np.abs(pull) == np.abs(pull).max()
    return np.where(nearest, np.sign(pull), 0.0) * (1.0 if direction == "backward" else -1.0)


def _unit(where: str, axis: Sequence[float]) -> Floats:
    vector = np.asarray(axis, float)
    if vector.shape != (3,) or not np.isfinite(vector).all() or not vector.any():
        raise InvalidOption(
            f"{where}: axis is {axis!r}; expected three numbers that give a direction in the recording's frame, "
            "such as (0, 0, 1) for upward; leave it out for the usual one"
        )
    return np.asarray(vector / np.linalg.norm(vector))


def _maxima(signal: Floats, least: float) -> tuple[Integers, Floats]:
    """Local maxima of `least` and more, and their heights."""
    at = np.flatnonzero((signal[1:-1] > signal[:-2]) & (signal[1:-1] >= signal[2:])) + 1
    at = at[signal[at] >= least]
    return at, signal[at]


def _runs_below(signal: Floats, level: float) -> tuple[Integers, Floats]:
    """First samples of the runs below `level`, and the runs' lengths; one that opens the signal has no start."""
    edges = np.array([span for span in spans_of(signal < level) if span[0] > 0], int).reshape(-1, 2)
    return edges[:, 0], (edges[:, 1] - edges[:, 0]).astype(float)


def _one_per_stride(at: Integers, size: Floats, apart: Floats) -> Integers:
    """The largest of those closer to each other than `apart` (n,), by sample of the signal; in order."""
    kept: list[int] = []
    for k in at[np.argsort(-size, kind="stable")]:
        if all(abs(k - other) >= apart[k] for other in kept):
            kept.append(int(k))
    return np.array(sorted(kept), dtype=np.int64)
