"""The clocks of several devices brought together by when their packets arrive at this computer."""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING, Any

from retrogait.errors import InvalidTable
from retrogait.live.sources.samples import Samples
from retrogait.tables.arguments import describe

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterable

SETTLED_S = 2.0  # of packets, from which a clock is set: the first ones may have waited
DRIFTED_S = 0.05  # from there on a clock that runs away is noted, and again when it has doubled
WATCHED_S = 10.0  # over which the quickest packet shows its drift

now_s = time.monotonic


class ArrivalClock:
    """Moves the stamps of one device so that its quickest packet took no time at all.

    How long a packet travels is not known, only that it is not less than nothing: between two devices with links of the
    same kind that falls out, up to how much their delays differ.
    """

    def __init__(self, site: str, began_s: float) -> None:
        self.site = site
        self.notes: list[str] = []
        self._began_s = began_s
        self._shift_s = math.inf  # the least delay so far
        self._largest_s = -math.inf
        self._is_set = False
        self._least_s, self._since_s = math.inf, 0.0  # of the packets since then
        self._noted_s = 0.5 * DRIFTED_S

    async def moved(self, source: AsyncIterable[Any]) -> AsyncGenerator[Samples, None]:
        """The samples of a source on this computer's clock; those of the first two seconds wait until it is known."""
        held: list[Samples] = []
        async for chunk in source:
            if not isinstance(chunk, Samples) or chunk.time_s is None:
                raise InvalidTable(
                    f"{self.site}: the source gave {describe(chunk)} without stamps; expected Samples with time_s "
                    "where clocks are brought together; give the stamps, or leave clocks= out"
                )
            if not len(chunk.time_s):
                continue
            last_s = float(chunk.time_s[-1])
            delay_s = now_s() - self._began_s - last_s
            if self._is_set:
                self._watch(delay_s, last_s)
                yield self._move(chunk)
                continue
            held.append(chunk)
            self._shift_s = min(self._shift_s, delay_s)
            self._largest_s = max(self._largest_s, delay_s)
            first = held[0].time_s
            if first is not None and last_s - first[0] >= SETTLED_S:
                self._set(last_s)
                for one in held:
                    yield self._move(one)
                held = []
        for one in held:
            yield self._move(one)

    def _set(self, last_s: float) -> None:
        self._is_set, self._since_s = True, last_s
        self.notes.append(
            f"its clock was moved by {self._shift_s:+.3f} s, to when its packets arrive; their delays differ by "
            f"{self._largest_s - self._shift_s:.3f} s, and step times between sensors may be wrong by about as much"
        )

    def _watch(self, delay_s: float, last_s: float) -> None:
        """Note how far the clock has run away since it was set, by the quickest packet of some seconds."""
        self._least_s = min(self._least_s, delay_s)
        if last_s - self._since_s < WATCHED_S:
            return
        drifted_s = self._least_s - self._shift_s
        self._least_s, self._since_s = math.inf, last_s
        if abs(drifted_s) >= 2.0 * self._noted_s:
            self._noted_s = abs(drifted_s)
            self.notes.append(
                f"its clock has drifted by {drifted_s:+.3f} s since it was set, or its packets come or are read later; "
                "step times between sensors are wrong by as much: begin a new stream"
            )

    def _move(self, samples: Samples) -> Samples:
        return Samples(samples.values, None if samples.time_s is None else samples.time_s + self._shift_s)
