"""A recording into a dataset of BIDS-Motion: the table, what describes it, and what a dataset must have."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from retrogait._runtime.files import replacing
from retrogait.errors import InvalidOption
from retrogait.readers.bids_files import MISSING, read_table
from retrogait.readers.header import HEADER_KEY, describe
from retrogait.tables.catalogue import SENSOR_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from retrogait.recording import Recording

VERSION = "1.10.0"
SYSTEM = "imu"
_LABEL = re.compile(r"[0-9A-Za-z]+")
_KINDS = {"acc": ("ACCEL", "m/s^2"), "gyr": ("GYRO", "deg/s")}
_FRAMES: dict[str, dict[str, str]] = {
    "segment": {
        "SpatialAxes": "ALS",
        "RotationRule": "right-hand",
        "Description": "axes of the body segment, standing upright",
    },
    "sensor": {
        "RotationRule": "right-hand",
        "Description": "axes of the sensor as worn; its mounting is not known",
    },
}
_README = """\
# Recordings of body-worn inertial sensors

Written by retrogait (`write_recording(recording, folder, format="bids")`). Accelerations are specific force in m/s^2,
gravity included (+9.81 upward at rest); angular velocities are in deg/s. Lost samples are n/a.
"""


def write_bids(recording: Recording, folder: Path, entities: Mapping[str, str | None]) -> None:
    """Write a recording into the dataset in `folder`; `entities` are `sub`, `ses`, `task` and `run`.

    Raises
    ------
    InvalidOption
        A label is not of letters and digits, or the folder holds files and is not a dataset.
    """
    _check_labels(entities)
    if folder.exists() and not folder.is_dir():
        raise InvalidOption(f"path: {folder} is a file; with format='bids' pass the folder of a dataset")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / "dataset_description.json").is_file():
        raise InvalidOption(
            f"path: {folder} holds files and no dataset_description.json, so it is not a BIDS dataset; pass a new "
            "folder, or that of a dataset"
        )
    _start_dataset(folder)
    subject = f"sub-{entities['sub']}"
    _add_row(folder / "participants.tsv", "participant_id", {"participant_id": subject})
    visit = folder / subject
    if entities["ses"]:
        visit /= f"ses-{entities['ses']}"
    stem = "_".join(
        f"{key}-{value}"
        for key, value in (
            ("sub", entities["sub"]),
            ("ses", entities["ses"]),
            ("task", entities["task"]),
            ("tracksys", SYSTEM),
            ("run", entities["run"]),
        )
        if value
    )
    base = visit / "motion" / stem
    _write_text(base.with_name(f"{stem}_channels.tsv"), _tab_separated(_channels(recording)))
    levels = {recording.frame: _FRAMES[recording.frame]}
    _write_json(base.with_name(f"{stem}_channels.json"), {"reference_frame": {"Levels": levels}})
    _write_json(base.with_name(f"{stem}_motion.json"), _facts(recording, str(entities["task"])))
    table = base.with_name(f"{stem}_motion.tsv")
    with replacing(table) as draft:
        recording.wide().to_csv(
            draft, sep="\t", header=False, index=False, na_rep=MISSING, lineterminator="\n", encoding="utf-8"
        )
    if recording.start_time is not None:
        start = recording.start_time
        start = start if start.tz is None else start.tz_convert("UTC").tz_localize(None)
        stamp = start.isoformat(timespec="microseconds") + ("" if recording.start_time.tz is None else "Z")
        scans = f"{'_'.join(part for part in stem.split('_') if part[:3] in ('sub', 'ses'))}_scans.tsv"
        _add_row(visit / scans, "filename", {"filename": f"motion/{table.name}", "acq_time": stamp})


def _check_labels(entities: Mapping[str, str | None]) -> None:
    words = {"sub": "subject", "ses": "session", "task": "task", "run": "run"}
    for key, value in entities.items():
        if value is None and key in ("ses", "run"):
            continue
        if (
            not isinstance(value, str)
            or not _LABEL.fullmatch(value)
            or (key == "run" and not value.isdigit())
        ):
            wanted = "digits" if key == "run" else "letters and digits"
            raise InvalidOption(f"{words[key]}: {value!r} given; BIDS expects {wanted} only; rename it")


def _start_dataset(folder: Path) -> None:
    """Write what a dataset must have, where it is not there."""
    description = {
        "Name": "Recordings of body-worn inertial sensors",
        "BIDSVersion": VERSION,
        "DatasetType": "raw",
    }
    if not (folder / "dataset_description.json").exists():
        _write_json(folder / "dataset_description.json", description)
    if not any(folder.glob("README*")):
        _write_text(folder / "README.md", _README)
    if not (folder / "participants.json").exists():
        _write_json(
            folder / "participants.json", {"participant_id": {"Description": "label of the participant"}}
        )


def _channels(recording: Recording) -> list[list[str]]:
    """The rows of the table of channels, in the order of the columns of `Recording.wide`."""
    names = ["name", "component", "type", "tracked_point", "units", "placement", "reference_frame"]
    rows = [names, ["time_s", MISSING, "LATENCY", MISSING, "s", MISSING, MISSING]]
    for site in recording.sites:
        point = re.sub(r"\s", " ", site)
        for column in SENSOR_COLUMNS:
            kind, unit = _KINDS[column[:3]]
            placement = point.replace("_", " ")
            rows.append([f"{point}_{column}", column[-1], kind, point, unit, placement, recording.frame])
    return rows


def _facts(recording: Recording, task: str) -> dict[str, Any]:
    n_sites = len(recording.sites)
    return {
        "TaskName": task,
        "TaskDescription": "walking, measured by body-worn inertial sensors",
        "TrackingSystemName": SYSTEM,
        "SamplingFrequency": recording.rate_hz,
        "SamplingFrequencyEffective": recording.rate_hz,
        "RecordingDuration": recording.duration_s,
        "MotionChannelCount": 6 * n_sites + 1,
        "ACCELChannelCount": 3 * n_sites,
        "GYROChannelCount": 3 * n_sites,
        "LATENCYChannelCount": 1,
        "TrackedPointsCount": n_sites,
        "MissingValues": MISSING,
        HEADER_KEY: json.loads(describe(recording)),
    }


def _add_row(path: Path, key: str, row: Mapping[str, str]) -> None:
    """Add a row to a small table, or put it in the place of the one with the same key."""
    old = read_table(path)
    if not old and path.exists() and path.stat().st_size:
        raise InvalidOption(
            f"path: {path} is not a table of tab-separated text with a row for each {key}; correct it, or pass "
            "another folder"
        )
    names = list(dict.fromkeys([*(old[0] if old else ()), *row]))
    kept = [[line.get(name, MISSING) for name in names] for line in old if line.get(key) != row[key]]
    earlier = next((line for line in old if line.get(key) == row[key]), {})
    kept.append([{**earlier, **row}.get(name, MISSING) for name in names])
    _write_text(path, _tab_separated([names, *kept]))


def _tab_separated(rows: Sequence[Sequence[str]]) -> str:
    return "".join("\t".join(row) + "\n" for row in rows)


def _write_text(path: Path, text: str) -> None:
    with replacing(path) as draft:
        draft.write_text(text, encoding="utf-8", newline="\n")


def _write_json(path: Path, content: Mapping[str, Any]) -> None:
    _write_text(path, json.dumps(content, indent=2, ensure_ascii=False) + "\n")
