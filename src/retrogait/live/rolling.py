"""Rolling measures of a walk: over the last strides in one direction, with no pause in them."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean, median, stdev
from typing import TYPE_CHECKING, Any, NamedTuple

from retrogait.live.plain import plain_fields
from retrogait.tables.catalogue import SIDES
from retrogait.tables.checks import Checked, is_finite, option
from retrogait.tables.kinds import or_none

if TYPE_CHECKING:
    from retrogait.live.contact import Contact, LiveStride

_NAN = float("nan")
_LEAST_SPREAD = 5  # strides that a spread is taken of


@dataclass(frozen=True)
class RollingOptions(Checked):
    """Window of the rolling measures.

    Attributes
    ----------
    window_strides : int
        Strides of each foot.
    longest_pause_s, longest_pause_strides : float
        Contacts of a foot further apart than the larger of the two, in seconds and in stride times, are not one walk.
    """

    window_strides: int = option(10, "a number of strides", whole=True, low=2, high=1000)
    longest_pause_s: float = option(3.0, low=0, inside=True)
    longest_pause_strides: float = option(1.5, low=0, inside=True)


class RollingMeasures(NamedTuple):
    """Measures over the last strides, at the time of the last sample; NaN where they are not known.

    `stride_time_cv_pct` is of each foot, the mean of the two; `step_time_asymmetry_pct` the difference between left and
    right step times over their mean; regularities are of the trunk's vertical acceleration; `silent_sites` are those
    without a complete sample for a second.
    """

    time_s: float
    is_walking: bool = False
    direction: str = "unknown"
    n_strides: int = 0
    cadence_spm: float = _NAN
    stride_time_s: float = _NAN
    stride_time_cv_pct: float = _NAN
    stride_length_m: float = _NAN
    speed_mps: float = _NAN
    step_time_asymmetry_pct: float = _NAN
    step_regularity: float = _NAN
    stride_regularity: float = _NAN
    silent_sites: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the fields as plain values for JSON; None where there is no number.

        >>> RollingMeasures(4.2, silent_sites=("lower_back",)).to_dict()
        {'time_s': 4.2, 'is_walking': False, 'direction': 'unknown', 'n_strides': 0, 'cadence_spm': None, ...
        'silent_sites': ['lower_back']}
        """
        return plain_fields(self, self._fields)


class RollingWindow:
    """The last initial contacts and strides of each foot."""

    def __init__(self, options: RollingOptions) -> None:
        self.options = options
        count = options.window_strides
        self._contacts = {side: deque[tuple[float, str]](maxlen=count + 1) for side in SIDES}
        self._strides = {side: deque[tuple[float, float, float]](maxlen=count) for side in SIDES}

    def add_contact(self, contact: Contact) -> None:
        """Take note of an initial contact."""
        if contact.event == "initial_contact":
            self._contacts[contact.side].append((contact.time_s, contact.direction))

    def add_stride(self, stride: LiveStride) -> None:
        """Take note of a stride from rest to rest."""
        self._strides[stride.side].append((stride.end_s, stride.stride_length_m, stride.speed_mps))

    def walk(self, now_s: float) -> dict[str, Any]:
        """Measures of the walk under way at `now_s`; unknown ones are left out."""
        last = max((contacts[-1] for contacts in self._contacts.values() if contacts), default=None)
        if last is None:
            return {}
        direction = last[1]
        runs = {side: self._run(side, direction) for side in SIDES}
        strides = {side: [b - a for a, b in pairwise(run)] for side, run in runs.items()}
        times = strides["left"] + strides["right"]
        usual_s = median(times) if times else self.options.longest_pause_s
        if now_s - last[0] > self._pause_s(usual_s):
            return {}
        known: dict[str, Any] = {"is_walking": True, "direction": direction, "n_strides": len(times)}
        if not times:
            return known
        known |= {"stride_time_s": usual_s, "cadence_spm": 120.0 / usual_s}
        spreads = [100.0 * stdev(own) / fmean(own) for own in strides.values() if len(own) >= _LEAST_SPREAD]
        if spreads:
            known["stride_time_cv_pct"] = fmean(spreads)
        begin = min(run[0] for run in runs.values() if run)
        ways = [row for side in SIDES for row in self._strides[side] if row[0] > begin and row[1] == row[1]]
        if ways:
            known["stride_length_m"] = median(row[1] for row in ways)
            known["speed_mps"] = median(row[2] for row in ways)
        known["step_time_asymmetry_pct"] = _asymmetry_pct(runs, usual_s)
        return known

    def _run(self, side: str, direction: str) -> list[float]:
        """Contacts of a foot back to the last pause or change of direction."""
        run: list[float] = []
        for time_s, way in reversed(self._contacts[side]):
            if way != direction or (run and run[-1] - time_s > self._pause_s(_usual(run))):
                break
            run.append(time_s)
        return run[::-1]

    def _pause_s(self, stride_s: float) -> float:
        return max(self.options.longest_pause_s, self.options.longest_pause_strides * stride_s)

    def carried(self) -> dict[str, Any]:
        """What goes into a stream's state."""
        return {
            "contacts": {side: [list(row) for row in rows] for side, rows in self._contacts.items()},
            "strides": {
                side: [list(map(or_none, row)) for row in rows] for side, rows in self._strides.items()
            },
        }

    def restore(self, carried: dict[str, Any]) -> None:
        """Go on from what `carried` gave."""
        for side in SIDES:
            self._contacts[side].extend((_finite(t), str(way)) for t, way in carried["contacts"][side])
            self._strides[side].extend(
                (_finite(end_s), _number(length_m), _number(speed_mps))
                for end_s, length_m, speed_mps in carried["strides"][side]
            )


def _usual(run: list[float]) -> float:
    return median(b - a for b, a in pairwise(run)) if len(run) > 1 else 0.0


def _asymmetry_pct(runs: dict[str, list[float]], stride_s: float) -> float:
    """Difference between left and right step times, % of their mean; NaN for one foot alone."""
    order = sorted((time_s, side) for side, run in runs.items() for time_s in run)
    steps: dict[str, list[float]] = {side: [] for side in SIDES}
    for (before, one), (time_s, other) in pairwise(order):
        if one != other and time_s - before < stride_s:
            steps[other].append(time_s - before)
    if min(map(len, steps.values())) < 2:
        return _NAN
    left, right = median(steps["left"]), median(steps["right"])
    return 200.0 * abs(left - right) / (left + right)


def _finite(value: Any) -> float:
    if not is_finite(value):
        raise ValueError(f"a time of {value!r}")
    return float(value)


def _number(value: float | None) -> float:
    return _NAN if value is None else float(value)
