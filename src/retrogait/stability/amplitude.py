"""Size of trunk acceleration along each axis."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from retrogait.errors import InvalidTable
from retrogait.stability.signals import deviation, numbers

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from retrogait._arrays import Floats


def rms(acc: ArrayLike) -> Floats:
    """Root mean square of each column about its mean, in the unit given.

    Parameters
    ----------
    acc : array (n, 3)
        Levelled acceleration of the trunk.

    Returns
    -------
    ndarray (3,)

    Raises
    ------
    InvalidTable
        It is not three columns of numbers.

    Examples
    --------
    >>> rms([[1.0, 2.0, 0.0], [-1.0, -2.0, 0.0]]).tolist()
    [1.0, 2.0, 0.0]
    """
    return _spread("rms", acc)


def rms_ratio(acc: ArrayLike) -> Floats:
    """Share of each axis in the root mean square of all three together.

    Parameters
    ----------
    acc : array (n, 3)
        Levelled acceleration of the trunk, in any unit.

    Returns
    -------
    ndarray (3,)
        Their squares add up to 1; NaN where nothing moves.

    Raises
    ------
    InvalidTable
        It is not three columns of numbers.

    Notes
    -----
    Sekine et al. 2013, J NeuroEng Rehabil 10:118, doi 10.1186/1743-0003-10-118. They take RMS about 0 of acceleration
    without gravity; about the mean, a sensor that is tilted by a little gives the same.

    Examples
    --------
    >>> rms_ratio([[3.0, 4.0, 0.0], [-3.0, -4.0, 0.0]]).tolist()
    [0.6, 0.8, 0.0]
    """
    each = _spread("rms_ratio", acc)
    total = float(np.sqrt((each**2).sum()))
    return each / total if total > 0 else np.full(3, np.nan)


def _spread(where: str, acc: ArrayLike) -> Floats:
    values = numbers(where, acc, "acc")
    if values.ndim != 2 or values.shape[1] != 3 or not len(values) or not np.isfinite(values).all():
        raise InvalidTable(
            f"{where}: acc has shape {values.shape}{'' if np.isfinite(values).all() else ' and holds NaN'}; expected "
            "numbers (n, 3), anterior, lateral and vertical; cut the signal at its gaps"
        )
    return np.array([deviation(column) for column in values.T])
