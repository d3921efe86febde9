"""Values of subjects at visits: what a table of them must hold."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from retrogait.errors import InvalidTable, shown

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

GROUPS = ("task", "direction", "side")  # grouped by, where the table has them
_WHERE = "repeatability"


_LEAST_ALIKE = 5  # values that two walks of a person share by no chance


def check_visits(table: pd.DataFrame, names: Mapping[str, str]) -> None:
    """Raise `InvalidTable` for a table that is none of values by subject, visit and measure."""
    import pandas as pd

    for name, column in names.items():
        if column not in table.columns:
            raise InvalidTable(
                f"{_WHERE}: column {column!r} is missing (found {' '.join(map(str, table.columns)) or 'none'}); "
                f"expected one for the {name}; pass {name}= with the name that it has"
            )
    for name in ("subject", "visit", "measure"):
        column = names[name]
        unnamed = table[column].isna().to_numpy(bool)
        if unnamed.any():
            raise InvalidTable(
                f"{_WHERE}: {column!r} is missing in row {table.index[unnamed][0]}; expected a name in every row; "
                f"{'fill it in' if name == 'measure' else f'pass analyze(..., {name}=...), or fill it in'}"
            )
    given = table[names["value"]]
    numbers = pd.to_numeric(given, errors="coerce").to_numpy(float)
    wrong = (np.isnan(numbers) & given.notna().to_numpy(bool)) | np.isinf(numbers)
    if wrong.any():
        first = given[wrong].iloc[0]
        held = shown(first.item() if hasattr(first, "item") else first)
        raise InvalidTable(
            f"{_WHERE}: {names['value']!r} holds {held} in row {table.index[wrong][0]}; expected numbers; correct it, "
            "or leave it empty"
        )
    keys = [names[name] for name in ("subject", "visit", "measure")]
    keys += [name for name in GROUPS if name in table.columns and name not in keys]
    _check_copies(table, names)
    twice = table.duplicated(keys).to_numpy(bool)
    if twice.any():
        row = table[twice].iloc[0]
        cell = ", ".join(f"{name} {row[name]}" for name in keys)
        raise InvalidTable(
            f"{_WHERE}: there are two values of {cell}; expected one; keep one, or name the other visit otherwise"
        )


def _check_copies(table: pd.DataFrame, names: Mapping[str, str]) -> None:
    """Raise `InvalidTable` where two visits of a subject have all their values in common: one recording named twice."""
    import pandas as pd

    groups = [name for name in GROUPS if name in table.columns and name not in names.values()]
    values = pd.to_numeric(table[names["value"]], errors="coerce").to_numpy(float)
    cells = [table[column].astype(str).tolist() for column in (*groups, names["measure"])]
    held: dict[Any, dict[Any, set[Any]]] = {}
    for subject, visit, value, *cell in zip(
        table[names["subject"]], table[names["visit"]], values, *cells, strict=True
    ):
        if not np.isnan(value):
            held.setdefault(subject, {}).setdefault(visit, set()).add((*cell, value))
    for subject, visits in held.items():
        for (one, own), (other, others) in combinations(visits.items(), 2):
            if len(own) >= _LEAST_ALIKE and own == others:
                raise InvalidTable(
                    f"{_WHERE}: visits {one} and {other} of subject {subject} have the same {len(own)} values; "
                    "expected different walks; leave one out, or pass its own recording"
                )
