"""The smallest change between two means that chance alone seldom makes."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

Z95 = 1.96
KNEE_SESSION_SD_DEG = 3.0  # the error of inertial knee angles on a human leg, as the SD between sessions
KNEE_SOURCE = "3 deg, Seel et al. 2014, doi 10.3390/s140406891"
DIFFERENCE_TO_SD = math.sqrt(math.pi) / 2.0  # mean absolute difference of two normal values to their SD


def minimal_detectable_change(session_sd: float, strides: Iterable[tuple[float, int]] = ()) -> float:
    """1.96 standard errors of the difference of two sessions' means.

    Parameters
    ----------
    session_sd : float
        SD of a session's mean when nothing changed.
    strides : iterable of (float, int)
        SD and number of the strides of each of the two means, where `session_sd` does not hold their error already.

    Examples
    --------
    >>> round(minimal_detectable_change(3.0), 2)
    8.32
    """
    chance = sum(sd**2 / n for sd, n in strides)
    return Z95 * math.sqrt(2 * session_sd**2 + chance)
