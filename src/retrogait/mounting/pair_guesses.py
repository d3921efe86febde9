"""Guesses about a gyroscope and an accelerometer that do not belong together, each with its words and the way out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import permutations, product
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from retrogait._arrays import Floats

_RAD_DEG = float(np.degrees(1.0))
_AXES = "xyz"
_KEPT_COSINE = float(np.cos(np.radians(30.0)))


@dataclass(frozen=True, eq=False)
class Guess:
    """What the true samples would be: `change` (3, 3) times the angular rate, `acc_factor` times the specific force.

    `rank` orders what is wrong by how often it is met: of guesses that fit alike the lowest is believed.
    """

    cause: str
    rank: int
    change: Floats
    acc_factor: float
    likely: str
    way_out: str
    gyr_unit: str = ""  # that the way out is to pass

    @property
    def is_smaller_rate(self) -> bool:
        """Whether the rate is only smaller than it was given."""
        return self.cause in {"unit", "factor", "negated unit"} and abs(self.change[0, 0]) < 1.0

    def keeps(self, axis: Floats) -> bool:
        """Whether the rate about an axis (3,), unit, is about as it was given."""
        return bool(axis @ self.change @ axis >= _KEPT_COSINE)


@cache
def guesses() -> tuple[Guess, ...]:
    """All of them, the samples as they are first."""
    as_given = Guess("fits", 0, np.eye(3), 1.0, "", "")
    negated = Guess(
        "negated",
        1,
        -np.eye(3),
        1.0,
        "the gyroscope is negated, or the axes of the sensor are left-handed",
        "multiply gyr_x, gyr_y and gyr_z by -1, or, where the axes are left-handed, acc and gyr of one axis",
    )
    return as_given, negated, *_in_units(), *_by_factors(), *_axes(), _none()


def _none() -> Guess:
    """No turning at all: where it fits as well as a smaller rate, how much smaller is not known."""
    likely = "the gyroscope shows far too high a rate"
    way_out = (
        "pass gyr_unit='deg/s' if 'rad/s' was taken, 'mdeg/s' if 'deg/s' was, or correct its sensitivity"
    )
    return Guess("too fast", 3, np.zeros((3, 3)), 1.0, likely, way_out)


def _in_units() -> list[Guess]:
    found = []
    for factor, now, then in (
        (_RAD_DEG, "deg/s", "rad/s"),
        (1.0 / _RAD_DEG, "rad/s", "deg/s"),
        (1e-3, "deg/s", "mdeg/s"),
    ):
        likely = f"the gyroscope is in {then} and was taken for {now}"
        found.append(
            Guess(
                "unit",
                2,
                factor * np.eye(3),
                1.0,
                likely,
                f"pass gyr_unit={then!r} (rates times {factor:.4g})",
                then,
            )
        )
        found.append(
            Guess(
                "negated unit",
                4,
                -factor * np.eye(3),
                1.0,
                f"{likely}, and it is negated or the axes are left-handed",
                f"pass gyr_unit={then!r} and multiply gyr_x, gyr_y and gyr_z by -1",
                then,
            )
        )
    return found


def _by_factors() -> list[Guess]:
    found = []
    for factor in (0.5, 2.0, 0.1, 10.0):
        said = f"{factor:g}" if factor > 1 else f"1/{1 / factor:g}"
        found.append(
            Guess(
                "factor",
                2,
                factor * np.eye(3),
                1.0,
                f"the gyroscope shows {1 / factor:g} times the true rate (a range or a sensitivity that was mistaken)",
                f"multiply gyr_x, gyr_y and gyr_z by {said}",
            )
        )
    for factor in (0.5, 2.0):
        said = "2" if factor > 1 else "1/2"
        found.append(
            Guess(
                "acc factor",
                2,
                np.eye(3),
                factor,
                f"the accelerometer shows {1 / factor:g} times gravity (a range or a sensitivity that was mistaken)",
                f"multiply acc_x, acc_y and acc_z by {said}",
            )
        )
    return found


def _axes() -> list[Guess]:
    """The other 46 ways to exchange and negate axes."""
    found = []
    for order in permutations(range(3)):
        for signs in product((1.0, -1.0), repeat=3):
            change = np.zeros((3, 3))
            change[range(3), order] = signs
            if order == (0, 1, 2) and len(set(signs)) == 1:
                continue
            true = ", ".join(
                ("-" if s < 0 else "") + f"gyr_{_AXES[k]}" for k, s in zip(order, signs, strict=True)
            )
            if order == (0, 1, 2):
                wrong = [f"gyr_{_AXES[k]}" for k in range(3) if signs[k] < 0]
                likely = f"{' and '.join(wrong)} {'is' if len(wrong) == 1 else 'are'} negated"
                cause, rank = "signs", 5
            else:
                likely, cause, rank = "the axes of the gyroscope are exchanged", "exchanged", 5
            found.append(
                Guess(cause, rank, change, 1.0, likely, f"put ({true}) in the place of (gyr_x, gyr_y, gyr_z)")
            )
    return found
