"""One step as it is made, and the near-fall that may happen in it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class NearFall:
    """One near-fall as it is asked for; a `size` of 1 is a usual one."""

    kind: str
    time_s: float
    size: float


@dataclass(frozen=True)
class Step:
    """One step: who swings, when, how far the body goes on and turns meanwhile, and how the foot lands.

    `aside_m` is the way of the body to its left, `rise_m` up; `rhythm_m` is the step length the trunk sways by. None
    for `lift_rad` and `sink_mps` takes those of level walking.
    """

    side: str
    lift_s: float
    touch_s: float
    backward: bool
    length_m: float
    turn_rad: float
    speed_mps: float
    width_m: float
    strike_rad: float
    effort: float
    starts: bool
    stops: bool
    rhythm_m: float = 0.0
    aside_m: float = 0.0
    rise_m: float = 0.0
    lift_rad: float | None = None
    sink_mps: float | None = None
    odd: bool = False
    hop_m: float = 0.0
    clearance_m: float = 0.015
    blow: float = 1.0
    hardness: float = 1.0
    near_fall: NearFall | None = None
