"""One step as it is meant, before a person's unsteadiness."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Pace:
    """How a stretch is walked: speed, cadence and the step length that follows."""

    direction: str
    speed_mps: float
    cadence_spm: float

    @property
    def step_s(self) -> float:
        """Mean step time."""
        return 60.0 / self.cadence_spm

    @property
    def step_m(self) -> float:
        """Mean step length."""
        return self.speed_mps * self.step_s


@dataclass(frozen=True)
class Intent:
    """One step as it is meant.

    The body goes on by `length_m` along the walk, by `aside_m` to its left, and `rise_m` up. `fixed` steps have exactly
    this length. A step with a `side` is made by this foot. `rhythm_m` is the step length whose sway the trunk has, and
    None takes `length_m`. Angles and the falling speed at touch replace those of level walking. An `odd` step is
    neither forward nor backward. `swing_share` is the swing's share of the stride, over a half where both feet leave
    the ground; the trunk then rises and falls by `hop_m`.
    """

    pace: Pace
    length_m: float
    turn_rad: float = 0.0
    aside_m: float = 0.0
    rise_m: float = 0.0
    fixed: bool = False
    side: str | None = None
    rhythm_m: float | None = None
    strike_deg: float | None = None
    lift_deg: float | None = None
    sink_mps: float | None = None
    odd: bool = False
    swing_share: float | None = None
    hop_m: float = 0.0
    clearance_m: float | None = None
