"""How large a table may say it is, before room is made for it: damaged files of a few kB declare many GB."""

from __future__ import annotations

from retrogait.errors import UnreadableExport
from retrogait.readers.compressed import LONG_BYTES, MOST_SHRINKING

MOST_DECLARED_BYTES = 8 << 30  # a day of 8 sensors at 200 Hz takes 6.6 GB as float64


def check_declared(name: str, n_bytes: int, file_bytes: int) -> None:
    """Refuse a file that declares more samples than any recording has, or than so many bytes can hold.

    Raises
    ------
    UnreadableExport
        It does.
    """
    limit = min(MOST_DECLARED_BYTES, max(LONG_BYTES, MOST_SHRINKING * file_bytes))
    if not 0 <= n_bytes <= limit:
        raise UnreadableExport(
            f"{name}: declares {n_bytes} bytes of samples in a file of {file_bytes}; expected {limit >> 20} MB at "
            "most, as a recording of a day has; it is damaged: export it again, or export a shorter stretch"
        )
