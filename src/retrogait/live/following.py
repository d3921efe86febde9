"""Contacts of any async source of samples, as they are decided."""

from __future__ import annotations

import asyncio
import math
import warnings
from collections.abc import AsyncGenerator, AsyncIterable, Mapping
from contextlib import aclosing, suppress
from typing import TYPE_CHECKING, Any

import numpy as np

from retrogait.errors import InvalidOption, InvalidTable, RetrogaitWarning
from retrogait.live.contact_stream import ContactStream
from retrogait.live.session_stream import LiveUpdate, SessionStream
from retrogait.live.sources.samples import is_stamped, notes_of, streamable
from retrogait.live.sources.waiting import Waiting
from retrogait.tables.arguments import arguments, describe
from retrogait.tables.checks import Bounds

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from retrogait.live.contact import Contact

WHEN_SLOW = ("wait", "drop_oldest")
MOST_WAITING_S = 10.0
_LOST_AT_ONCE = 1000  # rows of NaN that stand for dropped samples
_POLICY = Bounds("", choices=WHEN_SLOW)
_LAID = Bounds("a time in s", low=0, high=3600, inside=True)


@arguments(source="Any", stream="Any", when_slow=_POLICY, most_waiting_s=_LAID)
def follow(
    source: AsyncIterable[Any],
    stream: ContactStream | SessionStream,
    *,
    when_slow: str = "wait",
    most_waiting_s: float = MOST_WAITING_S,
) -> AsyncGenerator[Contact, None]:
    """Yield the contacts of an async source of samples, as they are decided.

    Parameters
    ----------
    source : async iterable
        Gives chunks: for a `ContactStream` six numbers, an (n, 6) array, `Samples` (with time stamps) or a frame; for a
        `SessionStream` mappings of site to such chunks. An async generator, a `Source`, a queue of your own.
    stream : ContactStream or SessionStream
        The stream that reads them; it can have read others before, and can continue afterwards.
    when_slow : {"wait", "drop_oldest"}
        What happens until the caller asks for the next contact. "wait": nothing more is read from the source.
        "drop_oldest": reading goes on, up to `most_waiting_s` of samples wait, then the oldest are dropped, with a
        note; to the stream they are lost samples.
    most_waiting_s : float
        How many seconds of samples may wait with "drop_oldest".

    Returns
    -------
    async generator of Contact
        Ends with the source, after the contacts that `flush` decides. Notes are `RetrogaitWarning`s; use
        `follow_updates` to receive notes, near-falls and strides.

    Raises
    ------
    InvalidOption
        `source` is not an async iterable, `stream` is not a stream, or an option is unknown.
    InvalidTable
        A chunk is of another kind than the stream takes, or as for its `push`.

    Notes
    -----
    An exception of the source passes through, after the contacts of the samples before it; the stream is then not
    flushed. Cancelling or closing (`aclose`) ends the reading; an iterator made by the caller stays open.

    Examples
    --------
    >>> import asyncio
    >>> import retrogait as rg
    >>> recording, truth = rg.simulate_walk(direction="backward", speed_mps=0.5, duration_s=10, seed=0)
    >>> async def packets():
    ...     for first in range(0, 1000, 10):
    ...         yield recording["left_foot"].iloc[first : first + 10]
    >>> async def directions():
    ...     stream = rg.ContactStream(rate_hz=100.0, site="left_foot")
    ...     return [contact.direction async for contact in rg.follow(packets(), stream)]
    >>> asyncio.run(directions())[:4]  # known from the second step on
    ['unknown', 'unknown', 'backward', 'backward']
    """
    waiting = _checked("follow", source, stream, when_slow, most_waiting_s)
    return _contacts(_updates(source, stream, waiting))


@arguments(source="Any", stream="Any", when_slow=_POLICY, most_waiting_s=_LAID)
def follow_updates(
    source: AsyncIterable[Any],
    stream: ContactStream | SessionStream,
    *,
    when_slow: str = "wait",
    most_waiting_s: float = MOST_WAITING_S,
) -> AsyncGenerator[LiveUpdate, None]:
    """Yield the updates of an async source of samples: contacts, strides, near-falls and notes.

    As `follow`; empty updates are left out. Notes are those of the stream, of the source, and of samples that were
    dropped.
    """
    waiting = _checked("follow_updates", source, stream, when_slow, most_waiting_s)
    return _updates(source, stream, waiting)


