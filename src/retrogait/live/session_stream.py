"""Several sites at once: contacts, near-falls and rolling measures while samples arrive."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from retrogait._kernels.live import jerk_peaks
from retrogait.errors import InvalidOption, InvalidTable, RetrogaitError, UnknownSite
from retrogait.live.chunks import counted_samples, read_state, sample_array
from retrogait.live.clock import read_stamps_s
from retrogait.live.contact import Contact, LiveStride, contact_table
from retrogait.live.contact_stream import LIMBS, ContactStream
from retrogait.live.input_check import InputCheck
from retrogait.live.packing import pack, unpack
from retrogait.live.plain import plain_events
from retrogait.live.rolling import RollingMeasures, RollingOptions, RollingWindow
from retrogait.live.trunk import REMEMBERED_S, NearFall, TrunkKernel
from retrogait.stability import NearFallOptions, regularity
from retrogait.stability.jerk_peaks import LEAST_RATE_HZ
from retrogait.tables.arguments import arguments
from retrogait.tables.catalogue import TRUNK
from retrogait.tables.checksums import with_checksum

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import ArrayLike

    from retrogait._arrays import Floats
    from retrogait.live.options import LiveOptions
    from retrogait.mounting.alignment import Alignment

LIVE_SITES = (*LIMBS, *TRUNK)
STATE_FORMAT = "retrogait session stream 3"
SILENT_S = 1.0


class LiveUpdate(NamedTuple):
    """What a push decided: contacts and near-falls in order of decision, and strides.

    `notes` name a fault in the samples of a site that has lasted two seconds: a unit, samples that are held or zeroed,
    a rate. Results from such samples are wrong too.
    """

    contacts: list[Contact]
    strides: list[LiveStride]
    near_falls: list[NearFall]
    notes: list[str]

    @property
    def events(self) -> pd.DataFrame:
        """The contacts as a table of events (`catalogue.EVENTS`)."""
        return contact_table(self.contacts)

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain values for JSON, None where there is no number.

        The contacts are `events`, a list for each column, as in `Session.to_dict` and its JSON Schema; `strides`,
        `near_falls` and `notes` are lists. A contact by itself is `contact.to_dict()`.

        >>> fall = NearFall(12.3, 480.0, 6.5, 12.6)
        >>> update = LiveUpdate([], [], [fall], []).to_dict()
        >>> update["events"]["time_s"], update["near_falls"]
        ([], [{'time_s': 12.3, 'peak_to_peak_mps3': 480.0, 'times_usual': 6.5, 'decided_s': 12.6}])
        """
        return {
            "events": plain_events(self.contacts),
            "strides": [stride.to_dict() for stride in self.strides],
            "near_falls": [fall.to_dict() for fall in self.near_falls],
            "notes": list(self.notes),
        }


