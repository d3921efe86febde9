"""The variables of a MATLAB file as columns: an array is described by the names on its path.

The last names that describe its content are the name of its column, the names before them its node.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from retrogait.intake.site_names import find_site
from retrogait.intake.unit_names import ACC_WORDS, GYR_WORDS, take_unit, unit_of
from retrogait.readers.matlab import Structs
from retrogait.readers.words import understand

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from retrogait._arrays import Floats

FEWEST_SAMPLES = 10
_RATE = re.compile(
    r"(?i)(?:fs|sf|srate|sample_?rate|sampling_?(?:rate|freq\w*?)|rate|freq\w*?|f_?s(?:ample)?)(?:_?hz)?"
)
_LABELS = re.compile(r"(?i)(?:col\w*|var\w*|channel|ch)?_?(?:headers?|names?|labels?|columns?|channels?)")
_NAMES = re.compile(r"(?i)(?:sensor_?)?(?:name|label|location|position|placement|site|segment|body_?part)s?")
_UNITS = re.compile(r"(?i)units?")
_AXES = ("x", "y", "z")
_GENERIC = {
    "data",
    "values",
    "value",
    "samples",
    "signal",
    "signals",
    "xyz",
    "vals",
}  # say nothing of an array


@dataclass(frozen=True)
class Leaf:
    """A value and the names on the way to it."""

    path: tuple[str, ...]
    value: Any


@dataclass
class Node:
    """What is known of one place in the tree: columns by length, rates, units and the kinds that only MATLAB reads."""

    columns: dict[int, dict[str, Floats]] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    rates: dict[str, float] = field(default_factory=dict)


def leaves_of(value: Any, path: tuple[str, ...]) -> Iterator[Leaf]:
    """Give all values that hold no others; each of several structs is called by its number and its name."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from leaves_of(inner, (*path, name))
    elif isinstance(value, Structs):
        for number, item in enumerate(value.items, start=1):
            place = path
            named = next((v for k, v in item.items() if isinstance(v, str) and _NAMES.fullmatch(k)), "")
            if len(value.items) > 1:
                place = (*path[:-1], f"{path[-1]}({number}) {named}".strip())
            elif find_site(named):
                place = (*path[:-1], f"{path[-1]} {named}")
            yield from leaves_of(item, place)
    elif isinstance(value, list) and any(isinstance(one, (Structs, list)) for one in value):
        for number, one in enumerate(value, start=1):
            yield from leaves_of(one, (*path[:-1], f"{path[-1]}{{{number}}}"))
    else:
        yield Leaf(path, value)


def nodes_of(leaves: Sequence[Leaf]) -> dict[tuple[str, ...], Node]:
    """Sort the values by their nodes: columns by length, rates and units."""
    nodes: dict[tuple[str, ...], Node] = {}
    labels = {leaf.path[:-1]: leaf.value for leaf in leaves if _is_labels(leaf)}
    for leaf in leaves:
        value = leaf.value
        if isinstance(value, str):
            _note_unit(leaf, nodes)
        if not isinstance(value, np.ndarray) or value.ndim != 2:
            continue
        if value.size == 1:
            _note_rate(leaf, nodes)
            continue
        for place, name, array in _columns(leaf, labels.get(leaf.path[:-1])):
            if len(array) >= FEWEST_SAMPLES:
                columns = nodes.setdefault(place, Node()).columns.setdefault(len(array), {})
                columns.setdefault(name, array)
    return nodes


def _is_labels(leaf: Leaf) -> bool:
    value = leaf.value
    is_text = isinstance(value, list) and all(isinstance(one, str) for one in value)
    return is_text and _LABELS.fullmatch(leaf.path[-1]) is not None


def _note_unit(leaf: Leaf, nodes: dict[tuple[str, ...], Node]) -> None:
    """Keep a unit that is written as text beside an array: accUnit, or units in a struct called acc."""
    words = [
        word for part in leaf.path for word in re.split(r"[_ ]+", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", part))
    ]
    unit = unit_of(leaf.value)
    if unit is None or not any(map(_UNITS.fullmatch, words)):
        return
    for size in (1, 2):
        kind = understand(f"{_UNITS.sub('', ' '.join(leaf.path[-size:]))} x").kind
        if kind in ("acc", "gyr"):
            nodes.setdefault(leaf.path[:-size], Node()).units[kind] = leaf.value
            return


def _note_rate(leaf: Leaf, nodes: dict[tuple[str, ...], Node]) -> None:
    """Keep a number that is called a sampling rate, or lies in a struct called so: fs, or Fs.Acc."""
    rate = float(leaf.value.flat[0].real)
    for size in (1, 2):
        if len(leaf.path) >= size and _RATE.fullmatch(leaf.path[-size]):
            of = "" if size == 1 else understand(f"{leaf.path[-1]} x").kind
            nodes.setdefault(leaf.path[:-size], Node()).rates[of] = rate
            return


def _columns(leaf: Leaf, labels: list[str] | None) -> Iterator[tuple[tuple[str, ...], str, Floats]]:
    """Give the columns of an array: the node of each, its name and its numbers."""
    values = leaf.value
    if labels is not None and len(labels) in values.shape and values.shape[0] != values.shape[1]:
        rows = values if values.shape[1] == len(labels) else values.T
        for label, column in zip(labels, rows.T, strict=True):
            yield leaf.path[:-1], label, column
        return
    if 1 in values.shape:
        size = next((n for n in (1, 2, 3) if len(leaf.path) >= n and _says_column(leaf.path[-n:])), 1)
        yield leaf.path[:-size], " ".join(leaf.path[-size:]), values.ravel()
        return
    if len(_AXES) not in values.shape or values.shape[0] == values.shape[1]:
        return
    path = leaf.path[:-1] if leaf.path[-1].lower() in _GENERIC else leaf.path
    size = next((n for n in (1, 2, 3) if len(path) >= n and _says_triad(path[-n:])), 0)
    if size:
        rows = values if values.shape[1] == len(_AXES) else values.T
        name, unit = take_unit(" ".join(path[-size:]))
        in_unit = f" ({unit})" if unit in (*ACC_WORDS, *GYR_WORDS) else ""  # Acc_g
        for axis, column in zip(_AXES, rows.T, strict=True):
            yield path[:-size], f"{name} {axis}{in_unit}", column


def _says_column(names: tuple[str, ...]) -> bool:
    quantity = understand(" ".join(names))
    if quantity.kind in ("time", "counter"):
        return len(names) == 1  # a struct called T is no time
    return quantity.kind in ("acc", "gyr", "turn") and bool(quantity.axis)


def _says_triad(names: tuple[str, ...]) -> bool:
    name, unit = take_unit(" ".join(names))
    return understand(f"{name} x ({unit})" if unit else f"{name} x").kind in ("acc", "gyr", "turn")


def has_triad(columns: dict[str, Floats]) -> bool:
    """Return whether columns are those of an accelerometer or a gyroscope."""
    kinds = [(q.kind, q.axis) for q in map(understand, columns) if q.kind in ("acc", "gyr", "turn")]
    return {axis for _, axis in kinds} >= set(_AXES)
