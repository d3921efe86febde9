"""The journal of answers that are in no part yet: what a killed run has left is read back as far as it is whole."""

from __future__ import annotations

import io
import json
import zlib
from contextlib import suppress
from typing import TYPE_CHECKING, Any, BinaryIO

from retrogait.batch.answer import decode
from retrogait.batch.child import read_frame, write_frame

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    Head = dict[str, Any]  # what the run says of a recording: paths, labels
    Answer = tuple[Head, dict[str, Any]]


def write_entry(file: BinaryIO, head: Head, content: bytes) -> None:
    """Write an answer's head and its bytes, and a sum of both."""
    said = json.dumps(head).encode()
    for part in (said, content, _sum_of(said, content)):
        write_frame(file, part)


def read_journal(path: Path) -> Iterator[Answer]:
    """Read the answers of a journal, each with its head, up to one that is not as it was written."""
    file = io.BytesIO(path.read_bytes())
    with suppress(OverflowError):  # bytes behind a cut are no length
        while (head := read_frame(file)) is not None and (content := read_frame(file)) is not None:
            if read_frame(file) != _sum_of(head, content):
                return
            yield json.loads(head), decode(content)


def _sum_of(head: bytes, content: bytes) -> bytes:
    return zlib.crc32(content, zlib.crc32(head)).to_bytes(4, "little")
