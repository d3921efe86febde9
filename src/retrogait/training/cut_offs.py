"""Published reference values, each with its unit, population, number of people and source; never a verdict."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass

import pandas as pd

from retrogait.errors import InvalidOption
from retrogait.tables.arguments import arguments
from retrogait.tables.checks import Bounds, check
from retrogait.tables.kinds import text

THREE_METRE = "three_metre_backward_walk_s"


@dataclass(frozen=True)
class CutOff:
    """A published value that a measure is set beside.

    Attributes
    ----------
    measure : str
        What is compared; its unit is the end of the name.
    value : float
        In `unit`.
    unit : str
        Unit of `value`.
    meaning : str
        What the source says lies on which side.
    population : str
        Whom it was found in. It says nothing about others.
    n : int or None
        How many people; None where the source was not read for it.
    source : str
        Where it is published.
    """

    measure: str
    value: float
    unit: str
    meaning: str
    population: str
    n: int | None
    source: str


_CARTER = (
    "Carter et al. 2019, doi 10.1519/JPT.0000000000000149, as given in Carter et al. 2020, "
    "doi 10.1097/TGR.0000000000000272"
)
_KAPAN = "Kapan et al. 2025, doi 10.1016/j.jamda.2025.105580"

CUT_OFFS = (
    CutOff(
        THREE_METRE, 3.0, "s", "low risk of falls below", "community-dwelling older adults", None, _CARTER
    ),
    CutOff(
        THREE_METRE, 4.5, "s", "high risk of falls above", "community-dwelling older adults", None, _CARTER
    ),
    CutOff(
        THREE_METRE,
        5.5,
        "s",
        "best separates who fell in the last 12 months: sensitivity 59.5 %, specificity 68.6 %",
        "community-dwelling older adults, mean age 76",
        483,
        "Polo-Ferrero et al. 2025, doi 10.3390/jfmk10020154",
    ),
    CutOff(
        THREE_METRE,
        8.15,
        "s",
        "more falls in the next 4 months from here on",
        "residents of two nursing homes, median age 80",
        217,
        _KAPAN,
    ),
    CutOff(
        THREE_METRE,
        9.31,
        "s",
        "more falls in the last 12 months from here on",
        "residents of two nursing homes, median age 80",
        217,
        _KAPAN,
    ),
)


@arguments()
def compare_cut_offs(value: float, measure: str = THREE_METRE) -> pd.DataFrame:
    """Set a value beside every published cut-off of its measure.

    Parameters
    ----------
    value : float
        The value measured, in the unit that the measure's name ends with.
    measure : str
        Measure of `CUT_OFFS`.

    Returns
    -------
    DataFrame
        A row for each cut-off: `measured`, the fields of `CutOff`, and `reading`, as "below cut-off 3 s for ...".

    Raises
    ------
    InvalidOption
        No cut-off of that measure is known, or the value is no positive number.

    Examples
    --------
    >>> compare_cut_offs(4.0)["reading"][0]
    'above cut-off 3 s for community-dwelling older adults'
    """
    known = list(dict.fromkeys(cut_off.measure for cut_off in CUT_OFFS))
    bounds = Bounds("", choices=tuple(known))
    check("compare_cut_offs", "measure", measure, bounds, "no other has a cut-off here")
    if not (math.isfinite(value) and value > 0):
        raise InvalidOption(
            f"compare_cut_offs: value is {value!r}; expected a number above 0, in the unit that {measure} ends with"
        )
    own = [cut_off for cut_off in CUT_OFFS if cut_off.measure == measure]
    rows = [
        {"measured": float(value), **asdict(cut_off), "reading": _reading(value, cut_off)} for cut_off in own
    ]
    table = pd.DataFrame(rows)
    words = {
        name: text(table[name].tolist())
        for name in ("measure", "unit", "meaning", "population", "source", "reading")
    }
    counts = pd.array([pd.NA if cut_off.n is None else cut_off.n for cut_off in own], dtype="Int64")
    return table.assign(**words, n=counts)


def _reading(value: float, cut_off: CutOff) -> str:
    side = "below" if value < cut_off.value else "above" if value > cut_off.value else "at"
    return f"{side} cut-off {cut_off.value:g} {cut_off.unit} for {cut_off.population}"
