"""`columns=`: which column of a file is which channel of which sensor, in the forms people write it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeGuard

from retrogait.errors import InvalidOption
from retrogait.intake.columns import UNNAMED_SITE, WIDE_COLUMN
from retrogait.tables.catalogue import SENSOR_COLUMNS

TIME = "time_s"
SENSOR = "sensor"  # the column that says whose a row is, where sensors stand one below another
UNITS = "(acc_unit 'm/s^2', 'g' or 'mg'; gyr_unit 'deg/s', 'rad/s' or 'mdeg/s')"
DECLARE = (
    "say which column is what: columns={'left_foot': '...{ACC|GYR}...{X|Y|Z}'}, acc_unit= ('m/s^2', 'g' or 'mg'), "
    "gyr_unit= ('deg/s', 'rad/s' or 'mdeg/s') and time_column= or rate_hz="
)
BY_NUMBER = (
    "give their numbers: columns={'left_foot': [1, 2, 3, 4, 5, 6]} (acc x y z, gyr x y z, counted from 0), acc_unit=, "
    "gyr_unit= and time_column=0 with time_unit=, or rate_hz="
)
LONG_FORM = "columns={'sensor': 'DeviceName', 'acc': 'Acc{X|Y|Z}', 'gyr': 'Gyr{X|Y|Z}'}"
_BRACES = re.compile(r"\{([^{}]*\|[^{}]*)\}")
_FORMS = (
    "columns={'left_foot': 'L.{ACC|GYR}.{X|Y|Z}'}, {'left_foot': {'acc_x': 'L.ACC.X', ...}} or "
    "{'left_foot_acc_x': 'L.ACC.X', ...}"
)


Column: TypeAlias = str | int  # a name, or a number from 0


@dataclass(frozen=True)
class Declaration:
    """Columns of each sensor, in the order of `SENSOR_COLUMNS`; of time; of the name of a row's sensor."""

    channels: dict[str, tuple[Column, ...]]
    time: Column | None = None
    sensor: Column | None = None

    @property
    def columns(self) -> list[Column]:
        """All columns of channels, in order."""
        return [column for columns in self.channels.values() for column in columns]

    @property
    def names(self) -> list[str]:
        """Those of them that are names."""
        return [column for column in self.columns if isinstance(column, str)]


def own_columns(names: Sequence[str], site: str | None) -> Declaration | None:
    """Recognise retrogait's own columns, wide or of one sensor; None where there are none.

    A sensor with no column of one kind, as with acc_x and gyro_x, is another's.
    """
    kinds: dict[str, set[str]] = {}
    for match in map(WIDE_COLUMN.fullmatch, names):
        if match:
            kinds.setdefault(match[1], set()).add(match[2][:3])
    if any(len(found) == 2 for found in kinds.values()):
        return Declaration({label: tuple(f"{label}_{c}" for c in SENSOR_COLUMNS) for label in kinds})
    lacking = [column for column in SENSOR_COLUMNS if column not in names]
    says_units = any(name.startswith(column) for column in lacking for name in names)
    has_both = len({column[:3] for column in SENSOR_COLUMNS if column in names}) == 2
    if has_both and not says_units:
        return Declaration({site or UNNAMED_SITE: SENSOR_COLUMNS})
    return None


