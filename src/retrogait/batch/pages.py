"""A report for each recording of a batch, and the list of them: `reports/` in the folder of the results."""

from __future__ import annotations

import re
import zlib
from html import escape
from importlib import import_module
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np

from retrogait import _version
from retrogait._runtime.files import replacing
from retrogait.errors import InvalidOption, MissingExtra, encodable
from retrogait.tables.kinds import is_missing
from retrogait.tables.selection import WALKED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from retrogait.batch.parts import Columns
    from retrogait.session import Session

FOLDER = "reports"
INDEX = "index.html"
_ID = re.compile(r"[0-9a-f]+")


def check_reports() -> None:
    """Refuse reports where they cannot be made, before anything is done.

    Raises
    ------
    MissingExtra
        matplotlib or jinja2 is not installed.
    """
    for name in ("matplotlib", "jinja2"):
        try:
            import_module(name)
        except ImportError as error:
            raise MissingExtra(
                f"run_batch: reports=True needs {name}, which is not installed; pip install 'retrogait[report]', or "
                "leave reports out"
            ) from error


def make_page(session: Session, name: str) -> bytes:
    """The report of one session, packed; where it cannot be made, a page that says why: its tables are as they are."""
    from retrogait.report import render_report

    try:
        page = render_report(session, names=[encodable(name)])
    except MemoryError:
        raise
    except Exception as error:  # whatever it is, the measures must not be lost with the page
        said = escape(encodable(f"{type(error).__name__}: {error}"))
        page = (
            '<!doctype html><html lang="en"><meta charset="utf-8"><title>No report</title>'
            f"<p>The report of {escape(encodable(name))} could not be made ({said}); its tables are complete. "
            "Please report this with the recording.</p></html>\n"
        )
    return zlib.compress(page.encode("utf-8", "backslashreplace"))


class Pages:
    """The folder of reports of one run."""

    def __init__(self, out: Path) -> None:
        self._folder = out / FOLDER

    @property
    def is_there(self) -> bool:
        """Whether this run or an earlier one wrote reports."""
        return self._folder.is_dir()

    def path(self, recording_id: str) -> Path:
        """Where the report of a recording is.

        Raises
        ------
        InvalidOption
            It is not the hash that names a recording, but something that could lead out of the folder.
        """
        if not _ID.fullmatch(recording_id):
            raise InvalidOption(
                f"run_batch: recording_id is {recording_id!r}; expected a hash of digits and letters a to f; the "
                "results were changed by something else; pass another out="
            )
        return self._folder / f"{recording_id}.html"

    def find_missing(self, recording_ids: Iterable[str]) -> list[str]:
        """Those of recordings that have no report."""
        return [one for one in recording_ids if not self.path(one).is_file()]

    def write(self, recording_id: str, packed: bytes) -> None:
        """Write what `make_page` packed, all or not at all; without it an outdated report is taken away."""
        path = self.path(recording_id)
        if not packed:
            path.unlink(missing_ok=True)
            return
        self._folder.mkdir(exist_ok=True)
        with replacing(path) as draft:
            draft.write_bytes(zlib.decompress(packed))

    def drop(self, recording_id: str) -> None:
        """Take the report of a recording away that is no more in the results, or has changed."""
        self.path(recording_id).unlink(missing_ok=True)

    def write_index(self, summaries: Iterable[Columns], failures: Iterable[Columns]) -> None:
        """List every recording with a link to its report, and every failure with its reason."""
        from jinja2 import Environment, StrictUndefined

        template = Environment(
            autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
        ).from_string(files("retrogait.batch").joinpath("index.html").read_text(encoding="utf-8"))
        text = template.render(
            css=files("retrogait.report").joinpath("page.css").read_text(encoding="utf-8"),
            recordings=sorted((row for part in summaries for row in self._recordings(part)), key=_by_path),
            failures=sorted((row for part in failures for row in _rows(part, _FAILED)), key=_by_path),
            directions=WALKED,
            version=_version.__version__,
        )
        self._folder.mkdir(exist_ok=True)
        with replacing(self._folder / INDEX) as draft:
            draft.write_text(text, encoding="utf-8", errors="backslashreplace")

    def _recordings(self, part: Columns) -> Iterator[dict[str, Any]]:
        for row in _rows(part, _LISTED):
            page = self.path(row["recording_id"])
            speeds = {way: row[f"{way}_speed_mps"] for way in WALKED}
            yield {
                **row,
                "page": page.name if page.is_file() else None,
                "strides": {way: row[f"{way}_n_strides"] for way in WALKED},
                "speeds": {way: None if speed is None else f"{speed:.2f}" for way, speed in speeds.items()},
                "warnings": (row["warnings"] or "").split("\n") if row["warnings"] else [],
            }


_LISTED = (
    "recording_id",
    "path",
    "n_inputs",
    "subject",
    "visit",
    "start_time",
    "warnings",
    *(f"{way}_{figure}" for way in WALKED for figure in ("n_strides", "speed_mps")),
)
_FAILED = ("path", "subject", "visit", "stage", "message")


def _rows(part: Columns, names: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Some columns row by row; missing values are None."""
    columns = {name: part[name] for name in names}
    for k in range(len(part["path"])):
        row = {name: values[k] for name, values in columns.items()}
        yield {
            name: None if is_missing(value) else value.item() if isinstance(value, np.generic) else value
            for name, value in row.items()
        }


def _by_path(row: dict[str, Any]) -> str:
    return str(row["path"])
