"""The table of `repeatability`, and the correlations in it."""

from __future__ import annotations

from retrogait.comparison.agreement import agreement, consistency, one_way
from retrogait.tables.kinds import COUNT, TEXT
from retrogait.tables.schema import Column, Table, number

CORRELATIONS = {
    "icc_1_1": ("ICC(1,1), one way, single visits", one_way),
    "icc_a_1": ("ICC(2,1) = ICC(A,1), absolute agreement, single visits", agreement),
    "icc_c_1": ("ICC(3,1) = ICC(C,1), consistency, single visits", consistency),
}


def _with_ends(name: str, doc: str) -> tuple[Column, Column, Column]:
    return (
        number(name, doc),
        number(f"{name}_low", "lower end of its 95 % interval"),
        number(f"{name}_high", "its upper end"),
    )


REPEATABILITY = Table(
    "repeatability",
    (
        Column("task", TEXT, "what was done beside walking, missing where the table does not say"),
        Column("direction", TEXT, "the direction of travel, missing where the table does not say"),
        Column("side", TEXT, "the foot, or both, missing where the table does not say"),
        Column("measure", TEXT, "the measure; its unit is the end of the name"),
        Column("n_subjects", COUNT, "subjects with a value at every visit"),
        Column("n_visits", COUNT, "visits"),
        Column("n_left_out", COUNT, "subjects left out, because a visit has no value of them"),
        number("mean", "mean of all values"),
        number("sd", "standard deviation of all values", 0),
        number("visit_range", "largest less smallest mean of a visit: what all changed by", 0),
        *(column for name, (doc, _) in CORRELATIONS.items() for column in _with_ends(name, doc)),
        *(
            column
            for name, (doc, _) in CORRELATIONS.items()
            for column in _with_ends(f"{name[:-1]}k", f"{doc.split(',')[0]} of averages over all visits")
        ),
        *_with_ends("sem", "standard error of measurement: root of the error mean square"),
        number(
            "sem_from_icc", "the same as sd times the root of 1 - ICC(A,1), which has shifts of all in it", 0
        ),
        number("mdc95", "minimal detectable change between two visits, 1.96 sqrt(2) sem", 0),
        Column("flag", TEXT, "ok, too_few or no_spread with the reason"),
    ),
)
