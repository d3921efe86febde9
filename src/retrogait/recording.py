"""The samples of one or several body-worn sensors on one uniform clock."""

from __future__ import annotations

import warnings as python_warnings
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pandas as pd

from retrogait.errors import InvalidOption, RetrogaitWarning, UnknownSite, shown
from retrogait.intake.assembly import assemble
from retrogait.tables.arguments import CALLER, arguments
from retrogait.tables.catalogue import SENSOR_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from numpy.typing import ArrayLike

    from retrogait._arrays import Floats


FRAMES = ("segment", "sensor")


@arguments()
@dataclass(frozen=True, eq=False, repr=False, slots=True)
class Recording:
    """Samples of body-worn accelerometers and gyroscopes, all sites on one uniform time grid; immutable.

    Made by `Recording.from_frames`, `retrogait.read_recording` and `retrogait.simulate_walk`. Accelerations
    are specific force in m/s^2 (+9.81 upward at rest), angular velocities are in deg/s. A row is complete or
    all NaN; rows of NaN are samples lost for more than 0.1 s, or times before a sensor started and after it
    stopped.

    Attributes
    ----------
    rate_hz : float
        The sampling rate of all sites.
    frame : {"segment", "sensor"}
        The axes: those of the body segment (x anterior, y left, z up when standing upright), or those of a
        sensor whose mounting is not known.
    start_time : pandas.Timestamp or None
        The time of day at `time_s` = 0, where it is known.
    warnings : tuple of str
        Repairs and doubts, a sentence each.

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> columns = ["acc_x", "acc_y", "acc_z", "gyr_x", "gyr_y", "gyr_z"]
    >>> samples = np.random.default_rng(0).normal([0, 0, 9.81, 0, 0, 0], 0.1, (200, 6))
    >>> frame = pd.DataFrame(samples, index=np.arange(200) / 100, columns=columns)
    >>> rec = Recording.from_frames({"left_foot": frame, "right_foot": frame})
    >>> rec
    <Recording: left_foot right_foot; 200 samples at 100 Hz (2 s), segment frame>
    >>> list(rec["left_foot"].columns) == columns
    True
    """

    rate_hz: float
    frame: str
    start_time: pd.Timestamp | None
    warnings: tuple[str, ...]
    _time_s: Floats
    _channels: dict[str, Floats]  # per site (6, n), read-only
    _source: Mapping[str, Any]
    _aligned: frozenset[str] = frozenset()  # sites in their segment's axes, where others are not

    def __post_init__(self) -> None:
        """Freeze the arrays, which several recordings may share."""
        for array in (self._time_s, *self._channels.values()):
            array.setflags(write=False)

    @classmethod
    @arguments(frames="Any", rate_hz="Any", sites="Any")
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
        """Make a Recording from pandas frames, checking clock, numbers and units.

        Parameters
        ----------
        frames : DataFrame or mapping of str to DataFrame
            A frame per site with columns `acc_x acc_y acc_z gyr_x gyr_y gyr_z`; or one such frame; or one
            wide frame with columns `<site>_<acc|gyr>_<x|y|z>`. Time is the index or a `time_s` column:
            numbers are seconds and are kept; a DatetimeIndex or TimedeltaIndex becomes seconds since the
            first sample; an index of whole numbers counts samples and needs `rate_hz`.
        rate_hz : float, optional
            Declared rate, checked against the stamps (1 %). Without it the rate is measured.
        frame : {"segment", "sensor"}
            "segment": the axes are those of the body segment; "sensor": the mounting is not known.
        site : str, optional
            Site of a single frame that is not wide; without it the sensor is called `sensor_1`. Here and in `frames`
            and `sites`, other names such as "left_ankle" or "RF" are understood, with a note.
        start_time : Timestamp or str, optional
            Time of day at `time_s` = 0.
        acc_unit : {"m/s^2", "g", "mg"}
            Unit of the accelerometer columns.
        gyr_unit : {"deg/s", "rad/s", "mdeg/s"}
            Unit of the gyroscope columns.
        sites : mapping of str to str, optional
            Renames sensors: name found to body site.

        Returns
        -------
        Recording
            All sites on one uniform time grid, that of the fastest site; sites with other stamps are interpolated onto
            it, never over a gap. Repairs are listed in `warnings` and issued as `RetrogaitWarning`.

        Raises
        ------
        InvalidTable
            A frame lacks a column or a usable clock, contains text, or is in another unit than stated; or two names
            mean the same site.
        InvalidOption
            An argument has an unknown value, or does not fit the frames.
        """
        recording = make_recording(
            frames,
            rate_hz,
            frame,
            site=site,
            start_time=start_time,
            acc_unit=acc_unit,
            gyr_unit=gyr_unit,
            sites=sites,
            source={"format": "frames"},
        )
        for message in recording.warnings:
            python_warnings.warn(message, RetrogaitWarning, stacklevel=CALLER)
        return recording

    @property
    def sites(self) -> tuple[str, ...]:
        """Names of the sites, in the order given."""
        return tuple(self._channels)

    @property
    def source(self) -> Mapping[str, Any]:
        """Where the samples came from: format, units as stored, rates, gaps left and filled in seconds."""
        return MappingProxyType(dict(self._source))

    @property
    def time_s(self) -> Floats:
        """Time of the samples of every site in seconds (n,), read-only."""
        return self._time_s

    @property
    def n_samples(self) -> int:
        """Number of samples of each site, those in gaps included."""
        return len(self._time_s)

    @property
    def duration_s(self) -> float:
        """Number of samples over the rate, in seconds."""
        return self.n_samples / self.rate_hz

    def __repr__(self) -> str:
        """Say sites, length, rate and frame in one line."""
        return (
            f"<Recording: {' '.join(self.sites)}; {self.n_samples} samples at {self.rate_hz:.6g} Hz "
            f"({self.duration_s:.6g} s), {self.frame} frame>"
        )

    def __iter__(self) -> Iterator[str]:
        """Iterate over the names of the sites."""
        return iter(self._channels)

    def __contains__(self, site: object) -> bool:
        """Return whether there is a sensor at this site."""
        return isinstance(site, str) and site in self._channels

    @arguments()
    def __getitem__(self, site: str) -> pd.DataFrame:
        """Give a copy of the samples of a site: index `time_s` in seconds, columns `acc_x` ... `gyr_z`."""
        index = pd.Index(self._time_s.copy(), name="time_s")
        return pd.DataFrame(self._of(site).copy().T, index=index, columns=list(SENSOR_COLUMNS), copy=False)

    @arguments()
    def samples(self, site: str) -> tuple[Floats, Floats]:
        """Give copies of time in seconds (n,) and samples (n, 6) of a site, C-contiguous float64."""
        return self._time_s.copy(), np.ascontiguousarray(self._of(site).T)

    @arguments()
    def channels(self, site: str) -> Floats:
        """Return the samples of a site as stored, a row for each column of `rec[site]`: (6, n), read-only."""
        return self._of(site)

    def wide(self) -> pd.DataFrame:
        """Give all sites in one frame: `time_s`, then `<site>_<acc|gyr>_<x|y|z>`, rows counted from 0."""
        names = [f"{site}_{column}" for site in self.sites for column in SENSOR_COLUMNS]
        table = np.concatenate([self._time_s[None], *self._channels.values()])
        return pd.DataFrame(table.T, columns=["time_s", *names], copy=False)

    @arguments()
    def frame_of(self, site: str) -> str:
        """Return the frame of a site, `segment` or `sensor`: sites differ if only some mountings are known."""
        return "segment" if site in self._aligned else self.frame

    @arguments()
    def rotated(self, rotations: Mapping[str, ArrayLike], *, keep_others: bool = False) -> Recording:
        """Turn sites from the sensor's axes to the segment's: v_segment = R @ v_sensor.

        Parameters
        ----------
        rotations : mapping of str to (3, 3) array
            A rotation for every site of the recording.
        keep_others : bool
            Whether sites without a rotation stay as they are, instead of being refused. The frame of the recording is
            then `segment` only if all sites are (see `frame_of`).

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
        turned = {}
        for site, channels in self._channels.items():
            if site not in rotations and keep_others:
                turned[site] = channels
                continue
            if site not in rotations:
                raise UnknownSite(
                    f"rotations: there is none for {site!r} (given: {', '.join(rotations) or 'none'}); every "
                    "site needs one; add it, or keep the other sites only with rec.select(...)"
                )
            matrix = _checked_rotation(rotations[site], site)
            turned[site] = np.empty_like(channels)
            np.matmul(matrix, channels[:3], out=turned[site][:3])
            np.matmul(matrix, channels[3:], out=turned[site][3:])
        before = self._source.get("rotations", {})
        total = {
            site: np.asarray(rotations.get(site, np.eye(3))) @ before.get(site, np.eye(3))
            for site in turned
            if site in rotations or site in before
        }
        source = {**self._source, "rotations": {site: matrix.tolist() for site, matrix in total.items()}}
        return replace(self, _channels=turned, _source=source)._in_segments(self._aligned | set(rotations))

    @arguments()
    def unmounted(self, *sites: str) -> Recording:
        """Return the same samples, with these sites marked as in the sensor frame."""
        known = self.sites if self.frame == "segment" else self._aligned
        return replace(self, frame="sensor")._in_segments(frozenset(known) - set(sites))

    @arguments()
    def excerpts(self, pieces: Sequence[tuple[int, int]]) -> Recording:
        """Join these half-open ranges of samples, with a lost sample between them.

        Raises
        ------
        InvalidOption
            No range is given, or one lies outside the recording.
        """
        wrong = next((piece for piece in pieces if not 0 <= piece[0] < piece[1] <= self.n_samples), None)
        if wrong is not None or not len(pieces):
            found = "empty" if wrong is None else f"with {shown(wrong)} in it"
            raise InvalidOption(
                f"Recording.excerpts: pieces is {found}; expected ranges of samples from 0 to {self.n_samples}, the "
                "first before the second; correct them"
            )
        lost = np.full((len(SENSOR_COLUMNS), 1), np.nan)
        channels = {
            site: np.concatenate([part for a, b in pieces for part in (rows[:, a:b], lost)][:-1], axis=1)
            for site, rows in self._channels.items()
        }
        count = sum(b - a for a, b in pieces) + len(pieces) - 1
        source = {**self._source, "filled_s": {}}  # of other times
        return replace(self, _channels=channels, _time_s=np.arange(count) / self.rate_hz, _source=source)

    @arguments()
    def without(self, spans: Mapping[str, Sequence[tuple[int, int]]]) -> Recording:
        """Return the same samples, with these half-open ranges of these sites set missing."""
        channels = dict(self._channels)
        for site, ranges in spans.items():
            channels[site] = self._of(site).copy()
            for first, last in ranges:
                channels[site][:, first:last] = np.nan
        return replace(self, _channels=channels)

    @arguments()
    def select(self, *sites: str) -> Recording:
        """Keep these sites only, in this order.

        Raises
        ------
        UnknownSite
            A site is not in the recording, or none is named.
        """
        if not sites:
            raise UnknownSite(f"select: no site is named; name at least one of {', '.join(self.sites)}")
        return replace(self, _channels={site: self._of(site) for site in sites})._in_segments(self._aligned)

    def _in_segments(self, sites: Collection[str]) -> Recording:
        """The same samples, those of `sites` in their segments' axes."""
        aligned = frozenset(sites) & set(self.sites)
        if self.frame == "segment" or len(aligned) == len(self.sites):
            return replace(self, frame="segment", _aligned=frozenset())
        return replace(self, _aligned=aligned)

    def _of(self, site: str) -> Floats:
        if site not in self._channels:
            raise UnknownSite(f"site {site!r} is not in the recording; it has {', '.join(self.sites)}")
        return self._channels[site]


