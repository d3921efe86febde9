"""Where the table is in a text file: preamble, rows of names, units, rates and sensors, first row of numbers."""

from __future__ import annotations

import csv
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from retrogait.intake.stamps import MAX_RATE_HZ, MIN_RATE_HZ
from retrogait.intake.unit_names import unit_of
from retrogait.readers.text_table import NUMBER
from retrogait.readers.words import understand

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MOST_LINES_BEFORE = 400
_CANDIDATES = (",", ";", "\t", "|", " ")
_MISSING = {"nan", "na", "n/a", "null", "none", "-", "inf", "-inf"}
_DATE = re.compile(r".*\d{1,4}[-./]\d{1,2}[-./]\d{1,4}.*|\d{1,2}:\d{2}.*")
_RATE = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(?:hz|samples/s\w*)\s*", re.IGNORECASE)
_SEPARATOR_LINE = re.compile(r"\s*\"?sep=(.)?\"?[\s,;]*", re.IGNORECASE)
_PERIOD = r"ms|msecs?|milliseconds?|[uµμ]s|[uµμ]?secs?|microseconds?|s|seconds?"
_PREAMBLE_RATE = re.compile(
    r"(?:rate|fr[eé][qc]\w*|abtast\w*|fs|\bodr|sampling|\bat)[^\d\n]{0,24}?(?P<hz>\d+(?:[.,]\d+)?)[\s,;\"]*"
    r"(?:hz|samples? ?(?:/|per) ?s)|"
    r"(?:rate|freq\w*|abtast\w*|sampling|interval|period)(?:[^\d\n(\[]{0,24}?"
    rf"(?P<period>\d+(?:[.,]\d+)?)[\s,;\"]*(?P<unit>{_PERIOD})\b|"
    rf"\s*[(\[]\s*(?P<unit_before>{_PERIOD})\s*[)\]][^\d\n]{{0,12}}(?P<period_after>\d+(?:[.,]\d+)?))|"
    r"(?:output|sample|sampling|update)[ _-]*(?:rate|freq\w*)(?:[^\d\n(\[]|[(\[]hz[)\]]){0,12}"
    rf"(?P<bare>\d+(?:\.\d+)?)(?!\d|\.\d|[\s,;\"]*(?:{_PERIOD})\b)|"
    r"^[\s\"]*Devices[\s,;\"]*\n[\s\"]*(?P<devices>\d+(?:\.\d+)?)[\s,;\"]*(?:$|\n)",  # Vicon Nexus
    re.IGNORECASE,
)
# What has a rate or a frequency of its own, in the words before it: the rate of the samples is another.
_RATE_OF_OTHERS = re.compile(
    r"(?i)cut|filter|pass\b|corner|bandwidth|nyquist|\bmag|gps|gnss|baro|press|temp|emg|ecg|ekg|heart|quat|euler|orient|"
    r"fusion|video|camera|audio|baud|step|stride|walk|cadence|battery|display|refresh|clock|notch|grenz"
)
_OF_A_FILTER = re.compile(
    r"(?i)cut|filter|pass\b|corner|notch|butterworth"
)  # a comma on: low pass, frequency 10 Hz
_OF_SAMPLES = re.compile(
    r"(?i)sampl|\bodr\b|output|data|abtast|chantillon|muestr|campion|acqui|logging|record"
)
_CLAUSE = re.compile(r"[\n,;|]|\d\s*hz\b", re.IGNORECASE)
_STATEMENT = re.compile(r"[\n;|]|\d\s*hz\b", re.IGNORECASE)
WHITESPACE = r"\s+"
_CALIBRATED = {"cal", "uncal", "raw"}
_AXES = {"x", "y", "z"}
_FEWEST_AXES = 6  # of an accelerometer and a gyroscope
_LEAST_OF_HEAD = 0.4  # of the columns: a row of fewer cells is a line of the preamble


