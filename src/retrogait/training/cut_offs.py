"""Published reference values, each with its unit, population, number of people and source; never a verdict."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from retrogait.errors import InvalidOption
from retrogait.tables.arguments import arguments
from retrogait.tables.checks import Bounds, check
from retrogait.tables.kinds import COUNT, TEXT
from retrogait.tables.schema import Column, Table, number

if TYPE_CHECKING:
    import pandas as pd

THREE_METRE = "three_metre_backward_walk_s"
SPEED = "speed_mps"


@dataclass(frozen=True)
class CutOff:
    """A published cut-off of a measure.

    Attributes
    ----------
    measure : str
        What is compared; its unit is the end of the name.
    value : float
        In `unit`.
    unit : str
        Unit of `value`.
    meaning : str
        What the source says about values on either side.
    population : str
        The population studied. It says nothing about others.
    n : int or None
        How many people; None where the source was not read for it.
    source : str
        Where it is published.
    auc : float or None
        Area under the curve of the test in that population: 0.5 is chance, 1 is no error. None where it is not known.
    sensitivity_pct, specificity_pct : float or None
        Of this value; None where they are not known.
    """

    measure: str
    value: float
    unit: str
    meaning: str
    population: str
    n: int | None
    source: str
    auc: float | None = None
    sensitivity_pct: float | None = None
    specificity_pct: float | None = None


_CARTER = (
    "Carter et al. 2019, doi 10.1519/JPT.0000000000000149, as given in Carter et al. 2020, "
    "doi 10.1097/TGR.0000000000000272"
)
_CARTER_PD = "Carter et al. 2020, doi 10.1097/TGR.0000000000000272"
_KAPAN = "Kapan et al. 2025, doi 10.1016/j.jamda.2025.105580"
_POLO = "Polo-Ferrero et al. 2025, doi 10.3390/jfmk10020154"
_SOKE = "Soke et al. 2022, doi 10.1097/MRR.0000000000000530"
_FRITZ = "Fritz et al. 2013, doi 10.1016/j.gaitpost.2012.09.022"

_OLDER = "community-dwelling older adults, no neurological diagnosis, no walking aid"
_AGED_76 = "community-dwelling older adults, mean age 76"
_NURSED = "residents of two nursing homes, median age 80"

CUT_OFFS = (
    CutOff(THREE_METRE, 3.0, "s", "low risk of falls below", _OLDER, None, _CARTER),
    CutOff(THREE_METRE, 4.5, "s", "high risk of falls above", _OLDER, None, _CARTER),
    CutOff(
        THREE_METRE, 3.5, "s", "screening: hardly anyone who fell in the last 12 months is below", _AGED_76, 483, _POLO,
        auc=0.655, sensitivity_pct=98.0,
    ),
    CutOff(
        THREE_METRE, 5.5, "s", "best separates who fell in the last 12 months", _AGED_76, 483, _POLO,
        auc=0.655, sensitivity_pct=59.5, specificity_pct=68.6,
    ),
    CutOff(
        THREE_METRE, 8.15, "s", "more falls in the next 4 months from here on", _NURSED, 217, _KAPAN, auc=0.74,
    ),
    CutOff(
        THREE_METRE, 9.31, "s", "more falls in the last 12 months from here on", _NURSED, 217, _KAPAN, auc=0.75,
    ),
    CutOff(
        THREE_METRE, 4.2, "s", "best separates who fell", "people with Parkinson's disease", 175, _CARTER_PD, auc=0.699,
    ),
    CutOff(
        THREE_METRE, 7.86, "s", "best separates who fell", "people with multiple sclerosis who walk", 49, _SOKE
    ),
    CutOff(SPEED, 0.6, "m/s", "all who had fallen walked backward slower than this", "older adults", 62, _FRITZ),
)  # fmt: skip

COMPARED = Table(
    "cut_offs",
    (
        number("measured", "the value that is compared", 0),
        Column("measure", TEXT, "what is compared; its unit is the end of the name", (THREE_METRE, SPEED)),
        number("value", "the cut-off", 0),
        Column("unit", TEXT, "the unit of both"),
        Column("meaning", TEXT, "what the source says lies on which side"),
        Column("population", TEXT, "whom it was found in"),
        Column("n", COUNT, "how many people, missing where that is not known"),
        number("auc", "area under the curve of the test in that population", 0, 1),
        number("sensitivity_pct", "of this cut-off", 0, 100),
        number("specificity_pct", "of this cut-off", 0, 100),
        Column("source", TEXT, "where it is published"),
        Column("reading", TEXT, "on which side of it the value lies"),
    ),
)


@arguments()
def compare_cut_offs(value: float, measure: str = THREE_METRE) -> pd.DataFrame:
    """Compare a value with every published cut-off of its measure.

    Parameters
    ----------
    value : float
        The value measured, in the unit that the measure's name ends with.
    measure : {"three_metre_backward_walk_s", "speed_mps"}
        Measure of `CUT_OFFS`: the time of a 3-metre backward walk, or the speed of walking backward.

    Returns
    -------
    DataFrame
        A row for each cut-off: `measured`, the fields of `CutOff`, and `reading`, as "below cut-off 3 s for ...".

    Raises
    ------
    InvalidOption
        No cut-off of that measure is known, or the value is not a positive number.

    Examples
    --------
    >>> compare_cut_offs(4.0)["reading"][6]
    "below cut-off 4.2 s for people with Parkinson's disease"
    >>> compare_cut_offs(0.5, "speed_mps")["reading"].tolist()
    ['below cut-off 0.6 m/s for older adults']
    """
    known = list(dict.fromkeys(cut_off.measure for cut_off in CUT_OFFS))
    bounds = Bounds("", choices=tuple(known))
    check("compare_cut_offs", "measure", measure, bounds, "no other has a cut-off here")
    if not (math.isfinite(value) and value > 0):
        raise InvalidOption(
            f"compare_cut_offs: value is {value!r}; expected a number above 0, in the unit that {measure} ends with"
        )
    own = [cut_off for cut_off in CUT_OFFS if cut_off.measure == measure]
    columns = {one.name: [getattr(cut_off, one.name) for cut_off in own] for one in fields(CutOff)}
    readings = [_reading(value, cut_off) for cut_off in own]
    return COMPARED.frame({"measured": [float(value)] * len(own), **columns, "reading": readings})


def _reading(value: float, cut_off: CutOff) -> str:
    side = "below" if value < cut_off.value else "above" if value > cut_off.value else "at"
    return f"{side} cut-off {cut_off.value:g} {cut_off.unit} for {cut_off.population}"
