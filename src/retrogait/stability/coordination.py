"""Left against right: phase coordination index, gait asymmetry, symmetry index."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from retrogait.stability.signals import contacts, signal

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from retrogait._arrays import Floats


def step_phases(own_contacts_s: ArrayLike, other_contacts_s: ArrayLike) -> Floats:
    """Phase in degrees at which the other foot lands in each stride of a foot; 180 is perfect alternation.

    A stride in which the other foot lands never or more than once has none and is left out.

    Parameters
    ----------
    own_contacts_s : array (m + 1,)
        Consecutive contacts of the foot that bounds the strides.
    other_contacts_s : array
        Contacts of the other foot.

    Returns
    -------
    ndarray (at most m,)

    Raises
    ------
    InvalidTable
        The contacts are not rows of numbers that ascend.

    Examples
    --------
    >>> step_phases([0.0, 1.0, 2.0], [0.5, 1.6]).round(6).tolist()
    [180.0, 216.0]
    """
    own = contacts("step_phases", own_contacts_s, "own_contacts_s")
    other = contacts("step_phases", other_contacts_s, "other_contacts_s")
    first = np.searchsorted(other, own[:-1], side="right")
    one = np.searchsorted(other, own[1:], side="left") - first == 1
    lands = other[first[one]]
    phases: Floats = 360.0 * (lands - own[:-1][one]) / np.diff(own)[one]
    return phases


def coordination_of(phases: Floats) -> float:
    """Phase coordination index in percent of phases in degrees; NaN for fewer than two."""
    if len(phases) < 2:
        return float("nan")
    spread = 100.0 * phases.std(ddof=1) / phases.mean()
    return float(spread + 100.0 * np.abs(phases - 180.0).mean() / 180.0)


def phase_coordination_index(long_swing_contacts_s: ArrayLike, other_contacts_s: ArrayLike) -> float:
    """Phase coordination index in percent: 0 when the feet alternate perfectly.

    The CV of the phases at which the other foot lands, plus their mean absolute distance from 180 degrees as a share of
    180.

    Parameters
    ----------
    long_swing_contacts_s : array (m + 1,)
        Consecutive contacts of the foot with the longer mean swing.
    other_contacts_s : array
        Contacts of the other foot.

    Returns
    -------
    float
        NaN for fewer than two strides.

    Raises
    ------
    InvalidTable
        The contacts are not rows of numbers that ascend.

    Notes
    -----
    Plotnik, Giladi, Hausdorff 2007, Exp Brain Res 181:561, doi 10.1007/s00221-007-0955-7. scikit-digital-health gives
    the same of the same phases, but takes a phase from every contact of either foot.

    Examples
    --------
    >>> phase_coordination_index([0.0, 1.0, 2.0, 3.0], [0.5, 1.5, 2.5])
    0.0
    """
    return coordination_of(step_phases(long_swing_contacts_s, other_contacts_s))


def gait_asymmetry(left: ArrayLike, right: ArrayLike) -> float:
    """Gait asymmetry in percent: 100 times the absolute logarithm of the ratio of the two feet's means.

    Parameters
    ----------
    left, right : array
        A quantity of each foot above 0, such as swing time.

    Returns
    -------
    float
        0 when equal, and the same when the feet are swapped; NaN where a mean is not above 0.

    Raises
    ------
    InvalidTable
        The values are not rows of numbers.

    Notes
    -----
    Plotnik et al. 2005, Ann Neurol 57:656, doi 10.1002/ana.20452, on swing times.

    Examples
    --------
    >>> round(gait_asymmetry([0.4, 0.4], [0.5, 0.5]), 3)
    22.314
    """
    a = signal("gait_asymmetry", left, "left", 1).mean()
    b = signal("gait_asymmetry", right, "right", 1).mean()
    return float(100.0 * abs(np.log(a / b))) if a > 0 and b > 0 else float("nan")


def symmetry_index(left: ArrayLike, right: ArrayLike) -> float:
    """Symmetry index in percent: difference of the two feet's means over their average, positive when left is larger.

    Parameters
    ----------
    left, right : array
        A quantity of each foot above 0, such as step time.

    Returns
    -------
    float
        0 when equal; NaN where the means add up to nothing.

    Raises
    ------
    InvalidTable
        The values are not rows of numbers.

    Notes
    -----
    Robinson, Herzog, Nigg 1987, J Manipulative Physiol Ther 10:172.

    Examples
    --------
    >>> round(symmetry_index([0.5, 0.5], [0.4, 0.4]), 3)
    22.222
    """
    a = signal("symmetry_index", left, "left", 1).mean()
    b = signal("symmetry_index", right, "right", 1).mean()
    return float(200.0 * (a - b) / (a + b)) if a + b > 0 else float("nan")
