"""Input of a stream: chunks of samples, and the states of earlier streams."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from retrogait.errors import InvalidTable
from retrogait.tables.catalogue import SENSOR_COLUMNS
from retrogait.tables.checksums import verify_checksum

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import ArrayLike

    from retrogait._arrays import Floats

_ARRAY, _FLOATS = np.ndarray, np.dtype(np.float64)
_MOST_COLUMNS = 16  # of a frame that is made into one array whole: of more it costs less to take six out


def counted_samples(site: str, samples: ArrayLike) -> Floats:
    """The samples as a C-ordered, writable (n, 6) array.

    Raises
    ------
    InvalidTable
        They have another shape, or are not numbers.
    """
    if type(samples) is _ARRAY and samples.dtype is _FLOATS:
        shape = samples.shape
        if len(shape) == 2 and shape[1] == 6 and samples.flags.carray:  # C-ordered, aligned and writable
            return samples  # the way of every sample in a steady stream, in a third of the time of the rest
    try:
        values = np.ascontiguousarray(samples, np.float64)
    except (TypeError, ValueError, OverflowError) as fault:
        raise InvalidTable(
            f"{site}: the samples hold something that is not a number ({fault}); expected an (n, 6) array in m/s^2 and "
            "deg/s; send NaN for what was lost"
        ) from fault
    if values.shape == (6,):
        values = values.reshape(1, 6)
    if values.ndim != 2 or values.shape[1] != 6:
        raise InvalidTable(
            f"{site}: the samples have the shape {values.shape}; expected (n, 6), acc_x acc_y acc_z in m/s^2 and "
            "gyr_x gyr_y gyr_z in deg/s, or (6,) for one sample; stack the columns in that order"
        )
    return values if values.flags.writeable else values.copy()


def sample_array(site: str, chunk: pd.DataFrame) -> Floats:
    """The samples of a frame as a C-ordered (n, 6) array.

    Raises
    ------
    InvalidTable
        A column is missing or twice there, or holds something that is not a number.
    """
    names = tuple(chunk.columns)
    places = _places(names)
    for name, where in zip(SENSOR_COLUMNS, places, strict=True):
        if len(where) != 1:
            raise InvalidTable(
                f"{site}: column {name!r} is {'there twice' if where else 'missing'} (found "
                f"{' '.join(map(str, names)) or 'none'}); a chunk has {' '.join(SENSOR_COLUMNS)}, in m/s^2 and deg/s; "
                "rename the columns"
            )
    if len(names) <= _MOST_COLUMNS:
        try:
            table = chunk.to_numpy(np.float64)
        except (TypeError, ValueError, OverflowError):
            pass  # another column may be no number
        else:
            return np.array(table[:, [where[0] for where in places]], order="C")
    try:
        values: Floats = np.array(chunk[list(SENSOR_COLUMNS)], np.float64, order="C")
    except (TypeError, ValueError, OverflowError) as fault:
        raise InvalidTable(
            f"{site}: a column holds something that is not a number ({fault}); expected m/s^2 and deg/s; convert it "
            "with pandas.to_numeric"
        ) from fault
    return values


@lru_cache(maxsize=64)
def _places(names: tuple[object, ...]) -> tuple[tuple[int, ...], ...]:
    """Where each of the sensor's columns is in a frame of these."""
    return tuple(
        tuple(place for place, found in enumerate(names) if found == name) for name in SENSOR_COLUMNS
    )


def read_state(state: dict[str, Any] | str, wanted: str) -> dict[str, Any]:
    """Read the state of a stream from a dict or JSON text.

    Raises
    ------
    InvalidTable
        It is none, of another format, or was changed.
    """
    try:
        data = json.loads(state) if isinstance(state, str | bytes) else state
    except (ValueError, RecursionError) as fault:
        raise InvalidTable(
            f"stream state: the text is not JSON ({fault}); expected what json.dumps(stream.state()) gave, whole; "
            "begin a new stream"
        ) from fault
    found = data.get("format") if isinstance(data, dict) else type(data).__name__
    if found != wanted:
        raise InvalidTable(
            f"stream state: the format is {found!r}; expected {wanted!r}; go on with the version of retrogait that "
            "wrote it, or begin a new stream"
        )
    verify_checksum(data, "stream state", "begin a new stream")
    return dict(data)
