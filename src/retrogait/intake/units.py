"""Units of the sensors, and the factors that bring them to m/s^2 and deg/s."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from retrogait._kernels.constants import STANDARD_GRAVITY_MPS2
from retrogait.errors import InvalidOption
from retrogait.intake.unit_names import unit_of

if TYPE_CHECKING:
    from collections.abc import Mapping

ACC_UNITS: Mapping[str, float] = {
    "m/s^2": 1.0,
    "g": STANDARD_GRAVITY_MPS2,
    "mg": STANDARD_GRAVITY_MPS2 / 1000.0,
}
_COUNTS = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(?:LSB|counts?)\s*(?:/|per)\s*(.+)", re.IGNORECASE)
GYR_UNITS: Mapping[str, float] = {"deg/s": 1.0, "rad/s": 180.0 / math.pi, "mdeg/s": 1e-3}


def canonical_unit(unit: str | None) -> str | None:
    """Give the name retrogait has for a unit in any spelling; what is not known stays as it is, to be refused.

    >>> [canonical_unit(unit) for unit in ("m/s²", "dps", "furlong")]
    ['m/s^2', 'deg/s', 'furlong']
    """
    known = unit_of(unit) if isinstance(unit, str) else None
    return known if known in (*ACC_UNITS, *GYR_UNITS) else unit


def acc_factor(unit: str) -> float:
    """Give the factor from an accelerometer unit to m/s^2; raises `InvalidOption` for one that is not known.

    >>> acc_factor("g"), 16384 * acc_factor("16384 LSB/g")
    (9.80665, 9.80665)
    """
    return _factor(unit, ACC_UNITS, "acc_unit")


def gyr_factor(unit: str) -> float:
    """Give the factor from a gyroscope unit to deg/s; raises `InvalidOption` for one that is not known.

    >>> gyr_factor("mdeg/s")
    0.001
    """
    return _factor(unit, GYR_UNITS, "gyr_unit")


def _factor(unit: str, known: Mapping[str, float], argument: str) -> float:
    unit = canonical_unit(unit) or unit
    counts = _COUNTS.fullmatch(unit)
    if counts is not None and float(counts[1]) > 0.0:  # the sensitivity that the sheet of a chip states
        one = canonical_unit(counts[2]) or ""
        if one in known:
            return known[one] / float(counts[1])
    if unit not in known:
        example = "16384 LSB/g" if argument == "acc_unit" else "131 LSB/(deg/s)"
        raise InvalidOption(
            f"{argument}: {unit!r} is not known; use one of {', '.join(map(repr, known))}, or of raw counts their "
            f"sensitivity, as {example!r}"
        )
    return known[unit]
