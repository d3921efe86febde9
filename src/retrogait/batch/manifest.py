"""A table of recordings: a row each, with path, what is known of it, and columns carried through to the results."""

from __future__ import annotations

import csv
import io
import json
import os
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from retrogait.batch.columns import result_tables
from retrogait.batch.inputs import Input, Inputs
from retrogait.errors import InvalidOption, InvalidTable, MissingExtra, RetrogaitError
from retrogait.mounting.alignment import Alignment
from retrogait.session import CONDITIONS, Person
from retrogait.tables.formula_cells import unguard
from retrogait.tables.kinds import COUNT, FLAG, NUMBER, TEXT
from retrogait.tables.selection import WALKED

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from retrogait.batch.columns import Labels
    from retrogait.batch.settings import Settings
    from retrogait.tables.kinds import Kind

_READ_WORDS = (
    "site", "frame", "acc_unit", "gyr_unit", "time_column", "time_unit", "delimiter", "decimal", "recording", "phone",
)  # fmt: skip
_READ_NUMBERS = ("rate_hz",)
_PERSON = ("leg_length_m", "foot_length_m")
_MOUNTING = ("alignment", "calibrate", "calibrate_direction")
_WALK = ("direction", "surface", "belt_speed_mps")
STATED = ("path", "sites", "columns", *CONDITIONS, *_WALK, *_MOUNTING, *_PERSON, *_READ_WORDS, *_READ_NUMBERS)
_WORDS = (
    "path",
    *CONDITIONS,
    "session",
    "sites",
    "columns",
    "direction",
    "surface",
    *_MOUNTING,
    *_READ_WORDS,
)
_HEAD_BYTES = 1 << 16
_SIGNS = (",", ";", "\t", "|")


