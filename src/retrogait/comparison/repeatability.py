"""`repeatability`: how well measures agree between visits at which nothing has changed."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from retrogait.comparison.agreement import Estimate, error_of_measurement, mean_squares
from retrogait.comparison.repeatability_table import CORRELATIONS, REPEATABILITY
from retrogait.comparison.visits import GROUPS, check_visits
from retrogait.errors import InvalidTable
from retrogait.gait.detectable_change import minimal_detectable_change
from retrogait.tables.arguments import arguments
from retrogait.tables.flags import OK, Flag

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from retrogait._arrays import Floats

LEAST_SUBJECTS = 3  # of two, one degree of freedom says how far people differ
_WHERE = "repeatability"


@arguments()
def repeatability(
    table: pd.DataFrame,
    *,
    subject: str = "subject",
    visit: str = "visit",
    measure: str = "measure",
    value: str = "value",
) -> pd.DataFrame:
    """Measure how well values of the same people agree between visits: ICC, standard error, detectable change.

    Parameters
    ----------
    table : DataFrame
        A row for each subject, visit and measure, as `tabulate` returns for sessions that state their subject and
        visit. Rows are grouped by `task`, `direction` and `side`, if the table has them.
    subject, visit, measure, value : str
        Names of its columns. Visits have the same names for all subjects.

    Returns
    -------
    DataFrame
        A row for each task, direction, side and measure: intraclass correlations with 95 % intervals, of single visits
        (`icc_1_1`, `icc_a_1`, `icc_c_1`, which Shrout and Fleiss call (1,1), (2,1) and (3,1)) and of averages over all
        visits (`icc_1_k`, `icc_a_k`, `icc_c_k`); `sem`, `sem_from_icc` and `mdc95` in the unit of the measure. A
        subject without a value at one of the visits is left out, and counted in `n_left_out`. `flag` is `ok`;
        `too_few: ...` below 3 subjects or 2 visits; or `no_spread: ...`, where all values are equal.

    Raises
    ------
    InvalidTable
        A column is missing, a subject or visit is not named, a value is not a number, a cell has two values, or no
        subject has been at every visit.

    Notes
    -----
    Shrout and Fleiss 1979, doi 10.1037/0033-2909.86.2.420; McGraw and Wong 1996, doi 10.1037/1082-989X.1.1.30, whose
    intervals are given. An ICC depends on the group: the more people differ, the higher it is for the same error, so
    judge a change of one person by `sem` and `mdc95`. `sem` excludes the mean change of all subjects between visits
    (`visit_range`), for example by practice. Values are assumed independent between subjects and of equal variance.

    Examples
    --------
    >>> import pandas as pd
    >>> visits = {"test": [0.52, 0.61, 0.45, 0.70, 0.58], "retest": [0.50, 0.63, 0.47, 0.69, 0.61]}
    >>> table = pd.DataFrame(visits).rename_axis("subject").reset_index()
    >>> table = table.melt("subject", var_name="visit").assign(measure="speed_mps")
    >>> found = repeatability(table).iloc[0]
    >>> [round(float(found[name]), 3) for name in ("icc_a_1", "icc_a_1_low", "icc_a_1_high", "sem", "mdc95")]
    [0.975, 0.822, 0.997, 0.015, 0.042]
    """
    import pandas as pd

    names = {"subject": subject, "visit": visit, "measure": measure, "value": value}
    check_visits(table, names)
    given = pd.DataFrame({name: table[column] for name, column in names.items()})
    given["value"] = pd.to_numeric(given["value"])
    for name in GROUPS:
        given[name] = table[name] if name in table.columns else None
    rows = [_row(key, own) for key, own in _groups(given)]
    if rows and not any(row["n_subjects"] for row in rows):
        visits = sorted(map(str, given["visit"].unique()))
        raise InvalidTable(
            f"{_WHERE}: no subject has a value at every visit (found visits {' '.join(visits[:6])}"
            f"{' ...' if len(visits) > 6 else ''}); expected visits that are named alike for all subjects, as test and "
            "retest; rename them, or keep the visits that all have been at"
        )
    return REPEATABILITY.frame({name: [row[name] for row in rows] for name in REPEATABILITY.names})


def _groups(given: pd.DataFrame) -> Iterator[tuple[dict[str, Any], pd.DataFrame]]:
    """The rows of each task, direction, side and measure, in the order of the table."""
    keys = [*GROUPS, "measure"]
    for key, own in given.groupby(keys, dropna=False, sort=False):
        yield dict(zip(keys, key, strict=True)), own


def _row(key: dict[str, Any], own: pd.DataFrame) -> dict[str, Any]:
    """The figures of one measure."""
    import pandas as pd

    cells = own.pivot(index="subject", columns="visit", values="value")
    whole = cells.dropna()
    values = whole.to_numpy(float)
    n, k = values.shape
    row: dict[str, Any] = dict.fromkeys(REPEATABILITY.names, math.nan)
    row.update({name: None if pd.isna(value) else str(value) for name, value in key.items()})
    row.update(n_subjects=n, n_visits=k, n_left_out=len(cells) - n, flag=str(_flag(values)))
    if n:
        row["mean"] = float(values.mean())
        row["visit_range"] = float(np.ptp(values.mean(axis=0)))
    if row["flag"] == str(OK):
        row.update(_figures(values))
    return row


def _flag(values: Floats) -> Flag:
    n, k = values.shape
    if k < 2:
        return Flag("too_few", "1 visit, 2 needed")
    if n < LEAST_SUBJECTS:
        return Flag("too_few", f"{n} subjects with a value at each of {k} visits, {LEAST_SUBJECTS} needed")
    return Flag("no_spread", "all values are equal") if np.ptp(values) == 0 else OK


def _figures(values: Floats) -> dict[str, float]:
    """Correlations, errors and their intervals of a full table."""
    squares = mean_squares(values)
    found: dict[str, float] = {"sd": float(values.std(ddof=1))}
    for name, (_, estimate) in CORRELATIONS.items():
        single = estimate(squares)
        _fill(found, name, single)
        _fill(found, f"{name[:-1]}k", single.of_average(squares.k))
    sem = error_of_measurement(squares)
    _fill(found, "sem", sem)
    found["sem_from_icc"] = found["sd"] * math.sqrt(max(0.0, 1.0 - found["icc_a_1"]))
    found["mdc95"] = minimal_detectable_change(sem.value)
    return found


def _fill(found: dict[str, float], name: str, estimate: Estimate) -> None:
    found[name], found[f"{name}_low"], found[f"{name}_high"] = estimate
