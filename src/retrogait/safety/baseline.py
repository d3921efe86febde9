"""The person's own steadiness, which later walking is set against."""

from __future__ import annotations

import math
from dataclasses import dataclass

from retrogait.errors import InvalidOption
from retrogait.tables.catalogue import DIRECTIONS

_NAN = float("nan")


@dataclass(frozen=True)
class Baseline:
    """How steadily a person walks in one direction; NaN for what is to be learned from the walk itself.

    Made by `SafetyMonitor.baselines` after a walk, as of an earlier session, and given to the next monitor.

    Attributes
    ----------
    direction : {"backward", "forward", "unknown"}
        Baselines of directions are never mixed.
    stride_time_variation_pct : float
        Stride-time variability, as `VariabilityRule` takes it.
    step_regularity, step_regularity_sd : float
        Mean and SD of the values of step regularity.
    """

    direction: str
    stride_time_variation_pct: float = _NAN
    step_regularity: float = _NAN
    step_regularity_sd: float = _NAN

    def __post_init__(self) -> None:
        """Refuse what no walk can have."""
        if self.direction not in DIRECTIONS:
            raise InvalidOption(
                f"Baseline: direction is {self.direction!r}; expected one of {' '.join(DIRECTIONS)}; use that word"
            )
        for name, low, high in (
            ("stride_time_variation_pct", 0.0, 100.0),
            ("step_regularity", -2.0, 2.0),
            ("step_regularity_sd", 0.0, 2.0),
        ):
            value = getattr(self, name)
            number = isinstance(value, int | float) and not isinstance(value, bool)
            if not (number and (math.isnan(value) or low <= value <= high)):
                raise InvalidOption(
                    f"Baseline: {name} is {value!r}; expected a number from {low:g} to {high:g}, or NaN to learn it"
                )
        if math.isnan(self.step_regularity) != math.isnan(self.step_regularity_sd):
            raise InvalidOption(
                "Baseline: step_regularity and step_regularity_sd go together; give both, or neither to learn them"
            )