@dataclass(frozen=True)
class Layout:
    """The table of a text file: for each of its columns a name, a unit, a rate and a sensor, where said.

    `first_row` is the number of the line, from 0, at which the numbers begin; `heads` are the rows above it as they
    stand there, and `names_line` is the line of the names.
    """

    delimiter: str
    preamble: str
    names: tuple[str, ...]
    units: tuple[str, ...]
    rates_hz: tuple[float | None, ...]
    groups: tuple[str, ...]
    first_row: int
    rows: tuple[tuple[str, ...], ...]
    heads: tuple[tuple[str, ...], ...] = ()
    names_line: int = 0

    @property
    def width(self) -> int:
        """Number of columns of the rows of numbers."""
        return max(map(len, self.rows))

    def joined_heads(self) -> Iterator[tuple[str, ...]]:
        """Join the last row above the numbers with one more, two more, ... rows above it, column by column.

        A cell left empty is the one to its left, as spreadsheets merge them, or nothing.
        """
        for first in range(len(self.heads) - 2, -1, -1):
            rows = self.heads[first:]
            for upper in ([_filled(row) for row in rows[:-1]], rows[:-1]):
                yield tuple(" ".join(filter(None, cells)) for cells in zip(*upper, rows[-1], strict=True))

    @property
    def stated_rate_hz(self) -> float | None:
        """The sampling rate the preamble states, where it does; as a time from sample to sample too (20 ms)."""
        for match in _PREAMBLE_RATE.finditer(self.preamble):
            if _is_of_others(self.preamble[: match.start()], match[0]):
                continue
            unit = match["unit"] or match["unit_before"]
            if unit is None:
                return _rate(match["hz"] or match["bare"] or match["devices"])
            rate = _rate(match["period"] or match["period_after"], per_s=_units_a_second(unit.lower()))
            if rate is not None:
                return rate  # any other is how long something else lasts
        return None


def find_layout(
    lines: list[str], delimiter: str | None, declared: Sequence[str] | None = None
) -> Layout | None:
    """Find the table among the first lines of a file; None where no three numbers stand in a row.

    `declared` are the names of columns that the caller states: a line that holds all of them is the row of names, and
    text may be in most of the columns.
    """
    stated = next((_SEPARATOR_LINE.fullmatch(line) for line in lines[:2] if line.strip()), None)
    sample = "\n".join(lines[:MOST_LINES_BEFORE][-40:])
    signs = (
        (delimiter,)
        if delimiter
        else tuple(sorted(_CANDIDATES, key=lambda sign: (sign == " ", -sample.count(sign))))
    )
    best: tuple[int, int, str] | None = None
    for sign in signs:
        if best is not None and sign == " ":
            continue
        found = _first_numbers(lines[: best[1] + 4] if best else lines, sign, declared is None)
        if found and (best is None or found[0] > best[0]):
            best = (*found, sign)
    if best and best[2] == " " and not _is_even(lines[max(0, best[1] - 1) : best[1] + 10]):
        best = (best[0], best[1], WHITESPACE)
    if best is None:
        return None
    _, first, way = best
    rows = tuple(split(line, way) for line in lines[first : first + 12] if line.strip())
    rows = rows[:-1] if len(rows) > 2 else rows  # the last line seen may be cut
    width = max(map(len, rows))
    at = [number for number, line in enumerate(lines[:first]) if line.strip()][bool(stated) :]
    above = [lines[number] for number in at]
    heads = [split(line, way) for line in above]
    if width > 3 and all(not row[width - 1].strip() for row in rows if len(row) == width):
        width -= 1  # a delimiter closes every row
    as_written = tuple(_fit(row, width) for row in heads if len(row) >= _LEAST_OF_HEAD * width)
    heads, named = _read_heads(heads, width, declared or ())
    return Layout(
        way,
        "\n".join(above[: len(heads)]),
        named.names,
        named.units,
        tuple(_rate(m[1]) if (m := _RATE.fullmatch(cell)) else None for cell in named.rates),
        named.groups,
        first,
        tuple(_fit(row, width) for row in rows),
        as_written,
        at[named.row] if named.names else 0,
    )


@dataclass(frozen=True)
class _Heads:
    names: tuple[str, ...]
    units: tuple[str, ...]
    rates: tuple[str, ...]
    groups: tuple[str, ...]
    row: int


