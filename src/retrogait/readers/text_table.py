"""A text file with a table in it: where its header is, how it is delimited, and its numbers."""

from __future__ import annotations

import csv
import re
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from retrogait.errors import InvalidOption, UnreadableExport
from retrogait.intake.columns import DECIMAL_COMMA
from retrogait.readers.appended import without_headers
from retrogait.readers.header import MARK, parse
from retrogait.tables.formula_cells import unguard

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

DELIMITERS = (",", ";", "\t", "|")
_NO_DELIMITER = '"\r\n.+-_0123456789'
_DASHES = ("-", "--", "---")  # besides what pandas knows
_THOUSANDS = re.compile(r"\s*-?[1-9]\d{0,2}(?:[,'’]\d{3})+(?:\.\d+)?\s*")
NUMBER = re.compile(r"\s*[-+]?(?:\d+[.,]?\d*|[.,]\d+)(?:[eE][-+]?\d+)?\s*")


@dataclass(frozen=True)
class TextTable:
    """A delimited text file: `names` are its columns as written, `rows` the fields of its first rows."""

    path: Path
    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    width: int
    header: dict[str, Any] | None
    encoding: str
    delimiter: str
    decimal: str
    lines_before: int
    has_names: bool = True

    def read(self, wanted: Sequence[str], text: Sequence[str] = ()) -> tuple[pd.DataFrame, list[str]]:
        """Read the columns `wanted` as float64 and those of `text` as written, in any order; returns them and notes.

        Raises
        ------
        UnreadableExport
            A field is not a number, a row has more fields than the header, or there is no row.
        """
        chosen = {str(self.names.index(name)): name for name in (*text, *wanted)}
        positions = list(chosen)
        frame, repeated = self._parse(positions, positions[: len(text)]), False
        found = {position: kind.kind for position, kind in frame.dtypes.items()}
        if any(found[position] not in "fiu" for position in positions[len(text) :]):
            frame = self._parse(positions, positions)
            repeated = True
        if len(frame.columns) > len(positions):
            frame = frame[positions]
        names = [chosen[position] for position in frame.columns]
        frame.columns = pd.Index(names, dtype=object)  # faster than text
        if not len(frame):
            raise UnreadableExport(f"{self.path.name}: has a header but no rows; export it again")
        kinds = {name: kind.kind for name, kind in frame.dtypes.items()}
        notes: list[str] = []
        if repeated and not self.header:
            frame, notes = without_headers(frame, self.lines_before + 1 + self.has_names)
            if not len(frame):
                raise UnreadableExport(f"{self.path.name}: has a header but no rows; export it again")
        if self._ends_early(len(frame)):
            frame = frame.iloc[:-1]
            if not self.header:
                notes.append("the last line is cut short, dropped")
        unread = [name for name in wanted if kinds[name] != "f"]
        if unread:
            frame = frame.assign(**{name: self._numbers(frame[name], name) for name in unread})
        if self.header and len(frame) < self.header["n_samples"]:
            notes.append(f"holds {len(frame)} of {self.header['n_samples']} samples; it was cut short")
        return frame if frame.index.equals(pd.RangeIndex(len(frame))) else frame.reset_index(drop=True), notes

    def _parse(self, wanted: list[str], text: list[str]) -> pd.DataFrame:
        """Read columns, called by their position here, those of `text` as written."""
        columns = [str(position) for position in range(self.width)]
        others = [column for column in columns if column not in wanted]
        selects = 4 * len(others) > self.width or not all(self._is_numeric(int(other)) for other in others)
        if not selects:
            return self._read_csv(columns, text)
        if self.encoding.startswith("utf-16"):
            return self._read_csv(columns, [*text, *others])
        frame = self._read_csv(columns, text, usecols=wanted)
        if self._count_delimiters() != len(frame) * (self.width - 1):
            # pandas lets rows with more fields than the header pass where columns are selected.
            self._read_csv(columns, columns)
        return frame

    def _read_csv(self, columns: list[str], text: list[str], **options: Any) -> pd.DataFrame:
        # pandas reads on several threads only without `usecols` and from UTF-8 (what else the bytes mean does
        # not matter, as the names are known), and numbers faster where their type is not given.
        if _NEEDS_ROUND_TRIP:
            options["float_precision"] = "round_trip"
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", pd.errors.ParserWarning)
                warnings.simplefilter("ignore", pd.errors.DtypeWarning)
                frame: pd.DataFrame = pd.read_csv(
                    self.path,
                    sep=self.delimiter,
                    decimal=self.decimal,
                    header=0 if self.has_names else None,
                    skiprows=self.lines_before,
                    names=columns,
                    dtype=dict.fromkeys(text, str),
                    encoding=self.encoding if self.encoding.startswith("utf-16") else "utf-8",
                    encoding_errors="replace",
                    na_values=_DASHES,
                    compression=None,
                    **options,
                )
                return frame
        except pd.errors.EmptyDataError:
            return pd.DataFrame(columns=pd.Index(columns), dtype=np.float64)
        except ValueError as error:  # ParserError is one, and pandas raises plain ones too
            raise UnreadableExport(self._explain(str(error))) from error

    def _count_delimiters(self) -> int:
        if len(self.delimiter) > 1:
            return -1
        sign = ord(self.delimiter)
        with self.path.open("rb") as file:
            for _ in range(self.lines_before + self.has_names):
                file.readline()
            blocks = iter(lambda: file.read(1 << 18), b"")
            return sum(int(np.count_nonzero(np.frombuffer(block, np.uint8) == sign)) for block in blocks)

    def _is_numeric(self, position: int) -> bool:
        fields = [row[position] for row in self.rows if position < len(row)]
        return all(not field.strip() or NUMBER.fullmatch(field) for field in fields)

    def _explain(self, message: str) -> str:
        found = re.search(r"Expected (\d+) fields in line (\d+), saw (\d+)", message)
        if not found:
            return f"{self.path.name}: cannot be parsed ({message.strip()}); export it again"
        return (
            f"{self.path.name}: line {found[2]} has {found[3]} fields, the header {found[1]}; expected as many "
            "in each; export it again, or correct that line"
        )

    def _ends_early(self, n_rows: int) -> bool:
        """Return whether the last line lacks fields, or its end in a file whose writer always writes one."""
        if self.encoding.startswith("utf-16") or n_rows < 2:
            return False
        with self.path.open("rb") as file:
            size = file.seek(0, 2)
            file.seek(max(0, size - 65536))
            tail = file.read().decode("utf-8", errors="replace")
        if self.header and not tail.endswith("\n"):
            return True
        last = tail.rstrip("\r\n").rpartition("\n")[2]
        return len(_split([last], self.delimiter)[0]) < len(self.names)

    def _numbers(self, column: pd.Series[Any], name: str) -> pd.Series[Any]:
        if column.dtype.kind in "iu":
            return column.astype(np.float64)
        column = column.mask(column.str.strip() == "").str.replace("\N{MINUS SIGN}", "-", regex=False)
        if name == self.names[-1] and column.dropna().str.endswith(";").all():
            column = column.str.rstrip(";")  # every line ends in one
        plain = column if self.decimal == "." else column.str.replace(self.decimal, ".", regex=False)
        wrong = np.flatnonzero((pd.to_numeric(plain, errors="coerce").isna() & column.notna()).to_numpy())
        if len(wrong):
            found = str(column.iloc[wrong[0]])
            advice = "correct it, or read the rest with pandas and use Recording.from_frames"
            in_thousands = column.iloc[wrong].str.fullmatch(_THOUSANDS).all()
            if in_thousands and len(wrong) < column.notna().sum():  # the others are below a thousand
                advice = "it looks like a sign between thousands: write the numbers without it"
            elif DECIMAL_COMMA.fullmatch(found):
                advice = "it looks like a decimal comma: pass decimal=','"
            elif self.decimal == "," and NUMBER.fullmatch(found):
                advice = "it looks like a decimal point: pass decimal='.'"
            line = self.lines_before + 1 + self.has_names + int(column.index[wrong[0]])
            raise UnreadableExport(
                f"{self.path.name}: line {line}, column {name!r} holds {found!r}; expected numbers "
                f"({len(wrong)} of {len(column)} rows are none); {advice}"
            )
        # to_numeric is off by an ulp before pandas 3.1; numpy is exact.
        exact = plain.fillna("nan").to_numpy(dtype=str).astype(np.float64)
        return pd.Series(exact, index=column.index)


