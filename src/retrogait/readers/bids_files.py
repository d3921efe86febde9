"""The files of a BIDS-Motion recording: a table without a header, a table of its channels, JSON files of facts.

Files belong together by their names: `sub-01_task-walk_tracksys-imu_motion.tsv` is described by
`sub-01_task-walk_tracksys-imu_channels.tsv`, or by one in a folder above that names fewer entities.
"""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from retrogait.errors import SeveralRecordings, UnreadableExport
from retrogait.readers.contents import decode_head
from retrogait.readers.start import Start

if TYPE_CHECKING:
    from collections.abc import Iterator

    from retrogait.readers.containers import Export

MOST_SIDECAR_BYTES = 1 << 20
MISSING = "n/a"
# ANGVEL is what drafts of the standard called a gyroscope.
_KINDS = {"ACCEL": "acc", "GYRO": "gyr", "ANGVEL": "gyr", "LATENCY": "time"}
_DESCRIBES = {"name", "type", "units"}  # columns that make a table of channels
_SHOWN = 8


@dataclass(frozen=True)
class Motion:
    """A table of motion: `label` is its name without the ending, `channels` the rows of its table of channels."""

    path: Path
    name: str
    channels: tuple[dict[str, str], ...]

    @property
    def label(self) -> str:
        """The name of the recording: that of its file without what every such file ends in."""
        return self.name.rpartition("/")[2].rsplit(".", 1)[0].removesuffix("_motion")

    @property
    def run(self) -> frozenset[str]:
        """What names the recording, whichever system tracked it."""
        return frozenset(part for part in self.label.split("_") if not part.startswith("tracksys-"))

    @property
    def has_both(self) -> bool:
        """Return whether it has channels of an accelerometer and of a gyroscope."""
        return {"acc", "gyr"} <= {kind_of(row) for row in self.channels}


def choose_motion(export: Export, recording: str | None) -> Export:
    """Keep the table of one recording of a BIDS-Motion export; any other export is unchanged.

    Raises
    ------
    UnreadableExport
        There are several recordings, or none of the name asked for; the message lists them.
    """
    found = find_motion(export)
    useful = [motion for motion in found if motion.has_both] or found
    if recording is not None and found:
        named = [motion for motion in useful if recording in (motion.label, motion.name)]
        useful = named or [motion for motion in useful if recording in motion.label]
    one_run = export.kind == "list" and len({motion.run for motion in useful}) == 1
    if found and len(useful) != 1 and not (one_run and recording is None):
        labels = [motion.label for motion in (useful or found)]
        twice = len(set(labels)) < len(labels)  # as in a dataset and its derivatives
        listed = [motion.name for motion in (useful or found)] if twice else labels
        shown = ", ".join(listed[:_SHOWN]) + (
            f" and {len(listed) - _SHOWN} more" if len(listed) > _SHOWN else ""
        )
        fault = (
            f"holds {len(listed)} recordings"
            if recording is None
            else f"recording={recording!r} is the name of {len(useful) or 'none'} of its recordings"
        )
        message = f"{export.name}: {fault} ({shown}); expected one; pass recording={listed[0]!r}"
        raise SeveralRecordings(message, listed) if recording is None else UnreadableExport(message)
    if not found:
        return export
    kept = {motion.path for motion in useful}
    return replace(
        export,
        files=tuple(file for file in export.files if file[0] in kept),
        beside=tuple(file for file in export.files if file[0] not in kept),
    )


def find_motion(export: Export) -> list[Motion]:
    """Find the tables of motion in an export: those whose channels a table beside them describes."""
    found = []
    for path, name in export.files:
        if suffix_of(path) == "motion" and path.suffix.lower() == ".tsv":
            channels = read_channels(path, export)
            if channels:
                found.append(Motion(path, name, channels))
    if found or export.kind != "list":
        return found
    described = {path: rows for path, _ in export.files if (rows := _channel_rows(path))}
    others = [file for file in export.files if file[0] not in described]
    if len(described) == 1 and len(others) == 1:  # files renamed, but recognised by their content
        (rows,) = described.values()
        path, name = others[0]
        if len(first_row(path)) == len(rows):
            return [Motion(path, name, rows)]
    return []