class SessionStream:
    """Follow a walk with sensors at several sites: contacts, rolling measures, near-falls.

    Feet, or shanks without a foot sensor, give contacts, cadence, direction and speed, as in `ContactStream`; a sensor
    on the lower back or sternum gives step regularity and near-falls. Push the new samples of all sites together; each
    site depends on its own samples only, so the size of chunks changes nothing.

    A site without a complete sample for a second while others go on is named in `rolling().silent_sites`; its measures
    end with its last contact. Use a session stream from one thread at a time.

    Parameters
    ----------
    rate_hz : float
        Sampling rate of all sites.
    sites : iterable of str
        Sites worn: feet and shanks, and one of `lower_back` and `sternum`.
    alignment : Alignment, optional
        Mounting of the limb sensors, for samples in the sensor frame; a trunk needs none.
    frame : {"segment", "sensor"}, optional
        As for `ContactStream`.
    contacts : LiveOptions, optional
        Options of contacts.
    rolling : RollingOptions, optional
        Window of the rolling measures.
    near_falls : NearFallOptions, optional
        Definition of a near-fall; it is judged against the walk before it.
    start_s : float
        Time of the first sample, for samples without time stamps.

    Raises
    ------
    UnknownSite
        No site shows contacts or near-falls, or a site is not supported.
    InvalidOption
        The rate is too low.

    Examples
    --------
    >>> import retrogait as rg
    >>> recording, truth = rg.simulate_walk(direction="backward", speed_mps=0.5, duration_s=30, seed=0)
    >>> stream = rg.SessionStream(rate_hz=100.0, sites=recording.sites)
    >>> for first in range(0, 2500, 50):
    ...     update = stream.push({site: recording[site].iloc[first : first + 50] for site in recording.sites})
    >>> now = stream.rolling()
    >>> now.direction, round(now.speed_mps, 1)
    ('backward', 0.5)
    """

    @arguments()
    def __init__(
        self,
        rate_hz: float,
        sites: Iterable[str],
        alignment: Alignment | None = None,
        *,
        frame: str | None = None,
        contacts: LiveOptions | None = None,
        rolling: RollingOptions | None = None,
        near_falls: NearFallOptions | None = None,
        start_s: float = 0.0,
    ) -> None:
        self.sites = tuple(dict.fromkeys(sites))
        trunk = [site for site in self.sites if site in TRUNK]
        _check(self.sites, trunk, rate_hz)
        self.rate_hz = float(rate_hz)
        self._start_s = float(start_s)
        self._near_falls = near_falls or NearFallOptions()
        self._limbs = {
            site: ContactStream(rate_hz, site, alignment, frame=frame, options=contacts, start_s=start_s)
            for site in self.sites
            if site in LIMBS
        }
        self._trunk = TrunkKernel(self.rate_hz, self._near_falls) if trunk else None
        self._trunk_site = trunk[0] if trunk else None
        self._window = RollingWindow(rolling or RollingOptions())
        self._last_sample_s = dict.fromkeys(self.sites, self._start_s)
        self._reporting = _deciding(self._limbs)
        self._checks = {site: InputCheck(site, self.rate_hz) for site in self.sites}

    @arguments()
    def push(self, chunks: Mapping[str, pd.DataFrame | ArrayLike]) -> LiveUpdate:
        """Take in samples of any of the sites, and return what they decide.

        Parameters
        ----------
        chunks : mapping of str to DataFrame or (n, 6) array
            By site, as for `ContactStream.push`; stamps of a trunk sensor are not used, its samples are counted.

        Raises
        ------
        UnknownSite
            A chunk is of a site the stream does not have.
        InvalidTable
            As for `ContactStream.push`.
        """
        unknown = [site for site in chunks if site not in self.sites]
        if unknown:
            raise UnknownSite(
                f"SessionStream: a chunk is of {unknown[0]!r} (the stream has {' '.join(self.sites)}); name every site "
                "when the stream is made"
            )
        update = LiveUpdate([], [], [], [])
        for site, chunk in chunks.items():
            limb = self._limbs.get(site)
            values, stamps = _read_trunk(site, chunk) if limb is None else limb._read(chunk)
            update.notes.extend(self._checks[site].take(values, stamps))
            if limb is None:
                update.near_falls.extend(self._watch_trunk(values))
            else:
                found_before = not math.isnan(limb.mounting_found_s)
                contacts, strides = limb._follow(values, stamps)
                if not found_before and not math.isnan(limb.mounting_found_s):
                    update.notes.append(_found_note(limb))
                if site in self._reporting:
                    update.contacts.extend(contacts)
                    update.strides.extend(strides)
            since = _samples_since_whole(values)
            if since is not None:
                self._last_sample_s[site] = self._now_s(site) - since / self.rate_hz
        self._note(update)
        return update

    def flush(self) -> LiveUpdate:
        """Return what can be decided after the last sample."""
        update = LiveUpdate([], [], [], [])
        for site, limb in self._limbs.items():
            contacts, strides = limb.finish()
            if site in self._reporting:
                update.contacts.extend(contacts)
                update.strides.extend(strides)
        self._note(update)
        return update

    @arguments()
    def rolling(self, at_s: float | None = None) -> RollingMeasures:
        """Measures over the last strides of the current walk; NaN where they are not known.

        Parameters
        ----------
        at_s : float, optional
            The present time, on the clock of the samples; by default the time of the last sample. Pass it if every
            sensor may fall silent, or the walk seems to go on.
        """
        newest_s = max(self._now_s(site) for site in self.sites)
        now_s = newest_s if at_s is None else at_s
        if not now_s >= newest_s:
            raise InvalidOption(
                f"SessionStream.rolling: at_s is {at_s!r}; expected the time now, not before that of the last sample "
                f"({newest_s:.2f} s); give it on the clock of the samples, or leave it out"
            )
        known = self._window.walk(now_s)
        stride_s = known.get("stride_time_s")
        if self._trunk is not None and stride_s is not None:
            strides = self._window.options.window_strides
            up = self._trunk.up_mps2(min(REMEMBERED_S, strides * stride_s))
            likeness = regularity(up, self.rate_hz, stride_s)
            known |= {"step_regularity": likeness.step, "stride_regularity": likeness.stride}
        silent = tuple(site for site in self.sites if now_s - self._last_sample_s[site] > SILENT_S)
        return RollingMeasures(time_s=now_s, silent_sites=silent, **known)

    def state(self) -> dict[str, Any]:
        """State to continue later or elsewhere, as a dict for JSON."""
        return with_checksum(
            {
                "format": STATE_FORMAT,
                "rate_hz": self.rate_hz,
                "sites": list(self.sites),
                "start_s": self._start_s,
                "limbs": {site: limb.state() for site, limb in self._limbs.items()},
                "trunk": None if self._trunk is None else pack(self._trunk.arrays),
                "near_falls": asdict(self._near_falls),
                "rolling": asdict(self._window.options),
                "window": self._window.carried(),
                "last_sample_s": self._last_sample_s,
                "checks": {site: pack(check.arrays) for site, check in self._checks.items()},
            }
        )

    @classmethod
    @arguments(state="Any")
    def from_state(cls, state: dict[str, Any] | str) -> SessionStream:
        """Make a stream that continues from `state`.

        Raises
        ------
        InvalidTable
            `state` is not a stream state, is damaged, or was written by a version of another format.
        """
        data = read_state(state, STATE_FORMAT)
        try:
            stream = cls(
                data["rate_hz"],
                data["sites"],
                frame="sensor",
                rolling=RollingOptions(**data["rolling"]),
                near_falls=NearFallOptions(**data["near_falls"]),
                start_s=data["start_s"],
            )
            for site in stream._limbs:
                stream._limbs[site] = ContactStream.from_state(data["limbs"][site])
            if stream._trunk is not None:
                unpack(data["trunk"], stream._trunk.arrays)
            for site, check in stream._checks.items():
                unpack(data["checks"][site], check.arrays)
            stream._window.restore(data["window"])
            stream._last_sample_s = {site: float(data["last_sample_s"][site]) for site in stream.sites}
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

    def _note(self, update: LiveUpdate) -> None:
        update.contacts.sort(key=lambda contact: (contact.decided_s, contact.time_s))
        for contact in update.contacts:
            self._window.add_contact(contact)
        for stride in update.strides:
            self._window.add_stride(stride)

    def _now_s(self, site: str) -> float:
        if site in self._limbs:
            return self._limbs[site].now_s
        seen = 0 if self._trunk is None else self._trunk.seen
        return self._start_s + (seen - 1) / self.rate_hz

    def _watch_trunk(self, values: Floats) -> list[NearFall]:
        if self._trunk is None:
            return []
        dt = 1.0 / self.rate_hz
        return [
            NearFall(
                self._start_s + row[jerk_peaks.AT] * dt,
                row[jerk_peaks.SIZE],
                row[jerk_peaks.SHARE],
                self._start_s + row[jerk_peaks.DECIDED] * dt,
            )
            for row in self._trunk.watch(values)
        ]


