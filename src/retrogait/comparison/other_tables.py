"""What `measure_stability` and `measure_impact` found in two sessions, as `compare_sessions` takes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from retrogait.errors import InvalidOption, InvalidTable
from retrogait.impact.comparison import PARTS, order_steps, part_of
from retrogait.impact.measure import IMPACT_MEASURES
from retrogait.intervals.compared import TwoWalks
from retrogait.tables.catalogue import IMPACTS
from retrogait.tables.flags import Flag, are_invalid
from retrogait.tables.kinds import is_missing

if TYPE_CHECKING:
    from collections.abc import Iterator

_FLAG, _COUNT = "_flag", "_n_strides"
IMPACT_NAMES = tuple(f"{part}_{measure}" for part in PARTS for measure in IMPACT_MEASURES)


class WholeFigure(NamedTuple):
    """A figure of a whole walk, how many strides it is of, and its flag."""

    value: float
    n: int
    flag: Flag


def check_pair(
    where: str, name: str, sessions: tuple[str, str], tables: Any
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Take the tables of two sessions; raise `InvalidOption` for anything else."""
    if not (
        isinstance(tables, (tuple, list)) and len(tables) == 2 and all(hasattr(t, "columns") for t in tables)
    ):
        one, other = sessions
        raise InvalidOption(
            f"{where}: {name} is a {type(tables).__name__}; expected two tables, of {one} and of {other}; pass "
            f"{name}=(measure_{name}({one}), measure_{name}({other}))"
        )
    if tables[0].equals(tables[1]):
        raise InvalidOption(
            f"{where}: {name} is the same table twice; expected one of {sessions[0]} and one of {sessions[1]}; pass "
            f"{name}=(measure_{name}({sessions[0]}), measure_{name}({sessions[1]}))"
        )
    return tables[0], tables[1]


def stability_names(where: str, tables: tuple[pd.DataFrame, pd.DataFrame]) -> tuple[str, ...]:
    """Name the measures that both tables have.

    Raises
    ------
    InvalidTable
        One is no table of `measure_stability`.
    """
    found = []
    for table in tables:
        names = [name.removesuffix(_FLAG) for name in map(str, table.columns) if name.endswith(_FLAG)]
        names = [name for name in names if name in table.columns and f"{name}{_COUNT}" in table.columns]
        if not names or "scope" not in table.columns or "direction" not in table.columns:
            raise InvalidTable(
                f"{where}: stability: found columns {' '.join(map(str, table.columns[:5]))} ...; expected "
                "scope, direction and measures with their flags; pass what measure_stability gave for each session"
            )
        found.append(names)
    return tuple(name for name in found[0] if name in found[1])


def whole_figures(table: pd.DataFrame, direction: str, names: tuple[str, ...]) -> dict[str, WholeFigure]:
    """The figures of a session in a direction; none without walking in that direction."""
    rows = table[table["scope"].eq("session") & table["direction"].eq(direction)]
    if not len(rows):
        return {}
    row = rows.iloc[0]
    return {
        name: WholeFigure(
            float("nan") if is_missing(row[name]) else float(row[name]),
            0 if pd.isna(row[f"{name}{_COUNT}"]) else int(row[f"{name}{_COUNT}"]),
            Flag.parse(str(row[f"{name}{_FLAG}"])),
        )
        for name in names
    }


def impact_walks(tables: tuple[pd.DataFrame, pd.DataFrame], direction: str) -> Iterator[tuple[str, TwoWalks]]:
    """The steady steps of the second session, then those of the first, of each part of the body with a sensor.

    Raises
    ------
    InvalidTable
        One is no table of `measure_impact`.
    """
    for table in tables:
        IMPACTS.check(table)
    steps = pd.concat([table.assign(session=k) for k, table in enumerate(tables)], ignore_index=True)
    parts = part_of(steps)
    for part in PARTS:
        own = steps[parts == part]
        chosen = own["is_steady"].to_numpy(bool) & own["direction"].eq(direction).to_numpy(bool)
        chosen &= ~are_invalid(own["flag"])
        if not chosen.any():
            continue
        session = own["session"].to_numpy(int)
        yield (
            part,
            TwoWalks(
                np.array([own[measure].to_numpy(float) for measure in IMPACT_MEASURES]),
                own["speed_mps"].to_numpy(float),
                order_steps(own),
                chosen & (session == 1),
                chosen & (session == 0),
            ),
        )