def _read_heads(
    heads: list[tuple[str, ...]], width: int, declared: Sequence[str]
) -> tuple[list[tuple[str, ...]], _Heads]:
    """Read the rows above the numbers from the last one up; gives those of the preamble and what the others say."""
    names: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    rates: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    calibrated: tuple[str, ...] = ()
    index, row = "", 0
    while heads and not names:
        cells = heads.pop()
        filled = [cell for cell in cells if cell.strip()]
        if declared and {*declared} <= {cell.strip() for cell in filled}:
            names, row = cells, len(heads)
            continue
        if len(filled) == 1 and cells[0].strip() and len(cells) == width == len(heads[-1] if heads else ()):
            index = cells[0]  # pandas writes the name of the index below those of the columns
            continue
        if filled and {cell.strip().lower() for cell in filled} <= _CALIBRATED:
            calibrated = _fit(cells, width)  # a row of Shimmer's
            continue
        if filled and sum(map(bool, map(_RATE.fullmatch, filled))) > 0.5 * len(filled):
            rates = cells
        elif _is_unit_row(filled, width) and heads:
            units = cells
        elif len(filled) >= _LEAST_OF_HEAD * width and len(cells) >= 0.6 * width and _is_names(filled):
            names, row = _uncommented(cells), len(heads)
        else:
            heads.append(cells)
            break
    if calibrated and names:
        names = tuple(map(" ".join, zip(_fit(names, width), calibrated, strict=True)))
    if index and names:
        names = (index, *names[1:])
    elif index:
        heads.append((index,))
    if names:
        names, units = _complete_names(names, units, heads, width)
    units = _take_rows_above(names, units, heads)
    preamble = list(heads)
    if names:
        while heads and len(heads[-1]) >= 0.6 * width and (cells := _group_row(heads.pop(), names, width)):
            groups = cells
    return preamble, _Heads(
        _fit(names, width) if names else (), _fit(units, width), _fit(rates, width), _fit(groups, width), row
    )


def _take_rows_above(
    names: tuple[str, ...], units: tuple[str, ...], heads: list[tuple[str, ...]]
) -> tuple[str, ...]:
    """Take names that stand there once more off `heads`, and units, which some write above; gives the units."""
    while names and heads and [cell.strip() for cell in heads[-1]] == [name.strip() for name in names]:
        heads.pop()
    above = [cell for cell in heads[-1] if cell.strip()] if heads and not units else []
    if len(above) >= _FEWEST_AXES and len(heads[-1]) == len(names) and all(map(unit_of, above)):
        return heads.pop()
    return units


