"""Contacts of one foot or shank while its samples arrive."""

from __future__ import annotations

import json
import math
from dataclasses import asdict
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from retrogait._kernels.live.state import AT, DECIDED, KIND, REST_BEFORE, STRIDE
from retrogait.errors import InvalidOption, InvalidTable, RetrogaitError, UnknownSite
from retrogait.live.chunks import counted_samples, read_state, sample_array
from retrogait.live.clock import StreamClock
from retrogait.live.contact import Contact, ContactBuilder, LiveStride, contact_table
from retrogait.live.limb import LimbKernel
from retrogait.live.options import LiveOptions
from retrogait.live.packing import pack, unpack
from retrogait.live.searched_limb import SearchedLimb
from retrogait.mounting.alignment import Alignment
from retrogait.recording import FRAMES
from retrogait.tables.arguments import arguments
from retrogait.tables.checks import Bounds, check
from retrogait.tables.checksums import with_checksum

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from retrogait._arrays import Floats

    EventRows = list[list[float]]

LIMBS = ("left_foot", "right_foot", "left_shank", "right_shank")
STATE_FORMAT = "retrogait contact stream 4"
_INSTANTS = (AT, REST_BEFORE, DECIDED)
LEAST_RATE_HZ, MOST_RATE_HZ = 20.0, 4000.0


