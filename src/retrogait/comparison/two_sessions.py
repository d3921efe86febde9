"""The measures of two sessions, in each direction that both walk."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from retrogait.comparison.alike import have_one_zero
from retrogait.comparison.pool import AS_WALKED, LEVEL, MATCHED, STEADY, STRIDE_SPEEDS
from retrogait.errors import InvalidOption
from retrogait.intervals.compared import BOTH
from retrogait.knee.zero import ON_ZERO
from retrogait.tables.catalogue import SIDES
from retrogait.tables.flags import invalid
from retrogait.tables.selection import WALKED

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from retrogait.comparison.pool import Pool
    from retrogait.intervals.compared import Compared
    from retrogait.intervals.matching import ComparisonOptions
    from retrogait.session import Session

ZERO_DIFFERS = invalid(
    "zero flexion of the knee is not the same in both sessions; record upright standing in each"
)


class Measured(NamedTuple):
    """A measure of a side in two sessions, the second one first."""

    side: str
    measure: str
    found: Compared
    zero_differs: bool  # of a knee angle: it has no difference then
    how: str


def shared_directions(where: str, pool: Pool, names: tuple[str, str]) -> list[str]:
    """Name the directions that both sessions walk; raise `InvalidOption` where there is none."""
    shared = [way for way in WALKED if all(pool.has(k, way) for k in (0, 1))]
    if not shared:
        found = [
            f"{' and '.join(way for way in WALKED if pool.has(k, way)) or 'no known direction'} {name}"
            for k, name in enumerate(names)
        ]
        raise InvalidOption(
            f"{where}: the sessions share no direction (found {', '.join(found)}); expected strides of one direction "
            "in both; compare_strides sets backward against forward"
        )
    return shared


def compare_direction(
    pool: Pool, sessions: Sequence[Session], way: str, options: ComparisonOptions | None = None
) -> Iterator[Measured]:
    """Compare each side and measure that a stride has, in a direction; with options in pairs of nearly equal speed."""
    if not pool.measures:
        return
    (one, one_steady), (other, other_steady) = (pool.choose([k], way) for k in (0, 1))
    walks = pool.two_walks(other, one)
    how = f"{STEADY if one_steady and other_steady else LEVEL}, {MATCHED if options else AS_WALKED}"
    for side in (*SIDES, BOTH):
        one_zero = have_one_zero(sessions, side)
        compared = walks.compare(side, options)
        for measure, present, found in zip(pool.measures, walks.present(side), compared, strict=True):
            if present and not (options and measure in STRIDE_SPEEDS):
                yield Measured(side, measure, found, measure in ON_ZERO and not one_zero, how)
