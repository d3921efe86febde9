"""Samples cut off at the end of a sensor's range: where they are, and about how much they lack.

The clipped part of a peak is estimated as the arch that its two flanks make: this gives the size of the error of an
integral over the peak, but is not accurate enough to correct it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from retrogait._kernels.constants import STANDARD_GRAVITY_MPS2
from retrogait.kinematics.gaps import spans_of
from retrogait.kinematics.sensor_range import RangeOptions

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from retrogait._arrays import Flags, Floats
    from retrogait.recording import Recording


_WHOLE = RangeOptions(flat_samples=2, flat_tops=5)  # of a whole recording, which has more tops
_ALIKE = 0.99  # of one axis' level: the ends of the others
_MOST_LEVELS = 3.0  # that a peak reaches beyond its range; a flank of one sample shows little
_NAMES = {"acc": "accelerometer", "gyr": "gyroscope"}


@dataclass(frozen=True, eq=False)
class Clipped:
    """The samples of a triad ("acc" or "gyr") at one site that are cut off.

    Attributes
    ----------
    kind : str
    level : float
        The end of the range, m/s^2 or deg/s.
    share : float
        Of all samples.
    time_s : (k,) array
        When.
    lacks : (k,) array
        About how much is cut off, all axes together, over the time of a sample: m/s or deg.
    """

    kind: str
    level: float
    share: float
    time_s: Floats
    lacks: Floats


def find_clipped(recording: Recording) -> dict[str, list[Clipped]]:
    """Find what is cut off at each site of a recording whose samples are in the axes of its sensors."""
    found = {}
    for site in recording.sites:
        channels = recording.channels(site)
        triads = (
            _find(channels[:3], "acc", _WHOLE.least_mps2, recording),
            _find(channels[3:], "gyr", _WHOLE.least_dps, recording),
        )
        if any(triads):
            found[site] = [one for one in triads if one]
    return found


def clipping_notes(found: Mapping[str, Iterable[Clipped]], named: Mapping[str, str]) -> list[str]:
    """Note for each triad at which value it is cut off and how often, similar sites together.

    `named` sites have a note of their own already.
    """
    alike: dict[tuple[str, str], list[str]] = {}
    for site, triads in found.items():
        for one in triads:
            if f"the {_NAMES[one.kind]} is cut off" not in named.get(site, ""):
                level = f"{one.level:.3g} m/s^2 ({one.level / STANDARD_GRAVITY_MPS2:.2g} g)"
                level = level if one.kind == "acc" else f"{one.level:.4g} deg/s"
                alike.setdefault((one.kind, level), []).append(f"{site} {100 * one.share:.2g} %")
    wide = {"acc": "16 g", "gyr": "2000 deg/s"}
    return [
        f"{', '.join(sites)} of the samples: the {_NAMES[kind]} is cut off at {level}; strides with such samples have "
        "is_clipped, and no lengths or angles where these would be off by more than about 5 % or 2 deg; record with a "
        f"range of {wide[kind]}"
        for (kind, level), sites in alike.items()
    ]


def _find(rows: Floats, kind: str, least: float, recording: Recording) -> Clipped | None:
    """The samples of a triad (3, n) that are cut off, if it is."""
    ends = [(sign, row) for row in rows for sign in (1.0, -1.0)]
    levels = [float(np.fmax.reduce(sign * row)) for sign, row in ends]
    tops = [
        _at_top(sign * row, level) if level >= least else None
        for (sign, row), level in zip(ends, levels, strict=True)
    ]
    cut = [level for level, top in zip(levels, tops, strict=True) if top is not None and _is_cut_off(top)]
    if not cut:
        return None
    lacks = np.zeros(rows.shape[1])
    for (sign, row), level, top in zip(ends, levels, tops, strict=True):
        if top is not None and level >= _ALIKE * min(cut):
            _add_what_lacks(sign * row, level, top, lacks)
    at = np.flatnonzero(lacks)
    return Clipped(
        kind, max(cut), len(at) / rows.shape[1], recording.time_s[at], lacks[at] / recording.rate_hz
    )


def _at_top(values: Floats, level: float) -> Flags:
    with np.errstate(invalid="ignore"):
        top: Flags = values >= level * (1.0 - 1e-6)
    return top


def _is_cut_off(top: Flags) -> bool:
    """Whether samples stay at the top time and again."""
    if np.count_nonzero(top) < _WHOLE.flat_samples * _WHOLE.flat_tops:
        return False
    flat = sum(last - first >= _WHOLE.flat_samples for first, last in spans_of(top))
    return flat >= _WHOLE.flat_tops


def _add_what_lacks(values: Floats, level: float, top: Flags, lacks: Floats) -> None:
    """Add what an arch over each top has beyond it: as steep at its ends as the flanks are, in steps of a sample."""
    spans = np.array(spans_of(top), np.int64).reshape(-1, 2)
    first, last = spans[:, 0], spans[:, 1]
    padded = np.concatenate([[np.nan] * 2, values, [np.nan] * 2])
    near, far = padded[[first + 1, last + 2]], padded[[first, last + 3]]
    steep = np.nan_to_num(np.fmax(level - near, near - far))
    count = last - first
    place = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count) + 1.0
    width = np.repeat(count + 1.0, count)
    arch = np.repeat(np.sqrt(steep[0] * steep[1]), count) * place * (1.0 - place / width)
    # a top of one sample without flanks still is one
    lacks[np.repeat(first, count) + place.astype(np.int64) - 1] += np.clip(arch, 1e-9, _MOST_LEVELS * level)