def make_recording(
    frames: pd.DataFrame | Mapping[str, pd.DataFrame],
    rate_hz: float | None,
    frame: str,
    *,
    site: str | None,
    start_time: pd.Timestamp | str | None,
    acc_unit: str,
    gyr_unit: str,
    sites: Mapping[str, str] | None,
    source: Mapping[str, Any],
) -> Recording:
    """Do the work of `Recording.from_frames` for readers: keep their `source`, give out no warnings."""
    if frame not in FRAMES:
        raise InvalidOption(
            f"frame: {frame!r} is not known; use 'segment' (x anterior, y left, z up) or 'sensor' (mounting "
            "not known)"
        )
    made = assemble(frames, rate_hz, site=site, sites=sites, acc_unit=acc_unit, gyr_unit=gyr_unit)
    start = _start_time(start_time, made.zero)
    details = {**source, **made.details}
    if details["nominal_rate_hz"] is None:
        details["nominal_rate_hz"] = source.get("stated_rate_hz")
    for what in ("reordered", "doubled"):  # readers that join clocks count before samples come here
        before = source.get(what, {})
        details[what] = {site: count + before.get(site, 0) for site, count in details[what].items()}
    return Recording(made.rate_hz, frame, start, made.notes, made.time_s, made.channels, details)


