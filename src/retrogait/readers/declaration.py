"""`columns=`: which column of a file is which channel of which sensor, in the forms people write it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from retrogait.errors import InvalidOption, UnreadableExport
from retrogait.intake.columns import UNNAMED_SITE, WIDE_COLUMN
from retrogait.tables.catalogue import SENSOR_COLUMNS

TIME = "time_s"
UNITS = "(acc_unit 'm/s^2', 'g' or 'mg'; gyr_unit 'deg/s', 'rad/s' or 'mdeg/s')"
DECLARE = (
    "say which column is what: columns={'left_foot': '...{ACC|GYR}...{X|Y|Z}'}, acc_unit= ('m/s^2', 'g' or 'mg'), "
    "gyr_unit= ('deg/s', 'rad/s' or 'mdeg/s') and time_column= or rate_hz="
)
_BRACES = re.compile(r"\{([^{}]*\|[^{}]*)\}")
_FORMS = (
    "columns={'left_foot': 'L.{ACC|GYR}.{X|Y|Z}'}, {'left_foot': {'acc_x': 'L.ACC.X', ...}} or "
    "{'left_foot_acc_x': 'L.ACC.X', ...}"
)


@dataclass(frozen=True)
class Declaration:
    """Per sensor the names of its columns, in the order of `SENSOR_COLUMNS`; and that of the time."""

    channels: dict[str, tuple[str, ...]]
    time: str | None

    @property
    def names(self) -> list[str]:
        """All columns of channels, in order."""
        return [name for columns in self.channels.values() for name in columns]


def own_columns(names: Sequence[str], site: str | None) -> Declaration | None:
    """Recognise retrogait's own columns, wide or of one sensor; None where there are none.

    A sensor with no column of one kind, as with acc_x and gyro_x, is another's.
    """
    kinds: dict[str, set[str]] = {}
    for match in map(WIDE_COLUMN.fullmatch, names):
        if match:
            kinds.setdefault(match[1], set()).add(match[2][:3])
    if any(len(found) == 2 for found in kinds.values()):
        return Declaration({label: tuple(f"{label}_{c}" for c in SENSOR_COLUMNS) for label in kinds}, None)
    lacking = [column for column in SENSOR_COLUMNS if column not in names]
    says_units = any(name.startswith(column) for column in lacking for name in names)
    has_both = len({column[:3] for column in SENSOR_COLUMNS if column in names}) == 2
    if has_both and not says_units:
        return Declaration({site or UNNAMED_SITE: SENSOR_COLUMNS}, None)
    return None


def declare(columns: Any, site: str | None) -> Declaration:
    """Read `columns=` in any of its forms.

    Raises
    ------
    InvalidOption
        It is in none of them, or a channel is lacking.

    Examples
    --------
    >>> declare({"right_foot": "RH.{ACC|GY}.{X|Y|Z}"}, None).channels["right_foot"]
    ('RH.ACC.X', 'RH.ACC.Y', 'RH.ACC.Z', 'RH.GY.X', 'RH.GY.Y', 'RH.GY.Z')
    """
    label = site or UNNAMED_SITE
    if isinstance(columns, str) or _is_list(columns):
        return Declaration({label: _one_sensor(columns, label)}, None)
    if not isinstance(columns, Mapping) or not columns:
        raise InvalidOption(f"columns: {columns!r} given; expected e.g. {_FORMS}")
    given: dict[str, Any] = dict(columns)
    if not any(map(_is_channel, given)) and all(
        isinstance(v, str) and _is_channel(v) for v in given.values()
    ):
        given = {channel: name for name, channel in given.items()}  # as in DataFrame.rename
    time = given.pop(TIME, None)
    if {"acc", "gyr", *SENSOR_COLUMNS} & set(given):
        return Declaration({label: _one_sensor(given, label)}, time)
    wide = {name: WIDE_COLUMN.fullmatch(str(name)) for name in given}
    if any(wide.values()):
        sensors: dict[str, dict[str, Any]] = {}
        for name, match in wide.items():
            if match:
                sensors.setdefault(match[1], {})[match[2]] = given.pop(name)
        given = {**sensors, **given}
    return Declaration({str(name): _one_sensor(stated, str(name)) for name, stated in given.items()}, time)


def _is_channel(name: object) -> bool:
    return isinstance(name, str) and (
        name == TIME or name in SENSOR_COLUMNS or WIDE_COLUMN.fullmatch(name) is not None
    )


def _is_list(value: object) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, (str, bytes))


def _one_sensor(stated: Any, label: str) -> tuple[str, ...]:
    if isinstance(stated, str):
        return _expand(stated, 6, label)
    if _is_list(stated) and len(stated) == 6:
        return tuple(map(str, stated))
    if not isinstance(stated, Mapping):
        raise InvalidOption(f"columns: {stated!r} given for {label!r}; expected six names, e.g. {_FORMS}")
    named = dict(stated)
    for kind in ("acc", "gyr"):
        if isinstance(named.get(kind), str):
            parts = _expand(named.pop(kind), 3, label)
            named |= {f"{kind}_{axis}": part for axis, part in zip("xyz", parts, strict=True)}
    missing = [channel for channel in SENSOR_COLUMNS if not isinstance(named.get(channel), str)]
    unknown = [channel for channel in named if channel not in SENSOR_COLUMNS]
    if missing or unknown:
        fault = f"{unknown[0]!r} is no channel" if unknown else f"{missing[0]!r} is lacking"
        raise InvalidOption(
            f"columns: {fault} for {label!r}; expected {' '.join(SENSOR_COLUMNS)}, e.g. {_FORMS}"
        )
    return tuple(named[channel] for channel in SENSOR_COLUMNS)


def _expand(pattern: str, count: int, label: str) -> tuple[str, ...]:
    """Expand `{a|b}` (accelerometer, gyroscope), `{a|b|c}` (axis) and `{a|b|c|d|e|f}` (channel)."""
    groups = [len(found.split("|")) for found in _BRACES.findall(pattern)]
    wanted = {6} if count == 3 else set()
    enough = 3 in groups if count == 3 else 6 in groups or {2, 3} <= set(groups)
    if not enough or not set(groups) <= {2, 3, 6} - wanted:
        raise InvalidOption(
            f"columns: pattern {pattern!r} of {label!r} does not name {count} columns; expected "
            + ("{X|Y|Z} for the axes" if count == 3 else "{ACC|GYR} for the sensor and {X|Y|Z} for the axes")
            + f", e.g. {_FORMS}"
        )

    def name(number: int) -> str:
        part = {2: number // 3, 3: number % 3, 6: number}

        def choose(match: re.Match[str]) -> str:
            options = match[1].split("|")
            return options[part[len(options)]]

        return _BRACES.sub(choose, pattern)

    return tuple(name(number) for number in range(count))


def check_columns(declaration: Declaration, names: Sequence[str], file: str) -> None:
    """Check that all columns declared are in the file, once, and differ.

    Raises
    ------
    UnreadableExport
        A column is lacking or there twice.
    InvalidOption
        A column is declared for two channels.
    """
    declared = [*declaration.names, *([declaration.time] if declaration.time else [])]
    for name in declared:
        if names.count(name) != 1:
            fault = "is not in it" if name not in names else f"is in it {names.count(name)} times"
            raise UnreadableExport(
                f"{file}: column {name!r} {fault} (found {show(names)}); correct columns=, or the header"
            )
        if declared.count(name) > 1:
            raise InvalidOption(f"columns: {name!r} is declared {declared.count(name)} times; expected once")


def show(names: Sequence[str]) -> str:
    """List names of columns, cut where there are many."""
    shown = ", ".join(names[:24])
    return f"{shown} and {len(names) - 24} more" if len(names) > 24 else shown