def is_manifest(path: Path) -> bool:
    """Recognise a manifest by its column `path`, which no table of samples has."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
    except OSError:
        return False
    if head.startswith(b"PAR1"):
        try:
            from pyarrow import parquet

            return "path" in parquet.read_schema(path).names
        except (ImportError, OSError, ValueError):
            return False
    return _delimiter(head.decode("utf-8-sig", errors="replace")) is not None


def _delimiter(text: str) -> str | None:
    """The sign between the columns of a manifest, one of which is called path; None where it is none."""
    first = text.partition("\n")[0]
    found = [sign for sign in _SIGNS if "path" in [cell.strip().strip('"') for cell in first.split(sign)]]
    return found[0] if found else None


def read_manifest(path: Path) -> pd.DataFrame:
    """Read a manifest, subjects and visits as words ("007" stays "007").

    Raises
    ------
    InvalidTable
        It cannot be read as a table, or has no column `path`.
    """
    try:
        table = pd.read_parquet(path) if path.suffix.lower() == ".parquet" else _read_text(path)
    except ImportError as error:
        raise MissingExtra(
            f"{path.name}: a manifest in parquet needs pyarrow; pip install 'retrogait[parquet]', or save it as CSV"
        ) from error
    except InvalidTable:
        raise
    except (OSError, ValueError, csv.Error) as error:
        raise InvalidTable(
            f"{path}: the manifest cannot be read ({error}); expected a CSV or parquet table with a column `path`"
        ) from error
    return table


def _read_text(path: Path) -> pd.DataFrame:
    """Read a manifest in CSV; each row has as many fields as the header."""
    text = path.read_text(encoding="utf-8-sig")
    sign = _delimiter(text) or ","
    rows = list(csv.reader(io.StringIO(text), delimiter=sign))
    header = [name.strip() for name in rows[0]] if rows else []
    for number, row in enumerate(rows[1:], start=2):
        if row and len(row) > len(header):
            advice = " or write the paths of several files in quotes" if sign == ";" else ""
            raise InvalidTable(
                f"{path.name}: line {number} of the manifest has {len(row)} fields, the header {len(header)} "
                f"({' '.join(header)}); expected as many in each; correct that line{advice}"
            )
    table: pd.DataFrame = pd.read_csv(
        io.StringIO(text), sep=sign, dtype=dict.fromkeys(_WORDS, str), index_col=False, skipinitialspace=True
    )
    for name in table.select_dtypes(["object", "string"]):
        table[name] = table[name].map(_unguarded)
    return table.rename(columns=lambda name: unguard(str(name).strip()))


def _unguarded(value: Any) -> Any:
    return unguard(value) if isinstance(value, str) else value


def list_rows(table: pd.DataFrame, settings: Settings, folder: Path) -> Inputs:
    """List the recordings of a manifest.

    Parameters
    ----------
    table : DataFrame
        A row per recording. `path` is a file, a folder or several files with `;` between, relative to `folder`.
        Columns of `STATED` say how it is read and analysed, missing cells as the run says; all others are labels.
    settings : Settings
        What holds where the row says nothing.

    Raises
    ------
    InvalidTable
        There is no column `path`, or a path is missing.
    """
    table = table.rename(columns=str)
    if "path" not in table.columns:
        raise InvalidTable(
            f"manifest: column 'path' is missing (found {' '.join(table.columns) or 'none'}); expected a row per "
            "recording whose path says where it is; name that column path"
        )
    if not len(table):
        raise InvalidOption("manifest: it has no rows; expected one per recording; add them")
    labels = [name for name in table.columns if name not in STATED]
    kinds = {name: _kind(name, table[name]) for name in labels}
    rows = (dict(zip(table.columns, row, strict=True)) for row in table.itertuples(index=False, name=None))
    known: dict[tuple[Any, ...], Settings] = {}
    return Inputs(
        tuple(_row(row, number, kinds, settings, folder, known) for number, row in enumerate(rows, 1)),
        settings,
        kinds,
    )


def check_labels(labels: Iterable[str]) -> None:
    """Refuse labels that have the name of a column of the tables that carry them.

    Raises
    ------
    InvalidTable
        One has.
    """
    results = result_tables({}, 1)
    taken = {*results["summaries"].names, *results["failures"].names}
    for name in labels:
        if name in taken:
            raise InvalidTable(
                f"manifest: column {name!r} has the name of a column of the results; it would be mistaken for it; "
                f"rename it, for instance to 'manifest_{name}'"
            )


def _row(
    row: dict[str, Any],
    number: int,
    kinds: Labels,
    settings: Settings,
    folder: Path,
    known: dict[tuple[Any, ...], Settings],
) -> Input:
    stated = {name: value for name, value in row.items() if not _missing(value)}
    if "path" not in stated or not str(stated["path"]).strip():
        raise InvalidTable(
            f"manifest: row {number} has no path; expected where its recording is; fill it in or drop the row"
        )
    given = stated["path"]
    names = [os.fspath(part) for part in given] if isinstance(given, (list, tuple)) else [os.fspath(given)]
    if len(names) == 1 and ";" in names[0] and not (folder / names[0]).exists():
        names = [part.strip() for part in names[0].split(";") if part.strip()]
    places = tuple(str((folder / name).absolute()) for name in names)
    labels = _conditions(stated) | {
        name: kind.scalar(stated[name]) if name in stated else None for name, kind in kinds.items()
    }
    name = ";".join(names) + (
        f": {stated['recording']}" if "recording" in stated else ""
    )  # of several in a file
    try:
        return Input(name, places, _settings_of(stated, settings, folder, known), labels)
    except RetrogaitError as error:
        return Input(name, places, settings, labels, fault=f"manifest: row {number}: {error}")


def _settings_of(
    stated: dict[str, Any], settings: Settings, folder: Path, known: dict[tuple[Any, ...], Settings]
) -> Settings:
    """Settings of a row; rows that say the same share them, so ten thousand weigh little."""
    key = tuple((name, type(stated[name]), stated[name]) for name in STATED[1:] if name in stated)
    try:
        if key not in known:
            known[key] = _settings(stated, settings, folder)
    except TypeError:  # a cell of a DataFrame that cannot be a key: a dict of sites, an Alignment
        return _settings(stated, settings, folder)
    return known[key]


def _settings(stated: dict[str, Any], settings: Settings, folder: Path) -> Settings:
    reading = dict(settings.reading)
    reading |= {name: str(stated[name]) for name in _READ_WORDS if name in stated}
    reading |= {name: _number(stated, name) for name in _READ_NUMBERS if name in stated}
    if "columns" in stated:
        reading["columns"] = _columns(stated["columns"])
    if "sites" in stated:
        sites = _sites(stated["sites"])
        reading.pop("site" if isinstance(sites, dict) else "sites", None)
        reading |= {"sites": sites} if isinstance(sites, dict) else {"site": sites}
    changes: dict[str, Any] = {"reading": reading}
    if "direction" in stated:
        changes["direction"] = _direction(stated["direction"])
    if "surface" in stated:
        changes["surface"] = str(stated["surface"])
    if "belt_speed_mps" in stated:
        changes["belt_speed_mps"] = _number(stated, "belt_speed_mps")
    if any(name in stated for name in _PERSON):
        body = {
            name: _number(stated, name) if name in stated else getattr(settings.person, name)
            for name in _PERSON
        }
        changes["person"] = Person(**body)
    if any(name in stated for name in CONDITIONS):
        changes["conditions"] = replace(settings.conditions, **_conditions(stated))
    return replace(settings, **changes, **_mounting(stated, folder))


def _conditions(stated: dict[str, Any]) -> dict[str, str]:
    """Who walked, at which visit, with what task; 7.0, of a column with gaps, is "7"."""
    cells = {name: stated[name] for name in CONDITIONS if name in stated}
    return {
        name: f"{cell:g}" if isinstance(cell, float) and cell.is_integer() else str(cell)
        for name, cell in cells.items()
    }


def _direction(given: Any) -> str:
    if given not in WALKED:
        raise InvalidOption(
            f"direction is {given!r}; expected the direction walked throughout the recording, {' or '.join(WALKED)}; "
            "correct it, or leave it empty where both were walked"
        )
    return str(given)


def _mounting(stated: dict[str, Any], folder: Path) -> dict[str, Any]:
    if "alignment" in stated and "calibrate" in stated:
        raise InvalidOption(
            "it has both alignment and calibrate; the mounting comes from one of them; leave one empty"
        )
    if "calibrate_direction" in stated and "calibrate" not in stated:
        raise InvalidOption(
            "calibrate_direction is given without calibrate, the walk that went that way; fill in calibrate, or put "
            "the direction of the recording itself into direction"
        )
    if "calibrate" in stated:
        walk = tuple(str((folder / part.strip()).absolute()) for part in str(stated["calibrate"]).split(";"))
        return {
            "alignment": None,
            "calibrate": walk,
            "calibrate_direction": _direction(stated["calibrate_direction"])
            if "calibrate_direction" in stated
            else None,
        }
    if "alignment" in stated:
        return {
            "alignment": load_alignment(stated["alignment"], folder),
            "calibrate": (),
            "calibrate_direction": None,
        }
    return {}


def load_alignment(given: Any, folder: Path) -> str:
    """Give the JSON of an alignment that is an `Alignment`, its JSON text, or the path of its file.

    Raises
    ------
    InvalidTable
        The file cannot be opened, or is no alignment.
    """
    if isinstance(given, Alignment):
        return given.to_json()
    stated = os.fspath(given)
    if stated.lstrip().startswith("{"):
        return Alignment.from_json(stated).to_json()
    return Alignment.load(folder / stated).to_json()


def _columns(given: Any) -> Any:
    """Read `columns=` as JSON."""
    if not isinstance(given, str):
        return given
    try:
        return json.loads(given)
    except (ValueError, RecursionError) as error:
        raise InvalidOption(
            f"columns is {given!r}, which is not JSON ({error}); expected "
            '{"left_foot": ["AX", "AY", "AZ", "GX", "GY", "GZ"]}; write it so'
        ) from error


def _sites(given: Any) -> dict[str, str] | str:
    """Read `sensor_1=left_foot sensor_2=right_foot`, the same as JSON, or the one site of the only sensor."""
    if isinstance(given, dict):
        return {str(name): str(site) for name, site in given.items()}
    text = str(given).strip()
    wanted = "expected sensor_1=left_foot sensor_2=right_foot, or the site of the only sensor; write it so"
    if text.startswith("{"):
        try:
            return {str(name): str(site) for name, site in json.loads(text).items()}
        except (ValueError, RecursionError, AttributeError) as error:
            raise InvalidOption(f"sites is {text!r}, which is not JSON; {wanted}") from error
    if "=" not in text:
        return text
    pairs = [word.partition("=") for word in text.replace(";", " ").replace(",", " ").split()]
    if not all(name and site for name, _, site in pairs):
        raise InvalidOption(f"sites is {text!r}; {wanted}")
    return {name: site for name, _, site in pairs}


def _number(stated: dict[str, Any], name: str) -> float:
    try:
        return float(stated[name])
    except (TypeError, ValueError):
        raise InvalidOption(
            f"{name} is {stated[name]!r}; expected a number; correct it or leave it empty"
        ) from None


def _missing(value: Any) -> bool:
    return value is None or (not isinstance(value, (list, tuple, dict)) and bool(pd.isna(value)))


def _kind(name: str, column: pd.Series[Any]) -> Kind:
    """The one kind a label has in every part of the results."""
    if name == "session":
        return TEXT
    if pd.api.types.is_bool_dtype(column) and not column.hasnans:
        return FLAG
    if pd.api.types.is_integer_dtype(column):
        return COUNT
    return NUMBER if pd.api.types.is_float_dtype(column) else TEXT
