"""A limb whose mounting is not known: followed without, until it is found from the walk, and with it from there on."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from retrogait._kernels.live.state import AHEAD, AT, DECIDED, DISPLACEMENT_M, KIND, STRIDE
from retrogait.errors import InvalidTable
from retrogait.gait.time_asymmetry import confidence
from retrogait.live.limb import LimbKernel
from retrogait.live.mounting_search import MountingSearch

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from retrogait._arrays import Floats
    from retrogait.live.options import LiveOptions
    from retrogait.mounting.alignment import Alignment

SAME_CONTACT_S = 0.15  # apart, at most: a contact before and after the mounting is found


class SearchedLimb:
    """As a `LimbKernel`; `alignment` is None, and directions and lengths are missing, until the mounting is found."""

    def __init__(self, site: str, rate_hz: float, options: LiveOptions) -> None:
        self._site, self._rate_hz, self._options = site, rate_hz, options
        self._search = MountingSearch(site, rate_hz)
        self._last_at = np.full(STRIDE, -math.inf)  # sample of the last contact of each kind
        self._limb = LimbKernel(site, rate_hz, None, options, mounted=False)
        self.alignment: Alignment | None = None
        self.found_at = -1  # sample

    @property
    def seen(self) -> int:
        """Samples so far, lost ones included."""
        return self._limb.seen

    @property
    def sure(self) -> float:
        """How sure the mounting is, 0.5 to 1; 1 where it is not known, as nothing is said by it."""
        return 1.0 if self.alignment is None else confidence(self.alignment.evidence[self._site])

    @property
    def arrays(self) -> dict[str, NDArray[Any]]:
        """All that is carried from sample to sample; the search has ended with the mounting."""
        searching = {} if self.alignment else self._search.arrays
        return {**self._limb.arrays, "last_at": self._last_at, **searching}

    def go_on_with(self, alignment: Alignment, found_at: int) -> None:
        """Take up a mounting that was found at a sample."""
        self.alignment, self.found_at = alignment, found_at
        self._limb = self._mounted(alignment)

    def watch(self, samples: Floats) -> list[list[float]]:
        """Take in samples (n, 6), C-ordered and writable; return the events they decide, as rows."""
        rows: list[list[float]] = []
        while self.alignment is None and len(samples):
            until = self._search.until_look
            part, samples = samples[:until], samples[until:]
            as_given = part.copy()  # the limb may turn them in place
            found = self._limb.watch(part)
            for row in found:
                row[AHEAD] = math.nan
                if row[KIND] == STRIDE:
                    row[DISPLACEMENT_M] = math.nan
                else:
                    self._last_at[int(row[KIND])] = row[AT]
            self._search.take(as_given, sum(row[KIND] != STRIDE for row in found))
            rows += found
            if self._search.until_look == 0 and (alignment := self._search.look()) is not None:
                rows += self._mount(alignment)
        return [*rows, *filter(self._is_new, self._limb.watch(samples))] if len(samples) else rows

    def pass_over(self, count: int) -> None:
        """Pass over so many lost samples."""
        self._limb.pass_over(count)
        if self.alignment is None:
            self._search.pass_over(count)

    def finish(self) -> list[list[float]]:
        """Decide what can be without waiting for more samples; return the events, as rows."""
        return [*filter(self._is_new, self._limb.finish())]

    def _mount(self, alignment: Alignment) -> list[list[float]]:
        """Follow what is kept of the walk once more, mounted; return the contacts that were not reported yet."""
        before, samples = self._search.kept
        limb = self._mounted(alignment)
        if before:
            limb.pass_over(before)
        try:
            rows = limb.watch(samples)
        except InvalidTable:  # not upright after all: a later look may find better
            return []
        self._limb, self.alignment, self.found_at = limb, alignment, limb.seen - 1
        new = [row for row in rows if row[KIND] != STRIDE and self._is_new(row)]
        for row in new:
            row[DECIDED] = self.found_at
        return new

    def _is_new(self, row: list[float]) -> bool:
        """Whether a row is no contact that was reported before the mounting was found."""
        if self.alignment is None or row[KIND] == STRIDE:
            return True
        return bool(row[AT] > self._last_at[int(row[KIND])] + SAME_CONTACT_S * self._rate_hz)

    def _mounted(self, alignment: Alignment) -> LimbKernel:
        rotation = np.asarray(alignment.rotations[self._site], float)
        return LimbKernel(self._site, self._rate_hz, rotation, self._options, mounted=True)
