"""How much of a change in a walking test is published as more than repeating it brings, and a change beside that."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from retrogait.errors import InvalidOption
from retrogait.tables.arguments import arguments
from retrogait.tables.kinds import COUNT, TEXT
from retrogait.tables.schema import Column, Table, number
from retrogait.tables.selection import WALKED

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class DetectableChange:
    """A published minimal detectable change of a test's time.

    Attributes
    ----------
    test, direction : str
        The test, as in the table of `walk_test`.
    detectable_s : float
        The change, 95 %.
    term : str
        What its source calls it.
    population : str
        The population studied. It says nothing about others.
    n : int
        How many people.
    apart : str
        Time between the two tests.
    icc_low, icc_high : float
        Intraclass correlation; lowest and highest if the source has several.
    source : str
        Where it is published.
    """

    test: str
    direction: str
    detectable_s: float
    term: str
    population: str
    n: int
    apart: str
    icc_low: float
    icc_high: float
    source: str


DETECTABLE_CHANGES = (
    DetectableChange(
        "3m", "backward", 2.94, "smallest real difference", "people with a total knee arthroplasty", 28, "an hour",
        0.97, 0.97, "Unver et al. 2020, doi 10.1055/s-0039-1681099",
    ),
    DetectableChange(
        "3m", "backward", 4.33, "minimal detectable change", "people with a total hip arthroplasty", 29, "an hour",
        0.983, 0.983, "Ozden et al. 2021, doi 10.1016/j.jajs.2020.11.002",
    ),
    DetectableChange(
        "3m", "backward", 1.69, "minimal detectable change", "people with multiple sclerosis who walk", 49,
        "7 to 10 days", 0.854, 0.889, "Soke et al. 2022, doi 10.1097/MRR.0000000000000530",
    ),
)  # fmt: skip

TEST_CHANGES = Table(
    "test_changes",
    (
        Column("test", TEXT, "the test"),
        Column("direction", TEXT, "the direction walked", WALKED),
        number("before_s", "mean time of the trials before", 0),
        number("after_s", "mean time of the trials after", 0),
        Column("n_before", COUNT, "trials before"),
        Column("n_after", COUNT, "trials after"),
        number("change_s", "after less before"),
        number("change_low", "lower end of its 95 % interval, for what the sensors cannot know"),
        number("change_high", "its upper end"),
        number(
            "detectable_s", "published change that repeating the test seldom brings, missing where none is", 0
        ),
        Column("term", TEXT, "what its source calls it"),
        Column("population", TEXT, "whom it was found in"),
        Column("n", COUNT, "how many people"),
        Column("apart", TEXT, "how long the two tests were apart"),
        number("icc_low", "intraclass correlation, from"),
        number("icc_high", "intraclass correlation, to"),
        Column("source", TEXT, "where it is published"),
        Column("reading", TEXT, "the change beside it"),
    ),
)


@arguments()
def compare_tests(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Compare the change between two walking tests with the published detectable changes.

    Parameters
    ----------
    before, after : DataFrame
        Results of `walk_test`, or rows of them, of the same person and test. Trials are averaged, as in the clinic;
        those without a time are left out.

    Returns
    -------
    DataFrame
        A row for each published detectable change of that test, or one without: `before_s`, `after_s` and `change_s`
        with `change_low` and `change_high`, a 95 % interval for sensor error; `detectable_s`, its `term`, `population`,
        `n`, `apart`, `icc_low`, `icc_high` and `source`; and `reading`, as "a change of -3.10 s is beyond 2.94 s of
        people with a total knee arthroplasty".

    Raises
    ------
    InvalidOption
        The two are not of the same test, person or task, as far as a table of many recordings states them, or one has
        no trial with a time.

    Notes
    -----
    A published change is for two single stopwatch tests in that population: the mean of several trials changes less by
    chance. It does not say how much change matters to a person.

    Examples
    --------
    >>> import retrogait as rg
    >>> def walked(speed_mps):
    ...     program = [("stand", 2), ("backward", 4.5 / speed_mps), ("stand", 2)]
    ...     return rg.walk_test(rg.analyze(rg.simulate_walk("backward", speed_mps, seed=1, program=program)[0]))
    >>> rg.compare_tests(walked(0.4), walked(0.7))["reading"][0]
    'a change of -3.48 s is beyond 2.94 s of people with a total knee arthroplasty'
    """
    one, other = _mean("before", before), _mean("after", after)
    for who, advice in (
        ("subject", "people are never pooled"),
        ("task", "a second task changes how people walk"),
    ):
        if None not in (one[who], other[who]) and one[who] != other[who]:
            raise InvalidOption(
                f"compare_tests: {who} is {one[who]!r} before and {other[who]!r} after; expected the same, because "
                f"{advice}; pass the rows of one {who}"
            )
    for name in ("test", "direction", "distance_m", "how"):
        same = (
            math.isclose(one[name], other[name], abs_tol=0.005)
            if name == "distance_m"
            else one[name] == other[name]
        )
        if not same:
            raise InvalidOption(
                f"compare_tests: {name} is {one[name]!r} before and {other[name]!r} after; expected the same test; "
                "measure both alike"
            )
    change_s = other["time_s"] - one["time_s"]
    half_s = math.hypot(one["half_s"], other["half_s"])
    known = [
        published
        for published in DETECTABLE_CHANGES
        if (published.test, published.direction) == (one["test"], one["direction"])
    ]
    shared = {
        "before_s": one["time_s"],
        "after_s": other["time_s"],
        "n_before": one["n"],
        "n_after": other["n"],
        "change_s": change_s,
        "change_low": change_s - half_s,
        "change_high": change_s + half_s,
    }
    columns = {
        field.name: [getattr(published, field.name) for published in known] or [None]
        for field in fields(DetectableChange)
    }
    rows = max(1, len(known))
    return TEST_CHANGES.frame(
        {
            **columns,
            "test": [one["test"]] * rows,
            "direction": [one["direction"]] * rows,
            **{name: [value] * rows for name, value in shared.items()},
            "reading": [_reading(change_s, published) for published in known]
            or ["no detectable change of this test is known here"],
        }
    )


