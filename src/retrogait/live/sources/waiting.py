"""Chunks between a source that does not wait and a reader that may be slow: so many, then the oldest are dropped."""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from typing import TYPE_CHECKING, Any

from retrogait.live.sources.samples import count_rows

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


class Waiting:
    """A queue for one reader that holds `most_rows` samples, or one chunk where that is longer."""

    def __init__(self, most_rows: int) -> None:
        self.most_rows = most_rows
        self._chunks: deque[Any] = deque()
        self._rows = 0
        self._dropped: Counter[str] = Counter()
        self._ended = False
        self._fault: BaseException | None = None
        self._news = asyncio.Event()

    def put(self, chunk: Any) -> None:
        """Add a chunk; the oldest are dropped for it where there are too many."""
        self._chunks.append(chunk)
        self._rows += _longest(chunk)
        while self._rows > self.most_rows and len(self._chunks) > 1:
            oldest = self._chunks.popleft()
            self._rows -= _longest(oldest)
            self._dropped.update(count_rows(oldest))
        self._news.set()

    def end(self, fault: BaseException | None = None) -> None:
        """Mark the end; the reader sees the fault after the samples still waiting."""
        self._ended, self._fault = True, fault
        self._news.set()

    def take_dropped(self) -> dict[str, int]:
        """Number of samples of each site dropped since the last call: all from before the next chunk."""
        dropped = dict(self._dropped)
        self._dropped.clear()
        return dropped

    async def chunks(self) -> AsyncIterator[tuple[Any, dict[str, int]]]:
        """Each chunk, and how many samples were dropped before it."""
        while True:
            while self._chunks:
                chunk = self._chunks.popleft()
                self._rows -= _longest(chunk)
                yield chunk, self.take_dropped()
            if self._ended:
                if self._fault is not None:
                    raise self._fault
                return
            self._news.clear()
            await self._news.wait()


def _longest(chunk: Any) -> int:
    return max(count_rows(chunk).values(), default=0)
