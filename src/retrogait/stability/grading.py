"""How many strides a measure needs, and the flag that says whether it had them."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from retrogait.tables.flags import OK, Flag, invalid

_FEW = Flag("few_strides")


@dataclass(frozen=True)
class Needs:
    """Fewer than `least` strides give no figure; fewer than `enough` give one that is flagged."""

    least: int
    enough: int

    def flag(self, n_strides: int) -> Flag:
        """`ok`, `few_strides`, or `invalid` with the reason."""
        if n_strides < self.least:
            return invalid(f"{n_strides} strides, {self.least} needed")
        return _FEW if n_strides < self.enough else OK


MEAN = Needs(least=6, enough=20)
SPREAD = Needs(least=20, enough=50)
SCALING = Needs(least=256, enough=512)
TRAJECTORY = Needs(least=30, enough=150)


@dataclass(frozen=True)
class Reading:
    """One measure of one walk, with the strides it used and whether it had enough."""

    name: str
    value: float
    n_strides: int
    flag: Flag
    moved: float = math.nan  # share of the value that noise has changed it by, where the measure shows it

    def without(self, reason: str) -> Reading:
        """The reading as it is where the measure cannot be had."""
        return replace(self, value=math.nan, n_strides=0, flag=invalid(reason))


def grade(
    name: str,
    value: float,
    n_strides: int,
    needs: Needs,
    undefined: str = "not defined for this signal",
) -> Reading:
    """Make a reading: NaN below the minimum, and flagged, for the reason `undefined`, where there is no value."""
    flag = needs.flag(n_strides)
    if flag.is_invalid:
        return Reading(name, math.nan, n_strides, flag)
    if not math.isfinite(value):
        return Reading(name, math.nan, n_strides, invalid(undefined))
    return Reading(name, float(value), n_strides, flag)