def _complete_names(
    names: tuple[str, ...], units: tuple[str, ...], heads: list[tuple[str, ...]], width: int
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Put the quantity of the rows above before names that are an axis alone; takes those rows off `heads`."""
    while heads:
        axes = [n for n, name in enumerate(_fit(names, width)) if name.lower() in _AXES]
        row = heads[-1]
        if (
            len(axes) < _FEWEST_AXES
            or len(row) < _LEAST_OF_HEAD * width
            or not any(cell.strip() for cell in row)
        ):
            break
        above = _filled(_fit(row, width))
        if _is_unit_row([cell for cell in row if cell.strip()], width):
            units = _fit(row, width)
        elif any(understand(f"{above[n]} x").kind in ("acc", "gyr") for n in axes):
            names = tuple(
                f"{one} {name}".strip() if n in axes else (one if unit_of(name) or not name else name)
                for n, (one, name) in enumerate(zip(above, _fit(names, width), strict=True))
            )
        else:
            break
        heads.pop()
    return names, units


def _units_a_second(unit: str) -> float:
    if unit.startswith(("mi", "ms")):
        return 1e6 if unit.startswith("mic") else 1e3
    return 1e6 if unit[0] in "uµμ" else 1.0


def _is_of_others(before: str, stated: str) -> bool:
    """Return whether a stated rate, and what stands before it, is not that of samples, as of a filter."""
    words = re.split(r"\d", stated)[0]
    clause, statement = (sign.split(before)[-1] + words for sign in (_CLAUSE, _STATEMENT))
    if _RATE_OF_OTHERS.search(clause):
        return True
    return _OF_A_FILTER.search(statement) is not None and _OF_SAMPLES.search(clause) is None


def _rate(text: str, per_s: float | None = None) -> float | None:
    """Read a stated rate, or a period of which `per_s` are a second.

    None where no sensor has it, or where a comma could part thousands.
    """
    if re.search(r",\d{3}$", text):
        return None
    value = float(text.replace(",", "."))
    rate = value if per_s is None else per_s / value if value else 0.0
    return rate if MIN_RATE_HZ <= rate <= MAX_RATE_HZ else None


def split(line: str, delimiter: str) -> tuple[str, ...]:
    """Split a line into its fields."""
    if delimiter == WHITESPACE:
        return tuple(line.split())
    try:
        return tuple(next(csv.reader([line], delimiter=delimiter, skipinitialspace=delimiter != " "), ()))
    except csv.Error:
        return (line,)


def _first_numbers(lines: list[str], way: str, prevail: bool) -> tuple[int, int] | None:
    """Find the first of two rows of at least three numbers; gives how many and the line.

    Where numbers have to `prevail`, they are half of what is in a row.
    """
    run: list[tuple[int, int, int]] = []
    for number, line in enumerate(lines[:MOST_LINES_BEFORE]):
        if not line.strip():
            continue
        fields = [field.strip() for field in split(line, way)]
        filled = [field for field in fields if field and field.lower() not in _MISSING]
        count = sum(map(bool, map(NUMBER.fullmatch, filled)))
        dates = sum(map(bool, map(_DATE.fullmatch, filled)))
        if count < 3 or (prevail and count < 0.5 * (len(filled) - min(dates, 2))):
            run = []
            continue
        run.append((count, number, len(fields)))
        if len(run) >= 3:
            break
    if not run or (len(run) == 1 and len(lines) > run[0][1] + 2):
        return None
    return max(count for count, _, _ in run), run[0][1]


def _is_even(lines: list[str]) -> bool:
    """Return whether single blanks delimit: as many in every line, so that empty fields differ from padding."""
    if (
        any("  " in line for line in lines)
        and len({len(line.split()) for line in lines[:-1] if line.strip()}) == 1
    ):
        return False
    return len({line.count(" ") for line in lines[:-1] if line.strip()}) == 1


def _is_unit_row(filled: list[str], width: int) -> bool:
    known = sum(unit_of(cell) is not None for cell in filled)
    return known >= 3 and known >= 0.3 * len(filled) and len(filled) >= 0.3 * width


def _is_names(filled: list[str]) -> bool:
    return sum(not NUMBER.fullmatch(cell.strip()) for cell in filled) > 0.7 * len(filled)


def _uncommented(cells: tuple[str, ...]) -> tuple[str, ...]:
    first = re.sub(r"^\s*(?:#|//|%)+\s*", "", cells[0])
    return (first, *cells[1:]) if first or not cells[0].strip() else cells[1:]


def _group_row(cells: tuple[str, ...], names: tuple[str, ...], width: int) -> tuple[str, ...]:
    """Give the sensor above each column, or () where the row holds something else than names of sensors."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    if not filled or cells[0].strip().endswith(":") or (len(filled) == 1 and cells[0].strip()):
        return ()  # a line of the preamble, padded by a spreadsheet
    repeated = Counter(cell.partition(":")[0] for cell in filled if ":" in cell)
    if sum(repeated.values()) > 0.5 * len(filled):
        return ("",) * width
    groups, current = [], ""
    for cell in _fit(cells, width):
        current = cell.strip() or current
        groups.append("" if understand(current).kind in ("time", "counter") else current)
    return _joined_blocks(groups, _fit(names, width))


def _joined_blocks(groups: list[str], names: tuple[str, ...]) -> tuple[str, ...]:
    """Give all columns of a sensor all that stands above it, where the names of columns repeat sensor by sensor.

    APDM writes the ID above the accelerometer and the site above the gyroscope.
    """
    axes = [n for n, name in enumerate(names) if understand(name).kind in ("acc", "gyr")]
    if not axes:
        return tuple(groups)
    start = axes[0]
    body = names[start:]
    size = next((n for n in range(1, len(body)) if body[n] == body[0]), len(body))
    repeats = all(body[n] == body[n % size] for n in range(len(body)))
    if not repeats or len(body) % size or sum(n < start + size for n in axes) < _FEWEST_AXES:
        return tuple(groups)
    joined = groups[:start]
    for first in range(start, len(names), size):
        said = " ".join(dict.fromkeys(filter(None, groups[first : first + size])))
        joined += [said] * size
    return tuple(joined)


def _filled(cells: Sequence[str]) -> list[str]:
    """Give to empty cells what stands to their left."""
    filled, current = [], ""
    for cell in cells:
        current = cell or current
        filled.append(current)
    return filled


def _fit(cells: tuple[str, ...], width: int) -> tuple[str, ...]:
    stripped = tuple(cell.strip() for cell in cells[:width])
    return stripped + ("",) * (width - len(stripped))
