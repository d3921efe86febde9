"""`compare_sessions`: the measures of one walk against those of another of the same person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from retrogait.comparison.alike import CONDITIONS, OF_STRIDES, check_alike, check_one_each
from retrogait.comparison.other_tables import IMPACT_NAMES, check_pair, stability_names
from retrogait.comparison.pool import check_measures, pool_strides
from retrogait.comparison.session_options import SessionComparisonOptions
from retrogait.comparison.session_rows import (
    SESSION_COMPARISON,
    rows_of_steps,
    rows_of_strides,
    rows_of_walks,
)
from retrogait.comparison.two_sessions import shared_directions
from retrogait.errors import InvalidOption
from retrogait.intervals.tabulation import TABULATED
from retrogait.tables.arguments import arguments

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from retrogait.comparison.pool import Pool
    from retrogait.session import Session

_WHERE = "compare_sessions"


@arguments(stability="Any", impact="Any")
def compare_sessions(
    before: Session,
    after: Session,
    options: SessionComparisonOptions | None = None,
    *,
    measures: Sequence[str] | None = None,
    matched_speed: bool = False,
    stability: tuple[pd.DataFrame, pd.DataFrame] | None = None,
    impact: tuple[pd.DataFrame, pd.DataFrame] | None = None,
    allow: Sequence[str] = (),
) -> pd.DataFrame:
    """Compare the measures of two walks of one person, direction by direction and side by side.

    The interval of a difference applies to these two walks: it covers variation between strides, not between days.
    Whether a change exceeds day-to-day variation is shown by the minimal detectable change, if the SD between sessions
    is known.

    Parameters
    ----------
    before, after : Session
        Of one person.
    options : SessionComparisonOptions, optional
        SD between sessions, and how strides are paired.
    measures : sequence of str, optional
        Columns of strides, or measures of the other tables; all by default.
    matched_speed : bool
        Pair each stride with one of the same foot and nearly the same speed in the other session, because most measures
        change with speed.
    stability, impact : pair of DataFrame, optional
        Results of `measure_stability` or `measure_impact` for `before` and `after`. Impact measures are named by body
        part, for example `shank_peak_jerk_mps3`.
    allow : sequence of {"surface", "contact", "sites", "task", "rate"}, optional
        Conditions in which the sessions may differ.

    Returns
    -------
    DataFrame
        A row for each `direction`, `side` and `measure`. `difference` is after less before with its 95 % interval;
        `effect_size` is Hedges' g. `minimal_detectable_change` is 1.96 sqrt(2 session_sd^2 + sd_before^2 / n_before +
        sd_after^2 / n_after), without the stride terms for a measure of the whole walk; `beyond_detectable_change` is
        `yes`, `no`, or missing where the minimal detectable change is not known. It does not say better or worse.
        `flag` is `ok`; `too_few: ...`; `no_spread: ...`; `whole_walk: ...` of stability; `sides_differ: ...`;
        `placement_dependent: ...` of impacts at a foot; or `invalid: ...`.

    Raises
    ------
    InvalidOption
        The sessions are of different people, have the same strides, share no direction, or differ in a condition not in
        `allow`; speeds do not overlap; a measure or a condition is unknown.
    InvalidTable
        `stability` or `impact` is not a result of those functions.

    Notes
    -----
    Hedges' g (1981, doi 10.3102/10769986006002107) divides by the root mean of the stride variances of both walks, the
    stride-to-stride variability of one person: it is large when walking is regular, and cannot be compared with effect
    sizes between groups of people.

    Examples
    --------
    >>> import retrogait as rg
    >>> from retrogait.comparison import SessionComparisonOptions
    >>> before, after = (
    ...     rg.analyze(rg.simulate_walk("backward", speed, duration_s=60, seed=seed)[0])
    ...     for speed, seed in ((0.50, 1), (0.58, 2))
    ... )
    >>> options = SessionComparisonOptions(session_sd={"speed_mps": 0.02})
    >>> table = rg.compare_sessions(before, after, options, measures=["speed_mps"]).set_index("side")
    >>> table.loc["both", ["difference", "minimal_detectable_change"]].astype(float).round(2).tolist()
    [0.08, 0.06]
    >>> table.loc["both", "beyond_detectable_change"]
    'yes'
    """
    options = options or SessionComparisonOptions()
    sessions = [before, after]
    check_one_each(_WHERE, sessions)
    check_alike(_WHERE, sessions, allow, OF_STRIDES if stability is impact is None else tuple(CONDITIONS))
    if matched_speed and stability is not None:
        raise InvalidOption(
            f"{_WHERE}: stability was given with matched_speed=True; expected one of them, because a figure of a whole "
            "walk has no strides to pair; compare it in a call of its own"
        )
    given = {
        name: check_pair(_WHERE, name, ("before", "after"), tables)
        for name, tables in (("stability", stability), ("impact", impact))
        if tables is not None
    }
    of_walks = stability_names(_WHERE, given["stability"]) if "stability" in given else ()
    of_steps = () if impact is None else IMPACT_NAMES
    options.check_names(_WHERE, {*TABULATED, *of_walks, *of_steps})
    names = check_measures(_WHERE, measures, (*of_walks, *of_steps))
    pool = pool_strides(sessions, tuple(name for name in names if name in TABULATED))
    ways = shared_directions(_WHERE, pool, ("before", "after"))
    rows: list[dict[str, Any]] = []
    for way in ways:
        rows += rows_of_strides(pool, sessions, way, options, matched=matched_speed)
        if "impact" in given:
            rows += rows_of_steps(given["impact"], way, names, options, matched=matched_speed)
        if "stability" in given:
            rows += rows_of_walks(given["stability"], way, names, of_walks, options)
    if matched_speed and max((row["n_before"] for row in rows), default=0) < options.least_pairs:
        _refuse(pool, ways, options)
    return SESSION_COMPARISON.frame({name: [row[name] for row in rows] for name in SESSION_COMPARISON.names})


def _refuse(pool: Pool, ways: list[str], options: SessionComparisonOptions) -> None:
    """Raise where no measure has pairs enough."""
    ranges = [
        f"{way} {pool.speeds(pool.choose([0], way)[0])} before, {pool.speeds(pool.choose([1], way)[0])} after"
        for way in ways
    ]
    raise InvalidOption(
        f"{_WHERE}: the speeds do not overlap enough: {'; '.join(ranges)}; expected {options.least_pairs} pairs within "
        f"{options.caliper_mps:g} m/s whose mean speeds agree; record a walk at the speed of the other, or leave "
        "strides unpaired"
    )
