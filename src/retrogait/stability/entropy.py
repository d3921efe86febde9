"""Sample entropy and multiscale entropy: how often what matched so far matches on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from retrogait._kernels import series as kernels
from retrogait.stability.signals import deviation, positive, stretches, whole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

    from retrogait._arrays import Floats


def sample_entropy(x: ArrayLike | Sequence[ArrayLike], m: int = 2, r: float = 0.2) -> float:
    """Sample entropy: minus the logarithm of the chance that templates alike for m values are alike for one more.

    Parameters
    ----------
    x : array (n,) or list of arrays
        One signal, or stretches of one; no template spans two.
    m : int
        Template length.
    r : float
        Tolerance, as a share of the population SD of the whole signal; values that differ by just r match.

    Returns
    -------
    float
        NaN for a constant signal, or where no templates match for m values; infinity where none matches on.

    Raises
    ------
    InvalidTable
        The signal is not a row of numbers.
    InvalidOption
        A parameter is out of its range.

    Notes
    -----
    Richman and Moorman 2000, Am J Physiol 278:H2039, doi 10.1152/ajpheart.2000.278.6.H2039: the same n - m templates
    for both lengths, no self-matches. antropy and neurokit2 give the same where no difference is exactly r (antropy
    then counts no match, in short signals); scikit-digital-health uses another definition.

    Examples
    --------
    >>> round(sample_entropy(np.sin(np.arange(1000) / 10)), 3) < 0.3
    True
    """
    parts, m = _checked("sample_entropy", x, m, r)
    return _entropy(parts, m, r * deviation(np.concatenate(parts)))


def multiscale_entropy(
    x: ArrayLike | Sequence[ArrayLike], scales: int = 6, m: int = 2, r: float = 0.2
) -> Floats:
    """Sample entropy of a signal averaged over 1, 2, ... `scales` samples; their sum is the complexity index.

    The tolerance is set at the first scale and kept.

    Parameters
    ----------
    x : array (n,) or list of arrays
        One signal, or stretches of one.
    scales : int
        The coarsest scale.
    m, r
        As in `sample_entropy`.

    Returns
    -------
    ndarray (scales,)
        Each as `sample_entropy` gives it.

    Raises
    ------
    InvalidTable
        The signal is not a row of numbers.
    InvalidOption
        A parameter is out of its range.

    Notes
    -----
    Costa, Goldberger, Peng 2002, Phys Rev Lett 89:068102, doi 10.1103/PhysRevLett.89.068102. neurokit2 gives the same
    where it is given the tolerance in the signal's unit.

    Examples
    --------
    >>> white = np.random.default_rng(0).normal(size=2000)
    >>> entropy = multiscale_entropy(white)
    >>> bool(entropy[0] > entropy[-1])
    True
    """
    where = "multiscale_entropy"
    scales = whole(where, "scales", scales, 1, "pass 6, the usual number")
    parts, m = _checked(where, x, m, r)
    tolerance = r * deviation(np.concatenate(parts))
    return np.array(
        [_entropy([_coarse(part, k) for part in parts], m, tolerance) for k in range(1, scales + 1)]
    )


def _checked(where: str, x: ArrayLike | Sequence[ArrayLike], m: int, r: float) -> tuple[list[Floats], int]:
    length = whole(where, "m", m, 1, "pass 2, the usual one")
    positive(where, "r", r)
    return stretches(where, x, 1), length


def _coarse(x: Floats, scale: int) -> Floats:
    """Means over `scale` samples each."""
    count = len(x) // scale
    means: Floats = x[: count * scale].reshape(count, scale).mean(axis=1)
    return means


def _entropy(parts: list[Floats], m: int, tolerance: float) -> float:
    rows = [np.lib.stride_tricks.sliding_window_view(s, m + 1) for s in parts if len(s) > m]
    if not rows or tolerance <= 0.0:
        return float("nan")
    templates = np.concatenate(rows)
    templates = np.ascontiguousarray(templates[np.argsort(templates[:, 0], kind="stable")].T)
    short, long = kernels.count_matches(templates, tolerance)
    if not short:
        return float("nan")
    return float(np.log(short / long)) if long else float("inf")
