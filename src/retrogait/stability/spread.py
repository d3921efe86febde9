"""How much a quantity differs from stride to stride: SD and CV, plain, detrended and robust."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from retrogait.errors import InvalidTable
from retrogait.stability.signals import signal

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

_TO_SD = 1.4826022185056018  # median absolute deviation to SD, of a normal distribution


@dataclass(frozen=True)
class Variability:
    """Result of `variability`; SDs in the unit of the values, CVs in percent of the mean.

    Attributes
    ----------
    mean : float
        Mean over all values.
    sd, cv_pct : float
        About the mean of each group.
    sd_detrended, cv_detrended_pct : float
        About the straight line through each group.
    sd_robust, cv_robust_pct : float
        1.4826 times the median absolute deviation from the median of each group; CV over the median.
    n : int
        Values used.
    """

    mean: float
    sd: float
    cv_pct: float
    sd_detrended: float
    cv_detrended_pct: float
    sd_robust: float
    cv_robust_pct: float
    n: int


def variability(values: ArrayLike, groups: ArrayLike | None = None) -> Variability:
    """Stride-to-stride variability of a quantity, within groups such as a foot in a bout.

    Deviations are taken within each group and pooled, so that a limp, or bouts of different speed, do not add to it.

    Parameters
    ----------
    values : array (n,)
        The quantity, in order of time.
    groups : array (n,), optional
        Labels; without them all values are one group.

    Returns
    -------
    Variability
        NaN where no group has enough values: 2 for SD and robust SD, 3 for the detrended.

    Raises
    ------
    InvalidTable
        The values are not a row of numbers, or the labels are not as many.

    Examples
    --------
    >>> result = variability([1.0, 1.1, 1.2, 1.3])
    >>> round(result.sd, 4), round(abs(result.sd_detrended), 4)
    (0.1291, 0.0)
    """
    x = signal("variability", values, "values")
    labels = np.zeros(len(x)) if groups is None else np.asarray(groups)
    if len(labels) != len(x):
        raise InvalidTable(
            f"variability: there are {len(labels)} groups for {len(x)} values; wanted is a label for each; pass as many"
        )
    squares, freedom, lined, lined_freedom = 0.0, 0, 0.0, 0
    distances: list[Floats] = []
    for label in np.unique(labels):
        own = x[labels == label]
        if len(own) < 2:
            continue
        deviation = own - own.mean()
        squares += float(deviation @ deviation)
        freedom += len(own) - 1
        distances.append(np.abs(own - np.median(own)))
        if len(own) < 3:
            continue
        time = np.arange(len(own)) - 0.5 * (len(own) - 1)
        left = deviation - time * (time @ deviation) / (time @ time)
        lined += float(left @ left)
        lined_freedom += len(own) - 2
    sd = float(np.sqrt(squares / freedom)) if freedom else float("nan")
    detrended = float(np.sqrt(lined / lined_freedom)) if lined_freedom else float("nan")
    robust = float(_TO_SD * np.median(np.concatenate(distances))) if distances else float("nan")
    mean = float(x.mean()) if len(x) else float("nan")
    median = float(np.median(x)) if len(x) else float("nan")
    return Variability(
        mean, sd, _share(sd, mean), detrended, _share(detrended, mean), robust, _share(robust, median), len(x)
    )


def _share(sd: float, mean: float) -> float:
    return 100.0 * sd / mean if mean > 0 else float("nan")
