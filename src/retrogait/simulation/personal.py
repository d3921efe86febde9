"""What trunk and legs of a person do beyond plain waves: overtones of the stride, legs that turn in and out.

The means are what motion capture of people walking forward and backward has beyond the plain walker (ACCAD, Ohio State
University, CC BY 3.0, and Bandai-Namco Motiondataset), backward run back in time: there the two agree in phase. Each
person is drawn around them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from retrogait._kernels.overtones import sum_overtones
from retrogait.simulation.pose import Pose, add, product, rotations

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from retrogait.simulation.curves import Floats
    from retrogait.simulation.step import Step
    from retrogait.simulation.walker import Walker

Complex = NDArray[np.complex128]

_OVERTONES = 8
_UNREST_RAD, _UNREST_STRIDES = 0.08, (1.7, 2.9, 5.3)
_MIRROR = np.array([1.0, -1.0, 1.0, -1.0, 1.0, -1.0])  # of shifts and turns, to the other side
_AXES = {"x": 0, "y": 1, "z": 2}


@dataclass(frozen=True)
class Wave:
    """One axis of one segment: mean overtones as {number: (size, phase in deg)}, and how much people differ.

    Sizes are in m/s^2 for shifts and in deg/s for turns. The phase counts from mid double support after the left foot
    has landed forward. `numbers` are the overtones it may have: even ones repeat each step, odd ones change sides.
    """

    mean: Mapping[int, tuple[float, float]]
    spread: float
    numbers: tuple[int, ...]


_OF_STEP, _OF_STRIDE, _ALL = (2, 4, 6, 8), (1, 3, 5, 7), tuple(range(1, _OVERTONES + 1))
_SHIFTS_MPS2 = {
    "trunk": {
        "x": Wave({2: (0.60, 76), 4: (0.53, 123), 6: (0.54, 87), 8: (0.20, 28)}, 0.45, _OF_STEP),
        "y": Wave({1: (0.25, -75), 3: (1.08, 100), 5: (0.41, -97), 7: (0.22, -63)}, 0.9, _OF_STRIDE),
        "z": Wave({2: (0.35, -139), 4: (0.73, 164), 6: (0.25, 114), 8: (0.12, 153)}, 0.6, _OF_STEP),
    },
    "thigh": {
        "y": Wave(
            {1: (0.55, 0), 2: (0.31, -37), 3: (1.44, 92), 4: (0.57, -24), 5: (0.58, 137), 6: (0.53, -15)},
            0.5,
            _ALL,
        )
    },
}
_TURNS_DPS = {
    "lower_back": {
        "x": Wave({1: (10.0, 117), 3: (22.6, -10), 5: (3.3, 25), 7: (3.0, 35)}, 9.0, _OF_STRIDE),
        "y": Wave({4: (5.8, 50), 6: (2.0, 70), 8: (1.1, 80)}, 18.0, _OF_STEP),
        "z": Wave({1: (6.6, -26), 3: (5.8, -49), 5: (6.4, -9)}, 18.0, _OF_STRIDE),
    },
    "sternum": {
        "x": Wave({1: (7.7, -176), 3: (6.6, 170), 5: (2.2, -167)}, 8.0, _OF_STRIDE),
        "y": Wave({2: (13.7, -139), 4: (5.7, -157), 6: (1.4, 153)}, 11.0, _OF_STEP),
        "z": Wave({1: (4.8, 117), 3: (10.9, 7), 5: (3.3, -33)}, 14.0, _OF_STRIDE),
    },
    "thigh": {
        "x": Wave({1: (4.1, -108), 2: (3.1, -176), 3: (8.1, 175), 4: (5.4, -102), 5: (3.3, 39)}, 11.0, _ALL),
        "z": Wave(
            {
                1: (24.5, -67),
                2: (13.9, -131),
                3: (9.1, 43),
                4: (11.6, -133),
                5: (8.7, 54),
                6: (10.0, -108),
                7: (6.6, 89),
                8: (6.7, -131),
            },
            36.0,
            _ALL,
        ),
    },
    "shank": {
        "x": Wave({1: (12.8, 85), 2: (12.0, 161), 3: (11.7, -150), 5: (2.7, -86)}, 12.0, _ALL),
        "z": Wave(
            {1: (7.7, -62), 2: (5.2, -62), 3: (8.2, 111), 4: (9.4, -114), 5: (5.2, 42), 6: (3.8, -142)},
            30.0,
            _ALL,
        ),
    },
}


@dataclass(frozen=True)
class PersonalMotion:
    """Overtones of one person by kind of site: (3, n) coefficients of shifts in m and of turns in rad.

    `unrest` (3,) are phases of slow changes: no two strides are alike.
    """

    shifts_m: Mapping[str, Complex]
    turns_rad: Mapping[str, Complex]
    unrest: Floats

    @classmethod
    def of(cls, walker: Walker, steps: Sequence[Step], rng: np.random.Generator) -> PersonalMotion | None:
        """Draw a walker's own; None of one who has none, or never takes a second step."""
        if walker.personal_motion == 0.0 or len(steps) < 2:
            return None
        stride_s = 2.0 * float(np.median(np.diff([step.touch_s for step in steps])))
        return cls.draw(walker.personal_motion, stride_s, rng)

    @classmethod
    def draw(cls, size: float, stride_s: float, rng: np.random.Generator) -> PersonalMotion:
        """Draw a person whose strides take so long; the same draws whatever the size."""
        rate = 2j * np.pi * np.arange(1, _OVERTONES + 1) / stride_s
        trunk, thigh = (_coefficients(_SHIFTS_MPS2[kind], rng) for kind in ("trunk", "thigh"))
        # a shank turns about its ankle, which the foot holds in place
        accelerations = {"lower_back": trunk, "sternum": trunk, "thigh": thigh, "shank": np.zeros_like(thigh)}
        shifts = {kind: size * own / rate**2 for kind, own in accelerations.items()}
        turns = {
            kind: size * np.radians(1.0) * _coefficients(waves, rng) / rate
            for kind, waves in _TURNS_DPS.items()
        }
        return cls(shifts, turns, 2.0 * np.pi * rng.random(3))

    def apply(
        self, pose: Pose, cycle_rad: Floats, beat_rad: Floats, walking: Floats, kind: str, *, mirrored: bool
    ) -> Pose:
        """Move a segment's pose by where the own foot is in its stride (n,), as far as the person walks (n,).

        `beat_rad` (n,) counts on from stride to stride.
        """
        if kind not in self.shifts_m:
            return pose
        slow = zip(_UNREST_STRIDES, self.unrest, strict=True)
        early = _UNREST_RAD * sum(np.sin(beat_rad / strides + phase) for strides, phase in slow)
        waves = np.concatenate([self.shifts_m[kind], self.turns_rad[kind]])
        if mirrored:
            waves = waves * _MIRROR[:, None]
        moved, powers = np.empty((len(waves), len(beat_rad))), np.empty((4, len(beat_rad)))
        real, imaginary = np.ascontiguousarray(waves.real), np.ascontiguousarray(waves.imag)
        sum_overtones(real, imaginary, cycle_rad + early, walking, powers, moved)
        roll, pitch, yaw = moved[3:]
        return Pose(
            add(pose.position_m, pose.rotation, moved[:3].T),
            product(pose.rotation, rotations(yaw, pitch, roll)),
        )


def _coefficients(waves: Mapping[str, Wave], rng: np.random.Generator) -> Complex:
    """Coefficients (3, n) of the overtones of one segment."""
    out = np.zeros((3, _OVERTONES), dtype=complex)
    for axis, wave in waves.items():
        z = rng.standard_normal((2, _OVERTONES))
        for number in wave.numbers:
            size, phase_deg = wave.mean.get(number, (0.0, 0.0))
            own = wave.spread * (z[0, number - 1] + 1j * z[1, number - 1]) / np.sqrt(2.0 * number)
            out[_AXES[axis], number - 1] = size * np.exp(1j * np.radians(phase_deg)) + own
    return out
