"""What a source gives: chunks of samples, with the time of each where it is known."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, runtime_checkable

import numpy as np
import pandas as pd

from retrogait.errors import InvalidTable
from retrogait.live.chunks import counted_samples
from retrogait.tables.catalogue import SENSOR_COLUMNS

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from retrogait._arrays import Floats

    Chunk = pd.DataFrame | ArrayLike


class Samples(NamedTuple):
    """Samples of one sensor, with their times.

    `values` (n, 6) are m/s^2 and deg/s in the order of `catalogue.SENSOR_COLUMNS`, NaN for what was lost; `time_s` (n,)
    are rising seconds. Without them samples are counted, as in `ContactStream.feed`.
    """

    values: Floats
    time_s: Floats | None = None

    def chunk(self) -> Chunk:
        """Return the samples in the form that a stream's `push` takes.

        Raises
        ------
        InvalidTable
            The samples are of another shape than (n, 6), or the number of times differs.
        """
        if self.time_s is None:
            return self.values
        values, time_s = (
            counted_samples("Samples", self.values),
            np.atleast_1d(np.asarray(self.time_s, float)),
        )
        if time_s.shape != values.shape[:1]:
            raise InvalidTable(
                f"Samples: time_s has the shape {time_s.shape} for {len(values)} samples; expected a time for each; "
                "give as many, or none, and the samples are counted"
            )
        return pd.DataFrame(values, time_s, list(SENSOR_COLUMNS))


@runtime_checkable
class Source(Protocol):
    """Source of samples: an async iterable that also reports faults on the way.

    `rg.follow` takes any async iterable; from a `Source` it also passes on the notes. It yields chunks of one sensor
    (`Samples`, an (n, 6) array, six numbers, a frame) or a mapping of site to chunks.
    """

    def __aiter__(self) -> AsyncIterator[Any]:
        """Begin to give chunks; what was opened is closed when the iterator is."""
        ...

    def take_notes(self) -> list[str]:
        """Return notes on faults since the last call, each once."""
        ...


def notes_of(source: object) -> list[str]:
    """The notes of a source, where it is one that has any."""
    return source.take_notes() if isinstance(source, Source) else []


def streamable(chunk: Any) -> Any:
    """A chunk, or a mapping of them, as `push` takes it."""
    if isinstance(chunk, Mapping):
        return {site: streamable(one) for site, one in chunk.items()}
    return chunk.chunk() if isinstance(chunk, Samples) else chunk


def count_rows(chunk: Any) -> dict[str, int]:
    """How many samples a chunk holds of each site; the site of a chunk of one sensor is ''."""
    if isinstance(chunk, Mapping):
        return {site: sum(count_rows(one).values()) for site, one in chunk.items()}
    values = chunk.values if isinstance(chunk, Samples) else chunk
    return {"": len(values) if np.ndim(values) > 1 else 1}


def is_stamped(chunk: Any) -> bool:
    """Whether a chunk of one sensor says when its samples were taken, so that a hole before it shows."""
    if isinstance(chunk, Samples):
        return chunk.time_s is not None
    if not isinstance(chunk, pd.DataFrame):
        return False
    stamps = chunk.get("time_s", chunk.index)
    return not pd.api.types.is_integer_dtype(stamps.dtype) and not pd.api.types.is_object_dtype(stamps.dtype)