_NEEDS_ROUND_TRIP = tuple(map(int, pd.__version__.split(".")[:2])) < (
    3,
    1,
)  # from there on the default is exact


def check_signs(delimiter: str | None, decimal: str | None) -> None:
    """Raise `InvalidOption` for an invalid `delimiter` or `decimal`."""
    if delimiter is not None and (len(delimiter) != 1 or delimiter in _NO_DELIMITER):
        raise InvalidOption(f"delimiter: {delimiter!r} given; expected one sign such as ',' ';' or a tab")
    if decimal not in (None, ".", ","):
        raise InvalidOption(f"decimal: {decimal!r} given; expected '.' or ','")


def open_text(
    path: Path, text: str, encoding: str, *, delimiter: str | None, decimal: str | None
) -> TextTable:
    """Find names, delimiter and decimal sign of retrogait's own text file from its first characters.

    The names are the first line that is neither blank nor a comment.

    Raises
    ------
    UnreadableExport
        There are no names, or the rows do not fit them.
    """
    lines = text.splitlines() or [""]
    own = parse(lines[0].removeprefix(MARK), path.name) if lines[0].startswith(MARK) else None
    at = next((n for n, line in enumerate(lines) if line.strip() and not line.startswith("#")), None)
    if at is None:
        raise UnreadableExport(f"{path.name}: holds no table; export it again")
    sign = delimiter or _best_delimiter(lines[at])
    names = tuple(name.strip() for name in _split([lines[at]], sign)[0])
    if own is not None:
        names = tuple(map(unguard, names))
    body = [line for line in lines[at + 1 : at + 12] if line.strip()]
    rows = _split(body[:10] if len(body) > 1 else body, sign)
    closed = bool(rows) and all(len(row) == len(names) + 1 and not row[-1].strip() for row in rows)
    if all(NUMBER.fullmatch(name) for name in names):
        raise UnreadableExport(
            f"{path.name}: the first line holds numbers ({', '.join(names[:4])} ...), expected names of "
            "columns; add a header line, e.g. time_s,left_foot_acc_x,..."
        )
    want_names(path.name, f"line {at + 1}", len(names), max(map(len, rows), default=0) - closed, sign)
    decimal = decimal or find_decimal(rows, sign)
    return TextTable(path, names, rows, len(names) + closed, own, encoding, sign, decimal, at)