def read_channels(path: Path, export: Export) -> tuple[dict[str, str], ...]:
    """Read the table of channels that describes a table of motion; () where there is none."""
    if suffix_of(path) != "motion" and not export.beside:
        return ()
    given = [other for other, _ in (*export.files, *export.beside) if other != path]
    beside = (
        *_sidecars(export.place_of(path), "channels", ".tsv"),
        *(given if export.kind == "list" else ()),
    )
    return next((rows for other in beside if (rows := _channel_rows(other))), ())


def suffix_of(path: Path) -> str:
    """The last word of a file's name, which names its content."""
    return path.stem.rpartition("_")[2].lower()


def _sidecars(path: Path, suffix: str, ending: str) -> Iterator[Path]:
    """Give the files that may describe another, the most specific first: in its folder and those above it."""
    entities = set(path.stem.split("_")[:-1])
    folder = path.parent
    while True:
        found = [
            other
            for other in folder.glob(f"*{suffix}{ending}")
            if suffix_of(other) == suffix and set(other.stem.split("_")[:-1]) <= entities and other.is_file()
        ]
        yield from sorted(found, key=lambda other: (-len(other.stem.split("_")), other.name))
        if folder.name != "motion" and not folder.name.startswith(("ses-", "sub-")):
            return
        folder = folder.parent


def _text(path: Path) -> str | None:
    """Read a small file of text; None where it is none."""
    try:
        if not path.is_file() or path.stat().st_size > MOST_SIDECAR_BYTES:
            return None
        return path.read_text(encoding="utf-8-sig", errors="replace")
    except OSError:
        return None


def read_table(path: Path) -> list[dict[str, str]]:
    """Read a small table as a mapping for each row, without cells that are not available."""
    text = _text(path)
    if text is None:
        return []
    try:
        rows = [row for row in csv.reader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE) if row]
    except csv.Error:
        return []
    if not rows:
        return []
    names = [cell.strip() for cell in rows[0]]
    return [
        {
            name: cell.strip()
            for name, cell in zip(names, row, strict=False)
            if cell.strip().lower() != MISSING
        }
        for row in rows[1:]
    ]


def _channel_rows(path: Path) -> tuple[dict[str, str], ...]:
    """Read a table of channels; () for any other file."""
    text = _text(path)
    if (
        text is None
        or not {cell.strip().lower() for cell in text.partition("\n")[0].split("\t")} >= _DESCRIBES
    ):
        return ()
    rows = ({name.lower(): cell for name, cell in row.items()} for row in read_table(path))
    return tuple({"name": f"channel {n}", **row} for n, row in enumerate(rows, start=1))


def first_row(path: Path) -> tuple[str, ...]:
    """The cells of the first line of a file; () where it is not text."""
    with path.open("rb") as file:
        line = file.readline(MOST_SIDECAR_BYTES)
    try:
        text, _ = decode_head(line, path.name)
    except UnreadableExport:
        return ()
    return tuple(cell.strip() for cell in text.rstrip("\r\n").split("\t"))


def read_facts(path: Path) -> dict[str, Any]:
    """Read what JSON files say of a table of motion; the most specific holds."""
    facts: dict[str, Any] = {}
    for other in _sidecars(path, "motion", ".json"):
        try:
            stated = json.loads(_text(other) or "{}")
        except (ValueError, RecursionError):
            raise UnreadableExport(
                f"{other.name}: is not JSON, but describes {path.name}; correct it, or remove it and pass rate_hz="
            ) from None
        facts = {**stated, **facts} if isinstance(stated, dict) else facts
    return facts


def kind_of(row: dict[str, str]) -> str:
    """What a channel holds, in the words of `Quantity.kind`."""
    return _KINDS.get(row.get("type", "").upper(), "other")


def read_start(path: Path) -> Start | None:
    """Find when a recording began, in the table of scans."""
    for other in _sidecars(path, "scans", ".tsv"):
        for row in read_table(other):
            if Path(row.get("filename", "").replace("\\", "/")).name == path.name and "acq_time" in row:
                try:
                    time: Any = pd.Timestamp(row["acq_time"])
                    return (
                        None
                        if time is pd.NaT
                        else Start(time.as_unit("ns"), other.name, is_first_sample=False)
                    )
                except (ValueError, OverflowError):
                    return None
    return None
