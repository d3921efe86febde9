"""The samples of one or several body-worn sensors on one uniform clock."""

from __future__ import annotations

import warnings as python_warnings
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from retrogait import frames as frame_reading
from retrogait import timebase, units
from retrogait.errors import InvalidOption, InvalidTable, RetrogaitWarning, UnknownSite
from retrogait.schema import SENSOR_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import ArrayLike, NDArray

FRAMES = ("segment", "sensor")


@dataclass(frozen=True, eq=False, repr=False)
class Recording:
    """Immutable samples of body-worn accelerometers and gyroscopes, all sites on one uniform time grid.

    Make one with `Recording.from_frames`, `retrogait.read_recording` or `retrogait.simulate_walk`. Accelerations are
    specific force in m/s^2 (+9.81 upward at rest), angular velocities in deg/s. A row is complete or all NaN; NaN
    rows are gaps: samples lost for more than 0.1 s, or times before a sensor started and after it stopped.

    Attributes
    ----------
    rate_hz : float
        The one sampling rate of all sites.
    frame : str
        `"segment"` (x anterior, y left, z up when standing upright) or `"sensor"` (mounting unknown).
    start_time : pandas.Timestamp or None
        The time of day at `time_s` = 0, where it is known.

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> still = pd.DataFrame(0.0, index=np.arange(200) / 100, columns=["acc_x", "acc_y", "acc_z", "gyr_x", "gyr_y", "gyr_z"])
    >>> still["acc_z"] = 9.81
    >>> Recording.from_frames(still, site="left_foot")
    <Recording: left_foot; 200 samples at 100 Hz, 2 s, segment frame>
    """

    rate_hz: float
    frame: str
    start_time: pd.Timestamp | None
    warnings: tuple[str, ...]
    _time_s: NDArray[np.float64]
    _values: dict[str, NDArray[np.float64]]
    _source: dict[str, Any]

    @classmethod
    def from_frames(
        cls,
        frames: pd.DataFrame | Mapping[str, pd.DataFrame],
        rate_hz: float | None = None,
        frame: str = "segment",
        *,
        site: str | None = None,
        start_time: pd.Timestamp | str | None = None,
        acc_unit: str = "m/s^2",
        gyr_unit: str = "deg/s",
        sites: Mapping[str, str] | None = None,
    ) -> Recording:
        """Make a Recording from pandas frames, checking clock, units and numbers.

        Parameters
        ----------
        frames : DataFrame or mapping of site to DataFrame
            Frames with columns `acc_x acc_y acc_z gyr_x gyr_y gyr_z`, or one wide frame with columns
            `<site>_<acc|gyr>_<x|y|z>`. Time is a `time_s` column, or the index: numbers are seconds and are kept, a
            DatetimeIndex or TimedeltaIndex becomes seconds since the first sample. An index of whole numbers (a
            RangeIndex) counts samples and needs `rate_hz`.
        rate_hz : float, optional
            Declared sampling rate; checked against the time stamps. Without it the rate is measured.
        frame : {"segment", "sensor"}
            Whether the axes are those of the body segment, or the mounting is unknown.
        site : str, optional
            Body site of a single frame that is not wide.
        start_time : Timestamp or str, optional
            Time of day at `time_s` = 0.
        acc_unit : {"m/s^2", "g", "mg"}
            Unit of the accelerometer columns.
        gyr_unit : {"deg/s", "rad/s", "mdeg/s"}
            Unit of the gyroscope columns.
        sites : mapping of str to str, optional
            Renames sensors: name found -> body site.

        Returns
        -------
        Recording
            What was repaired is listed in its `warnings` and given out as `RetrogaitWarning`.

        Raises
        ------
        InvalidTable
            A frame lacks a column or a clock, holds text, is in another unit, or its clock was reset.
        InvalidOption
            An argument has a value that is not known, or does not fit the frames.
        """
        source = {"format": "frames"}
        recording = cls._build(frames, rate_hz, frame, site, start_time, acc_unit, gyr_unit, sites, source)
        for message in recording.warnings:
            python_warnings.warn(message, RetrogaitWarning, stacklevel=2)
        return recording

    @classmethod
    def _build(
        cls,
        frames: pd.DataFrame | Mapping[str, pd.DataFrame],
        rate_hz: float | None,
        frame: str,
        site: str | None,
        start_time: pd.Timestamp | str | None,
        acc_unit: str,
        gyr_unit: str,
        sites: Mapping[str, str] | None,
        source: Mapping[str, Any],
    ) -> Recording:
        _check_options(rate_hz, frame)
        acc_factor = units.unit_factor(acc_unit, units.ACC_UNITS, "acc_unit")
        gyr_factor = units.unit_factor(gyr_unit, units.GYR_UNITS, "gyr_unit")
        raw = frame_reading.split_sites(frames, site, sites)
        notes: list[str] = []
        clocks = {}
        for one in raw:
            shared = next((clocks[other.label] for other in raw if other.frame is one.frame and other.label in clocks), None)
            clocks[one.label] = shared or frame_reading.read_clock(one.frame, one.label, rate_hz)
        stamps, zero = frame_reading.to_seconds(clocks, rate_hz)
        times, samples, rates = {}, {}, {}
        for one in raw:
            values, n_infinite = frame_reading.read_numbers(one, acc_factor, gyr_factor)
            if n_infinite:
                notes.append(f"{one.label}: {n_infinite} infinite values, taken as missing")
            time_s, values, repairs = timebase.sort_rows(stamps[one.label], values, one.label)
            notes += repairs
            times[one.label], samples[one.label] = time_s, values
            rates[one.label] = _checked_rate(time_s, rate_hz, one.label)
        time_s, placed, rate, gaps = _to_grid(times, samples, rates, rate_hz, notes)
        for label, values in placed.items():
            remark = units.check_gravity(values[:, :3], rate, acc_unit, label)
            if remark:
                notes.append(remark)
            notes += _constant_channels(values, label)
        details = {
            **source,
            "acc_unit": acc_unit,
            "gyr_unit": gyr_unit,
            "nominal_rate_hz": rate_hz,
            "measured_rate_hz": rates,
            "gaps_s": gaps,
        }
        start = _start_time(start_time, zero)
        return cls(rate, frame, start, tuple(notes), time_s, placed, details)

    def __post_init__(self) -> None:
        """Freeze the arrays."""
        for array in (self._time_s, *self._values.values()):
            array.setflags(write=False)

    @property
    def sites(self) -> tuple[str, ...]:
        """Names of the sites, in the order given."""
        return tuple(self._values)

    @property
    def source(self) -> Mapping[str, Any]:
        """Where the samples came from: format, units as stored, nominal and measured rates, gaps in seconds."""
        return MappingProxyType(self._source)

    @property
    def n_samples(self) -> int:
        """Number of samples per site."""
        return len(self._time_s)

    @property
    def duration_s(self) -> float:
        """Number of samples over the rate, in seconds."""
        return self.n_samples / self.rate_hz

    def __repr__(self) -> str:
        """Say sites, length, rate and frame in one line."""
        return (
            f"<Recording: {' '.join(self.sites)}; {self.n_samples} samples at {self.rate_hz:g} Hz, "
            f"{self.duration_s:g} s, {self.frame} frame>"
        )

    def __iter__(self) -> Iterator[str]:
        """Iterate over the names of the sites."""
        return iter(self._values)

    def __contains__(self, site: object) -> bool:
        """Tell whether a site was recorded."""
        return site in self._values

    def __getitem__(self, site: str) -> pd.DataFrame:
        """Give the samples of a site: index `time_s` in seconds, columns `acc_x` ... `gyr_z`, a frame of your own."""
        columns = self._of(site).T.copy()
        index = pd.Index(self._time_s.copy(), name="time_s")
        return pd.DataFrame(columns.T, index=index, columns=list(SENSOR_COLUMNS), copy=False)

    def samples(self, site: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Give time in seconds (n,) and samples (n, 6) of a site as C-contiguous float64 arrays of your own."""
        return self._time_s.copy(), self._of(site).copy()

    def wide(self) -> pd.DataFrame:
        """Give all sites in one frame: `time_s` first, then `<site>_<acc|gyr>_<x|y|z>`, rows numbered from 0."""
        names = [f"{site}_{column}" for site in self.sites for column in SENSOR_COLUMNS]
        table = np.empty((1 + len(names), self.n_samples))
        table[0] = self._time_s
        for position, values in enumerate(self._values.values()):
            table[1 + 6 * position : 7 + 6 * position] = values.T
        return pd.DataFrame(table.T, columns=["time_s", *names], copy=False)

    def rotated(self, rotations: Mapping[str, ArrayLike]) -> Recording:
        """Turn every site from the sensor's axes to the segment's: v_segment = R @ v_sensor.

        Parameters
        ----------
        rotations : mapping of site to (3, 3) array
            A proper rotation for every site of the recording.

        Returns
        -------
        Recording
            In the segment frame.

        Raises
        ------
        UnknownSite
            A site has no rotation.
        InvalidOption
            A matrix is not a rotation.
        """
        missing = [site for site in self.sites if site not in rotations]
        if missing:
            raise UnknownSite(
                f"rotations: {missing[0]!r} has none (given {' '.join(map(str, rotations)) or 'none'}); every site of the "
                "recording needs a (3, 3) rotation; add it, or keep the other sites with rec.select(...)"
            )
        turned = {}
        for site, values in self._values.items():
            turn = _checked_rotation(rotations[site], site).T
            result = np.empty_like(values)
            np.matmul(values[:, :3], turn, out=result[:, :3])
            np.matmul(values[:, 3:], turn, out=result[:, 3:])
            turned[site] = result
        return Recording(
            self.rate_hz, "segment", self.start_time, self.warnings, self._time_s, turned, self._source
        )

    def select(self, *sites: str) -> Recording:
        """Keep only these sites, in this order; the samples are shared, not copied."""
        kept = {site: self._of(site) for site in sites}
        if not kept:
            raise InvalidOption(f"select: no site given; name at least one of {' '.join(self.sites)}")
        return Recording(
            self.rate_hz, self.frame, self.start_time, self.warnings, self._time_s, kept, self._source
        )

    def _of(self, site: str) -> NDArray[np.float64]:
        if site not in self._values:
            raise UnknownSite(f"site {site!r} is not in the recording (found {' '.join(self.sites)})")
        return self._values[site]


def _check_options(rate_hz: float | None, frame: str) -> None:
    if frame not in FRAMES:
        raise InvalidOption(
            f"frame: {frame!r} is not known; use 'segment' (x anterior, y left, z up) or 'sensor' (mounting unknown)"
        )
    if rate_hz is not None and not timebase.MIN_RATE_HZ <= rate_hz <= timebase.MAX_RATE_HZ:
        raise InvalidOption(
            f"rate_hz: {rate_hz!r} Hz; wanted {timebase.MIN_RATE_HZ:g} to {timebase.MAX_RATE_HZ:g} Hz"
        )


def _checked_rate(time_s: NDArray[np.float64], rate_hz: float | None, label: str) -> float:
    if len(time_s) < 2:
        raise InvalidTable(
            f"{label}: only one sample (at {time_s[0]:g} s); at least two are wanted, and a few seconds to measure walking"
        )
    rate = timebase.measure_rate(time_s)
    if rate_hz is not None and abs(rate / rate_hz - 1.0) > timebase.MAX_RATE_MISMATCH:
        raise InvalidTable(
            f"{label}: rate_hz={rate_hz:g} was declared, but the time stamps step by {1.0 / rate:.4g} s, which is "
            f"{rate:.4g} Hz; correct rate_hz, or the unit of the time stamps (seconds are wanted)"
        )
    if not timebase.MIN_RATE_HZ <= rate <= timebase.MAX_RATE_HZ:
        raise InvalidTable(
            f"{label}: the time stamps step by {1.0 / rate:.4g}, as seconds that is {rate:.4g} Hz; wanted "
            f"{timebase.MIN_RATE_HZ:g} to {timebase.MAX_RATE_HZ:g} Hz; if they are milliseconds divide them by 1000, if "
            "they count samples reset the index and pass rate_hz="
        )
    return rate


def _to_grid(
    times: dict[str, NDArray[np.float64]],
    samples: dict[str, NDArray[np.float64]],
    rates: dict[str, float],
    rate_hz: float | None,
    notes: list[str],
) -> tuple[NDArray[np.float64], dict[str, NDArray[np.float64]], float, dict[str, list[tuple[float, float]]]]:
    grid = timebase.common_grid(times, rates, rate_hz)
    time_s = grid.times()
    placed: dict[str, NDArray[np.float64]] = {}
    gaps: dict[str, list[tuple[float, float]]] = {}
    for label, stamps in times.items():
        values, how = timebase.place(stamps, samples.pop(label), grid)
        if how is not None:
            notes.append(f"{label}: time stamps are not evenly spaced; samples {how} to {grid.rate_hz:g} Hz")
        number, deviation = grid.numbers(stamps)
        if deviation <= timebase.KEPT_DEVIATION:
            time_s[number.astype(np.intp)] = stamps
        values, filled, ranges = timebase.fill_short_gaps(values, grid.rate_hz)
        if len(ranges) == 1 and ranges[0] == (0, len(values)):
            raise InvalidTable(f"{label}: no row is complete (a channel is missing throughout); all six are needed")
        if filled:
            notes.append(f"{label}: {filled} missing samples in short gaps, interpolated")
        gaps[label] = [(float(time_s[first]), float(time_s[end - 1])) for first, end in ranges]
        if ranges:
            total = sum(end - first for first, end in ranges) / grid.rate_hz
            notes.append(f"{label}: {len(ranges)} gaps longer than 0.1 s, {total:.4g} s in all, left missing")
        placed[label] = values
    return time_s, placed, grid.rate_hz, gaps


def _constant_channels(values: NDArray[np.float64], label: str) -> list[str]:
    zero = ~(np.nan_to_num(values) != 0).any(axis=0)
    names = [name for name, flat in zip(SENSOR_COLUMNS, zero, strict=True) if flat]
    if not names:
        return []
    return [f"{label}: {' '.join(names)} zero throughout; is the channel recorded?"]


def _start_time(given: pd.Timestamp | str | None, zero: pd.Timestamp | None) -> pd.Timestamp | None:
    if given is None:
        return zero
    try:
        start = pd.Timestamp(given)
    except (ValueError, TypeError) as error:
        raise InvalidOption(f"start_time: {given!r} is no time of day; give a pandas.Timestamp or ISO text") from error
    if zero is not None and start != zero:
        raise InvalidOption(f"start_time: {start} given, but the index starts at {zero}; leave start_time= out")
    return start


def _checked_rotation(matrix: ArrayLike, site: str) -> NDArray[np.float64]:
    turn = np.asarray(matrix, dtype=np.float64)
    if turn.shape != (3, 3) or not np.allclose(turn @ turn.T, np.eye(3), atol=1e-6) or np.linalg.det(turn) < 0:
        raise InvalidOption(
            f"rotations: that of {site!r} is not a proper rotation; wanted a (3, 3) orthonormal matrix, determinant +1"
        )
    return turn
