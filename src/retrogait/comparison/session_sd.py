"""`session_sd_of`: from repeated visits to the SD between sessions that a change is judged by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from retrogait.comparison.repeatability_table import REPEATABILITY
from retrogait.errors import InvalidOption, shown
from retrogait.tables.arguments import arguments
from retrogait.tables.flags import OK

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd


@arguments()
def session_sd_of(
    table: pd.DataFrame,
    *,
    direction: str = "backward",
    side: str = "both",
    task: str | None = None,
    measures: Sequence[str] | None = None,
) -> dict[str, float]:
    """Read the SD between sessions of each measure from a table of `repeatability`.

    Parameters
    ----------
    table : DataFrame
        Result of `repeatability`.
    direction, side, task : str, optional
        Rows to use; rows that do not state them are used as well.
    measures : sequence of str, optional
        All measures of those rows by default. `TrendOptions` knows those of a log only.

    Returns
    -------
    dict of str to float
        `sem` of each measure whose flag is `ok`, for `SessionComparisonOptions` and `TrendOptions`.

    Raises
    ------
    InvalidTable
        It is not a table of `repeatability`.
    InvalidOption
        A measure is not in it with the flag `ok`, or it holds several tasks and none is named.

    Notes
    -----
    The SD of visits includes the error of their strides; the detectable changes of those options add that error again,
    so they are slightly too large rather than too small.

    Examples
    --------
    >>> import pandas as pd
    >>> from retrogait.comparison import SessionComparisonOptions, repeatability
    >>> visits = {"test": [0.52, 0.61, 0.45, 0.70, 0.58], "retest": [0.50, 0.63, 0.47, 0.69, 0.61]}
    >>> table = pd.DataFrame(visits).rename_axis("subject").reset_index()
    >>> table = table.melt("subject", var_name="visit").assign(measure="speed_mps")
    >>> options = SessionComparisonOptions(session_sd=session_sd_of(repeatability(table)))
    >>> round(options.session_sd["speed_mps"], 3)
    0.015
    """
    REPEATABILITY.check(table)
    own = table[table["flag"].eq(str(OK))]
    for name, word in (("direction", direction), ("side", side), ("task", task)):
        if word is not None:
            own = own[own[name].eq(word) | own[name].isna()]
    twice = own.loc[own["measure"].duplicated(), "measure"]
    if len(twice):
        raise InvalidOption(
            f"session_sd_of: {twice.iloc[0]} stands in {int(own['measure'].eq(twice.iloc[0]).sum())} rows (found tasks "
            f"{' '.join(map(str, own['task'].dropna().unique()))}); expected one; pass task= with one of them"
        )
    found = {str(name): float(sem) for name, sem in zip(own["measure"], own["sem"], strict=True)}
    if measures is None:
        return found
    missing = [name for name in measures if name not in found]
    if missing:
        raise InvalidOption(
            f"session_sd_of: measures names {shown(missing[0])}; expected measures with the flag ok, "
            f"{' '.join(found) or 'of which there are none'}; leave it out, or repeat it in more subjects"
        )
    return {name: found[name] for name in measures}
