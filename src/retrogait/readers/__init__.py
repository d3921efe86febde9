"""Files to recordings and back.

Read in order: `reading` (`read_recording`), `contents` (what kind of file it is), `text_table` and
`parquet_table` (its columns and numbers), `declaration` (which column is which channel), `time_columns` and
`time_values` (its clock), `writing` (`write_recording`) and `header` (what retrogait's own files say of
themselves).

`FORMATS` are the exports known by name, as data; `read_recording(path, formats=(Format(...),))` adds one's own.
"""

from __future__ import annotations

from retrogait.readers.formats import FORMATS, Binary, Counts, Format
from retrogait.readers.reading import read_recording
from retrogait.readers.writing import write_recording

__all__ = ["FORMATS", "Binary", "Counts", "Format", "read_recording", "write_recording"]
