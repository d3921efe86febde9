"""Rolling steadiness in one direction: variability of stride times and the person's baseline of it.

Plain lists of numbers with a bound on their length, so that the state can be written down and taken up elsewhere.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, field
from typing import Any

from retrogait.gait.detectable_change import DIFFERENCE_TO_SD
from retrogait.tables.catalogue import SIDES
from retrogait.tables.checks import is_finite
from retrogait.tables.kinds import or_none

_LEARN_DIFFERENCES = 40
_LEARN_VALUES = 20
_SETTLE = 2  # strides of each foot left out at the start of walking
_RECENT = 9  # stride times whose median says what an ordinary stride is
_LONGEST_S = 6.0  # a first stride; 20 steps a minute
# shares of that median; what is outside is a pause, or a contact missed or added
_SHORTEST_SHARE, _LONGEST_SHARE = 0.6, 1.5
_NEW_PACE = 4  # odd strides in a row that are a new pace
_GAP_SHARE = 0.1  # of a stride: how far apart two strides may be that follow each other


@dataclass
class Steadiness:
    """What is kept of the walking in one direction."""

    window: int
    variation_baseline_pct: float = math.nan
    regularity_baseline: float = math.nan
    regularity_baseline_sd: float = math.nan
    recent_s: list[float] = field(default_factory=list)
    differences_s: list[float] = field(default_factory=list)
    times_s: list[float] = field(default_factory=list)
    learned_differences_s: list[float] = field(default_factory=list)
    learned_times_s: list[float] = field(default_factory=list)
    learned_regularity: list[float] = field(default_factory=list)
    # side -> end and length of its last ordinary stride
    last: dict[str, list[float]] = field(default_factory=dict)
    settled: dict[str, int] = field(default_factory=dict)  # side -> ordinary strides since walking began
    odd: int = 0

    def add_stride(self, end_s: float, side: str, stride_time_s: float) -> bool:
        """Take a stride; say whether the variability has a new value."""
        if not self._is_ordinary(stride_time_s):
            self.last.pop(side, None)
            self.settled[side] = 0
            return False
        before = self.last.get(side)
        self.last[side] = [end_s, stride_time_s]
        follows = before is not None and abs(end_s - stride_time_s - before[0]) <= _GAP_SHARE * stride_time_s
        self.settled[side] = self.settled.get(side, 0) + 1 if follows else 1
        if before is None or not follows or self.settled[side] <= _SETTLE:
            return False
        difference = abs(stride_time_s - before[1])
        _push(self.differences_s, difference, self.window)
        _push(self.times_s, stride_time_s, self.window)
        if math.isnan(self.variation_baseline_pct):
            self.learned_differences_s.append(difference)
            self.learned_times_s.append(stride_time_s)
            if len(self.learned_differences_s) == _LEARN_DIFFERENCES:
                self.variation_baseline_pct = variation_pct(self.learned_differences_s, self.learned_times_s)
                self.learned_differences_s, self.learned_times_s = [], []
            return False
        return len(self.differences_s) == self.window

    def _is_ordinary(self, stride_time_s: float) -> bool:
        """Whether a stride is of the pace around it; after a few in a row that are not, theirs is the pace."""
        if len(self.recent_s) < 3:
            ordinary = stride_time_s <= _LONGEST_S
        else:
            usual = sorted(self.recent_s)[len(self.recent_s) // 2]
            ordinary = _SHORTEST_SHARE * usual <= stride_time_s <= _LONGEST_SHARE * usual
        self.odd = 0 if ordinary else self.odd + 1
        if self.odd >= _NEW_PACE:
            self.forget_pace()
        if ordinary:
            _push(self.recent_s, stride_time_s, _RECENT)
        return ordinary

    def forget_pace(self) -> None:
        """Start the rolling figures over, as for a new pace or a new clock; what was learned stays."""
        self.odd, self.recent_s = 0, []
        self.differences_s, self.times_s, self.last, self.settled = [], [], {}, {}

    def variation(self) -> float:
        """Stride-time variability of the window, in percent."""
        return variation_pct(self.differences_s, self.times_s)

    def add_regularity(self, value: float) -> bool:
        """Take a value of step regularity; say whether there is a baseline to set it against."""
        if not math.isnan(self.regularity_baseline):
            return True
        self.learned_regularity.append(value)
        n = len(self.learned_regularity)
        if n == _LEARN_VALUES:
            mean = math.fsum(self.learned_regularity) / n
            square = math.fsum((v - mean) ** 2 for v in self.learned_regularity)
            self.regularity_baseline, self.regularity_baseline_sd = mean, math.sqrt(square / (n - 1))
            self.learned_regularity = []
        return False

    def state(self) -> dict[str, Any]:
        """All of it as plain values; NaN as None."""
        return {name: or_none(value) for name, value in asdict(self).items()}

    @classmethod
    def from_state(cls, state: dict[str, Any]) -> Steadiness:
        """Take up what `state` gave; `ValueError` where that is not what it is."""
        template = cls(1).state()
        if set(state) != set(template):
            raise ValueError(f"the walk has {' '.join(state)}, expected {' '.join(template)}")
        for name, value in state.items():
            if not _is_like(value, template[name]):
                raise ValueError(f"{name} is {value!r}")
        for name, length in (("last", 2), ("settled", 0)):
            for side, value in state[name].items():
                if (
                    side not in SIDES
                    or not _is_like(value, [] if length else 0)
                    or (length and len(value) != length)
                ):
                    raise ValueError(f"{name} of {side!r} is {value!r}")
        return cls(**{name: _copy(value) for name, value in state.items()})


def variation_pct(differences_s: list[float], times_s: list[float]) -> float:
    """SD that belongs to a mean absolute difference of stride times, in percent of their mean."""
    mean_difference = math.fsum(differences_s) / len(differences_s)
    return 100.0 * DIFFERENCE_TO_SD * mean_difference / (math.fsum(times_s) / len(times_s))


def _push(values: list[float], value: float, most: int) -> None:
    values.append(value)
    if len(values) > most:
        del values[0]


def _is_like(value: Any, template: Any) -> bool:
    """Whether a value of a state has the shape of `template`: a number or None, a list of numbers, or a mapping."""
    if isinstance(template, list):
        return isinstance(value, list) and all(_is_like(item, 0) and item is not None for item in value)
    if isinstance(template, dict):
        return isinstance(value, dict)
    return is_finite(value) or (value is None and template is None)


def _copy(value: Any) -> Any:
    if isinstance(value, list):
        return [_copy(item) for item in value]
    if isinstance(value, dict):
        return {key: _copy(item) for key, item in value.items()}
    return math.nan if value is None else value
