"""Measures of the strides of two walks against each other: of a foot or of both, at matched speed or as they are."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

from retrogait.intervals.contrast import Contrast, Strides, contrast
from retrogait.intervals.matching import match_speeds
from retrogait.tables.catalogue import SIDES
from retrogait.tables.flags import Flag

if TYPE_CHECKING:
    from retrogait._arrays import Flags, Floats, Integers
    from retrogait.intervals.matching import ComparisonOptions
    from retrogait.intervals.order import Order

BOTH = "both"
_NUMBERS = tuple(one.name for one in fields(Contrast) if one.name != "flag")


@dataclass(frozen=True, eq=False)
class TwoWalks:
    """The strides, or steps, of two walks in one list.

    Attributes
    ----------
    values : ndarray, shape (m, n)
        m measures; NaN where a stride does not have one.
    speed_mps : ndarray, shape (n,)
        NaN where it is not known.
    order : Order
        Of all strides, those that are not compared too.
    first, second : ndarray of bool, shape (n,)
        Which are compared.
    """

    values: Floats
    speed_mps: Floats
    order: Order
    first: Flags
    second: Flags

    def present(self, side: str) -> Flags:
        """Which measures (m,) a stride of a side has in either walk."""
        known = np.isfinite(self.values) & self._on(side) & (self.first | self.second)
        return np.asarray(known.any(axis=1), bool)

    def count(self, side: str) -> tuple[int, int]:
        """How many strides of a side are compared, of each walk."""
        on_side = self._on(side)
        return int((self.first & on_side).sum()), int((self.second & on_side).sum())

    def compare(self, side: str, options: ComparisonOptions | None = None) -> list[Compared]:
        """Compare each measure over the strides of a side that have it; with options in pairs of nearly equal speed."""
        on_side = self._on(side)
        known = np.isfinite(self.values) & on_side & (self.first | self.second)
        if options is not None:
            known &= np.isfinite(self.speed_mps)
        alike: dict[bytes, list[int]] = {}
        for k, own in enumerate(known):
            alike.setdefault(own.tobytes(), []).append(k)
        found: dict[int, Compared] = {}
        for members in alike.values():  # measures of the same strides are compared together
            places = tuple(np.flatnonzero(known[members[0]] & own) for own in (self.first, self.second))
            compared = self._compare(members, places, options)
            found.update(zip(members, compared, strict=True))
        return [found[k] for k in range(len(self.values))]

    def _on(self, side: str) -> Flags:
        on_side: Flags = np.isin(self.order.side, SIDES) if side == BOTH else self.order.side == side
        return on_side

    def _compare(
        self, members: list[int], places: tuple[Integers, ...], options: ComparisonOptions | None
    ) -> list[Compared]:
        """Compare some measures over the strides at these places of the two walks."""
        refused = None
        if options is not None:
            places = self._pair(places, options.caliper_mps)
            if len(places[0]) < options.least_pairs:
                refused = Flag(
                    "too_few", f"{len(places[0])} pairs at matched speed, {options.least_pairs} needed"
                )
        else:
            refused = self._unlike_sides(places)
        walks = [
            Strides(
                self.values[members][:, own],
                self.order.take(own),
                None if options is None else self.speed_mps[own],
            )
            for own in places
        ]
        found = [_nothing(refused)] * len(members) if refused else contrast(*walks)
        speeds = [_mean(self.speed_mps[own]) for own in places]
        return [Compared(one, len(places[0]), len(places[1]), *speeds) for one in found]

    def _pair(self, places: tuple[Integers, ...], caliper_mps: float) -> tuple[Integers, Integers]:
        """Pairs of one foot each, a left stride with a left one, by speed."""
        pairs = []
        for side in SIDES:
            one, other = (own[self.order.side[own] == side] for own in places)
            first, second = match_speeds(self.speed_mps[one], self.speed_mps[other], caliper_mps)
            pairs.append((one[first], other[second]))
        return np.concatenate([one for one, _ in pairs]), np.concatenate([other for _, other in pairs])

    def _unlike_sides(self, places: tuple[Integers, ...]) -> Flag | None:
        """Why means of both feet are not compared: one walk has a foot, or a leg, that the other has not."""
        sides = [{str(side) for side in self.order.side[own]} for own in places]
        if not all(sides) or sides[0] == sides[1]:
            return None
        words = [" and ".join(sorted(own)) for own in sides]
        return Flag("sides_differ", f"{words[0]} of the one, {words[1]} of the other")


@dataclass(frozen=True)
class Compared:
    """A measure of two walks.

    Attributes
    ----------
    contrast : Contrast
        Its means and how they differ; NaN where the flag says that there is no comparison.
    n_first, n_second : int
        Strides that are compared; equal where they are pairs.
    first_speed_mps, second_speed_mps : float
        Their mean speeds, NaN where none is known.
    """

    contrast: Contrast
    n_first: int
    n_second: int
    first_speed_mps: float
    second_speed_mps: float


def _nothing(flag: Flag) -> Contrast:
    return Contrast(**dict.fromkeys(_NUMBERS, math.nan), flag=flag)


def _mean(values: Floats) -> float:
    known = values[np.isfinite(values)]
    return float(known.mean()) if len(known) else math.nan
