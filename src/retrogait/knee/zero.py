"""What zero flexion is: the knee in standing, that of a goniometer, or where the mounting of the sensors has it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from retrogait.errors import InvalidOption
from retrogait.tables.catalogue import SIDES
from retrogait.tables.checks import is_finite

if TYPE_CHECKING:
    from retrogait._arrays import Floats
    from retrogait.kinematics.segment import SegmentMotion

STANDING, MOUNTING, STRAIGHTEST = "standing", "mounting", "straightest"
STATED_MOUNTING = "mounting as stated"
_MEASURED = "standing at"  # and so many deg
_WORDS = (STANDING, MOUNTING)
_STRAIGHT_PCT = 1.0  # percentile of the flexion in walking that counts as its straightest
_STRAIGHTEST_DEG = -10.0  # by the sensors' axes alone; straighter, and these do not show the segments' axes
_LEAST_DEG, _MOST_DEG = -30.0, 90.0  # of a knee in standing

KneeZero = str | Mapping[str, float]

# measures of a stride that depend on what zero flexion is; ranges and speeds do not
ON_ZERO = (
    "knee_flexion_at_contact_deg",
    "knee_peak_extension_stance_deg",
    "knee_extension_deficit_deg",
)


def check_knee_zero(knee_zero: KneeZero) -> None:
    """Raise `InvalidOption` for a zero that is none of the words, and no flexion in standing of a leg."""
    if isinstance(knee_zero, str) and knee_zero in _WORDS:
        return
    way_out = "expected 'standing', 'mounting', or the flexion of each leg in standing as {'left': 5.0, 'right': 0.0}"
    if not isinstance(knee_zero, Mapping) or not knee_zero:
        raise InvalidOption(f"analyze: knee_zero is {knee_zero!r}; {way_out}; leave it out for standing")
    for side, flexion_deg in knee_zero.items():
        if side not in SIDES:
            raise InvalidOption(f"analyze: knee_zero has {side!r}; {way_out}; correct the side")
        if not is_finite(flexion_deg) or not _LEAST_DEG <= flexion_deg <= _MOST_DEG:
            raise InvalidOption(
                f"analyze: knee_zero has {flexion_deg!r} for {side}; expected degrees from {_LEAST_DEG:g} to "
                f"{_MOST_DEG:g}, flexion positive; correct it, or leave that leg out"
            )


def check_legs(knee_zero: KneeZero, sites: Sequence[str]) -> None:
    """Raise `InvalidOption` where flexion in standing is stated of a leg that does not wear both sensors."""
    stated = () if isinstance(knee_zero, str) else tuple(knee_zero)
    measured = [side for side in SIDES if {f"{side}_thigh", f"{side}_shank"} <= set(sites)]
    wrong = [side for side in stated if side not in measured]
    if wrong:
        raise InvalidOption(
            f"analyze: knee_zero names the {wrong[0]} leg, but sensors on thigh and shank are worn by "
            f"{' and '.join(measured) or 'neither leg'}; expected legs whose knee is measured; leave {wrong[0]!r} out, "
            "or correct the side"
        )


def is_absolute(zero: str) -> bool:
    """Whether a deficit that standing shares shows against this zero.

    >>> is_absolute("standing at 5 deg"), is_absolute("standing")
    (True, False)
    """
    return zero == STATED_MOUNTING or zero.startswith(_MEASURED)


def are_alike(zeros: Sequence[str]) -> bool:
    """Whether angles against these zeros, one of each session, can be compared.

    >>> are_alike(["standing", "standing"]), are_alike(["standing", "mounting"]), are_alike(["mounting", "mounting"])
    (True, False, False)
    """
    return all(zero == STANDING for zero in zeros) or all(is_absolute(zero) for zero in zeros)


def set_zero(
    flexion: Floats,
    thigh: SegmentMotion,
    shank: SegmentMotion,
    mounted: bool,
    side: str,
    knee_zero: KneeZero,
) -> tuple[Floats, str, str]:
    """Flexion from its zero, what that is, and a note or nothing.

    By default it is where the leg stands, else where the mounting has it, else its straightest. `knee_zero` is as
    `check_knee_zero` takes it; a stated flexion without standing in the recording is replaced by the straightest alone,
    against which no angle but a range is given.
    """
    column = f"{side}_knee_flexion_deg"
    standing = thigh.standing() & shank.standing()
    stated = not isinstance(knee_zero, str) and side in knee_zero
    straightest = float(np.percentile(flexion[thigh.walking & shank.walking], _STRAIGHT_PCT))
    if knee_zero == MOUNTING and mounted:
        return flexion, STATED_MOUNTING, ""
    if standing.any() and knee_zero != MOUNTING:
        flexion = flexion - np.median(flexion[standing])
        if not stated:
            return flexion, STANDING, ""
        offset_deg = float(knee_zero[side])  # type: ignore[index]
        return flexion + offset_deg, f"{_MEASURED} {offset_deg:g} deg", ""
    if mounted and straightest > _STRAIGHTEST_DEG and not stated:
        note = (
            f"{column}: nobody stands still for a second, so zero is that of the mounting and the "
            "extension deficit is missing; record a few seconds of upright standing"
        )
        return flexion, MOUNTING, note
    why = "nobody stands still for a second" + ("" if stated else " and the mounting does not define zero")
    note = (
        f"{column}: {why}, so zero is the straightest knee of the walk, and angles at contact and in stance are "
        "missing; record a few seconds of upright standing"
    )
    return flexion - straightest, STRAIGHTEST, note
