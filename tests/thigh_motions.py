"""A thigh that moves without walking: one sensor below the hip, flexion and hip given."""

from __future__ import annotations

import numpy as np
from not_walking import clock, lifts, samples

BELOW_HIP_M = 0.2


def thigh(
    flexion_deg: np.ndarray,
    hip_x_m: np.ndarray | float = 0.0,
    hip_z_m: np.ndarray | float = 0.0,
    below_m: float = BELOW_HIP_M,
) -> np.ndarray:
    """Samples (n, 6) of a sensor on a thigh bone that swings about the hip."""
    angle = np.radians(flexion_deg)
    ahead, down = below_m * np.sin(angle), below_m * np.cos(angle)
    return samples(-flexion_deg, x_m=hip_x_m + ahead, z_m=hip_z_m - down)


def pedalling(
    rpm: float,
    crank_m: float = 0.17,
    rocking_m: float = 0.0,
    saddle_m: float = 0.66,
    below_m: float = BELOW_HIP_M,
    rocking_phase: float = 0.0,
) -> np.ndarray:
    """On a saddle: hip, knee, pedal and crank are a four-bar linkage; a hip may rock, twice a turn."""
    phase = 2 * np.pi * rpm / 60.0 * clock()
    thigh_m, shank_m, behind_m, above_m = 0.43, 0.45, 0.22, saddle_m
    ahead, below = behind_m + crank_m * np.sin(phase), above_m - crank_m * np.cos(phase)
    reach = np.hypot(ahead, below)
    opening = np.arccos((thigh_m**2 + reach**2 - shank_m**2) / (2 * thigh_m * reach))
    flexion_deg = np.degrees(np.arctan2(ahead, below) + opening)
    rocking = rocking_m * np.sin(2 * phase + rocking_phase)
    return thigh(flexion_deg, rocking, 0.5 * rocking, below_m)


def sine(rpm: float, range_deg: float = 45.0) -> np.ndarray:
    return thigh(50.0 + 0.5 * range_deg * np.sin(2 * np.pi * rpm / 60.0 * clock()))


def marching(hz: float, flexion_deg: float, duty: float, hip_m: float = 0.0) -> np.ndarray:
    """On the spot: the thigh is lifted and let down for a share of each cycle, the hip rising with each step."""
    return thigh(flexion_deg * lifts(hz, duty), hip_z_m=hip_m * lifts(2 * hz, 1.0))


def leg_swing(hz: float, second_deg: float = 0.0, second_phase: float = 0.0) -> np.ndarray:
    """Standing on the other leg, the thigh swung to and fro, not quite like a sine."""
    phase = 2 * np.pi * hz * clock()
    return thigh(5.0 + 30.0 * np.sin(phase) + second_deg * np.sin(2 * phase + second_phase))


def squats(hz: float) -> np.ndarray:
    down = lifts(hz, 1.0)
    return thigh(90.0 * down, hip_x_m=-0.15 * down, hip_z_m=-0.4 * down)


def sitting_down(hz: float) -> np.ndarray:
    """Up and down from a chair, with pauses."""
    down = 0.5 * (np.tanh(4.0 * np.sin(2 * np.pi * hz * clock())) + 1.0)
    return thigh(90.0 * down, hip_z_m=-0.4 * down)


def bouncing(hz: float) -> np.ndarray:
    """The thigh goes to and fro like a sine, and the hip rises twice in each cycle."""
    return thigh(15.0 * np.sin(2 * np.pi * hz * clock()), hip_z_m=0.03 * np.sin(4 * np.pi * hz * clock()))


def jiggling(hz: float) -> np.ndarray:
    return thigh(80.0 + 5.0 * np.sin(2 * np.pi * hz * clock()))


MOVING = {
    **{f"pedalling at {rpm}": pedalling(rpm) for rpm in (60, 75, 90)},
    **{f"pedalling at {rpm}, rocking": pedalling(rpm, rocking_m=0.01) for rpm in (60, 75, 90)},
    **{f"a sine at {rpm} a minute": sine(rpm) for rpm in (60, 75, 90)},
    "marching": marching(0.8, 50.0, 0.5),
    "marching, knees high": marching(0.8, 80.0, 0.6, 0.02),
    "marching fast": marching(1.1, 40.0, 0.4, 0.01),
    "shuffling on the spot": marching(0.9, 25.0, 0.5, 0.02),
    "leg swing": leg_swing(0.9),
    **{f"uneven leg swing {p:.1f}": leg_swing(0.9, 8.0, p) for p in np.arange(0.0, 6.3, 0.7)},
    "squats": squats(0.4),
    "fast squats": squats(0.6),
    "sitting down": sitting_down(0.25),
    "bouncing": bouncing(0.8),
    "jiggling": jiggling(2.0),
}