def declare(columns: Any, site: str | None) -> Declaration:
    """Read `columns=` in any of its forms.

    Raises
    ------
    InvalidOption
        It is in none of them, a channel is lacking, or a column is declared for two.

    Examples
    --------
    >>> declare({"right_foot": "RH.{ACC|GY}.{X|Y|Z}"}, None).channels["right_foot"]
    ('RH.ACC.X', 'RH.ACC.Y', 'RH.ACC.Z', 'RH.GY.X', 'RH.GY.Y', 'RH.GY.Z')
    """
    label = site or UNNAMED_SITE
    if isinstance(columns, str) or _is_list(columns):
        return _checked(Declaration({label: _one_sensor(columns, label)}))
    if not isinstance(columns, Mapping) or not columns:
        raise InvalidOption(f"columns: {columns!r} given; expected e.g. {_FORMS}")
    given: dict[Any, Any] = dict(columns)
    if not any(map(_is_channel, given)) and all(
        isinstance(v, str) and _is_channel(v) for v in given.values()
    ):
        given = {channel: name for name, channel in given.items()}  # as in DataFrame.rename
    time, sensor = (_one_column(given.pop(key, None), key) for key in (TIME, SENSOR))
    if {"acc", "gyr", *SENSOR_COLUMNS} & set(given):
        return _checked(Declaration({label: _one_sensor(given, label)}, time, sensor))
    wide = {name: WIDE_COLUMN.fullmatch(str(name)) for name in given}
    if any(wide.values()):
        sensors: dict[str, dict[str, Any]] = {}
        for name, match in wide.items():
            if match:
                sensors.setdefault(match[1], {})[match[2]] = given.pop(name)
        given = {**sensors, **given}
    channels = {str(name): _one_sensor(stated, str(name)) for name, stated in given.items()}
    if sensor is not None and len(channels) != 1:
        raise InvalidOption(
            f"columns: {SENSOR!r} names a column that says whose a row is, and {len(channels)} sensors have columns of "
            f"their own; expected one or the other, e.g. {LONG_FORM}"
        )
    return _checked(Declaration(channels, time, sensor))


def _is_channel(name: object) -> bool:
    return isinstance(name, str) and (
        name in (TIME, SENSOR) or name in SENSOR_COLUMNS or WIDE_COLUMN.fullmatch(name) is not None
    )


def _is_list(value: object) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, (str, bytes))


def _is_column(value: object) -> TypeGuard[Column]:
    return isinstance(value, (str, int)) and not isinstance(value, bool)


def _one_column(value: Any, key: str) -> Column | None:
    if value is not None and not _is_column(value):
        raise InvalidOption(
            f"columns: {value!r} given for {key!r}; expected the name of a column, or its number from 0"
        )
    return value


def _checked(declaration: Declaration) -> Declaration:
    """Refuse a column that is declared for two channels."""
    columns = [*declaration.columns, declaration.time, declaration.sensor]
    twice = next((column for column in columns if column is not None and columns.count(column) > 1), None)
    if twice is not None:
        raise InvalidOption(f"columns: {twice!r} is declared {columns.count(twice)} times; expected once")
    return declaration


def _one_sensor(stated: Any, label: str) -> tuple[Column, ...]:
    if isinstance(stated, str):
        return _expand(stated, 6, label)
    if _is_list(stated) and len(stated) == 6 and all(map(_is_column, stated)):
        return tuple(stated)
    if not isinstance(stated, Mapping):
        raise InvalidOption(
            f"columns: {stated!r} given for {label!r}; expected six names, or six numbers from 0, e.g. {_FORMS}"
        )
    named = dict(stated)
    for kind in ("acc", "gyr"):
        given: Any = named.get(kind)
        if _is_list(given) and len(given) != len("xyz"):
            raise InvalidOption(f"columns: {given!r} given for {kind!r} of {label!r}; expected three, x y z")
        if isinstance(given, str) or _is_list(given):
            parts = _expand(given, 3, label) if isinstance(given, str) else given
            del named[kind]
            named |= {f"{kind}_{axis}": part for axis, part in zip("xyz", parts, strict=True)}
    missing = [channel for channel in SENSOR_COLUMNS if not _is_column(named.get(channel))]
    unknown = [channel for channel in named if channel not in SENSOR_COLUMNS]
    if missing or unknown:
        fault = f"{unknown[0]!r} is not a channel" if unknown else f"{missing[0]!r} is lacking"
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


def show(names: Sequence[str]) -> str:
    """List names of columns, cut where there are many."""
    shown = ", ".join(names[:24])
    return f"{shown} and {len(names) - 24} more" if len(names) > 24 else shown
