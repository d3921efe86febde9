"""The person's own steadiness, which later walking is set against."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from retrogait.errors import InvalidOption
from retrogait.tables.catalogue import DIRECTIONS
from retrogait.tables.checks import Checked, option, takes

_NAN = float("nan")


@dataclass(frozen=True)
class Baseline(Checked):
    """How steadily a person walks in one direction; NaN for what is to be learned from the walk itself.

    Read from `SafetyMonitor.baselines` after a walk and passed to the monitor of the next one.

    Attributes
    ----------
    direction : {"backward", "forward", "unknown"}
        Baselines of directions are never mixed.
    stride_time_variation_pct : float
        Stride-time variability, as `VariabilityRule` takes it.
    step_regularity, step_regularity_sd : float
        Mean and SD of the values of step regularity.
    """

    direction: str = field(metadata=takes(choices=DIRECTIONS, advice="use one of these words"))
    stride_time_variation_pct: float = option(_NAN, low=0.0, high=100.0, nan="to learn it")
    step_regularity: float = option(_NAN, low=-2.0, high=2.0, nan="to learn it")
    step_regularity_sd: float = option(_NAN, low=0.0, high=2.0, nan="to learn it")

    def __post_init__(self) -> None:
        """Refuse what no walk can have."""
        super().__post_init__()
        if math.isnan(self.step_regularity) != math.isnan(self.step_regularity_sd):
            raise InvalidOption(
                "Baseline: step_regularity and step_regularity_sd go together; give both, or neither to learn them"
            )
