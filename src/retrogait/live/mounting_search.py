"""The mounting of a limb's sensor, found while it walks: looked for in the samples of the last half minute."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from retrogait.errors import RetrogaitError
from retrogait.mounting.calibration import calibrate
from retrogait.recording import Recording
from retrogait.tables.catalogue import SENSOR_COLUMNS

if TYPE_CHECKING:
    from retrogait._arrays import Floats
    from retrogait.mounting.alignment import Alignment

FIRST_LOOK_S, LOOK_EVERY_S = 6.0, 2.0
KEPT_S = 30.0  # of samples, at most; a third of them is let go of at once
LEAST_CONTACTS = 4  # since the last look: without them nothing new is to be seen
MOST_APART_DEG = 30.0  # between two looks one after the other that agree
_ALIKE_TRACE = 1.0 + 2.0 * np.cos(np.radians(MOST_APART_DEG))
_FIRST, _KEPT, _UNTIL, _CONTACTS = range(
    4
)  # sample that is kept first, how many are, samples to the next look


class MountingSearch:
    """Looks for the mounting of one sensor at fixed numbers of samples, so that chunks change nothing.

    Two looks one after the other have to agree: the first strides of a walk may be a turn or a stumble.
    """

    def __init__(self, site: str, rate_hz: float) -> None:
        self.site = site
        self.rate_hz = rate_hz
        self._samples = np.full((round(KEPT_S * rate_hz), len(SENSOR_COLUMNS)), np.nan)
        self._turn = np.full((3, 3), np.nan)  # what the look before found
        self._counts = np.zeros(4, np.int64)
        self._counts[_UNTIL] = round(FIRST_LOOK_S * rate_hz)

    @property
    def arrays(self) -> dict[str, Floats]:
        """All that is carried from sample to sample."""
        return {"samples": self._samples, "turn": self._turn, "counts": self._counts}

    @property
    def until_look(self) -> int:
        """Samples to the next look."""
        return int(self._counts[_UNTIL])

    @property
    def kept(self) -> tuple[int, Floats]:
        """The samples (n, 6) that are kept, lost ones NaN, and how many there were before them."""
        return int(self._counts[_FIRST]), self._samples[: self._counts[_KEPT]].copy()

    def take(self, samples: Floats, contacts: int) -> None:
        """Keep samples (n, 6), no more than to the next look, in which so many contacts were decided."""
        counts = self._counts
        counts[_UNTIL] -= len(samples)
        counts[_CONTACTS] += contacts
        self._keep(samples)

    def pass_over(self, count: int) -> None:
        """Keep in mind that so many samples were lost."""
        counts = self._counts
        counts[_UNTIL] = max(1, counts[_UNTIL] - count)
        if count < len(self._samples):
            self._keep(np.full((count, len(SENSOR_COLUMNS)), np.nan))
        else:
            counts[_FIRST] += counts[_KEPT] + count
            counts[_KEPT] = 0

    def look(self) -> Alignment | None:
        """Look for the mounting in what is kept; give it where the look before found the same."""
        counts = self._counts
        counts[_UNTIL] = round(LOOK_EVERY_S * self.rate_hz)
        if counts[_CONTACTS] < LEAST_CONTACTS:
            return None
        counts[_CONTACTS] = 0
        alignment = _mounting_in(self.kept[1], self.site, self.rate_hz)
        before = self._turn.copy()
        self._turn[:] = np.nan if alignment is None else alignment.rotations[self.site]
        alike = (
            float(np.sum(before * self._turn)) >= _ALIKE_TRACE
        )  # trace of the turn between them; NaN is not alike
        return alignment if alike else None

    def _keep(self, samples: Floats) -> None:
        counts, room = self._counts, len(self._samples)
        while len(samples):
            if counts[_KEPT] == room:
                gone = room // 3
                self._samples[: room - gone] = self._samples[gone:].copy()
                counts[_FIRST] += gone
                counts[_KEPT] -= gone
            part = samples[: room - counts[_KEPT]]
            self._samples[counts[_KEPT] : counts[_KEPT] + len(part)] = part
            counts[_KEPT] += len(part)
            samples = samples[len(part) :]


def _mounting_in(samples: Floats, site: str, rate_hz: float) -> Alignment | None:
    """The mounting that shows in the samples (n, 6) of a sensor, as `calibrate` finds it."""
    frame = pd.DataFrame(samples, columns=list(SENSOR_COLUMNS))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what is wrong with half a minute of it is nothing to report
        try:
            return calibrate(Recording.from_frames({site: frame}, rate_hz, frame="sensor"))
        except RetrogaitError:
            return None
