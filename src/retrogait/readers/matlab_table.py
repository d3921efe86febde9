"""Tables of the recording in a MATLAB file, by the names of its variables and fields.

Arrays of one node and one length are one table. A node that names a body site or a sensor is one of the sensors of a
recording; nodes that differ otherwise are different recordings.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from retrogait.errors import InvalidOption, SeveralRecordings, UnreadableExport
from retrogait.intake.site_names import find_site
from retrogait.readers.foreign_table import ROTATION, ForeignTable, unique_names
from retrogait.readers.formats import MATLAB, MOBILISE_D
from retrogait.readers.layout import Layout
from retrogait.readers.matlab import Unread, read_matlab
from retrogait.readers.matlab_columns import MatlabTable
from retrogait.readers.matlab_tree import Leaf, Node, has_triad, leaves_of, nodes_of
from retrogait.readers.triads import find_triads, quantities, settle_rotation
from retrogait.readers.words import understand

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from retrogait._arrays import Floats
    from retrogait.readers.read_options import ReadOptions

_SHOWN = 6
_SENSOR = re.compile(r"(?i)(?:sensor|device|imu|node|unit)s?[ _]?(?:\(?\d+\)?|[a-z])?(?: .*)?")
_MEASUREMENT = re.compile(r"TimeMeasure\d+")  # of Mobilise-D


def open_matlab(path: Path, name: str, options: ReadOptions) -> list[ForeignTable]:
    """Find the tables of one recording in a MATLAB file.

    Raises
    ------
    UnreadableExport
        It holds no accelerometer and gyroscope that can be read, or several recordings.
    InvalidOption
        The recording asked for is none of them, or several.
    """
    leaves = list(leaves_of(read_matlab(path, name), ()))
    nodes = nodes_of(leaves)
    is_wanted = bool if options.declaration is not None else has_triad  # columns= may be of any
    measured = {place: node for place, node in nodes.items() if any(map(is_wanted, node.columns.values()))}
    if not measured:
        raise UnreadableExport(_explain_nothing(leaves, name))
    chosen = _choose(measured, name, options.recording)
    stem = name.rsplit(".", 1)[0]
    return [
        _table(path, f"{'/'.join((stem, *place))}.mat", place, columns, nodes)
        for place, node in chosen.items()
        for columns in node.columns.values()
        if is_wanted(columns)
    ]


def _choose(
    measured: dict[tuple[str, ...], Node], name: str, asked: str | None
) -> dict[tuple[str, ...], Node]:
    """Keep the nodes of one recording."""
    recordings: dict[str, dict[tuple[str, ...], Node]] = {}
    beside_sites = {place[:-1] for place in measured if place and find_site(place[-1])}
    for place, node in measured.items():
        is_sensor = bool(place) and place[:-1] in beside_sites  # a wrist beside a lower back
        label = "/".join(place[:-1] if is_sensor else _without_sensor(place)) or name.rsplit(".", 1)[0]
        recordings.setdefault(label, {})[place] = node
    listed = list(recordings)
    shown = ", ".join(listed[:_SHOWN]) + (f" and {len(listed) - _SHOWN} more" if len(listed) > _SHOWN else "")
    if asked is None:
        if len(recordings) > 1:
            raise SeveralRecordings(
                f"{name}: holds {len(recordings)} recordings ({shown}); expected one; pass recording={listed[0]!r}",
                listed,
            )
        return next(iter(recordings.values()))
    if asked in recordings:
        return recordings[asked]
    fitting = [one for one in recordings if asked in one]
    if len(fitting) != 1:
        raise InvalidOption(
            f"recording: {asked!r} is the name of {len(fitting) or 'none'} of the recordings in {name} ({shown}); "
            "pass one of these"
        )
    return recordings[fitting[0]]


def _without_sensor(place: tuple[str, ...]) -> tuple[str, ...]:
    """Take the part of a path that names a body site, or else a sensor, out of it: what is left names the recording."""
    sites = [n for n, part in enumerate(place) if find_site(part)]
    sensors = [n for n, part in enumerate(place) if _SENSOR.fullmatch(part)]
    at = sites[-1] if sites else sensors[-1] if sensors else None
    return place if at is None else (*place[:at], *place[at + 1 :])


def _table(
    path: Path,
    where: str,
    place: tuple[str, ...],
    columns: dict[str, Floats],
    nodes: dict[tuple[str, ...], Node],
) -> ForeignTable:
    """Make a table of columns of one length, with the time, the rate and the units said here or above."""
    length = len(next(iter(columns.values())))
    above = [nodes[place[:size]] for size in range(len(place), -1, -1) if place[:size] in nodes]
    if not any(understand(name).kind == "time" for name in columns):
        for node in above:
            found = {k: v for k, v in node.columns.get(length, {}).items() if understand(k).kind == "time"}
            if found:
                columns = {**found, **columns}
                break
    names = tuple(columns)
    table = MatlabTable(
        path, unique_names(names), tuple(np.asarray(c, dtype=np.float64) for c in columns.values())
    )
    kinds = [understand(name).kind for name in names]
    rates = tuple(
        next((n.rates[k] for n in above for k in (kind, "") if k in n.rates), None) for kind in kinds
    )
    units = tuple(next((n.units[kind] for n in above if kind in n.units), "") for kind in kinds)
    known = MOBILISE_D if any(map(_MEASUREMENT.fullmatch, place)) else MATLAB
    layout = Layout("", "", names, units, rates, ("",) * len(names), 0, table.rows)
    quantity, is_rotation = settle_rotation(quantities(layout, known), names, known)
    notes = (ROTATION,) if is_rotation else ()
    return ForeignTable(
        path,
        where,
        known,
        layout,
        tuple(quantity),
        tuple(find_triads(quantity, rates)),
        table,
        notes=notes,
        is_chosen=True,
    )


def _explain_nothing(leaves: Sequence[Leaf], name: str) -> str:
    if not leaves:
        return f"{name}: is a MATLAB file without any variable; save it again with save('walk.mat', '-v7')"
    objects = [
        f"{'.'.join(leaf.path)} ({leaf.value.kind})" for leaf in leaves if isinstance(leaf.value, Unread)
    ]
    if objects:
        return (
            f"{name}: holds objects that only MATLAB can read ({', '.join(objects[:_SHOWN])}); expected arrays and "
            "structs; in MATLAB write a table with writetable(T, 'walk.csv'), a timetable with writetimetable(T, "
            "'walk.csv')"
        )
    found = [
        f"{'.'.join(leaf.path)} {'x'.join(map(str, leaf.value.shape))}"
        for leaf in leaves
        if isinstance(leaf.value, np.ndarray)
    ]
    return (
        f"{name}: none of its arrays is called an accelerometer and a gyroscope (found "
        f"{', '.join(found[:_SHOWN]) or 'none'}); expected acc and gyr of three columns each, or acc_x ... gyr_z; in "
        "MATLAB name them, as acc = data(:, 2:4); gyr = data(:, 5:7); fs = 100; save('walk.mat', 'acc', 'gyr', 'fs', "
        "'-v7')"
    )
