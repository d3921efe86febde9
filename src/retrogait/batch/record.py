"""run.json: with what, how, where and with which outcome the results were made."""

from __future__ import annotations

import json
import os
import platform
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from retrogait import _version
from retrogait._runtime.files import replacing
from retrogait.errors import InvalidTable

if TYPE_CHECKING:
    from pathlib import Path

FORMAT = "retrogait batch 3"
_PACKAGES = ("numpy", "pandas", "numba", "pyarrow", "dask", "distributed")


def read_record(out: Path) -> dict[str, Any]:
    """Read the record of the last run; empty where there was none.

    Raises
    ------
    InvalidTable
        There is a run.json that is not of a batch.
    """
    path = out / "run.json"
    if not path.exists():
        return {}
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        known = isinstance(record, dict) and record.get("format") == FORMAT
    except (ValueError, RecursionError):
        known = False
    if not known:
        raise InvalidTable(
            f"{path}: is not what a batch of this version writes (expected the format {FORMAT!r}); the folder may "
            "belong to something else; pass another out="
        )
    return dict(record)


def write_record(out: Path, record: dict[str, Any]) -> None:
    """Write the record of this run, all or not at all."""
    text = json.dumps({"format": FORMAT, **record}, indent=1, default=str) + "\n"
    with replacing(out / "run.json") as draft:
        draft.write_text(text, encoding="utf-8")


def surroundings() -> dict[str, Any]:
    """Versions and machine."""
    return {
        "versions": {
            "retrogait": _version.__version__,
            "python": platform.python_version(),
            **{name: found for name in _PACKAGES if (found := _version.installed(name))},
        },
        "machine": {
            "system": platform.platform(),
            "architecture": platform.machine(),
            "processors": os.cpu_count(),
        },
    }


def now() -> str:
    """The time, as run.json has it."""
    return datetime.now(UTC).isoformat(timespec="seconds")