class ContactStream:
    """Detect the contacts of one foot or shank while its samples arrive.

    After its first rest a foot is followed from rest to rest; an initial or final contact is reported about 0.11 s
    after it happens. The result does not depend on how the samples are cut into chunks, bit for bit. Cost per sample is
    constant and memory does not grow. The first contact of a walk is reported once the foot has clearly travelled.

    Lost samples (rows with a NaN, or a gap in the stamps) are bridged up to `LiveOptions.longest_bridge_s`; after a
    longer gap contacts begin again with the first rest. After a sensor stops nothing is reported; if it repeats its
    last sample, at most one contact. Calls from several threads run one after another; different streams run at the
    same time.

    Parameters
    ----------
    rate_hz : float
        Sampling rate, 20 to 4000 Hz; 50 Hz or more is recommended.
    site : {"left_foot", "right_foot", "left_shank", "right_shank"}
        Where the sensor is worn.
    alignment : Alignment, optional
        Mounting of the sensor, for samples in the sensor frame. Without it, the mounting is searched for in the walk
        from 6 s on; direction, strike and angle are missing until `mounting_found_s`.
    frame : {"segment", "sensor"}, optional
        Axes of the samples: "sensor" where an alignment is given, else "segment".
    options : LiveOptions, optional
        Definition of a contact, and the wait before it is decided.
    start_s : float
        Time of the first sample, for samples without time stamps.

    Raises
    ------
    InvalidOption
        The rate or the frame is not usable.
    UnknownSite
        The site is not a foot or shank, or not in the alignment.

    Notes
    -----
    The causal part of `analyze`: velocity between zero-velocity updates, levelled by the mean specific force between
    rests; the landing point's speed falls below 30 % of its swing peak. Differences: it does not wait for the peak and
    the rest that end the swing (the peak is predicted from how far earlier swings grew from the same point on), it does
    not look for impact transients, and the foot angle is relative to the foot-flat before the swing. A contact has a
    direction if the step before it went the same way; for the first step it is `unknown`.

    Examples
    --------
    >>> import retrogait as rg
    >>> recording, truth = rg.simulate_walk(direction="backward", speed_mps=0.5, duration_s=10, seed=0)
    >>> stream = rg.ContactStream(rate_hz=100.0, site="left_foot")
    >>> events = stream.push(recording["left_foot"])
    >>> events.loc[events["event"] == "initial_contact", ["direction", "strike"]].drop_duplicates().values.tolist()
    [['unknown', 'toe'], ['backward', 'toe']]
    >>> contacts = stream.feed(np.zeros((1, 6)) + [0, 0, 9.81, 0, 0, 0])
    >>> contacts
    []
    """

    @arguments()
    def __init__(
        self,
        rate_hz: float,
        site: str,
        alignment: Alignment | None = None,
        *,
        frame: str | None = None,
        options: LiveOptions | None = None,
        start_s: float = 0.0,
    ) -> None:
        _check(rate_hz, site, alignment, frame)
        self.rate_hz = float(rate_hz)
        self.site = site
        self.frame = frame or ("segment" if alignment is None else "sensor")
        self.options = options or LiveOptions()
        self._given = alignment
        self._limb: LimbKernel | SearchedLimb
        if self.frame == "sensor" and alignment is None:
            self._limb = SearchedLimb(site, self.rate_hz, self.options)
        else:
            rotation = None if alignment is None else np.asarray(alignment.rotations[site], float)
            self._limb = LimbKernel(site, self.rate_hz, rotation, self.options, mounted=True)
        self._clock = StreamClock(self.rate_hz, float(start_s))
        self._lock = Lock()

    def feed(self, samples: ArrayLike) -> list[Contact]:
        """Take in samples and return the contacts they decide: the hot path, without pandas.

        Parameters
        ----------
        samples : (n, 6) array, or (6,) for one sample
            Specific force in m/s^2 and angular rate in deg/s, in the order of `catalogue.SENSOR_COLUMNS`, counted on
            from the samples before. A row with a NaN is a lost sample.

        Raises
        ------
        InvalidTable
            The array has another shape, or for 5 s its numbers cannot be in m/s^2 and deg/s. A stream that has raised
            the latter keeps raising it.
        """
        with self._lock:
            rows = self._limb.watch(counted_samples(self.site, samples))
            if not rows:
                return []
            rows = [self._timed(row) for row in rows]
        return self._contacts(rows)

    def push(self, chunk: pd.DataFrame | ArrayLike) -> pd.DataFrame:
        """Take in samples, one or many, and return the contacts they decide as a table of events.

        Parameters
        ----------
        chunk : DataFrame or (n, 6) array
            A frame has the columns of `catalogue.SENSOR_COLUMNS`; a `time_s` column, an index of seconds (not whole
            numbers), dates or durations are the stamps. Stamps must rise; where they jump, samples were lost; where
            they jitter or drift the clock follows slowly. Arrays and other frames are counted.

        Returns
        -------
        DataFrame
            The contacts decided (`catalogue.EVENTS`), often none; `bout_id` is missing.

        Raises
        ------
        InvalidTable
            A column is missing or not numeric, stamps do not rise, or as for `feed`.
        """
        return contact_table(self.follow(chunk)[0])

    def follow(self, chunk: pd.DataFrame | ArrayLike) -> tuple[list[Contact], list[LiveStride]]:
        """Take in samples as `push` does, and return the contacts and the strides they decide.

        A stride is decided when the foot rests after it, or moves off again.
        """
        with self._lock:
            rows = self._take(*self._read(chunk))
        return self._split(rows)

    def flush(self) -> pd.DataFrame:
        """Return the contacts that can be decided without waiting for more samples, as a table of events.

        Call it after the last sample. Samples pushed later count as after a gap.
        """
        return contact_table(self.finish()[0])

    def finish(self) -> tuple[list[Contact], list[LiveStride]]:
        """As `flush`, and return the contacts and the strides."""
        with self._lock:
            rows = [self._timed(row) for row in self._limb.finish()]
        return self._split(rows)

    @property
    def alignment(self) -> Alignment | None:
        """The mounting: given, or found from the walk; None as long as it is not known."""
        return self._limb.alignment if isinstance(self._limb, SearchedLimb) else self._given

    @property
    def mounting_found_s(self) -> float:
        """When the mounting was found from the walk; NaN where it was given, or is not found yet."""
        if isinstance(self._limb, SearchedLimb) and self._limb.alignment is not None:
            return self._clock.time_s(self._limb.found_at)
        return math.nan

    @property
    def now_s(self) -> float:
        """Time of the last sample, lost ones included."""
        return self._clock.time_s(self._limb.seen - 1)

    def state(self) -> dict[str, Any]:
        """State to continue later or elsewhere, as a dict for JSON (about 50 kB at 100 Hz)."""
        with self._lock:
            return with_checksum(
                {
                    "format": STATE_FORMAT,
                    "rate_hz": self.rate_hz,
                    "site": self.site,
                    "frame": self.frame,
                    "alignment": None if self.alignment is None else json.loads(self.alignment.to_json()),
                    "mounting_found_at": self._limb.found_at
                    if isinstance(self._limb, SearchedLimb)
                    else None,
                    "options": asdict(self.options),
                    "clock": self._clock.carried(),
                    "limb": pack(self._limb.arrays),
                }
            )

    @classmethod
    @arguments(state="Any")
    def from_state(cls, state: dict[str, Any] | str) -> ContactStream:
        """Make a stream that continues from `state`.

        Parameters
        ----------
        state : dict or str
            Result of `state()`, or the same as JSON text.

        Raises
        ------
        InvalidTable
            `state` is not a stream state, is damaged, or was written by a version of another format.
        """
        data = read_state(state, STATE_FORMAT)
        try:
            alignment, found_at = data["alignment"], data["mounting_found_at"]
            known = None if alignment is None else Alignment.from_json(json.dumps(alignment))
            stream = cls(
                data["rate_hz"],
                data["site"],
                known if found_at is None else None,
                frame=data["frame"],
                options=LiveOptions(**data["options"]),
            )
            if known is not None and isinstance(stream._limb, SearchedLimb):
                stream._limb.go_on_with(known, int(found_at))
            stream._clock.restore(data["clock"])
            unpack(data["limb"], stream._limb.arrays)
        except RetrogaitError:
            raise
        except (KeyError, TypeError, ValueError, AttributeError, IndexError, OverflowError) as fault:
            raise InvalidTable(
                f"stream state: {fault} is missing or of another kind; expected what state() gave; begin a new stream"
            ) from fault
        return stream

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle by the state."""
        return type(self).from_state, (self.state(),)

    def __repr__(self) -> str:
        """Site, rate and how far it has come."""
        return f"<ContactStream: {self.site} at {self.rate_hz:g} Hz, {self._limb.seen} samples>"

    def _read(self, chunk: pd.DataFrame | ArrayLike) -> tuple[Floats, Floats | None]:
        """The samples of a chunk, and their stamps where they are not counted; nothing is taken in yet."""
        if not isinstance(chunk, pd.DataFrame):
            return counted_samples(self.site, chunk), None
        return sample_array(self.site, chunk), self._clock.stamps_s(self.site, chunk)

    def _take(self, values: Floats, stamps: Floats | None) -> EventRows:
        """Take in what was read; return rows whose instants are seconds."""
        if stamps is not None:
            return self._stamped(values, stamps)
        return [self._timed(row) for row in self._limb.watch(values)]

    def _follow(self, values: Floats, stamps: Floats | None) -> tuple[list[Contact], list[LiveStride]]:
        """As `follow`, of what was read."""
        with self._lock:
            rows = self._take(values, stamps)
        return self._split(rows)

    def _stamped(self, values: Floats, stamps: Floats) -> EventRows:
        first = self._limb.seen
        lost, when = self._clock.place(stamps, first)
        rows: EventRows = []
        cuts = np.flatnonzero(lost).tolist()
        for a, b in zip([0, *cuts], [*cuts, len(values)], strict=True):
            if b == a:
                continue
            if lost[a]:
                self._limb.pass_over(int(lost[a]))
            start = self._limb.seen
            for row in self._limb.watch(values[a:b]):
                here, here_s = row[DECIDED], float(when[a + int(row[DECIDED]) - start])
                for instant in _INSTANTS:
                    row[instant] = here_s + (row[instant] - here) / self.rate_hz
                rows.append(row)
        return rows

    def _timed(self, row: list[float]) -> list[float]:
        """The row with its instants in seconds, of samples that are counted."""
        for instant in _INSTANTS:
            row[instant] = self._clock.time_s(row[instant])
        return row

    def _split(self, rows: EventRows) -> tuple[list[Contact], list[LiveStride]]:
        if not rows:  # as most packets: what makes contacts of rows need not be made
            return [], []
        build = self._builder
        return self._contacts(rows), [build.stride(row) for row in rows if row[KIND] == STRIDE]

    def _contacts(self, rows: EventRows) -> list[Contact]:
        build = self._builder
        return [build.contact(row) for row in rows if row[KIND] != STRIDE]

    @property
    def _builder(self) -> ContactBuilder:
        side, segment = self.site.split("_", 1)
        sure = self._limb.sure if isinstance(self._limb, SearchedLimb) else 1.0
        return ContactBuilder(side, segment == "foot", self.options, sure)


def _check(rate_hz: float, site: str, alignment: Alignment | None, frame: str | None) -> None:
    if not (LEAST_RATE_HZ <= rate_hz <= MOST_RATE_HZ):
        raise InvalidOption(
            f"ContactStream: rate_hz is {rate_hz!r}; expected a sampling rate from {LEAST_RATE_HZ:g} to "
            f"{MOST_RATE_HZ:g} Hz: slower, contacts are lost; set the sensor to 100 Hz"
        )
    if site not in LIMBS:
        raise UnknownSite(
            f"ContactStream: site is {site!r}; live contacts are read from one of {' '.join(LIMBS)}; name the site the "
            "sensor is worn at, or analyze() a recording of another"
        )
    if frame is not None:
        check("ContactStream", "frame", frame, Bounds("", choices=FRAMES), "leave it out for 'segment'")
    if alignment is not None and frame == "segment":
        raise InvalidOption(
            "ContactStream: an alignment was given for samples in the segment frame; an alignment is for samples in "
            "the sensor frame; leave one of the two out"
        )
    if alignment is not None and site not in alignment.rotations:
        raise UnknownSite(
            f"ContactStream: the alignment has no rotation for {site!r} (it holds "
            f"{' '.join(alignment.rotations) or 'none'}); calibrate a walk with that sensor worn, or declare it"
        )
