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
    ahead_m: float = 0.0,
) -> np.ndarray:
    """Samples (n, 6) of a sensor below the hip and ahead of the bone of a thigh that swings about the hip."""
    angle = np.radians(flexion_deg)
    x_m = below_m * np.sin(angle) + ahead_m * np.cos(angle)
    z_m = ahead_m * np.sin(angle) - below_m * np.cos(angle)
    return samples(-flexion_deg, x_m=hip_x_m + x_m, z_m=hip_z_m + z_m)


def pedal_flexion_deg(
    phase: np.ndarray, crank_m: float, saddle_m: float, behind_m: float = 0.22
) -> np.ndarray:
    """Flexion of a thigh on a saddle: hip, knee, pedal and crank are a four-bar linkage."""
    thigh_m, shank_m = 0.43, 0.45
    ahead, below = behind_m + crank_m * np.sin(phase), saddle_m - crank_m * np.cos(phase)
    reach = np.hypot(ahead, below)
    opening = np.arccos((thigh_m**2 + reach**2 - shank_m**2) / (2 * thigh_m * reach))
    return np.degrees(np.arctan2(ahead, below) + opening)


def pedalling(
    rpm: float,
    crank_m: float = 0.17,
    rocking_m: float = 0.0,
    saddle_m: float = 0.66,
    below_m: float = BELOW_HIP_M,
    rocking_phase: float = 0.0,
) -> np.ndarray:
    """On a bicycle; a hip may rock, twice a turn."""
    phase = 2 * np.pi * rpm / 60.0 * clock()
    rocking = rocking_m * np.sin(2 * phase + rocking_phase)
    return thigh(pedal_flexion_deg(phase, crank_m, saddle_m), rocking, 0.5 * rocking, below_m)


def rocking_ride() -> np.ndarray:
    """A saddle too low, the hip rocking by 9 mm, the sensor in front of the thigh: the likest a walk of 400 drawn."""
    phase = 2 * np.pi * 73.5 / 60.0 * clock()
    hip_x_m = 0.0049 * np.cos(phase + 2.27) + 0.0029 * np.cos(2 * phase - 2.83)
    hip_z_m = 0.0018 * np.cos(phase + 2.32) + 0.0088 * np.cos(2 * phase + 0.72)
    return thigh(pedal_flexion_deg(phase, 0.173, 0.576, 0.142), hip_x_m, hip_z_m, 0.211, 0.1)


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


def striding_machine(
    hz: float, second_deg: float, second_phase: float, hip_m: float, hip_phase: float
) -> np.ndarray:
    """Pedals that carry the feet around, the thigh not quite like a sine, the hip bobbing as it likes."""
    phase = 2 * np.pi * hz * clock()
    flexion_deg = 20.0 + 20.0 * np.sin(phase) + second_deg * np.sin(2 * phase + second_phase)
    return thigh(flexion_deg, hip_z_m=hip_m * np.sin(2 * phase + hip_phase))


def rowing(hz: float, second_deg: float, second_phase: float) -> np.ndarray:
    """On a sliding seat."""
    phase = 2 * np.pi * hz * clock()
    flexion_deg = 60.0 + 45.0 * np.sin(phase) + second_deg * np.sin(2 * phase + second_phase)
    return thigh(flexion_deg, hip_x_m=0.3 * np.sin(phase + 0.2))


def lunges(hz: float, duty: float) -> np.ndarray:
    return thigh(70.0 * lifts(hz, duty), hip_x_m=0.3 * lifts(hz, 0.8), hip_z_m=-0.3 * lifts(hz, 0.8))


def jiggling(hz: float) -> np.ndarray:
    return thigh(80.0 + 5.0 * np.sin(2 * np.pi * hz * clock()))


MOVING = {
    **{f"pedalling at {rpm}": pedalling(rpm) for rpm in (60, 75, 90)},
    **{f"pedalling at {rpm}, rocking": pedalling(rpm, rocking_m=0.01) for rpm in (60, 75, 90)},
    "a rocking ride": rocking_ride(),
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
    **{f"rowing {p:.1f}": rowing(0.4, 5.0, p) for p in np.arange(0.0, 6.3, 0.7)},
    **{f"lunges {duty:.1f}": lunges(0.5, duty) for duty in (0.5, 0.6, 0.7, 0.8, 0.9)},
    "jiggling": jiggling(2.0),
}
