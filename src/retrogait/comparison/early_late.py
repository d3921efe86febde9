"""`compare_early_late`: the end of a walk against its beginning, as fatigue or habit change it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from retrogait.comparison.pool import LEVEL, STEADY, WITH_TRUE_ZERO, check_measures, pool_strides
from retrogait.errors import InvalidOption
from retrogait.intervals.compared import BOTH
from retrogait.intervals.tabulation import TABULATED
from retrogait.tables.arguments import arguments
from retrogait.tables.catalogue import SIDES
from retrogait.tables.checks import Bounds, check
from retrogait.tables.kinds import COUNT, TEXT
from retrogait.tables.schema import Column, Table, number
from retrogait.tables.selection import WALKED

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from retrogait._arrays import Flags, Floats
    from retrogait.intervals.compared import Compared
    from retrogait.session import Session

EARLY_LATE = Table(
    "early and late",
    (
        Column("direction", TEXT, "the direction of travel", WALKED),
        Column("side", TEXT, "the foot, or both", (*SIDES, BOTH)),
        Column("measure", TEXT, "the column of strides; its unit is the end of the name", TABULATED),
        number("early", "mean over the strides of the first part"),
        number("late", "mean over those of the last part"),
        Column("n_early", COUNT, "strides of the first part"),
        Column("n_late", COUNT, "strides of the last part"),
        number("minutes_between", "from the middle of the one to that of the other", 0),
        number("change", "late less early"),
        number("change_low", "lower end of its 95 % interval, missing unless the flag is ok"),
        number("change_high", "its upper end"),
        number("change_pct", "the change in percent of early, of measures with a true zero only"),
        number("effect_size", "Hedges' g: the change over the SD of strides"),
        Column("flag", TEXT, "ok, or why there is no interval"),
        Column("how", TEXT, "which strides", (STEADY, LEVEL)),
    ),
)
_WHERE = "compare_early_late"
_SHARE = Bounds("a share of the walk", low=0.05, high=0.5)


@arguments()
def compare_early_late(
    session: Session, *, share: float = 1.0 / 3.0, measures: Sequence[str] | None = None
) -> pd.DataFrame:
    """Compare the last part of a walk with its first part: what changed within the session.

    Parameters
    ----------
    session : Session
        Walking of some minutes; a third of it must have 20 strides of a foot.
    share : float
        How much of the time from the first stride of a direction to its last each part is, 0.05 to 0.5.
    measures : sequence of str, optional
        Columns of strides; all that `tabulate` has by default.

    Returns
    -------
    DataFrame
        A row for each `direction`, `side` and `measure`: `early` and `late`, means over the strides of the two parts;
        `change`, late less early, with its 95 % interval; `effect_size`, Hedges' g. `flag` is `ok`; `too_few: ...`,
        where there is no interval; `no_spread: ...`; or `sides_differ: ...`.

    Raises
    ------
    InvalidOption
        `share` or a measure is not known, or there is no stride of known direction.

    Notes
    -----
    Parts are of equal time, so a person who slows down has fewer strides in the last. Intervals allow for correlation
    between successive strides and assume no change within a part: a steady drift widens them. Sensors do not show why
    something changed, by fatigue, warming up or learning: compare it with effort and pain in the log.

    Examples
    --------
    >>> import retrogait as rg
    >>> program = [("backward", 45, speed) for speed in (0.60, 0.57, 0.54)]
    >>> walk, truth = rg.simulate_walk(program=program, seed=1)
    >>> table = rg.compare_early_late(rg.analyze(walk), measures=["speed_mps"]).set_index("side")
    >>> table.loc["both", ["change", "change_low", "change_high"]].astype(float).round(2).tolist()
    [-0.06, -0.07, -0.05]
    """
    check(_WHERE, "share", share, _SHARE, "leave it out for a third")
    names = check_measures(_WHERE, measures)
    pool = pool_strides([session], names)
    if not pool.is_level.any():
        raise InvalidOption(
            f"{_WHERE}: the session has no stride of level walking in a known direction (found "
            f"{len(session.strides)} strides); expected some; see session.warnings"
        )
    middle_s = 0.5 * (session.strides["start_s"] + session.strides["end_s"]).to_numpy(float)
    rows: list[dict[str, Any]] = []
    for way in WALKED:
        chosen, steady = pool.choose([0], way)
        if not chosen.any():
            continue
        early, late = _parts(chosen, middle_s, share)
        if not late.any():
            continue  # a single stride
        between = float(middle_s[late].mean() - middle_s[early].mean()) / 60.0
        walks = pool.two_walks(late, early)
        for side in (*SIDES, BOTH):
            compared = zip(names, walks.present(side), walks.compare(side), strict=True)
            rows += [
                {
                    "direction": way,
                    "side": side,
                    "minutes_between": between,
                    "how": STEADY if steady else LEVEL,
                    **_row(measure, found),
                }
                for measure, present, found in compared
                if present
            ]
    return EARLY_LATE.frame({name: [row[name] for row in rows] for name in EARLY_LATE.names})


def _parts(chosen: Flags, middle_s: Floats, share: float) -> tuple[Flags, Flags]:
    """The strides of the first and of the last part of the time from the first stride to the last."""
    first_s, last_s = float(middle_s[chosen].min()), float(middle_s[chosen].max())
    part_s = share * (last_s - first_s)
    early = chosen & (middle_s <= first_s + part_s)
    late = chosen & (middle_s >= last_s - part_s) & ~early
    return np.asarray(early, bool), np.asarray(late, bool)


def _row(measure: str, found: Compared) -> dict[str, Any]:
    own = found.contrast
    return {
        "measure": measure,
        "early": own.second,
        "late": own.first,
        "n_early": found.n_second,
        "n_late": found.n_first,
        "change": own.difference,
        "change_low": own.difference_low,
        "change_high": own.difference_high,
        "change_pct": 100.0 * (own.ratio - 1.0) if measure in WITH_TRUE_ZERO else math.nan,
        "effect_size": own.effect_size,
        "flag": str(own.flag),
    }