def _reading(change_s: float, published: DetectableChange) -> str:
    side = "beyond" if abs(change_s) > published.detectable_s else "within"
    return f"a change of {change_s:+.2f} s is {side} {published.detectable_s:g} s of {published.population}"


def _mean(name: str, table: pd.DataFrame) -> dict[str, Any]:
    """What the trials of a table come to."""
    lacking = [
        column
        for column in ("test", "direction", "distance_m", "time_s", "low", "high")
        if column not in table
    ]
    if lacking:
        raise InvalidOption(
            f"compare_tests: {name} has no column {lacking[0]!r}; expected rows of walk_test; pass what it returned"
        )
    timed = table[table["time_s"].notna() & table["measure"].eq("time_s")]
    for who in ("subject", "task"):  # as a table of many recordings has them
        found = timed[who].dropna().unique().tolist() if who in timed else []
        if len(found) > 1:
            raise InvalidOption(
                f"compare_tests: {name} holds several {who}s ({', '.join(map(str, found[:3]))}); expected one, because "
                f"their times are averaged; pass the rows of one {who}"
            )
    if not len(timed):
        flags = "; ".join(map(str, table["flag"].unique()[:3])) or "no rows"
        raise InvalidOption(
            f"compare_tests: {name} has no trial with a time ({flags}); expected at least one; measure it again"
        )
    tests = timed[["test", "direction", "distance_m", "how"]].drop_duplicates()
    if len(tests) > 1:
        raise InvalidOption(
            f"compare_tests: {name} holds {len(tests)} different tests; expected one; pass the rows of one of them"
        )
    # trials share the scale error of their sensors: half widths are averaged, not divided by the root of their number
    half_s = float((timed["high"] - timed["low"]).mean()) / 2
    same: dict[str, Any] = {str(key): value for key, value in tests.iloc[0].items()} | {
        "distance_m": float(tests["distance_m"].iloc[0])
    }
    for who in ("subject", "task"):
        stated = timed[who].dropna().tolist() if who in timed else []
        same[who] = str(stated[0]) if stated else None
    return {**same, "time_s": float(timed["time_s"].mean()), "half_s": half_s, "n": len(timed)}