def find_decimal(rows: Iterable[Sequence[str]], delimiter: str) -> str:
    """Find the sign before decimals: a comma where any field is such a number and none delimits."""
    commas = delimiter != "," and any(DECIMAL_COMMA.fullmatch(field) for row in rows for field in row)
    return "," if commas else "."


def want_names(file: str, header: str, n_names: int, widest: int, delimiter: str) -> None:
    """Refuse rows with more fields than the header has names."""
    if delimiter == "," and widest >= 2 * n_names - 1 > 1:
        raise UnreadableExport(
            f"{file}: the header has {n_names} fields, the rows {widest}; it looks like decimal commas in a table "
            "delimited by commas; export it with another delimiter or with decimal points"
        )
    if widest > n_names:
        raise UnreadableExport(
            f"{file}: {header} has {n_names} names, the rows after it up to {widest} fields; expected a name for "
            "each; correct the header"
        )


def _best_delimiter(line: str) -> str:
    return max(DELIMITERS, key=lambda sign: len(_split([line], sign)[0]))


def _split(lines: list[str], delimiter: str) -> tuple[tuple[str, ...], ...]:
    if len(delimiter) > 1:
        return tuple(tuple(line.split()) for line in lines)
    try:
        return tuple(tuple(fields) for fields in csv.reader(lines, delimiter=delimiter))
    except csv.Error:  # a lone carriage return, or a field beyond all bounds
        return tuple(tuple(line.split(delimiter)) for line in lines)
