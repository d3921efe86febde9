"""Several sources as one: what arrives of any site, when it arrives."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from typing import TYPE_CHECKING, Any

from retrogait.errors import InvalidOption
from retrogait.live.sources.samples import notes_of
from retrogait.tables.arguments import arguments

if TYPE_CHECKING:
    from collections.abc import AsyncIterable, AsyncIterator, Mapping


class SourceGroup:
    """Sources of several sites as one `Source` for a `SessionStream`.

    Each is asked for its next chunk at once, and again when that was taken: one chunk of each waits at most. It ends
    when all have ended; what one of them raises passes through. Every source keeps its own clock: see "Clocks" in
    docs/live.md.

    Parameters
    ----------
    sources : mapping of str to async iterable
        By site: a `Source`, or any async iterable of chunks of one sensor.

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

    @arguments(sources="Any")
    def __init__(self, sources: Mapping[str, AsyncIterable[Any]]) -> None:
        if not sources:
            raise InvalidOption(
                "SourceGroup: sources is empty; expected one for each site worn, as {'left_foot': LineSource()}; name "
                "those worn"
            )
        self.sources = dict(sources)

    async def __aiter__(self) -> AsyncGenerator[dict[str, Any], None]:
        """Give {site: chunk}, each as it arrives."""
        iterators = {site: aiter(source) for site, source in self.sources.items()}
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
            for site, one in iterators.items():
                if one is not self.sources[site] and isinstance(one, AsyncGenerator):
                    await one.aclose()

    def take_notes(self) -> list[str]:
        """What went wrong at any site since this was last asked."""
        return [f"{site}: {note}" for site, source in self.sources.items() for note in notes_of(source)]


async def _next(iterator: AsyncIterator[Any]) -> list[Any]:
    """The next chunk in a list; an empty one at the end, as a task cannot raise StopAsyncIteration."""
    try:
        return [await anext(iterator)]
    except StopAsyncIteration:
        return []