def _start_time(given: pd.Timestamp | str | None, zero: pd.Timestamp | None) -> pd.Timestamp | None:
    if given is None:
        return zero
    try:
        start: Any = pd.Timestamp(given)
        fits = start is not pd.NaT and (zero is None or start == zero)
    except (ValueError, TypeError) as error:
        raise InvalidOption(
            f"start_time: {given!r} is not a time of day; give a pandas.Timestamp or text such as '2024-05-01 "
            "10:30'"
        ) from error
    if not fits:
        raise InvalidOption(
            f"start_time: {given} given, but the index starts at {zero}; leave start_time= out"
        )
    return cast("pd.Timestamp", start)


def is_rotation(matrix: Floats, within: float = 1e-6) -> bool:
    """Whether a matrix turns vectors and does nothing else to them: (3, 3), orthonormal and right-handed."""
    if matrix.shape != (3, 3) or not np.isfinite(matrix).all():
        return False
    with np.errstate(over="ignore", invalid="ignore"):  # numbers beyond all rotations show in the result
        square = np.allclose(matrix @ matrix.T, np.eye(3), atol=within)
    return bool(square and np.linalg.det(matrix) > 0)


def _checked_rotation(given: ArrayLike, site: str) -> Floats:
    matrix = np.asarray(given, dtype=np.float64)
    if not is_rotation(matrix):
        raise InvalidOption(
            f"rotations: that of {site!r} is not a rotation; expected a (3, 3) orthonormal matrix with "
            "determinant +1"
        )
    return matrix
