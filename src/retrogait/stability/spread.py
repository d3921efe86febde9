"""How much a quantity differs from stride to stride: SD and CV, plain, detrended and robust."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from retrogait.errors import InvalidTable
from retrogait.stability.signals import signal

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from retrogait._arrays import Integers


_TO_SD = 1.4826022185056018  # median absolute deviation to SD, of a normal distribution
# values in a group -> 1 over the mean of their median absolute deviation, in SDs; n / (n - 0.8) for more. By
# simulation: without it groups of three come out 33 % too small
_FEW = {2: 1.196, 3: 1.49, 4: 1.36, 5: 1.21, 6: 1.19, 7: 1.14, 8: 1.13, 9: 1.10}


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
        1.4826 times the median absolute deviation from the median of each group, times what makes it right on average
        for so few normal values, averaged over groups by their values; CV over the median.
    n : int
        Values used for the SDs: those in groups of two or more.
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
    labels = np.zeros(len(x)) if groups is None else _codes(groups)
    if len(labels) != len(x):
        raise InvalidTable(
            f"variability: there are {len(labels)} groups for {len(x)} values; expected a label for each; pass as many"
        )
    squares, freedom, lined, lined_freedom = 0.0, 0, 0.0, 0
    median_distance, counted = 0.0, 0
    order = np.argsort(labels, kind="stable")
    for own in np.split(x[order], np.flatnonzero(np.diff(labels[order])) + 1):
        if len(own) < 2:
            continue
        deviation = own - own.mean()
        squares += float(deviation @ deviation)
        freedom += len(own) - 1
        few = _FEW.get(len(own), len(own) / (len(own) - 0.8))
        median_distance += len(own) * few * float(np.median(np.abs(own - np.median(own))))
        counted += len(own)
        if len(own) < 3:
            continue
        time = np.arange(len(own)) - 0.5 * (len(own) - 1)
        left = deviation - time * (time @ deviation) / (time @ time)
        lined += float(left @ left)
        lined_freedom += len(own) - 2
    sd = float(np.sqrt(squares / freedom)) if freedom else float("nan")
    detrended = float(np.sqrt(lined / lined_freedom)) if lined_freedom else float("nan")
    robust = _TO_SD * median_distance / counted if counted else float("nan")
    mean = float(x.mean()) if len(x) else float("nan")
    median = float(np.median(x)) if len(x) else float("nan")
    return Variability(
        mean,
        sd,
        _share(sd, mean),
        detrended,
        _share(detrended, mean),
        robust,
        _share(robust, median),
        counted,
    )


def _codes(groups: ArrayLike) -> Integers:
    """Numbers for labels of any kind; a missing label is one too."""
    labels = np.asarray(groups, dtype=object) if isinstance(groups, list | tuple) else groups
    if np.ndim(labels) != 1:
        raise InvalidTable(
            f"variability: groups has {np.ndim(labels)} dimensions; expected a row of labels, "
            "one for each value; pass one row"
        )
    if isinstance(labels, np.ndarray) and labels.dtype.kind == "f":  # twenty times as fast
        return np.unique(labels, return_inverse=True)[1]
    import pandas as pd

    try:
        codes: Integers = pd.factorize(pd.Series(labels), use_na_sentinel=False)[0]
    except TypeError as error:  # a list, say, is no label
        raise InvalidTable(
            f"variability: groups holds something that is not a label ({error}); expected words or numbers, one for "
            "each value; pass these"
        ) from error
    return codes


def _share(sd: float, mean: float) -> float:
    return 100.0 * sd / mean if mean > 0 else float("nan")
