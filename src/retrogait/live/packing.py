"""Arrays of a stream as text that JSON takes, and back, with a checksum."""

from __future__ import annotations

import base64
import binascii
import zlib
from typing import TYPE_CHECKING, Any

import numpy as np

from retrogait.errors import InvalidTable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray


def pack(arrays: Mapping[str, NDArray[Any]]) -> dict[str, Any]:
    """Put arrays into text."""
    parts = {name: array.astype(_portable(array)).tobytes() for name, array in arrays.items()}
    packed = {name: base64.b64encode(zlib.compress(part)).decode() for name, part in parts.items()}
    return {**packed, "checksum": zlib.crc32(b"".join(parts.values()))}


def unpack(packed: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> None:
    """Fill arrays with what `pack` made of arrays of the same names and shapes.

    Raises
    ------
    InvalidTable
        The text is damaged, or of other arrays.
    """
    parts = {}
    for name, array in arrays.items():
        try:
            part = zlib.decompress(base64.b64decode(packed[name], validate=True))
        except (KeyError, TypeError, ValueError, binascii.Error, zlib.error) as fault:
            raise InvalidTable(_damaged(f"{name!r} cannot be read ({fault})")) from fault
        if len(part) != array.nbytes:
            raise InvalidTable(_damaged(f"{name!r} has {len(part)} bytes, not {array.nbytes}"))
        parts[name] = part
    if zlib.crc32(b"".join(parts.values())) != packed.get("checksum"):
        raise InvalidTable(_damaged("its checksum is another"))
    for name, array in arrays.items():
        array[:] = np.frombuffer(parts[name], _portable(array)).reshape(array.shape)


def _portable(array: NDArray[Any]) -> np.dtype[Any]:
    """The type of an array with its bytes in the order they are stored in, whatever the machine."""
    return array.dtype.newbyteorder("<")


def _damaged(how: str) -> str:
    return (
        f"stream state: {how}; expected what state() of the same stream gave, whole; begin a new stream, whose first "
        "contacts come after the first rest"
    )
