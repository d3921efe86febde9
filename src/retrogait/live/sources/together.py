"""Several sources as one: what arrives of any site, when it arrives."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterable, Mapping
from typing import TYPE_CHECKING, Any, cast

from retrogait.errors import InvalidOption, shown
from retrogait.live.sources import arrival
from retrogait.live.sources.arrival import ArrivalClock
from retrogait.live.sources.samples import notes_of
from retrogait.tables.arguments import arguments, describe
from retrogait.tables.checks import Bounds

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


CLOCKS = ("own", "arrival")


class SourceGroup:
    """Sources of several sites as one `Source` for a `SessionStream`.

    Each source is asked for its next chunk at once, and again when that was taken: at most one chunk of each waits. The
    group ends when all have ended; an exception of one passes through.

    Parameters
    ----------
    sources : mapping of str to async iterable
        By site: a `Source`, or any async iterable of chunks of one sensor.
    clocks : {"own", "arrival"}
        "own": stamps are used unchanged, for devices that share a clock. "arrival": the clock of each device is shifted
        once, so that its quickest packet of the first 2 s has zero delay; a note says by how much and how certain that
        is, and another when the clock has drifted by 0.05 s. Chunks must be `Samples` with stamps.

    Notes
    -----
    Measures of one foot (contacts, strides, speed) do not depend on the other's clock; step times and their asymmetry
    do. In steady walking a clock offset looks like a limp, so offsets are not found from the walk.

    Examples
    --------
    >>> import asyncio, numpy as np
    >>> async def standing(count):
    ...     for _ in range(count):
    ...         yield np.zeros((10, 6)) + [0, 0, 9.81, 0, 0, 0]
    >>> async def sites():
    ...     group = SourceGroup({"left_foot": standing(2), "right_foot": standing(1)})
    ...     return sorted([site async for chunk in group for site in chunk])
    >>> asyncio.run(sites())
    ['left_foot', 'left_foot', 'right_foot']
    """

    @arguments(sources="Any", clocks=Bounds("", choices=CLOCKS))
    def __init__(self, sources: Mapping[str, AsyncIterable[Any]], *, clocks: str = "own") -> None:
        given = cast("object", sources)
        if not isinstance(given, Mapping) or not given:
            found = "empty" if isinstance(given, Mapping) else describe(given)
            raise InvalidOption(
                f"SourceGroup: sources is {found}; expected one for each site worn, as {{'left_foot': LineSource()}}; "
                "name those worn"
            )
        for site, source in given.items():
            if not isinstance(source, AsyncIterable):
                raise InvalidOption(
                    f"SourceGroup: the source of {shown(site)} is {describe(source)}; expected an async iterable of "
                    "samples; write an async generator that yields them"
                )
        self.sources = dict(sources)
        self.clocks = clocks
        self._moved: dict[str, ArrivalClock] = {}

    async def __aiter__(self) -> AsyncGenerator[dict[str, Any], None]:
        """Give {site: chunk}, each as it arrives."""
        iterators = {site: aiter(source) for site, source in self.sources.items()}
        opened = [one for site, one in iterators.items() if one is not self.sources[site]]
        if self.clocks == "arrival":
            began_s = arrival.now_s()
            self._moved = {site: ArrivalClock(site, began_s) for site in iterators}
            iterators = {site: self._moved[site].moved(one) for site, one in iterators.items()}
            opened = [*iterators.values(), *opened]
        asked = {asyncio.ensure_future(_next(one)): site for site, one in iterators.items()}
        try:
            while asked:
                arrived, _ = await asyncio.wait(asked, return_when=asyncio.FIRST_COMPLETED)
                for task in arrived:
                    site = asked.pop(task)
                    chunks = task.result()
                    if chunks:
                        asked[asyncio.ensure_future(_next(iterators[site]))] = site
                        yield {site: chunks[0]}
        finally:
            for task in asked:
                task.cancel()
            await asyncio.gather(*asked, return_exceptions=True)
            for one in opened:
                if isinstance(one, AsyncGenerator):
                    await one.aclose()

    def take_notes(self) -> list[str]:
        """Return notes on faults at any site since the last call."""
        notes = [f"{site}: {note}" for site, source in self.sources.items() for note in notes_of(source)]
        for site, clock in self._moved.items():
            notes += [f"{site}: {note}" for note in clock.notes]
            clock.notes = []
        return notes


async def _next(iterator: AsyncIterator[Any]) -> list[Any]:
    """The next chunk in a list; an empty one at the end, as a task cannot raise StopAsyncIteration."""
    try:
        return [await anext(iterator)]
    except StopAsyncIteration:
        return []