def _checked(
    where: str, source: object, stream: object, when_slow: str, most_waiting_s: float
) -> Waiting | None:
    if not isinstance(source, AsyncIterable):
        raise InvalidOption(
            f"{where}: source is {describe(source)}; expected an async iterable of samples; write an async generator "
            "that yields them, or call stream.push where samples are at hand"
        )
    if not isinstance(stream, ContactStream | SessionStream):
        raise InvalidOption(
            f"{where}: stream is {describe(stream)}; expected a ContactStream or a SessionStream; make one with the "
            "rate and the site of the sensor"
        )
    return None if when_slow == "wait" else Waiting(max(1, math.ceil(most_waiting_s * stream.rate_hz)))


async def _contacts(updates: AsyncGenerator[LiveUpdate, None]) -> AsyncGenerator[Contact, None]:
    async with aclosing(updates):
        async for update in updates:
            for note in update.notes:
                warnings.warn(note, RetrogaitWarning, stacklevel=2)
            for contact in update.contacts:
                yield contact


async def _updates(
    source: AsyncIterable[Any], stream: ContactStream | SessionStream, waiting: Waiting | None
) -> AsyncGenerator[LiveUpdate, None]:
    chunks = _asked(source) if waiting is None else _read_on(source, waiting)
    async with aclosing(chunks):
        async for chunk, dropped in chunks:
            update = LiveUpdate([], [], [], [])
            _add(update, _make_up(stream, chunk, dropped))
            _add(update, _push(stream, chunk))
            update.notes.extend(notes_of(source))
            if any(update):
                yield update
    last = stream.flush() if isinstance(stream, SessionStream) else LiveUpdate(*stream.finish(), [], [])
    last.notes.extend(notes_of(source))
    if any(last):
        yield last


async def _asked(source: AsyncIterable[Any]) -> AsyncGenerator[tuple[Any, dict[str, int]], None]:
    """The chunks of a source, each when it is asked for."""
    iterator = aiter(source)
    try:
        async for chunk in iterator:
            yield chunk, {}
    finally:
        await _close(iterator, source)


async def _read_on(
    source: AsyncIterable[Any], waiting: Waiting
) -> AsyncGenerator[tuple[Any, dict[str, int]], None]:
    """The chunks of a source that is read on meanwhile, and how many samples were dropped before each."""
    reading = asyncio.create_task(_fill(source, waiting))
    try:
        async for chunk, dropped in waiting.chunks():
            yield chunk, dropped
    finally:
        reading.cancel()
        with suppress(asyncio.CancelledError):
            await reading


async def _fill(source: AsyncIterable[Any], waiting: Waiting) -> None:
    iterator = aiter(source)
    try:
        async for chunk in iterator:
            waiting.put(chunk)
            await asyncio.sleep(0)  # a source that never waits leaves the reader its turn
    except Exception as fault:  # whatever it is, the reader has it
        waiting.end(fault)
    except asyncio.CancelledError as fault:
        waiting.end(fault)
        raise
    else:
        waiting.end()
    finally:
        await _close(iterator, source)


async def _close(iterator: AsyncIterator[Any], source: AsyncIterable[Any]) -> None:
    """Close what was opened here; an iterator that was handed in is its owner's."""
    if iterator is not source and isinstance(iterator, AsyncGenerator):
        await iterator.aclose()


def _push(stream: ContactStream | SessionStream, chunk: Any) -> LiveUpdate:
    if isinstance(chunk, Mapping) is not isinstance(stream, SessionStream):
        wants = (
            "a mapping of site to samples, as {'left_foot': rows}"
            if isinstance(stream, SessionStream)
            else f"the samples of {stream.site} alone; make a SessionStream for several sites"
        )
        raise InvalidTable(f"follow: the source gave {describe(chunk)}; expected {wants}")
    if isinstance(stream, SessionStream):
        return stream.push(streamable(chunk))
    return LiveUpdate(*stream.follow(streamable(chunk)), [], [])


def _make_up(stream: ContactStream | SessionStream, chunk: Any, dropped: Mapping[str, int]) -> LiveUpdate:
    """Stand in for dropped samples, where no stamp shows that they are missing, and say so."""
    update = LiveUpdate([], [], [], [])
    for site, count in dropped.items():
        update.notes.append(
            f"{site or getattr(stream, 'site', '')}: {count} samples were dropped, because they came faster than they "
            "were read; contacts in them are missing: do less for each contact, or raise most_waiting_s"
        )
        after = chunk.get(site) if isinstance(chunk, Mapping) else chunk
        if after is not None and is_stamped(after):
            continue
        for first in range(0, count, _LOST_AT_ONCE):
            lost = np.full((min(_LOST_AT_ONCE, count - first), 6), np.nan)
            _add(update, _push(stream, {site: lost} if site else lost))
    return update


def _add(update: LiveUpdate, more: LiveUpdate) -> None:
    update.contacts.extend(more.contacts)
    update.strides.extend(more.strides)
    update.near_falls.extend(more.near_falls)
    update.notes.extend(more.notes)
