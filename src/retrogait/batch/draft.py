"""A manifest begun: a row per recording found, with what was recognised and what is still to be filled in."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from retrogait.batch.inputs import list_paths
from retrogait.batch.settings import Settings
from retrogait.errors import InvalidOption, SeveralRecordings, encodable
from retrogait.intake.site_names import possible_sites
from retrogait.readers.containers import could_be_export
from retrogait.readers.inspection import inspect_recording
from retrogait.session import CONDITIONS
from retrogait.tables.arguments import arguments
from retrogait.tables.catalogue import SITES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from retrogait.readers.inspection import Inspection

FILLED_IN = (
    *CONDITIONS, "recording", "sites", "direction", "acc_unit", "gyr_unit", "rate_hz", "time_column", "time_unit",
    "decimal", "phone", "columns",
)  # fmt: skip
RECOGNISED = ("found_format", "found_sites", "found_rate_hz", "found_duration_s", "missing")


@arguments(inputs="Any")
def draft_manifest(
    inputs: str | os.PathLike[str] | Iterable[Any], *, folder: str | os.PathLike[str]
) -> pd.DataFrame:
    """List the recordings of folders and files as a manifest, with what is missing of each.

    Parameters
    ----------
    inputs : str, PathLike, or several
        Files, folders that are searched through, and patterns, as `run_batch` takes them.
    folder : str or PathLike
        Where the manifest will lie: `path` is relative to it.

    Returns
    -------
    DataFrame
        A row per recording: `path`; the columns that say how it is read, filled in where the file does not say it and
        the numbers do; `found_format`, `found_sites`, `found_rate_hz` and `found_duration_s`, what was recognised; and
        `missing`, in words what to fill in or to check, empty where nothing is. Files that no recording comes in are
        left out.

    Raises
    ------
    InvalidOption
        There is no recording.

    Examples
    --------
    >>> import tempfile, retrogait as rg
    >>> folder = tempfile.mkdtemp()
    >>> walk, _ = rg.simulate_walk("backward", 0.5, duration_s=5, seed=0)
    >>> rg.write_recording(walk, f"{folder}/walk.csv")
    >>> draft_manifest(folder, folder=folder)[["path", "found_sites"]].to_dict("records")
    [{'path': 'walk.csv', 'found_sites': 'left_foot right_foot'}]
    """
    base = Path(folder).absolute()
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for item in list_paths(inputs, Settings(), base / ".no results here").items:
        if len(item.places) == 1 and not could_be_export(Path(item.places[0])):
            continue
        for row in _rows(item.places, base):
            rows.setdefault((row["path"], row.get("recording", "")), row)
    if not rows:
        raise InvalidOption(
            "manifest: no file given could hold a recording (expected tables such as .csv, folders or zips of them); "
            "pass the folder they are in"
        )
    cells = [{name: _encodable(cell) for name, cell in row.items()} for row in rows.values()]
    return pd.DataFrame(cells, columns=["path", *FILLED_IN, *RECOGNISED])


def _encodable(cell: Any) -> Any:
    return encodable(cell) if isinstance(cell, str) else cell


def _rows(places: tuple[str, ...], base: Path) -> Iterator[dict[str, Any]]:
    given = list(map(Path, places)) if len(places) > 1 else Path(places[0])
    seen = inspect_recording(given)
    if isinstance(seen.refusal, SeveralRecordings):
        for name in seen.refusal.names:
            yield _row(given, {"recording": name}, inspect_recording(given, recording=name), base)
    else:
        yield _row(given, {}, seen, base)


def _row(given: Any, stated: dict[str, Any], seen: Inspection, base: Path) -> dict[str, Any]:
    missing: list[str] = []
    if seen.recording is None and seen.proposal is not None:
        given, stated = seen.proposal.given, dict(seen.proposal.options)
        missing += seen.proposal.to_check
        seen = inspect_recording(given, **stated)
    path = _path(given, base)
    row: dict[str, Any] = {"path": path, **_entities(path)} | {
        name: _cell(value) for name, value in stated.items()
    }
    if seen.recording is None:
        return row | {"missing": f"cannot be read: {seen.refusal}"}
    recording = seen.recording
    unnamed = [site for site in recording.sites if site not in SITES]
    if unnamed:
        likely = (possible_sites(unnamed[0]) or ("left_foot",))[0]
        missing.append(
            f"sites: say where {' and '.join(unnamed)} {'was' if len(unnamed) == 1 else 'were'} worn, as "
            f"{unnamed[0]}={likely}"
        )
    return row | {
        "found_format": recording.source.get("format"),
        "found_sites": " ".join(recording.sites),
        "found_rate_hz": round(recording.rate_hz, 6),
        "found_duration_s": round(recording.duration_s, 3),
        "missing": "; ".join(missing),
    }


def _entities(path: str) -> dict[str, str]:
    """Subject, visit and task as a name in BIDS has them; nothing of other names.

    >>> _entities("sub-07/ses-2/motion/sub-07_ses-2_task-counting_tracksys-imu_motion.tsv")
    {'subject': '07', 'visit': '2', 'task': 'counting'}
    >>> _entities("sub-07.csv")
    {}
    """
    name = path.rpartition("/")[2]
    if not name.endswith("_motion.tsv"):
        return {}
    parts = dict(word.split("-", 1) for word in name.split("_") if "-" in word)
    entities = zip(CONDITIONS, ("sub", "ses", "task"), strict=True)
    return {condition: parts[entity] for condition, entity in entities if entity in parts}


def _path(given: Any, base: Path) -> str:
    paths = given if isinstance(given, list) else [given]
    return ";".join(Path(os.path.relpath(Path(path).absolute(), base)).as_posix() for path in paths)


def _cell(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, (dict, list)) else value