def _read_trunk(site: str, chunk: pd.DataFrame | ArrayLike) -> tuple[Floats, Floats | None]:
    """The samples of a chunk and its stamps, which for a trunk are only looked at."""
    if isinstance(chunk, pd.DataFrame):
        return sample_array(site, chunk), read_stamps_s(chunk)
    return counted_samples(site, chunk), None


def _samples_since_whole(values: Floats) -> int | None:
    """How many samples came after the last whole one; None where there is none."""
    if len(values) and np.isfinite(values[-1]).all():
        return 0
    whole = np.flatnonzero(np.isfinite(values).all(axis=1))
    return len(values) - 1 - int(whole[-1]) if len(whole) else None


def _found_note(limb: ContactStream) -> str:
    return (
        f"{limb.site}: the mounting of the sensor was found from the walk at {limb.mounting_found_s:.1f} s; its "
        "contacts have a direction from now on"
    )


def _deciding(limbs: Mapping[str, ContactStream]) -> set[str]:
    """Sites that contacts are reported from: each side's foot, or its shank where no foot is worn."""
    return {site for site in limbs if site.endswith("foot") or site.replace("shank", "foot") not in limbs}


def _check(sites: tuple[str, ...], trunk: list[str], rate_hz: float) -> None:
    wrong = [site for site in sites if site not in LIVE_SITES]
    if wrong or not sites or len(trunk) > 1:
        raise UnknownSite(
            f"SessionStream: sites are {' '.join(map(str, sites)) or 'none'}; expected some of {' '.join(LIMBS)} and "
            f"one of {' '.join(TRUNK)} at most; leave out {wrong[0] if wrong else 'one'!r}"
            if sites
            else f"SessionStream: no site is named; expected some of {' '.join(LIVE_SITES)}; name those worn"
        )
    if trunk and not rate_hz >= LEAST_RATE_HZ:
        raise InvalidOption(
            f"SessionStream: rate_hz is {rate_hz!r}; expected {LEAST_RATE_HZ:g} or more with {trunk[0]}, because "
            "a jerk peak lasts about 50 ms; record at a higher rate, or leave that site out"
        )
